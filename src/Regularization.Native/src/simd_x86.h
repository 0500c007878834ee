// What all x86-64 targets share, or differ in by AVX alone.
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

// to[q * to_step + r] = from[r * from_step + q] for r, q < 4.
static inline void transpose_square(const double* from, int64_t from_step, double* to, int64_t to_step) {
#if defined(__AVX__)
  const double* third = from + 2 * from_step;
  const auto pair = [=](int64_t at) { return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(from + at)), _mm_loadu_pd(third + at), 1); };
  const __m256d a = pair(0), b = pair(from_step), c = pair(2), d = pair(from_step + 2);
  _mm256_storeu_pd(to, _mm256_unpacklo_pd(a, b));
  _mm256_storeu_pd(to + to_step, _mm256_unpackhi_pd(a, b));
  _mm256_storeu_pd(to + 2 * to_step, _mm256_unpacklo_pd(c, d));
  _mm256_storeu_pd(to + 3 * to_step, _mm256_unpackhi_pd(c, d));
#else
  for (int r = 0; r < 4; r += 2) {
    for (int q = 0; q < 4; q += 2) {
      const __m128d a = _mm_loadu_pd(from + r * from_step + q), b = _mm_loadu_pd(from + (r + 1) * from_step + q);
      _mm_storeu_pd(to + q * to_step + r, _mm_unpacklo_pd(a, b));
      _mm_storeu_pd(to + (q + 1) * to_step + r, _mm_unpackhi_pd(a, b));
    }
  }
#endif
}

}  // namespace RK_TARGET
}  // namespace rk
