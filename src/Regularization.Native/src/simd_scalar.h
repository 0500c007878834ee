// One double a vector: for architectures without a header of their own, and to test the others against.
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

typedef double vec;
enum { kLanes = 1, kTileColumns = 4, kTileSides = 2 };

static inline vec zero() { return 0; }
static inline vec broadcast(double a) { return a; }
static inline vec load(const double* p) { return *p; }
static inline vec widen(const float* p) { return *p; }
// The first `count` elements, at most a vector, and zeros.
static inline vec load_first(const double* p, int64_t) { return *p; }
static inline vec widen_first(const float* p, int64_t) { return *p; }
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

}  // namespace RK_TARGET
}  // namespace rk
