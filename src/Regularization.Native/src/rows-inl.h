// Products with sparse rows, float32. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

enum { kRowVectors = 8 };  // the part of a row that stays in registers

static inline bool bad(const rk_rows* x, const int32_t* rows, int32_t count) {
  return !x || x->n < 0 || !x->starts || count < 0 || (!rows && count > 0) || (x->starts[x->n] > 0 && (!x->columns || !x->values));
}

// The entries of a row. Its pointers are copies: those of the matrix would be read again after every store.
struct RowEntries {
  const int32_t* columns;
  const float* values;
  int64_t length;
};

static inline RowEntries row_entries(const rk_rows* x, int64_t row) {
  const int64_t start = x->starts[row];
  return {x->columns + start, x->values + start, x->starts[row + 1] - start};
}

// Fetches the part of the row that a later entry will use.
template <int U>
static inline void fetch_part(const RowEntries& row, int64_t entry, const float* parts, int64_t width) {
  const float* part = parts + row.columns[at_most(entry + 4, row.length - 1)] * width;
  RK_UNROLL
  for (int v = 0; v < U; v += kFloats < 16 ? 16 / kFloats : 1) prefetch(part + v * kFloats);
}

// z[.] += sum over entries of value w[column][.], for U vectors of columns.
template <int U>
static inline void gather_part(const RowEntries& row, const float* w, int64_t width, float* z) {
  fvec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = load(z + v * kFloats);
  for (int64_t e = 0; e < row.length; e++) {
    fetch_part<U>(row, e, w, width);
    const fvec value = broadcastf(row.values[e]);
    const float* from = w + row.columns[e] * width;
    RK_UNROLL
    for (int v = 0; v < U; v++) acc[v] = fma(value, load(from + v * kFloats), acc[v]);
  }
  RK_UNROLL
  for (int v = 0; v < U; v++) store(z + v * kFloats, acc[v]);
}

// All whole vectors of columns from j to width, U at a time, then half as many; returns where it ended.
template <int U>
static inline int64_t gather_parts(const RowEntries& row, const float* w, int64_t width, int64_t j, float* z) {
  for (; j + U * kFloats <= width; j += U * kFloats) gather_part<U>(row, w + j, width, z + j);
  if constexpr (U > 1) return gather_parts<U / 2>(row, w, width, j, z);
  return j;
}

// result[column][.] += value d[.] for all entries, for U vectors of columns. A column occurs once in a row.
template <int U>
static inline void scatter_part(const RowEntries& row, const float* d, float* result, int64_t width) {
  fvec part[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) part[v] = load(d + v * kFloats);
  for (int64_t e = 0; e < row.length; e++) {
    fetch_part<U>(row, e, result, width);
    const fvec value = broadcastf(row.values[e]);
    float* to = result + row.columns[e] * width;
    RK_UNROLL
    for (int v = 0; v < U; v++) store(to + v * kFloats, fma(value, part[v], load(to + v * kFloats)));
  }
}

template <int U>
static inline int64_t scatter_parts(const RowEntries& row, const float* d, int64_t width, int64_t j, int64_t to,
                                    float* result) {
  for (; j + U * kFloats <= to; j += U * kFloats) scatter_part<U>(row, d + j, result + j, width);
  if constexpr (U > 1) return scatter_parts<U / 2>(row, d, width, j, to, result);
  return j;
}

static int32_t rows_times(const rk_rows* x, const int32_t* rows, int32_t count, const float* w, int64_t width, float* z) {
  if (bad(x, rows, count) || width < 0 || (count > 0 && width > 0 && (!z || (!w && x->starts[x->n] > 0)))) return RK_BAD_ARGUMENT;
  for (int32_t i = 0; i < count; i++, z += width) {
    const RowEntries row = row_entries(x, rows[i]);
    const int64_t j = gather_parts<kRowVectors>(row, w, width, 0, z);
    if (j == width) continue;
    fvec acc = load_first(z + j, width - j);
    for (int64_t e = 0; e < row.length; e++)
      acc = fma(broadcastf(row.values[e]), load_first(w + row.columns[e] * width + j, width - j), acc);
    store_first(z + j, acc, width - j);
  }
  return RK_OK;
}

static int32_t rows_transpose_times(const rk_rows* x, const int32_t* rows, int32_t count, const float* d, int64_t width, int64_t from, int64_t to,
                                    float* result) {
  if (bad(x, rows, count) || from < 0 || to < from || width < to || (count > 0 && to > from && (!d || (!result && x->starts[x->n] > 0))))
    return RK_BAD_ARGUMENT;
  for (int32_t i = 0; i < count; i++, d += width) {
    const RowEntries row = row_entries(x, rows[i]);
    const int64_t j = scatter_parts<kRowVectors>(row, d, width, from, to, result);
    if (j == to) continue;
    const fvec part = load_first(d + j, to - j);
    for (int64_t e = 0; e < row.length; e++) {
      float* target = result + row.columns[e] * width + j;
      store_first(target, fma(broadcastf(row.values[e]), part, load_first(target, to - j)), to - j);
    }
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
