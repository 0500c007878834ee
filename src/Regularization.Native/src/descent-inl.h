// Coordinate descent. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

// sign(value) max(|value| - threshold, 0); NaN stays NaN.
static inline double soft_threshold(double value, double threshold) {
  const double shrunk = (value < 0 ? -value : value) - threshold;
  return shrunk <= 0 ? 0 : value < 0 ? -shrunk : shrunk;
}

static inline double clip(double value, double lower, double upper) { return value < lower ? lower : value > upper ? upper : value; }

static inline bool bad(const rk_coordinates* at, const rk_progress* progress, bool uses_columns) {
  return !at || !progress || at->size < 0 || at->visit_count < 0 || (at->visit_count > 0 && !at->visit) ||
         (at->size > 0 && (!at->curvature || !at->l1 || !at->l2 || !at->lower || !at->upper || !at->beta ||
                           (uses_columns && (!at->columns || !at->center || !at->inv_scale))));
}

// Gives beta[k] its new value and returns by how much it changed.
static inline double step(const rk_coordinates* at, int32_t k, double gradient, double* max_change) {
  const double curvature = at->curvature[k], old = at->beta[k];
  const double value = clip(soft_threshold(curvature * old + gradient, at->l1[k]) / (curvature + at->l2[k]), at->lower[k], at->upper[k]);
  const double change = value - old, size = curvature * change * change;
  at->beta[k] = value;
  if (size > *max_change || size != size) *max_change = size;  // once NaN it stays: nothing compares greater
  return change;
}

// True where the tolerance is reached, or NaN makes every further epoch useless.
static inline bool end_epoch(rk_progress* progress, double max_change) {
  progress->epochs++;
  progress->max_change = max_change;
  return !(max_change > progress->tolerance);
}

static double total(const double* values, int64_t n) {
  vec s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    s0 = add(s0, load(values + i));
    s1 = add(s1, load(values + i + kLanes));
    s2 = add(s2, load(values + i + 2 * kLanes));
    s3 = add(s3, load(values + i + 3 * kLanes));
  }
  double s = sum(add(add(s0, s1), add(s2, s3)));
  for (; i < n; i++) s += values[i];
  return s;
}

// u -= d h (x - center), then next.u: one pass over u instead of two. d includes the weight where all are the same.
template <bool Weighted>
static double update_and_dot(const float* x, double d, double center, const double* h, const float* next, int64_t n, double* u) {
  enum { U = 4 };
  vec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = zero();
  const vec factor = broadcast(-d), middle = broadcast(center);
  int64_t i = 0;
  for (; i + U * kLanes <= n; i += U * kLanes) {
    RK_UNROLL
    for (int v = 0; v < U; v++) {
      const int64_t at = i + v * kLanes;
      const vec z = sub(widen(x + at), middle);
      const vec left = fma(Weighted ? mul(z, load(h + at)) : z, factor, load(u + at));
      store(u + at, left);
      acc[v] = fma(widen(next + at), left, acc[v]);
    }
  }
  double dot = sum(add(add(acc[0], acc[1]), add(acc[2], acc[3])));
  for (; i < n; i++) {
    u[i] -= Weighted ? d * (x[i] - center) * h[i] : d * (x[i] - center);
    dot += next[i] * u[i];
  }
  return dot;
}

template <bool Weighted>
static void update(const float* x, double d, double center, const double* h, int64_t n, double* u) {
  const vec factor = broadcast(-d), middle = broadcast(center);
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const vec z = sub(widen(x + i), middle);
    store(u + i, fma(Weighted ? mul(z, load(h + i)) : z, factor, load(u + i)));
  }
  for (; i < n; i++) u[i] -= Weighted ? d * (x[i] - center) * h[i] : d * (x[i] - center);
}

static double column_dot(const float* x, int64_t n, const double* u) {
  double dot = 0;
  dot_tile<1, 1, 4>(&x, u, 0, n, &dot, 0);
  return dot;
}

template <bool Weighted>
static void dense_epochs(const rk_dense* x, const double* h, double uniform, double* u, const rk_coordinates* at, rk_progress* progress) {
  const int64_t n = x->n;
  while (progress->epochs < progress->max_epochs) {
    const double u_sum = total(u, n);
    double max_change = 0;
    // The change of u that the last visit made, to be done together with the next visit's product.
    const float* pending = nullptr;
    double pending_d = 0, pending_center = 0;
    for (int32_t v = 0; v < at->visit_count; v++) {
      const int32_t k = at->visit[v];
      if (at->curvature[k] <= 0) continue;
      const float* column = x->x + at->columns[k] * x->stride;
      const double dot = pending ? update_and_dot<Weighted>(pending, pending_d, pending_center, h, column, n, u) : column_dot(column, n, u);
      const double change = step(at, k, at->inv_scale[k] * (dot - at->center[k] * u_sum), &max_change);
      pending = change != 0 ? column : nullptr;
      pending_d = change * at->inv_scale[k] * (Weighted ? 1 : uniform);
      pending_center = at->center[k];
    }
    if (pending) update<Weighted>(pending, pending_d, pending_center, h, n, u);
    if (end_epoch(progress, max_change)) return;
  }
}

static int32_t dense_cd(const rk_dense* x, const double* h, double uniform, double* u, const rk_coordinates* at, rk_progress* progress) {
  if (bad(at, progress, true) || bad(x, at->columns, at->size) || (!u && x->n > 0)) return RK_BAD_ARGUMENT;
  progress->epochs = 0;
  progress->max_change = 0;
  if (h) {
    dense_epochs<true>(x, h, uniform, u, at, progress);
  } else {
    dense_epochs<false>(x, h, uniform, u, at, progress);
  }
  return RK_OK;
}

template <bool Weighted>
static void sparse_epochs(const rk_sparse* x, const double* h, double uniform, double h_sum, double* u, double* shift,
                          const rk_coordinates* at, rk_progress* progress) {
  bool centered = false;
  for (int32_t v = 0; v < at->visit_count; v++) centered |= at->center[at->visit[v]] != 0;
  double u_sum = centered ? total(u, x->n) : 0;
  while (progress->epochs < progress->max_epochs) {
    double max_change = 0;
    for (int32_t v = 0; v < at->visit_count; v++) {
      const int32_t k = at->visit[v];
      if (at->curvature[k] <= 0) continue;
      const int64_t start = x->starts[at->columns[k]], length = x->starts[at->columns[k] + 1] - start;
      const double center = at->center[k];
      const double dot = sparse_column_dot(x->rows + start, x->values + start, length, u);
      const double change = step(at, k, at->inv_scale[k] * (dot - center * u_sum), &max_change);
      if (change == 0) continue;
      const double d = change * at->inv_scale[k];
      sparse_column_add<Weighted>(x->rows + start, x->values + start, length, Weighted ? -d : -d * uniform, h, u);
      *shift += d * center;
      u_sum -= d * center * h_sum;
    }
    if (end_epoch(progress, max_change)) return;
  }
}

static int32_t sparse_cd(const rk_sparse* x, const double* h, double uniform, double h_sum, double* u, double* shift,
                         const rk_coordinates* at, rk_progress* progress) {
  if (bad(at, progress, true) || bad(x, at->columns, at->size) || (!u && x->n > 0) || !shift) return RK_BAD_ARGUMENT;
  progress->epochs = 0;
  progress->max_change = 0;
  if (h) {
    sparse_epochs<true>(x, h, uniform, h_sum, u, shift, at, progress);
  } else {
    sparse_epochs<false>(x, h, uniform, h_sum, u, shift, at, progress);
  }
  return RK_OK;
}

// q -= change * row
static inline void subtract_row(const double* row, double change, int32_t size, double* q) {
  enum { U = 4 };
  const vec factor = broadcast(-change);
  int32_t i = 0;
  for (; i + U * kLanes <= size; i += U * kLanes) {
    RK_UNROLL
    for (int v = 0; v < U; v++) store(q + i + v * kLanes, fma(load(row + i + v * kLanes), factor, load(q + i + v * kLanes)));
  }
  for (; i + kLanes <= size; i += kLanes) store(q + i, fma(load(row + i), factor, load(q + i)));
  for (; i < size; i++) q[i] -= change * row[i];
}

static int32_t gram_cd(const double* gram, int64_t gram_stride, double* q, const rk_coordinates* at, rk_progress* progress) {
  if (bad(at, progress, false) || gram_stride < at->size || (at->size > 0 && (!gram || !q))) return RK_BAD_ARGUMENT;
  progress->epochs = 0;
  progress->max_change = 0;
  while (progress->epochs < progress->max_epochs) {
    double max_change = 0;
    for (int32_t v = 0; v < at->visit_count; v++) {
      const int32_t k = at->visit[v];
      if (at->curvature[k] <= 0) continue;
      const double change = step(at, k, q[k], &max_change);
      if (change != 0) subtract_row(gram + k * gram_stride, change, at->size, q);
    }
    if (end_epoch(progress, max_change)) return RK_OK;
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
