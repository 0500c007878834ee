// Kernels on dense columns. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

static inline int64_t at_most(int64_t a, int64_t b) { return a < b ? a : b; }

static inline bool bad(const rk_dense* x, const int32_t* columns, int32_t count) {
  return !x || x->n < 0 || x->p < 0 || x->stride < x->n || (!x->x && x->n > 0 && x->p > 0) || count < 0 || (!columns && count > 0);
}

// So many rows before they are used columns are fetched from memory.
constexpr int64_t kAhead = 128;

// Rows *row .. end of C columns times R right-hand sides, into C * R * U registers. With Ahead a cache line of each column in `ahead`, `distance`
// rows further, is fetched for every line read.
template <int C, int R, int U, bool Ahead>
static inline void dot_rows(vec (&acc)[C][R][U], const float* const* x, const float* const* ahead, int64_t distance, const double* r,
                            int64_t r_stride, int64_t* row, int64_t end) {
  enum { Line = 16, Steps = U * kLanes > Line ? U : Line / kLanes };  // a cache line holds 16 floats
  int64_t i = *row;
  for (; i + Steps * kLanes <= end; i += Steps * kLanes) {
    if (Ahead) {
      RK_UNROLL
      for (int j = 0; j < C; j++) {
        RK_UNROLL
        for (int line = 0; line < Steps * kLanes; line += Line) prefetch(ahead[j] + (i + distance + line));
      }
    }
    RK_UNROLL
    for (int v = 0; v < Steps; v++) {
      vec left[C];
      RK_UNROLL
      for (int j = 0; j < C; j++) left[j] = widen(x[j] + i + v * kLanes);
      RK_UNROLL
      for (int c = 0; c < R; c++) {
        const vec right = load(r + c * r_stride + i + v * kLanes);
        RK_UNROLL
        for (int j = 0; j < C; j++) acc[j][c][v % U] = fma(left[j], right, acc[j][c][v % U]);
      }
    }
  }
  *row = i;
}

// result[c * result_stride + j * result_step] += sum_i x[j][i] r[c * r_stride + i]. Meanwhile what is next in the columns, and at their ends the
// starts of those in `next`, are fetched, unless it is null.
template <int C, int R, int U>
static inline void dot_tile(const float* const* x, const float* const* next, const double* r, int64_t r_stride, int64_t n, double* result,
                            int64_t result_step, int64_t result_stride) {
  vec acc[C][R][U];
  const float* xs[C];
  RK_UNROLL
  for (int j = 0; j < C; j++) {
    xs[j] = x[j];
    RK_UNROLL
    for (int c = 0; c < R; c++) {
      RK_UNROLL
      for (int v = 0; v < U; v++) acc[j][c][v] = zero();
    }
  }
  int64_t i = 0;
  if (next) {
    const float* after[C];
    RK_UNROLL
    for (int j = 0; j < C; j++) after[j] = next[j];
    const int64_t last = n > kAhead ? n - kAhead : 0;
    dot_rows<C, R, U, true>(acc, xs, xs, kAhead, r, r_stride, &i, last);
    dot_rows<C, R, U, true>(acc, xs, after, -i, r, r_stride, &i, n);
  }
  dot_rows<C, R, U, false>(acc, xs, xs, 0, r, r_stride, &i, n);
  for (; i < n; i += kLanes) {
    const int64_t m = at_most(n - i, kLanes);
    vec left[C];
    RK_UNROLL
    for (int j = 0; j < C; j++) left[j] = widen_first(xs[j] + i, m);
    RK_UNROLL
    for (int c = 0; c < R; c++) {
      const vec right = load_first(r + c * r_stride + i, m);
      RK_UNROLL
      for (int j = 0; j < C; j++) acc[j][c][0] = fma(left[j], right, acc[j][c][0]);
    }
  }
  RK_UNROLL
  for (int j = 0; j < C; j++) {
    RK_UNROLL
    for (int c = 0; c < R; c++) {
      vec all = acc[j][c][0];
      RK_UNROLL
      for (int v = 1; v < U; v++) all = add(all, acc[j][c][v]);
      result[c * result_stride + j * result_step] += sum(all);
    }
  }
}

// All right-hand sides for C columns. U does not depend on C, so that a column's sums come out the same in whatever company it is.
template <int C>
static inline void dot_columns(const float* const* x, const float* const* next, const double* r, int64_t r_stride, int32_t r_count,
                               int64_t n, double* result, int64_t result_step, int64_t result_stride) {
  int32_t c = 0;
  for (; c + kTileSides <= r_count; c += kTileSides, next = nullptr)
    dot_tile<C, kTileSides, 1>(x, next, r + c * r_stride, r_stride, n, result + c * result_stride, result_step, result_stride);
  for (; c + 2 <= r_count; c += 2, next = nullptr)
    dot_tile<C, 2, 1>(x, next, r + c * r_stride, r_stride, n, result + c * result_stride, result_step, result_stride);
  if (c < r_count) dot_tile<C, 1, 4>(x, next, r + c * r_stride, r_stride, n, result + c * result_stride, result_step, result_stride);
}

static int32_t dense_dot(const rk_dense* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                         double* result, int64_t result_stride, int32_t accumulate) {
  if (bad(x, columns, count) || r_count < 0 || (!r && r_count > 0 && x->n > 0) || (!result && r_count > 0 && count > 0))
    return RK_BAD_ARGUMENT;
  if (!accumulate) {
    for (int32_t c = 0; c < r_count; c++)
      for (int32_t k = 0; k < count; k++) result[c * result_stride + k] = 0;
  }
  enum { C = kTileColumns };
  const float *xs[C], *next[C];
  // A block of rows of the right-hand sides stays in the second-level cache while all columns pass by.
  const int64_t block = r_count <= 1 ? 16384 : r_count < 16 ? (16384 / r_count + 15) / 16 * 16 : 1024;
  // The columns of a tile are far apart, so that memory, where columns are neighbours, is read in C long streams: more of it is under way than in one.
  const int32_t tiles = count / C;
  for (int64_t start = 0; start < x->n; start += block) {
    const int64_t rows = at_most(block, x->n - start);
    const bool streams = rows * count > 262144;  // more than the second-level cache holds
    const auto column = [=](int64_t k) { return x->x + columns[k] * x->stride + start; };
    for (int32_t k = 0; k < tiles; k++) {
      for (int j = 0; j < C; j++) xs[j] = column(j * tiles + k);
      for (int j = 0; j < C; j++) next[j] = column(at_most(j * tiles + k + 1, count - 1));
      dot_columns<C>(xs, streams ? next : nullptr, r + start, r_stride, r_count, rows, result + k, tiles, result_stride);
    }
    for (int32_t k = C * tiles; k < count; k++) {
      xs[0] = column(k);
      dot_columns<1>(xs, nullptr, r + start, r_stride, r_count, rows, result + k, 1, result_stride);
    }
  }
  return RK_OK;
}

// sum_i h_i (x_i - center)^2, or without h.
template <bool Weighted>
static double square(const float* x, int64_t n, const double* h, double center) {
  enum { U = 4 };
  vec acc[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) acc[v] = zero();
  const vec middle = broadcast(center);
  int64_t i = 0;
  for (; i + U * kLanes <= n; i += U * kLanes) {
    RK_UNROLL
    for (int v = 0; v < U; v++) {
      const vec z = sub(widen(x + i + v * kLanes), middle);
      acc[v] = fma(Weighted ? mul(z, load(h + i + v * kLanes)) : z, z, acc[v]);
    }
  }
  for (; i + kLanes <= n; i += kLanes) {
    const vec z = sub(widen(x + i), middle);
    acc[0] = fma(Weighted ? mul(z, load(h + i)) : z, z, acc[0]);
  }
  double total = sum(add(add(acc[0], acc[1]), add(acc[2], acc[3])));
  for (; i < n; i++) {
    const double z = x[i] - center;
    total += Weighted ? h[i] * z * z : z * z;
  }
  return total;
}

static int32_t dense_square(const rk_dense* x, const int32_t* columns, int32_t count, const double* h, double uniform, const double* center,
                            double* result) {
  if (bad(x, columns, count) || (count > 0 && (!center || !result))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    const float* column = x->x + columns[k] * x->stride;
    result[k] = h ? square<true>(column, x->n, h, center[k]) : uniform * square<false>(column, x->n, h, center[k]);
  }
  return RK_OK;
}

// y += sum of a[j] x[j] for C columns.
template <int C>
static inline void add_columns(const float* const* x, const double* a, int64_t n, double* y) {
  const float* xs[C];
  vec factors[C];
  RK_UNROLL
  for (int j = 0; j < C; j++) {
    xs[j] = x[j];
    factors[j] = broadcast(a[j]);
  }
  enum { Steps = 16 / kLanes };
  int64_t i = 0;
  for (; i + Steps * kLanes <= n; i += Steps * kLanes) {
    RK_UNROLL
    for (int v = 0; v < Steps; v++) {
      vec total = load(y + i + v * kLanes);
      RK_UNROLL
      for (int j = 0; j < C; j++) total = fma(widen(xs[j] + i + v * kLanes), factors[j], total);
      store(y + i + v * kLanes, total);
    }
  }
  for (; i + kLanes <= n; i += kLanes) {
    vec total = load(y + i);
    RK_UNROLL
    for (int j = 0; j < C; j++) total = fma(widen(xs[j] + i), factors[j], total);
    store(y + i, total);
  }
  for (; i < n; i++) {
    double total = y[i];
    RK_UNROLL
    for (int j = 0; j < C; j++) total += a[j] * xs[j][i];
    y[i] = total;
  }
}

static int32_t dense_add(const rk_dense* x, const int32_t* columns, int32_t count, const double* a, double* y) {
  if (bad(x, columns, count) || (count > 0 && (!a || (!y && x->n > 0)))) return RK_BAD_ARGUMENT;
  enum { Group = 8 };
  const float* xs[Group];
  double factors[Group];
  const int64_t block = 16384;
  // As in dense_dot the columns of a group are far apart.
  const int32_t groups = (count + Group - 1) / Group;
  for (int64_t start = 0; start < x->n; start += block) {
    const int64_t rows = at_most(block, x->n - start);
    int found = 0;
    for (int32_t first = 0; first < groups; first++) {
      for (int32_t k = first; k < count; k += groups) {
        if (a[k] == 0) continue;
        xs[found] = x->x + columns[k] * x->stride + start;
        factors[found] = a[k];
        if (++found < Group) continue;
        add_columns<Group>(xs, factors, rows, y + start);
        found = 0;
      }
    }
    int j = 0;
    for (; j + 4 <= found; j += 4) add_columns<4>(xs + j, factors + j, rows, y + start);
    for (; j < found; j++) add_columns<1>(xs + j, factors + j, rows, y + start);
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
