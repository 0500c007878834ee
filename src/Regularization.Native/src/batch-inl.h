// Kernels on batches: RK_BATCH problems on one sparse X, side by side. An entry is read once for all of them, and what it meets is one line of
// memory. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

// One number for each problem of a batch. (kBatchFloats is what a register holds of them: of the widest only half is used.)
struct Doubles {
  enum { kVectors = RK_BATCH / kLanes };
  vec v[kVectors];
};

struct Floats {
  enum { kVectors = RK_BATCH / kBatchFloats };
  bvec v[kVectors];
};

static inline vec of(double a, const Doubles&) { return broadcast(a); }
static inline bvec of(double a, const Floats&) { return broadcast_batch((float)a); }
static inline vec read(const double* p) { return load(p); }
static inline bvec read(const float* p) { return load_batch(p); }

template <typename Batch>
static inline Batch all(double a) {
  Batch result;
  RK_UNROLL
  for (int v = 0; v < Batch::kVectors; v++) result.v[v] = of(a, result);
  return result;
}

template <typename Batch, typename T>
static inline Batch get(const T* p) {
  Batch result;
  RK_UNROLL
  for (int v = 0; v < Batch::kVectors; v++) result.v[v] = read(p + v * (RK_BATCH / Batch::kVectors));
  return result;
}

template <typename Batch, typename T>
static inline void put(T* p, const Batch& a) {
  RK_UNROLL
  for (int v = 0; v < Batch::kVectors; v++) store(p + v * (RK_BATCH / Batch::kVectors), a.v[v]);
}

// An operation, problem by problem.
#define RK_BATCH_OPERATION(name)                                                    \
  template <typename Batch>                                                         \
  static inline Batch name(const Batch& a, const Batch& b) {                        \
    Batch result;                                                                   \
    RK_UNROLL                                                                       \
    for (int v = 0; v < Batch::kVectors; v++) result.v[v] = name(a.v[v], b.v[v]);   \
    return result;                                                                  \
  }
RK_BATCH_OPERATION(add)
RK_BATCH_OPERATION(sub)
RK_BATCH_OPERATION(mul)
RK_BATCH_OPERATION(div)
RK_BATCH_OPERATION(min)
RK_BATCH_OPERATION(max)
#undef RK_BATCH_OPERATION

template <typename Batch>
static inline Batch fma(const Batch& a, const Batch& b, const Batch& c) {
  Batch result;
  RK_UNROLL
  for (int v = 0; v < Batch::kVectors; v++) result.v[v] = fma(a.v[v], b.v[v], c.v[v]);
  return result;
}

// Whether the number of any problem is not 0, or NaN.
static inline bool any(const Floats& a) {
  bool found = false;
  RK_UNROLL
  for (int v = 0; v < Floats::kVectors; v++) found |= not_zero(a.v[v]);
  return found;
}

// sum_e values_e u[at_e stride], in sums of their own, as each waits for the one before.
template <typename Batch, typename T>
static inline Batch batch_product(const int32_t* at, const float* values, int64_t length, const T* u, int64_t stride) {
  enum { kSums = Batch::kVectors <= 2 ? 4 : 2 };
  Batch sums[kSums];
  RK_UNROLL
  for (int s = 0; s < kSums; s++) sums[s] = all<Batch>(0);
  int64_t e = 0;
  for (; e + kSums <= length; e += kSums) {
    RK_UNROLL
    for (int s = 0; s < kSums; s++) sums[s] = fma(all<Batch>(values[e + s]), get<Batch>(u + at[e + s] * stride), sums[s]);
  }
  for (; e < length; e++) sums[0] = fma(all<Batch>(values[e]), get<Batch>(u + at[e] * stride), sums[0]);
  RK_UNROLL
  for (int s = 1; s < kSums; s++) sums[0] = add(sums[0], sums[s]);
  return sums[0];
}

template <typename Batch, typename T>
static int32_t batch_dot(const rk_sparse* x, const int32_t* columns, int32_t count, const T* u, T* result) {
  if (bad(x, columns, count) || (count > 0 && (!result || (!u && x->n > 0)))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    const Entries at = entries(x, k, count, [=](int64_t v) { return columns[v]; });
    put(result + (int64_t)k * RK_BATCH, batch_product<Batch>(at.rows, at.values, at.length, u, RK_BATCH));
  }
  return RK_OK;
}

static int32_t batch_dot64(const rk_sparse* x, const int32_t* columns, int32_t count, const double* u, double* result) {
  return batch_dot<Doubles>(x, columns, count, u, result);
}

// By rows the lines that are met again and again are those of the popular columns, which stay in the cache.

static inline bool bad(const rk_rows* x, const void* of_rows, const void* of_columns) {
  return !x || x->n < 0 || !x->starts || (x->n > 0 && !of_rows) || (x->starts[x->n] > 0 && (!x->columns || !x->values || !of_columns));
}

template <typename Batch, typename T>
static inline Batch row_product(const RowEntries& row, const T* a, int64_t stride = RK_BATCH) {
  return batch_product<Batch>(row.columns, row.values, row.length, a, stride);
}

// target(e) = next(e, what is there) for e < length, some at a time: the reads of a group do not wait for its writes. No target may occur twice.
template <typename Batch, typename Target, typename Next>
static inline void update(int64_t length, Target target, Next next) {
  enum { kTogether = Batch::kVectors <= 2 ? 4 : 2 };
  int64_t e = 0;
  for (; e + kTogether <= length; e += kTogether) {
    Batch values[kTogether];
    RK_UNROLL
    for (int k = 0; k < kTogether; k++) values[k] = next(e + k, get<Batch>(target(e + k)));
    RK_UNROLL
    for (int k = 0; k < kTogether; k++) put(target(e + k), values[k]);
  }
  for (; e < length; e++) put(target(e), next(e, get<Batch>(target(e))));
}

// result += x_row u for the columns of a row.
template <typename Batch, typename T>
static inline void add_row(const RowEntries& row, const Batch& u, T* result, int64_t stride = RK_BATCH) {
  update<Batch>(row.length, [=](int64_t e) { return result + row.columns[e] * stride; },
                [=](int64_t e, const Batch& old) { return fma(all<Batch>(row.values[e]), u, old); });
}

static int32_t batch_rows_dot64(const rk_rows* x, const double* u, double* result) {
  if (bad(x, u, result)) return RK_BAD_ARGUMENT;
  for (int64_t i = 0; i < x->n; i++) add_row(row_entries(x, i), get<Doubles>(u + i * RK_BATCH), result);
  return RK_OK;
}

static int32_t batch_rows_dot32(const rk_rows* x, const float* u, float* result) {
  if (bad(x, u, result)) return RK_BAD_ARGUMENT;
  for (int64_t i = 0; i < x->n; i++) add_row(row_entries(x, i), get<Floats>(u + i * RK_BATCH), result);
  return RK_OK;
}

static int32_t batch_rows_times64(const rk_rows* x, const double* a, double* y) {
  if (bad(x, y, a)) return RK_BAD_ARGUMENT;
  for (int64_t i = 0; i < x->n; i++) put(y + i * RK_BATCH, row_product<Doubles>(row_entries(x, i), a));
  return RK_OK;
}

static int32_t batch_rows_moments(const rk_rows* x, const float* h, float* first, float* second) {
  if (bad(x, h, first) || bad(x, h, second)) return RK_BAD_ARGUMENT;
  for (int64_t i = 0; i < x->n; i++) {
    const Floats weight = get<Floats>(h + i * RK_BATCH);
    const RowEntries row = row_entries(x, i);
    for (int64_t e = 0; e < row.length; e++) {
      const int64_t k = (int64_t)row.columns[e] * RK_BATCH;
      const Floats value = all<Floats>(row.values[e]), weighted = mul(value, weight);
      put(first + k, add(get<Floats>(first + k), weighted));
      put(second + k, fma(weighted, value, get<Floats>(second + k)));
    }
  }
  return RK_OK;
}

// Stride is that of p and q where it is known to the compiler, else 0.
template <int64_t Stride>
static void rows_gram(const rk_rows* x, const float* h, float uniform, const float* p, float* y, float* y_sum, float* q, int64_t any_stride) {
  const int64_t stride = Stride > 0 ? Stride : any_stride;
  // The sum of so many rows is added to that of all by itself, lest the digits of a long sum be lost.
  enum { kBlock = 256 };
  Floats sum = all<Floats>(0), block = sum;
  const Floats same = all<Floats>(uniform);
  const int64_t rows = x->n;
  for (int64_t i = 0; i < rows; i++) {
    const RowEntries row = row_entries(x, i);
    const Floats weighted = mul(row_product<Floats>(row, p, stride), h ? get<Floats>(h + i * RK_BATCH) : same);
    put(y + i * RK_BATCH, weighted);
    block = add(block, weighted);
    if (i % kBlock == kBlock - 1) {
      sum = add(sum, block);
      block = all<Floats>(0);
    }
    if (q) add_row(row, weighted, q, stride);
  }
  put(y_sum, add(sum, block));
}

static int32_t batch_rows_gram(const rk_rows* x, const float* h, float uniform, const float* p, float* y, float* y_sum, float* q, int64_t stride) {
  if (bad(x, y, p) || !y_sum || stride < RK_BATCH) return RK_BAD_ARGUMENT;
  if (stride == 2 * RK_BATCH) {
    rows_gram<2 * RK_BATCH>(x, h, uniform, p, y, y_sum, q, stride);
  } else {
    rows_gram<0>(x, h, uniform, p, y, y_sum, q, stride);
  }
  return RK_OK;
}

// Stride is that of v and h where it is known to the compiler, else 0.
template <bool Weighted, int64_t Stride>
static void batch_epoch(const rk_sparse* x, const float* h, const rk_batch* at, float* v, float* v_sum, int64_t any_stride) {
  const int64_t stride = Stride > 0 ? Stride : any_stride;
  const Floats none = all<Floats>(0), h_sum = get<Floats>(at->h_sum);
  Floats sum = get<Floats>(v_sum);
  for (int32_t i = 0; i < at->visit_count; i++) {
    const int32_t k = at->visit[i];
    const Entries column = entries(x, i, at->visit_count, [=](int64_t visit) { return at->columns[at->visit[visit]]; });
    const int64_t b = (int64_t)k * RK_BATCH;
    const Floats inverse = all<Floats>(at->inv_scale[k]), center = get<Floats>(at->center + b), curvature = get<Floats>(at->curvature + b);
    const Floats dot = sub(batch_product<Floats>(column.rows, column.values, column.length, v, stride), mul(center, sum));
    const Floats start = get<Floats>(at->start + b), change = get<Floats>(at->change + b), beta = add(start, change);
    const Floats l2 = get<Floats>(at->l2 + b), reciprocal = div(all<Floats>(1), add(curvature, l2));
    // The step if the coefficient ends above 0, and if it ends below; between them it is 0. No difference of large numbers is taken.
    const Floats moved = sub(mul(inverse, dot), mul(l2, change)), stop = sub(none, beta);
    const Floats above = mul(add(get<Floats>(at->above + b), moved), reciprocal), below = mul(add(get<Floats>(at->below + b), moved), reciprocal);
    Floats step = max(above, min(below, stop));
    step = max(sub(all<Floats>(at->lower[k]), beta), min(sub(all<Floats>(at->upper[k]), beta), step));
    step = mul(step, get<Floats>(at->moves + b));
    if (!any(step)) continue;
    put(at->change + b, add(change, step));
    const Floats d = mul(step, inverse), minus = sub(none, Weighted ? d : mul(d, all<Floats>(at->uniform)));
    update<Floats>(column.length, [=](int64_t e) { return v + column.rows[e] * stride; }, [=](int64_t e, const Floats& old) {
      const Floats value = all<Floats>(column.values[e]);
      return fma(Weighted ? mul(value, get<Floats>(h + column.rows[e] * stride)) : value, minus, old);
    });
    sum = sub(sum, mul(mul(d, center), h_sum));
  }
  put(v_sum, sum);
}

static int32_t batch_cd(const rk_sparse* x, const float* h, const rk_batch* at, float* v, float* v_sum, int64_t stride) {
  if (!at || stride < RK_BATCH || bad(x, at->columns, at->size) || at->visit_count < 0 || (at->visit_count > 0 && !at->visit) || !v_sum || !at->h_sum || (!v && x->n > 0)) return RK_BAD_ARGUMENT;
  if (at->size > 0 && (!at->inv_scale || !at->center || !at->curvature || !at->above || !at->below || !at->l2 || !at->lower || !at->upper ||
                        !at->start || !at->moves || !at->change))
    return RK_BAD_ARGUMENT;
  if (h && stride == 2 * RK_BATCH) {
    batch_epoch<true, 2 * RK_BATCH>(x, h, at, v, v_sum, stride);
  } else if (h) {
    batch_epoch<true, 0>(x, h, at, v, v_sum, stride);
  } else {
    batch_epoch<false, 0>(x, h, at, v, v_sum, stride);
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
