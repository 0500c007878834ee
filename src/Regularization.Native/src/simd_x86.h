// What all x86-64 targets share: 4 x 4 floats need no more than SSE.
#include <immintrin.h>
#include <stdint.h>

namespace rk {
namespace RK_TARGET {

// out[q * step + r] = r-th row[q]: 4 rows to 4 columns, stored in the order of q.
static inline void transpose4(const float* row0, const float* row1, const float* row2, const float* row3, float* out, int64_t step) {
  __m128 a = _mm_loadu_ps(row0), b = _mm_loadu_ps(row1), c = _mm_loadu_ps(row2), d = _mm_loadu_ps(row3);
  _MM_TRANSPOSE4_PS(a, b, c, d);
  _mm_storeu_ps(out, a);
  _mm_storeu_ps(out + step, b);
  _mm_storeu_ps(out + 2 * step, c);
  _mm_storeu_ps(out + 3 * step, d);
}

}  // namespace RK_TARGET
}  // namespace rk
