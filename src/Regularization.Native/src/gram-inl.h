// Gram matrices of columns. Part of kernels-inl.h.
// Columns are taken through by blocks of rows, widened, centred and weighted once into scratch; of these, tiles of kGramTileLeft x kGramTileRight
// columns are multiplied in registers.
namespace rk {
namespace RK_TARGET {

// kGramLeft columns of the left side, over kGramRows rows, stay in the second-level cache; kGramTileRight of the right side in the first.
constexpr int64_t kGramRows = 384, kGramLeft = 128;
static_assert(kGramRows % 16 == 0, "packed columns are whole vectors");
static_assert((kGramLeft + kGramTileRight) * kGramRows <= RK_GRAM_SCRATCH, "the header promises that this is enough");

// sums[a * R + b] = left[a].right[b] over `depth`, whole vectors; columns are kGramRows apart. Up to three elements after the end are overwritten.
template <int L, int R>
static inline void gram_tile(int64_t depth, const double* left, const double* right, double* sums) {
  enum { Rounded = (L * R + 3) / 4 * 4 };
  vec acc[Rounded];
  RK_UNROLL
  for (int i = 0; i < Rounded; i++) acc[i] = zero();
  for (int64_t i = 0; i < depth; i += kLanes) {
    vec other[R];
    RK_UNROLL
    for (int b = 0; b < R; b++) other[b] = load(right + b * kGramRows + i);
    RK_UNROLL
    for (int a = 0; a < L; a++) {
      const vec own = load(left + a * kGramRows + i);
      RK_UNROLL
      for (int b = 0; b < R; b++) acc[a * R + b] = fma(own, other[b], acc[a * R + b]);
    }
  }
  RK_UNROLL
  for (int i = 0; i < Rounded; i += 4) sums4(acc[i], acc[i + 1], acc[i + 2], acc[i + 3], sums + i);
}

// The tile of this many columns.
template <int L, int R>
static inline void gram_tile_of(int64_t left_count, int64_t right_count, int64_t depth, const double* left, const double* right, double* sums) {
  if (left_count == L && right_count == R) {
    gram_tile<L, R>(depth, left, right, sums);
  } else if (right_count < R) {
    if constexpr (R > 1) gram_tile_of<L, R - 1>(left_count, right_count, depth, left, right, sums);
  } else {
    if constexpr (L > 1) gram_tile_of<L - 1, R>(left_count, right_count, depth, left, right, sums);
  }
}

// packed[i] = weight (x_i - center), the weights being h_i or all the same, and zeros up to a whole vector. Meanwhile `ahead` is fetched.
template <bool Weighted>
static inline void pack_column(const float* x, const float* ahead, int64_t n, const double* h, double uniform, double center, double* packed) {
  const vec middle = broadcast(center), same = broadcast(uniform);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    prefetch(ahead + i);
    RK_UNROLL
    for (int v = 0; v < 16; v += kLanes) store(packed + i + v, mul(sub(widen(x + i + v), middle), Weighted ? load(h + i + v) : same));
  }
  for (; i < n; i += kLanes) {
    const int64_t m = at_most(n - i, kLanes);
    store(packed + i, mul(sub(widen_first(x + i, m), middle), Weighted ? load_first(h + i, m) : same));
    for (int64_t l = m; l < kLanes; l++) packed[i + l] = 0;
  }
}

static int32_t dense_gram(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                          const double* h, double uniform, const double* left_center, const double* right_center, double* gram,
                          int64_t gram_stride, double* scratch, int64_t scratch_length) {
  if (bad(x, left, left_count) || bad(x, right, right_count) || diagonal < 0) return RK_BAD_ARGUMENT;
  if (left_count == 0 || right_count == 0) return RK_OK;
  if (!left_center || !right_center || !gram || gram_stride < right_count || !scratch || scratch_length < RK_GRAM_SCRATCH) return RK_BAD_ARGUMENT;
  // Position l of the right side is wanted by the positions k >= l - diagonal of the left side.
  const auto first_left = [=](int64_t l) { return l > diagonal ? l - diagonal : 0; };
  const int64_t lefts = even_blocks(left_count, kGramLeft, kGramTileLeft);
  for (int64_t from = 0; from < left_count; from += lefts) {
    const int64_t to = at_most(left_count, from + lefts), rights = at_most(right_count, to + diagonal);
    for (int64_t start = 0; start < x->n; start += kGramRows) {
      const int64_t rows = at_most(kGramRows, x->n - start), depth = (rows + kLanes - 1) / kLanes * kLanes;
      double *packed_left = scratch, *packed_right = scratch + kGramLeft * kGramRows;
      const auto column = [=](int32_t j) { return x->x + j * x->stride + start; };
      for (int64_t k = from; k < to; k++) {
        double* packed = packed_left + (k - from) * kGramRows;
        const float* next = column(left[at_most(k + 1, to - 1)]);
        if (h) {
          pack_column<true>(column(left[k]), next, rows, h + start, 0, left_center[k], packed);
        } else {
          pack_column<false>(column(left[k]), next, rows, nullptr, uniform, left_center[k], packed);
        }
      }
      for (int64_t l = 0; l < rights; l += kGramTileRight) {
        const int64_t r = at_most(kGramTileRight, rights - l);
        for (int64_t b = 0; b < r; b++) {
          const float* next = column(right[at_most(l + b + kGramTileRight, rights - 1)]);
          pack_column<false>(column(right[l + b]), next, rows, nullptr, 1, right_center[l + b], packed_right + b * kGramRows);
        }
        int64_t k = first_left(l);
        for (k = k > from ? k : from; k < to; k += kGramTileLeft) {
          const int64_t c = at_most(kGramTileLeft, to - k);
          double sums[kGramTileLeft * kGramTileRight + 3];
          gram_tile_of<kGramTileLeft, kGramTileRight>(c, r, depth, packed_left + (k - from) * kGramRows, packed_right, sums);
          for (int64_t a = 0; a < c; a++) {
            double* row = gram + (k + a) * gram_stride + l;
            for (int64_t b = 0; b < at_most(r, k + a + diagonal + 1 - l); b++) row[b] += sums[a * r + b];
          }
        }
      }
    }
  }
  return RK_OK;
}

static int32_t sparse_gram(const rk_sparse* x, const int32_t* columns, int32_t count, const rk_rows* y, int32_t diagonal, const double* h,
                           double uniform, double* gram, int64_t gram_stride) {
  if (bad(x, columns, count) || diagonal < 0 || (count > 0 && (!gram || bad(y, nullptr, 0) || y->n < x->n))) return RK_BAD_ARGUMENT;
  for (int32_t k = 0; k < count; k++) {
    const Entries at = entries(x, k, count, [=](int64_t v) { return columns[v]; });
    double* row = gram + k * gram_stride;
    const int32_t last = k + diagonal;
    for (int64_t i = 0; i < at.length; i++) {
      prefetch(y->starts + at.rows[at_most(i + 8, at.length - 1)]);
      const int64_t later = y->starts[at.rows[at_most(i + 4, at.length - 1)]];
      prefetch(y->columns + later);
      prefetch(y->values + later);
      const int32_t r = at.rows[i];
      const double a = at.values[i] * (h ? h[r] : uniform);
      const int64_t end = y->starts[r + 1];
      for (int64_t e = y->starts[r]; e < end && y->columns[e] <= last; e++) row[y->columns[e]] += a * y->values[e];
    }
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
