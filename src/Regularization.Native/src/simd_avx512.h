// AVX-512 F, DQ, BW, VL: 8 doubles a vector, 32 registers.
#include <immintrin.h>
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

typedef __m512d vec;
enum { kLanes = 8, kTileColumns = 4, kTileSides = 4 };

static inline vec zero() { return _mm512_setzero_pd(); }
static inline vec broadcast(double a) { return _mm512_set1_pd(a); }
static inline vec load(const double* p) { return _mm512_loadu_pd(p); }
static inline vec widen(const float* p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return _mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), p); }
static inline vec widen_first(const float* p, int64_t count) {
  return _mm512_cvtps_pd(_mm256_maskz_loadu_ps((__mmask8)((1u << count) - 1), p));
}
static inline void prefetch(const void* p) { _mm_prefetch((const char*)p, _MM_HINT_T0); }
static inline void store(double* p, vec a) { _mm512_storeu_pd(p, a); }
static inline vec add(vec a, vec b) { return _mm512_add_pd(a, b); }
static inline vec sub(vec a, vec b) { return _mm512_sub_pd(a, b); }
static inline vec mul(vec a, vec b) { return _mm512_mul_pd(a, b); }
static inline vec div(vec a, vec b) { return _mm512_div_pd(a, b); }
static inline vec fma(vec a, vec b, vec c) { return _mm512_fmadd_pd(a, b, c); }
static inline vec min(vec a, vec b) { return _mm512_min_pd(a, b); }
static inline vec max(vec a, vec b) { return _mm512_max_pd(a, b); }
static inline double sum(vec a) { return _mm512_reduce_add_pd(a); }

}  // namespace RK_TARGET
}  // namespace rk
