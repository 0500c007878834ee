// AVX2 and FMA: 4 doubles a vector, 16 registers.
#include "simd_x86.h"

namespace rk {
namespace RK_TARGET {

typedef __m256d vec;
enum { kLanes = 4, kTileColumns = 3, kTileSides = 4, kGramTileLeft = 4, kGramTileRight = 3, kFactorRows = 4, kFactorVectors = 3 };

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
// p[at[0]], p[at[1]], ...; gather_first takes the first `count` of them, at most a vector, and zeros.
// (The instruction that gathers is slow on some processors and hardly faster on others.)
static inline vec gather(const double* p, const int32_t* at) { return _mm256_setr_pd(p[at[0]], p[at[1]], p[at[2]], p[at[3]]); }
static inline vec gather_first(const double* p, const int32_t* at, int64_t count) {
  return _mm256_setr_pd(p[at[0]], count > 1 ? p[at[1]] : 0, count > 2 ? p[at[2]] : 0, count > 3 ? p[at[3]] : 0);
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
// out[0] = sum(a), out[1] = sum(b), ...
static inline void sums4(vec a, vec b, vec c, vec d, double* out) {
  const __m256d ab = _mm256_hadd_pd(a, b), cd = _mm256_hadd_pd(c, d);
  store(out, _mm256_add_pd(_mm256_permute2f128_pd(ab, cd, 0x20), _mm256_permute2f128_pd(ab, cd, 0x31)));
}

// Floats: 8 a vector.
typedef __m256 fvec;
enum { kFloats = 8, kTileRows = 6, kTileVectors = 2 };

static inline __m256i first_lanes(int64_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static inline fvec zerof() { return _mm256_setzero_ps(); }
static inline fvec broadcastf(float a) { return _mm256_set1_ps(a); }
static inline fvec load(const float* p) { return _mm256_loadu_ps(p); }
static inline fvec load_first(const float* p, int64_t count) { return _mm256_maskload_ps(p, first_lanes(count)); }
static inline void store(float* p, fvec a) { _mm256_storeu_ps(p, a); }
static inline void store_first(float* p, fvec a, int64_t count) { _mm256_maskstore_ps(p, first_lanes(count), a); }
static inline fvec add(fvec a, fvec b) { return _mm256_add_ps(a, b); }
static inline fvec sub(fvec a, fvec b) { return _mm256_sub_ps(a, b); }
static inline fvec mul(fvec a, fvec b) { return _mm256_mul_ps(a, b); }
static inline fvec div(fvec a, fvec b) { return _mm256_div_ps(a, b); }
static inline fvec sqrt(fvec a) { return _mm256_sqrt_ps(a); }
static inline fvec fma(fvec a, fvec b, fvec c) { return _mm256_fmadd_ps(a, b, c); }
static inline fvec min(fvec a, fvec b) { return _mm256_min_ps(a, b); }
static inline fvec max(fvec a, fvec b) { return _mm256_max_ps(a, b); }
// The greater, or NaN where either is.
static inline fvec max_or_nan(fvec a, fvec b) { return _mm256_or_ps(max(a, b), _mm256_cmp_ps(a, a, _CMP_UNORD_Q)); }
// -1, 0 or 1; anything but 0 where a is NaN.
static inline fvec sign(fvec a) {
  const fvec ones = _mm256_or_ps(_mm256_and_ps(a, _mm256_set1_ps(-0.0f)), _mm256_set1_ps(1));
  return _mm256_and_ps(_mm256_cmp_ps(a, zerof(), _CMP_NEQ_UQ), ones);
}

// Floats of a batch.
typedef fvec bvec;
enum { kBatchFloats = kFloats };

static inline bvec load_batch(const float* p) { return load(p); }
static inline bvec broadcast_batch(float a) { return broadcastf(a); }
// Whether a number is not 0, or NaN.
static inline bool not_zero(bvec a) { return _mm256_movemask_ps(_mm256_cmp_ps(a, zerof(), _CMP_NEQ_UQ)) != 0; }

}  // namespace RK_TARGET
}  // namespace rk
