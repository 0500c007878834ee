// Kernels on sparse columns. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

static inline bool bad(const rk_sparse* x, const int32_t* columns, int32_t count) {
  return !x || x->n < 0 || x->p < 0 || !x->starts || count < 0 || (!columns && count > 0) ||
         (x->starts[x->p] > 0 && (!x->rows || !x->values));
}

static inline double sparse_column_dot(const int32_t* rows, const float* values, int64_t length, const double* r) {
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  int64_t i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += values[i] * r[rows[i]];
    s1 += values[i + 1] * r[rows[i + 1]];
    s2 += values[i + 2] * r[rows[i + 2]];
    s3 += values[i + 3] * r[rows[i + 3]];
  }
  double total = (s0 + s1) + (s2 + s3);
  for (; i < length; i++) total += values[i] * r[rows[i]];
  return total;
}

// Columns need not be neighbours in memory: fetches the first entries of the column that is visited `ahead` visits later, and, for twice as much
// later, the place that says where they are. Beyond the last visit stands the last.
template <typename ColumnAt>
static inline void fetch_ahead(const rk_sparse* x, int32_t k, int32_t count, ColumnAt column) {
  const int32_t ahead = 8;
  const int64_t start = x->starts[column(at_most((int64_t)k + ahead, count - 1))];
  prefetch(x->rows + start);
  prefetch(x->values + start);
  prefetch(x->starts + column(at_most((int64_t)k + 2 * ahead, count - 1)));
}

static int32_t sparse_dot(const rk_sparse* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                          double* result, int64_t result_stride, int32_t accumulate) {
  if (bad(x, columns, count) || r_count < 0 || (!r && r_count > 0 && x->n > 0) || (!result && r_count > 0 && count > 0))
    return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    fetch_ahead(x, k, count, [&](int64_t at) { return columns[at]; });
    const int64_t start = x->starts[columns[k]], length = x->starts[columns[k] + 1] - start;
    for (int32_t c = 0; c < r_count; c++) {
      const double total = sparse_column_dot(x->rows + start, x->values + start, length, r + c * r_stride);
      double* target = result + c * result_stride + k;
      *target = accumulate ? *target + total : total;
    }
  }
  return RK_OK;
}

static int32_t sparse_square(const rk_sparse* x, const int32_t* columns, int32_t count, const double* h, double uniform, double h_sum,
                             const double* center, double* result) {
  if (bad(x, columns, count) || (count > 0 && (!center || !result))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    fetch_ahead(x, k, count, [&](int64_t at) { return columns[at]; });
    const int64_t end = x->starts[columns[k] + 1];
    double total = 0, weight = 0;
    for (int64_t i = x->starts[columns[k]]; i < end; i++) {
      const double hi = h ? h[x->rows[i]] : uniform, z = x->values[i] - center[k];
      total += hi * z * z;
      weight += hi;
    }
    result[k] = total + (h_sum - weight) * center[k] * center[k];
  }
  return RK_OK;
}

// y += a x for one column, or a h x. A row occurs once, so the additions do not depend on each other.
template <bool Weighted>
static inline void sparse_column_add(const int32_t* rows, const float* values, int64_t length, double a, const double* h, double* y) {
  for (int64_t i = 0; i < length; i++) {
    const int32_t row = rows[i];
    y[row] += Weighted ? a * values[i] * h[row] : a * values[i];
  }
}

static int32_t sparse_add(const rk_sparse* x, const int32_t* columns, int32_t count, const double* a, double* y) {
  if (bad(x, columns, count) || (count > 0 && (!a || (!y && x->n > 0)))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    if (a[k] == 0) continue;
    fetch_ahead(x, k, count, [&](int64_t at) { return columns[at]; });
    const int64_t start = x->starts[columns[k]], length = x->starts[columns[k] + 1] - start;
    sparse_column_add<false>(x->rows + start, x->values + start, length, a[k], nullptr, y);
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
