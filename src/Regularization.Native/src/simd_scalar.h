// One double a vector: for architectures without a header of their own, and to test the others against.
#include <math.h>
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

typedef double vec;
enum { kLanes = 1, kTileColumns = 4, kTileSides = 2, kGramTileLeft = 2, kGramTileRight = 4, kFactorRows = 4, kFactorVectors = 4 };

static inline vec zero() { return 0; }
static inline vec broadcast(double a) { return a; }
static inline vec load(const double* p) { return *p; }
static inline vec widen(const float* p) { return *p; }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t) { return *p; }
static inline vec widen_first(const float* p, int64_t) { return *p; }
// p[at[0]], p[at[1]], ...; gather_first takes the first `count` of them, at most a vector, and zeros.
static inline vec gather(const double* p, const int32_t* at) { return p[*at]; }
static inline vec gather_first(const double* p, const int32_t* at, int64_t) { return p[*at]; }
static inline void prefetch(const void*) {}
static inline void store(double* p, vec a) { *p = a; }
static inline vec add(vec a, vec b) { return a + b; }
static inline vec sub(vec a, vec b) { return a - b; }
static inline vec mul(vec a, vec b) { return a * b; }
static inline vec div(vec a, vec b) { return a / b; }
static inline vec fma(vec a, vec b, vec c) { return a * b + c; }
static inline vec min(vec a, vec b) { return a < b ? a : b; }
static inline vec max(vec a, vec b) { return a > b ? a : b; }
static inline double sum(vec a) { return a; }
// out[0] = sum(a), out[1] = sum(b), ...
static inline void sums4(vec a, vec b, vec c, vec d, double* out) {
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

// to[q * to_step + r] = from[r * from_step + q] for r, q < 4.
static inline void transpose_square(const double* from, int64_t from_step, double* to, int64_t to_step) {
  for (int r = 0; r < 4; r++)
    for (int q = 0; q < 4; q++) to[q * to_step + r] = from[r * from_step + q];
}

// One float a vector.
typedef float fvec;
enum { kFloats = 1, kTileRows = 4, kTileVectors = 4 };

static inline fvec zerof() { return 0; }
static inline fvec broadcastf(float a) { return a; }
static inline fvec load(const float* p) { return *p; }
static inline fvec load_first(const float* p, int64_t) { return *p; }
static inline void store(float* p, fvec a) { *p = a; }
static inline void store_first(float* p, fvec a, int64_t) { *p = a; }
static inline fvec add(fvec a, fvec b) { return a + b; }
static inline fvec sub(fvec a, fvec b) { return a - b; }
static inline fvec mul(fvec a, fvec b) { return a * b; }
static inline fvec div(fvec a, fvec b) { return a / b; }
static inline fvec sqrt(fvec a) { return sqrtf(a); }
static inline fvec fma(fvec a, fvec b, fvec c) { return a * b + c; }
static inline fvec min(fvec a, fvec b) { return a < b ? a : b; }
static inline fvec max(fvec a, fvec b) { return a > b ? a : b; }
// The greater, or NaN where either is.
static inline fvec max_or_nan(fvec a, fvec b) { return a > b || a != a ? a : b; }
// -1, 0 or 1; anything but 0 where a is NaN.
static inline fvec sign(fvec a) { return a == 0 ? 0.0f : a < 0 ? -1.0f : 1.0f; }
// out[q * step + r] = r-th row[q]: 4 rows to 4 columns, stored in the order of q.
static inline void transpose4(const float* row0, const float* row1, const float* row2, const float* row3, float* out, int64_t step) {
  for (int q = 0; q < 4; q++, out += step) {
    out[0] = row0[q];
    out[1] = row1[q];
    out[2] = row2[q];
    out[3] = row3[q];
  }
}

// Floats of a batch.
typedef fvec bvec;
enum { kBatchFloats = kFloats };

static inline bvec load_batch(const float* p) { return load(p); }
static inline bvec broadcast_batch(float a) { return broadcastf(a); }
// Whether a number is not 0, or NaN.
static inline bool not_zero(bvec a) { return a != 0; }

}  // namespace RK_TARGET
}  // namespace rk
