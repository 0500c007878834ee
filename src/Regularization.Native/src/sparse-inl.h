// Kernels on sparse columns. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

static inline bool bad(const rk_sparse* x, const int32_t* columns, int32_t count) {
  return !x || x->n < 0 || x->p < 0 || !x->starts || count < 0 || (!columns && count > 0) ||
         (x->starts[x->p] > 0 && (!x->rows || !x->values));
}

// The entries of one column.
struct Entries {
  const int32_t* rows;
  const float* values;
  int64_t length;
};

// The entries of column(visit). Columns need not be neighbours in memory: the first entries of the column that is visited `ahead` visits later
// are fetched, and, for twice as much later, the place that says where they are. Beyond the last visit stands the last.
// (In one function with a result, because GCC drops calls of functions that do nothing but prefetch.)
template <typename ColumnAt>
static inline Entries entries(const rk_sparse* x, int64_t visit, int64_t visit_count, ColumnAt column) {
  const int64_t ahead = 8;
  const int64_t later = x->starts[column(at_most(visit + ahead, visit_count - 1))];
  prefetch(x->rows + later);
  prefetch(x->values + later);
  prefetch(x->starts + column(at_most(visit + 2 * ahead, visit_count - 1)));
  const int64_t start = x->starts[column(visit)], end = x->starts[column(visit) + 1];
  return {x->rows + start, x->values + start, end - start};
}

static inline double dot(const Entries& at, const double* r) {
  vec acc[2] = {zero(), zero()};
  int64_t i = 0;
  for (; i + 2 * kLanes <= at.length; i += 2 * kLanes) {
    acc[0] = fma(widen(at.values + i), gather(r, at.rows + i), acc[0]);
    acc[1] = fma(widen(at.values + i + kLanes), gather(r, at.rows + i + kLanes), acc[1]);
  }
  for (; i < at.length; i += kLanes) {
    const int64_t left = at_most(at.length - i, kLanes);
    acc[1] = fma(widen_first(at.values + i, left), gather_first(r, at.rows + i, left), acc[1]);
  }
  return sum(add(acc[0], acc[1]));
}

// y += a x, or a h x. A row occurs once, so the additions do not depend on each other.
template <bool Weighted>
static inline void add_to(double* y, const Entries& at, double a, const double* h) {
  for (int64_t i = 0; i < at.length; i++) {
    const int32_t row = at.rows[i];
    y[row] += Weighted ? a * at.values[i] * h[row] : a * at.values[i];
  }
}

static int32_t sparse_dot(const rk_sparse* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                          double* result, int64_t result_stride, int32_t accumulate) {
  if (bad(x, columns, count) || r_count < 0 || (!r && r_count > 0 && x->n > 0) || (!result && r_count > 0 && count > 0))
    return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    const Entries at = entries(x, k, count, [=](int64_t v) { return columns[v]; });
    for (int32_t c = 0; c < r_count; c++) {
      const double total = dot(at, r + c * r_stride);
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
    const Entries at = entries(x, k, count, [=](int64_t v) { return columns[v]; });
    double total = 0, weight = 0;
    for (int64_t i = 0; i < at.length; i++) {
      const double hi = h ? h[at.rows[i]] : uniform, z = at.values[i] - center[k];
      total += hi * z * z;
      weight += hi;
    }
    const double rest = h_sum - weight;
    result[k] = rest <= 1e-12 * h_sum ? total : total + rest * center[k] * center[k];
  }
  return RK_OK;
}

static int32_t sparse_add(const rk_sparse* x, const int32_t* columns, int32_t count, const double* a, double* y) {
  if (bad(x, columns, count) || (count > 0 && (!a || (!y && x->n > 0)))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    if (a[k] == 0) continue;
    add_to<false>(y, entries(x, k, count, [=](int64_t v) { return columns[v]; }), a[k], nullptr);
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
