#define RK_TARGET avx512
#define RK_TARGET_ISA RK_ISA_AVX512
#include "simd_avx512.h"
#include "kernels-inl.h"
