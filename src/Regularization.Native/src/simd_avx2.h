// AVX2 and FMA: 4 doubles a vector, 16 registers.
#include <immintrin.h>
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

typedef __m256d vec;
enum { kLanes = 4, kTileColumns = 3, kTileSides = 4 };

static inline vec zero() { return _mm256_setzero_pd(); }
static inline vec broadcast(double a) { return _mm256_set1_pd(a); }
static inline vec load(const double* p) { return _mm256_loadu_pd(p); }
static inline vec widen(const float* p) { return _mm256_cvtps_pd(_mm_loadu_ps(p)); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) {
  return _mm256_maskload_pd(p, _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3)));
}
static inline vec widen_first(const float* p, int64_t count) {
  return _mm256_cvtps_pd(_mm_maskload_ps(p, _mm_cmpgt_epi32(_mm_set1_epi32((int)count), _mm_setr_epi32(0, 1, 2, 3))));
}
static inline void prefetch(const void* p) { _mm_prefetch((const char*)p, _MM_HINT_T0); }
static inline void store(double* p, vec a) { _mm256_storeu_pd(p, a); }
static inline vec add(vec a, vec b) { return _mm256_add_pd(a, b); }
static inline vec sub(vec a, vec b) { return _mm256_sub_pd(a, b); }
static inline vec mul(vec a, vec b) { return _mm256_mul_pd(a, b); }
static inline vec div(vec a, vec b) { return _mm256_div_pd(a, b); }
static inline vec fma(vec a, vec b, vec c) { return _mm256_fmadd_pd(a, b, c); }
static inline vec min(vec a, vec b) { return _mm256_min_pd(a, b); }
static inline vec max(vec a, vec b) { return _mm256_max_pd(a, b); }
static inline double sum(vec a) {
  __m128d s = _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
  return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
}

}  // namespace RK_TARGET
}  // namespace rk
