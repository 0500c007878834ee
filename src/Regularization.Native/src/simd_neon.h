// NEON of 64-bit Arm: 2 doubles a vector, 32 registers.
#include <arm_neon.h>
#include <stdint.h>
#if defined(_MSC_VER)
#include <intrin.h>
#endif

namespace rk {
namespace RK_TARGET {

typedef float64x2_t vec;
enum { kLanes = 2, kTileColumns = 4, kTileSides = 4 };

static inline vec zero() { return vdupq_n_f64(0); }
static inline vec broadcast(double a) { return vdupq_n_f64(a); }
static inline vec load(const double* p) { return vld1q_f64(p); }
static inline vec widen(const float* p) { return vcvt_f64_f32(vld1_f32(p)); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return count == 2 ? load(p) : vsetq_lane_f64(*p, zero(), 0); }
static inline vec widen_first(const float* p, int64_t count) { return count == 2 ? widen(p) : vsetq_lane_f64(*p, zero(), 0); }
#if defined(_MSC_VER)
static inline void prefetch(const void* p) { __prefetch(p); }
#else
static inline void prefetch(const void* p) { __builtin_prefetch(p); }
#endif
static inline void store(double* p, vec a) { vst1q_f64(p, a); }
static inline vec add(vec a, vec b) { return vaddq_f64(a, b); }
static inline vec sub(vec a, vec b) { return vsubq_f64(a, b); }
static inline vec mul(vec a, vec b) { return vmulq_f64(a, b); }
static inline vec div(vec a, vec b) { return vdivq_f64(a, b); }
static inline vec fma(vec a, vec b, vec c) { return vfmaq_f64(c, a, b); }
static inline vec min(vec a, vec b) { return vminq_f64(a, b); }
static inline vec max(vec a, vec b) { return vmaxq_f64(a, b); }
static inline double sum(vec a) { return vaddvq_f64(a); }

}  // namespace RK_TARGET
}  // namespace rk
