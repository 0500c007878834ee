// Products with sparse rows, float32. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

enum { kRowVectors = 8 };  // the part of a row that stays in registers

static inline bool bad(const rk_rows* x, const int32_t* rows, int32_t count) {
  return !x || x->n < 0 || !x->starts || count < 0 || (!rows && count > 0) || (x->starts[x->n] > 0 && (!x->columns || !x->values));
}

// Fetches the part of the row that a later entry will use.
template <int U>
static inline void fetch_part(const rk_rows* x, int64_t entry, int64_t end, const float* parts, int64_t width) {
  const float* part = parts + x->columns[at_most(entry + 4, end - 1)] * width;
  RK_UNROLL
  for (int v = 0; v < U; v += kFloats < 16 ? 16 / kFloats : 1) prefetch(part + v * kFloats);
}

// z[.] += sum over entries of value w[column][.], for U vectors of columns.
template <int U>
static inline void gather_part(const rk_rows* x, int64_t start, int64_t end, const float* w, int64_t width, float* z) {
  fvec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = load(z + v * kFloats);
  for (int64_t e = start; e < end; e++) {
    fetch_part<U>(x, e, end, w, width);
    const fvec value = broadcastf(x->values[e]);
    const float* from = w + x->columns[e] * width;
    RK_UNROLL
    for (int v = 0; v < U; v++) acc[v] = fma(value, load(from + v * kFloats), acc[v]);
  }
  RK_UNROLL
  for (int v = 0; v < U; v++) store(z + v * kFloats, acc[v]);
}

// result[column][.] += value d[.] for all entries, for U vectors of columns. A column occurs once in a row.
template <int U>
static inline void scatter_part(const rk_rows* x, int64_t start, int64_t end, const float* d, float* result, int64_t width) {
  fvec part[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) part[v] = load(d + v * kFloats);
  for (int64_t e = start; e < end; e++) {
    fetch_part<U>(x, e, end, result, width);
    const fvec value = broadcastf(x->values[e]);
    float* to = result + x->columns[e] * width;
    RK_UNROLL
    for (int v = 0; v < U; v++) store(to + v * kFloats, fma(value, part[v], load(to + v * kFloats)));
  }
}

static int32_t rows_times(const rk_rows* x, const int32_t* rows, int32_t count, const float* w, int64_t width, float* z) {
  if (bad(x, rows, count) || width < 0 || (count > 0 && width > 0 && (!z || (!w && x->starts[x->n] > 0)))) return RK_BAD_ARGUMENT;
  for (int32_t i = 0; i < count; i++, z += width) {
    const int64_t start = x->starts[rows[i]], end = x->starts[rows[i] + 1];
    int64_t j = 0;
    for (; j + kRowVectors * kFloats <= width; j += kRowVectors * kFloats) gather_part<kRowVectors>(x, start, end, w + j, width, z + j);
    for (; j + kFloats <= width; j += kFloats) gather_part<1>(x, start, end, w + j, width, z + j);
    if (j == width) continue;
    fvec acc = load_first(z + j, width - j);
    for (int64_t e = start; e < end; e++)
      acc = fma(broadcastf(x->values[e]), load_first(w + x->columns[e] * width + j, width - j), acc);
    store_first(z + j, acc, width - j);
  }
  return RK_OK;
}

static int32_t rows_transpose_times(const rk_rows* x, const int32_t* rows, int32_t count, const float* d, int64_t width, int64_t from, int64_t to,
                                    float* result) {
  if (bad(x, rows, count) || from < 0 || to < from || width < to || (count > 0 && to > from && (!d || (!result && x->starts[x->n] > 0))))
    return RK_BAD_ARGUMENT;
  for (int32_t i = 0; i < count; i++, d += width) {
    const int64_t start = x->starts[rows[i]], end = x->starts[rows[i] + 1];
    int64_t j = from;
    for (; j + kRowVectors * kFloats <= to; j += kRowVectors * kFloats) scatter_part<kRowVectors>(x, start, end, d + j, result + j, width);
    for (; j + kFloats <= to; j += kFloats) scatter_part<1>(x, start, end, d + j, result + j, width);
    if (j == to) continue;
    const fvec part = load_first(d + j, to - j);
    for (int64_t e = start; e < end; e++) {
      float* target = result + x->columns[e] * width + j;
      store_first(target, fma(broadcastf(x->values[e]), part, load_first(target, to - j)), to - j);
    }
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
