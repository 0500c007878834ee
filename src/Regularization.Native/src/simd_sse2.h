// SSE2, which every x86-64 CPU has: 2 doubles a vector, 16 registers, no fused multiply-add.
#include "simd_x86.h"

namespace rk {
namespace RK_TARGET {

typedef __m128d vec;
enum { kLanes = 2, kTileColumns = 2, kTileSides = 4, kGramTileLeft = 4, kGramTileRight = 2, kFactorRows = 4, kFactorVectors = 2 };

static inline vec zero() { return _mm_setzero_pd(); }
static inline vec broadcast(double a) { return _mm_set1_pd(a); }
static inline vec load(const double* p) { return _mm_loadu_pd(p); }
static inline vec widen(const float* p) { return _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i*)p))); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return count == 2 ? load(p) : _mm_load_sd(p); }
static inline vec widen_first(const float* p, int64_t count) { return count == 2 ? widen(p) : _mm_set_sd(*p); }
// p[at[0]], p[at[1]], ...; gather_first takes the first `count` of them, at most a vector, and zeros.
static inline vec gather(const double* p, const int32_t* at) { return _mm_setr_pd(p[at[0]], p[at[1]]); }
static inline vec gather_first(const double* p, const int32_t* at, int64_t count) { return _mm_setr_pd(p[at[0]], count > 1 ? p[at[1]] : 0); }
static inline void prefetch(const void* p) { _mm_prefetch((const char*)p, _MM_HINT_T0); }
static inline void store(double* p, vec a) { _mm_storeu_pd(p, a); }
static inline vec add(vec a, vec b) { return _mm_add_pd(a, b); }
static inline vec sub(vec a, vec b) { return _mm_sub_pd(a, b); }
static inline vec mul(vec a, vec b) { return _mm_mul_pd(a, b); }
static inline vec div(vec a, vec b) { return _mm_div_pd(a, b); }
static inline vec fma(vec a, vec b, vec c) { return _mm_add_pd(_mm_mul_pd(a, b), c); }
static inline vec min(vec a, vec b) { return _mm_min_pd(a, b); }
static inline vec max(vec a, vec b) { return _mm_max_pd(a, b); }
static inline double sum(vec a) { return _mm_cvtsd_f64(_mm_add_sd(a, _mm_unpackhi_pd(a, a))); }
// out[0] = sum(a), out[1] = sum(b), ...
static inline void sums4(vec a, vec b, vec c, vec d, double* out) {
  store(out, _mm_add_pd(_mm_unpacklo_pd(a, b), _mm_unpackhi_pd(a, b)));
  store(out + 2, _mm_add_pd(_mm_unpacklo_pd(c, d), _mm_unpackhi_pd(c, d)));
}

// Floats: 4 a vector.
typedef __m128 fvec;
enum { kFloats = 4, kTileRows = 4, kTileVectors = 2 };

static inline fvec zerof() { return _mm_setzero_ps(); }
static inline fvec broadcastf(float a) { return _mm_set1_ps(a); }
static inline fvec load(const float* p) { return _mm_loadu_ps(p); }
static inline fvec load_first(const float* p, int64_t count) {
  if (count == 4) return load(p);
  return count == 1 ? _mm_set_ss(*p) : _mm_setr_ps(p[0], p[1], count == 3 ? p[2] : 0, 0);
}
static inline void store(float* p, fvec a) { _mm_storeu_ps(p, a); }
static inline void store_first(float* p, fvec a, int64_t count) {
  float all[4];
  store(all, a);
  for (int64_t i = 0; i < count; i++) p[i] = all[i];
}
static inline fvec add(fvec a, fvec b) { return _mm_add_ps(a, b); }
static inline fvec sub(fvec a, fvec b) { return _mm_sub_ps(a, b); }
static inline fvec mul(fvec a, fvec b) { return _mm_mul_ps(a, b); }
static inline fvec div(fvec a, fvec b) { return _mm_div_ps(a, b); }
static inline fvec sqrt(fvec a) { return _mm_sqrt_ps(a); }
static inline fvec fma(fvec a, fvec b, fvec c) { return _mm_add_ps(_mm_mul_ps(a, b), c); }
static inline fvec min(fvec a, fvec b) { return _mm_min_ps(a, b); }
static inline fvec max(fvec a, fvec b) { return _mm_max_ps(a, b); }
// The greater, or NaN where either is.
static inline fvec max_or_nan(fvec a, fvec b) { return _mm_or_ps(max(a, b), _mm_cmpunord_ps(a, a)); }
// -1, 0 or 1; anything but 0 where a is NaN.
static inline fvec sign(fvec a) {
  const fvec ones = _mm_or_ps(_mm_and_ps(a, _mm_set1_ps(-0.0f)), _mm_set1_ps(1));
  return _mm_and_ps(_mm_cmpneq_ps(a, zerof()), ones);
}

// Floats of a batch.
typedef fvec bvec;
enum { kBatchFloats = kFloats };

static inline bvec load_batch(const float* p) { return load(p); }
static inline bvec broadcast_batch(float a) { return broadcastf(a); }
// Whether a number is not 0, or NaN.
static inline bool not_zero(bvec a) { return _mm_movemask_ps(_mm_cmpneq_ps(a, zerof())) != 0; }

}  // namespace RK_TARGET
}  // namespace rk
