#define RK_TARGET neon
#define RK_TARGET_ISA RK_ISA_NEON
#include "simd_neon.h"
#include "kernels-inl.h"
