#define RK_TARGET baseline
#define RK_TARGET_ISA RK_ISA_BASELINE
#if defined(__x86_64__) || defined(_M_X64)
#include "simd_sse2.h"
#else
#include "simd_scalar.h"
#endif
#include "kernels-inl.h"
