// SSE2, which every x86-64 CPU has: 2 doubles a vector, 16 registers, no fused multiply-add.
#include <emmintrin.h>
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

typedef __m128d vec;
enum { kLanes = 2, kTileColumns = 2, kTileSides = 4 };

static inline vec zero() { return _mm_setzero_pd(); }
static inline vec broadcast(double a) { return _mm_set1_pd(a); }
static inline vec load(const double* p) { return _mm_loadu_pd(p); }
static inline vec widen(const float* p) { return _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i*)p))); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return count == 2 ? load(p) : _mm_load_sd(p); }
static inline vec widen_first(const float* p, int64_t count) { return count == 2 ? widen(p) : _mm_set_sd(*p); }
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

}  // namespace RK_TARGET
}  // namespace rk
