// Coordinate descent. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

// Written so that compilers make them single instructions: no branch to predict, and a NaN in b is returned.
static inline double lesser(double a, double b) { return a < b ? a : b; }
static inline double greater(double a, double b) { return a > b ? a : b; }

// sign(value) max(|value| - threshold, 0): what is left of a value when it is clipped to [-threshold, threshold]. NaN stays NaN.
static inline double soft_threshold(double value, double threshold) { return value - greater(-threshold, lesser(threshold, value)); }

static inline double clip(double value, double lower, double upper) { return greater(lower, lesser(upper, value)); }

static inline bool bad(const rk_coordinates* at, const rk_progress* progress, bool uses_columns) {
  return !at || !progress || at->size < 0 || at->visit_count < 0 || (at->visit_count > 0 && !at->visit) ||
         (at->size > 0 && (!at->curvature || !at->l1 || !at->l2 || !at->lower || !at->upper || !at->beta ||
                           (uses_columns && (!at->columns || !at->center || !at->inv_scale))));
}

// Gives beta[k] its new value and returns by how much it changed.
static inline double step(const rk_coordinates* at, int32_t k, double gradient, double* max_change) {
  const double curvature = at->curvature[k], old = at->beta[k];
  // The division does not wait for the gradient.
  const double inverse = 1 / (curvature + at->l2[k]);
  const double value = clip(soft_threshold(curvature * old + gradient, at->l1[k]) * inverse, at->lower[k], at->upper[k]);
  const double change = value - old, size = curvature * change * change;
  if (change != 0) at->beta[k] = value;
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
  enum { U = 4 };
  vec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = zero();
  int64_t i = 0;
  for (; i + U * kLanes <= n; i += U * kLanes) {
    RK_UNROLL
    for (int v = 0; v < U; v++) acc[v] = add(acc[v], load(values + i + v * kLanes));
  }
  for (; i < n; i += kLanes) acc[0] = add(acc[0], load_first(values + i, at_most(n - i, kLanes)));
  return sum(add(add(acc[0], acc[1]), add(acc[2], acc[3])));
}

// u -= d h (x - center) for one vector of rows; returns the new u. d includes the weight where all are the same.
template <bool Weighted>
static inline vec update_rows(const float* x, vec minus_d, vec center, const double* h, double* u) {
  const vec z = sub(widen(x), center);
  const vec left = fma(Weighted ? mul(z, load(h)) : z, minus_d, load(u));
  store(u, left);
  return left;
}

// The same for all rows, and then next.u: one pass over u instead of two. `next` may be null.
template <bool Weighted, bool Dot>
static double update(const float* x, double d, double center, const double* h, const float* next, int64_t n, double* u) {
  enum { U = 4 };
  vec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = zero();
  const vec minus_d = broadcast(-d), middle = broadcast(center);
  int64_t i = 0;
  for (; i + U * kLanes <= n; i += U * kLanes) {
    RK_UNROLL
    for (int v = 0; v < U; v++) {
      const int64_t at = i + v * kLanes;
      const vec left = update_rows<Weighted>(x + at, minus_d, middle, Weighted ? h + at : nullptr, u + at);
      if (Dot) acc[v] = fma(widen(next + at), left, acc[v]);
    }
  }
  for (; i + kLanes <= n; i += kLanes) {
    const vec left = update_rows<Weighted>(x + i, minus_d, middle, Weighted ? h + i : nullptr, u + i);
    if (Dot) acc[0] = fma(widen(next + i), left, acc[0]);
  }
  double dot = sum(add(add(acc[0], acc[1]), add(acc[2], acc[3])));
  for (; i < n; i++) {
    u[i] -= Weighted ? d * (x[i] - center) * h[i] : d * (x[i] - center);
    if (Dot) dot += next[i] * u[i];
  }
  return dot;
}

static double column_dot(const float* x, int64_t n, const double* u) {
  double dot = 0;
  dot_tile<1, 1, 4>(&x, nullptr, u, 0, n, &dot, 1, 0);
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
      const double dot = pending ? update<Weighted, true>(pending, pending_d, pending_center, h, column, n, u)
                                 : column_dot(column, n, u);
      const double change = step(at, k, at->inv_scale[k] * (dot - at->center[k] * u_sum), &max_change);
      pending = change != 0 ? column : nullptr;
      pending_d = change * at->inv_scale[k] * (Weighted ? 1 : uniform);
      pending_center = at->center[k];
    }
    if (pending) update<Weighted, false>(pending, pending_d, pending_center, h, nullptr, n, u);
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
      const Entries column = entries(x, v, at->visit_count, [=](int64_t visit) { return at->columns[at->visit[visit]]; });
      const double center = at->center[k];
      const double change = step(at, k, at->inv_scale[k] * (dot(column, u) - center * u_sum), &max_change);
      if (change == 0) continue;
      const double d = change * at->inv_scale[k];
      add_to<Weighted>(u, column, Weighted ? -d : -d * uniform, h);
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

// q -= sum of changes[m] rows[m], each row taken off by itself in this order, as if there were one call a row.
template <int R>
static inline void subtract_rows(const double* const* rows, const double* changes, int32_t size, double* q) {
  const double* row[R];
  vec factor[R];
  RK_UNROLL
  for (int m = 0; m < R; m++) {
    row[m] = rows[m];
    factor[m] = broadcast(-changes[m]);
  }
  enum { Steps = 16 / kLanes };
  int32_t i = 0;
  for (; i + Steps * kLanes <= size; i += Steps * kLanes) {
    RK_UNROLL
    for (int v = 0; v < Steps; v++) {
      vec left = load(q + i + v * kLanes);
      RK_UNROLL
      for (int m = 0; m < R; m++) left = fma(load(row[m] + i + v * kLanes), factor[m], left);
      store(q + i + v * kLanes, left);
    }
  }
  for (; i + kLanes <= size; i += kLanes) {
    vec left = load(q + i);
    RK_UNROLL
    for (int m = 0; m < R; m++) left = fma(load(row[m] + i), factor[m], left);
    store(q + i, left);
  }
  for (; i < size; i++) {
    double left = q[i];
    RK_UNROLL
    for (int m = 0; m < R; m++) left -= changes[m] * row[m][i];
    q[i] = left;
  }
}

static int32_t gram_cd(const double* gram, int64_t gram_stride, double* q, const rk_coordinates* at, rk_progress* progress) {
  if (bad(at, progress, false) || gram_stride < at->size || (at->size > 0 && (!gram || !q))) return RK_BAD_ARGUMENT;
  progress->epochs = 0;
  progress->max_change = 0;
  // Changes wait until there are four of them, so that q is read and written once for all four. A visit in between takes its own
  // element of the waiting rows by itself.
  enum { kWaiting = 4 };
  const double* rows[kWaiting];
  double changes[kWaiting];
  int waiting = 0;
  while (progress->epochs < progress->max_epochs) {
    double max_change = 0;
    for (int32_t v = 0; v < at->visit_count; v++) {
      const int32_t k = at->visit[v];
      if (at->curvature[k] <= 0) continue;
      double gradient = q[k];
      for (int m = 0; m < waiting; m++) gradient -= changes[m] * rows[m][k];
      if (waiting == kWaiting) {
        subtract_rows<kWaiting>(rows, changes, at->size, q);
        waiting = 0;
      }
      const double change = step(at, k, gradient, &max_change);
      if (change == 0) continue;
      rows[waiting] = gram + k * gram_stride;
      changes[waiting++] = change;
    }
    if (end_epoch(progress, max_change)) break;
  }
  for (int m = 0; m < waiting; m++) subtract_rows<1>(rows + m, changes + m, at->size, q);
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
