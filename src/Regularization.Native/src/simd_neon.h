// NEON of 64-bit Arm: 2 doubles a vector, 32 registers.
#include <arm_neon.h>
#include <stdint.h>
#if defined(_MSC_VER)
#include <intrin.h>
#endif

namespace rk {
namespace RK_TARGET {

typedef float64x2_t vec;
enum { kLanes = 2, kTileColumns = 4, kTileSides = 4, kGramTileLeft = 4, kGramTileRight = 4, kFactorRows = 4, kFactorVectors = 4 };

static inline vec zero() { return vdupq_n_f64(0); }
static inline vec broadcast(double a) { return vdupq_n_f64(a); }
static inline vec load(const double* p) { return vld1q_f64(p); }
static inline vec widen(const float* p) { return vcvt_f64_f32(vld1_f32(p)); }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t count) { return count == 2 ? load(p) : vsetq_lane_f64(*p, zero(), 0); }
static inline vec widen_first(const float* p, int64_t count) { return count == 2 ? widen(p) : vsetq_lane_f64(*p, zero(), 0); }
// p[at[0]], p[at[1]], ...; gather_first takes the first `count` of them, at most a vector, and zeros.
static inline vec gather(const double* p, const int32_t* at) { return vsetq_lane_f64(p[at[1]], vdupq_n_f64(p[at[0]]), 1); }
static inline vec gather_first(const double* p, const int32_t* at, int64_t count) { return vsetq_lane_f64(count > 1 ? p[at[1]] : 0, vdupq_n_f64(p[at[0]]), 1); }
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
// out[0] = sum(a), out[1] = sum(b), ...
static inline void sums4(vec a, vec b, vec c, vec d, double* out) {
  store(out, vpaddq_f64(a, b));
  store(out + 2, vpaddq_f64(c, d));
}

// to[q * to_step + r] = from[r * from_step + q] for r, q < 4.
static inline void transpose_square(const double* from, int64_t from_step, double* to, int64_t to_step) {
  for (int r = 0; r < 4; r += 2) {
    for (int q = 0; q < 4; q += 2) {
      const vec a = load(from + r * from_step + q), b = load(from + (r + 1) * from_step + q);
      store(to + q * to_step + r, vzip1q_f64(a, b));
      store(to + (q + 1) * to_step + r, vzip2q_f64(a, b));
    }
  }
}

// Floats: 4 a vector.
typedef float32x4_t fvec;
enum { kFloats = 4, kTileRows = 8, kTileVectors = 3 };

static inline fvec zerof() { return vdupq_n_f32(0); }
static inline fvec broadcastf(float a) { return vdupq_n_f32(a); }
static inline fvec load(const float* p) { return vld1q_f32(p); }
static inline fvec load_first(const float* p, int64_t count) {
  if (count == 4) return load(p);
  fvec all = vsetq_lane_f32(p[0], zerof(), 0);
  if (count > 1) all = vsetq_lane_f32(p[1], all, 1);
  return count > 2 ? vsetq_lane_f32(p[2], all, 2) : all;
}
static inline void store(float* p, fvec a) { vst1q_f32(p, a); }
static inline void store_first(float* p, fvec a, int64_t count) {
  float all[4];
  store(all, a);
  for (int64_t i = 0; i < count; i++) p[i] = all[i];
}
static inline fvec add(fvec a, fvec b) { return vaddq_f32(a, b); }
static inline fvec sub(fvec a, fvec b) { return vsubq_f32(a, b); }
static inline fvec mul(fvec a, fvec b) { return vmulq_f32(a, b); }
static inline fvec div(fvec a, fvec b) { return vdivq_f32(a, b); }
static inline fvec sqrt(fvec a) { return vsqrtq_f32(a); }
static inline fvec fma(fvec a, fvec b, fvec c) { return vfmaq_f32(c, a, b); }
static inline fvec min(fvec a, fvec b) { return vminq_f32(a, b); }
static inline fvec max(fvec a, fvec b) { return vmaxq_f32(a, b); }
// The greater, or NaN where either is.
static inline fvec max_or_nan(fvec a, fvec b) { return vmaxq_f32(a, b); }
// -1, 0 or 1; anything but 0 where a is NaN.
static inline fvec sign(fvec a) {
  const fvec ones = vbslq_f32(vdupq_n_u32(0x80000000u), a, broadcastf(1));
  return vbslq_f32(vceqzq_f32(a), zerof(), ones);
}
// out[q * step + r] = r-th row[q]: 4 rows to 4 columns, stored in the order of q.
static inline void transpose4(const float* row0, const float* row1, const float* row2, const float* row3, float* out, int64_t step) {
  const float32x4x2_t a = vtrnq_f32(load(row0), load(row1)), b = vtrnq_f32(load(row2), load(row3));
  store(out, vcombine_f32(vget_low_f32(a.val[0]), vget_low_f32(b.val[0])));
  store(out + step, vcombine_f32(vget_low_f32(a.val[1]), vget_low_f32(b.val[1])));
  store(out + 2 * step, vcombine_f32(vget_high_f32(a.val[0]), vget_high_f32(b.val[0])));
  store(out + 3 * step, vcombine_f32(vget_high_f32(a.val[1]), vget_high_f32(b.val[1])));
}

// Floats of a batch.
typedef fvec bvec;
enum { kBatchFloats = kFloats };

static inline bvec load_batch(const float* p) { return load(p); }
static inline bvec broadcast_batch(float a) { return broadcastf(a); }
// Whether a number is not 0, or NaN.
static inline bool not_zero(bvec a) { return vminvq_u32(vceqq_f32(a, zerof())) == 0; }

}  // namespace RK_TARGET
}  // namespace rk
