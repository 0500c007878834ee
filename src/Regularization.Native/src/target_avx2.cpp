#define RK_TARGET avx2
#define RK_TARGET_ISA RK_ISA_AVX2
#include "simd_avx2.h"
#include "kernels-inl.h"
