// AVX-512 F, DQ, BW, VL: 8 doubles a vector, 32 registers.
#include "simd_x86.h"

namespace rk {
namespace RK_TARGET {

typedef __m512d vec;
enum { kLanes = 8, kTileColumns = 4, kTileSides = 4, kGramTileLeft = 4, kGramTileRight = 6, kFactorRows = 8, kFactorVectors = 3 };

static inline vec zero() { return _mm512_setzero_pd(); }
static inline vec broadcast(double a) { return _mm512_set1_pd(a); }
static inline vec load(const double* p) { return _mm512_loadu_pd(p); }
static inline vec widen(const float* p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return _mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), p); }
static inline vec widen_first(const float* p, int64_t count) {
  return _mm512_cvtps_pd(_mm256_maskz_loadu_ps((__mmask8)((1u << count) - 1), p));
}
// p[at[0]], p[at[1]], ...; gather_first takes the first `count` of them, at most a vector, and zeros.
// (A whole vector without the instruction that gathers, which is slow on some processors and hardly faster on others.)
static inline vec gather(const double* p, const int32_t* at) {
  const __m256d low = _mm256_setr_pd(p[at[0]], p[at[1]], p[at[2]], p[at[3]]), high = _mm256_setr_pd(p[at[4]], p[at[5]], p[at[6]], p[at[7]]);
  return _mm512_insertf64x4(_mm512_castpd256_pd512(low), high, 1);
}
static inline vec gather_first(const double* p, const int32_t* at, int64_t count) {
  const __mmask8 first = (__mmask8)((1u << count) - 1);
  return _mm512_mask_i32gather_pd(zero(), first, _mm256_maskz_loadu_epi32(first, at), p, 8);
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
// out[0] = sum(a), out[1] = sum(b), ...
static inline void sums4(vec a, vec b, vec c, vec d, double* out) {
  const __m512d ab = _mm512_add_pd(_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b));
  const __m512d cd = _mm512_add_pd(_mm512_unpacklo_pd(c, d), _mm512_unpackhi_pd(c, d));
  const __m256d x = _mm256_add_pd(_mm512_castpd512_pd256(ab), _mm512_extractf64x4_pd(ab, 1));
  const __m256d y = _mm256_add_pd(_mm512_castpd512_pd256(cd), _mm512_extractf64x4_pd(cd, 1));
  _mm256_storeu_pd(out, _mm256_add_pd(_mm256_permute2f128_pd(x, y, 0x20), _mm256_permute2f128_pd(x, y, 0x31)));
}

// Floats: 16 a vector.
typedef __m512 fvec;
enum { kFloats = 16, kTileRows = 12, kTileVectors = 2 };

static inline fvec zerof() { return _mm512_setzero_ps(); }
static inline fvec broadcastf(float a) { return _mm512_set1_ps(a); }
static inline fvec load(const float* p) { return _mm512_loadu_ps(p); }
static inline fvec load_first(const float* p, int64_t count) { return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p); }
static inline void store(float* p, fvec a) { _mm512_storeu_ps(p, a); }
static inline void store_first(float* p, fvec a, int64_t count) { _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), a); }
static inline fvec add(fvec a, fvec b) { return _mm512_add_ps(a, b); }
static inline fvec sub(fvec a, fvec b) { return _mm512_sub_ps(a, b); }
static inline fvec mul(fvec a, fvec b) { return _mm512_mul_ps(a, b); }
static inline fvec div(fvec a, fvec b) { return _mm512_div_ps(a, b); }
static inline fvec sqrt(fvec a) { return _mm512_sqrt_ps(a); }
static inline fvec fma(fvec a, fvec b, fvec c) { return _mm512_fmadd_ps(a, b, c); }
static inline fvec min(fvec a, fvec b) { return _mm512_min_ps(a, b); }
static inline fvec max(fvec a, fvec b) { return _mm512_max_ps(a, b); }
// The greater, or NaN where either is.
static inline fvec max_or_nan(fvec a, fvec b) { return _mm512_mask_mov_ps(max(a, b), _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), a); }
// -1, 0 or 1; anything but 0 where a is NaN.
static inline fvec sign(fvec a) {
  const fvec ones = _mm512_or_ps(_mm512_and_ps(a, _mm512_set1_ps(-0.0f)), _mm512_set1_ps(1));
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a, zerof(), _CMP_NEQ_UQ), ones);
}

// Floats of a batch: 8, half a vector.
typedef __m256 bvec;
enum { kBatchFloats = 8 };

static inline bvec load_batch(const float* p) { return _mm256_loadu_ps(p); }
static inline bvec broadcast_batch(float a) { return _mm256_set1_ps(a); }
static inline void store(float* p, bvec a) { _mm256_storeu_ps(p, a); }
static inline bvec add(bvec a, bvec b) { return _mm256_add_ps(a, b); }
static inline bvec sub(bvec a, bvec b) { return _mm256_sub_ps(a, b); }
static inline bvec mul(bvec a, bvec b) { return _mm256_mul_ps(a, b); }
static inline bvec div(bvec a, bvec b) { return _mm256_div_ps(a, b); }
static inline bvec fma(bvec a, bvec b, bvec c) { return _mm256_fmadd_ps(a, b, c); }
static inline bvec min(bvec a, bvec b) { return _mm256_min_ps(a, b); }
static inline bvec max(bvec a, bvec b) { return _mm256_max_ps(a, b); }
// Whether a number is not 0, or NaN.
static inline bool not_zero(bvec a) { return _mm256_cmp_ps_mask(a, _mm256_setzero_ps(), _CMP_NEQ_UQ) != 0; }

}  // namespace RK_TARGET
}  // namespace rk
