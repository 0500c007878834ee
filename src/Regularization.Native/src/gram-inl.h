// Gram matrices of columns. Part of kernels-inl.h.
// Columns are taken through by blocks of rows, widened, centred and weighted once into scratch; of these, tiles of kGramTileLeft x kGramTileRight
// columns are multiplied in registers.
namespace rk {
namespace RK_TARGET {

// kGramLeft columns of the left side, over a block of rows, stay in the second-level cache; kGramTileRight of the right side in the first.
constexpr int64_t kGramLeft = 128;

// What columns are packed as: vectors of `Lanes` elements, `Rows` of a column.
template <class T>
struct Packed;
template <>
struct Packed<double> {
  typedef vec Vector;
  enum { Lanes = kLanes, Rows = 384 };
};
template <>
struct Packed<float> {
  typedef fvec Vector;
  enum { Lanes = kFloats, Rows = RK_GRAM32_ROWS };
};
static_assert(Packed<double>::Rows % 16 == 0 && Packed<float>::Rows == 2 * Packed<double>::Rows, "packed columns are whole vectors and as long in bytes");
static_assert((kGramLeft + kGramTileRight) * Packed<double>::Rows <= RK_GRAM_SCRATCH, "the header promises that this is enough");

// sums[i ..] = the sums of four vectors of products.
static inline void sums4_of(const vec* acc, double* sums) { sums4(acc[0], acc[1], acc[2], acc[3], sums); }
static inline void sums4_of(const fvec* acc, double* sums) {
  float parts[4 * kFloats];
  vec wide[4];
  RK_UNROLL
  for (int i = 0; i < 4; i++) {
    store(parts + i * kFloats, acc[i]);
    wide[i] = widen(parts + i * kFloats);
    if constexpr ((int)kFloats > (int)kLanes) wide[i] = add(wide[i], widen(parts + i * kFloats + kFloats - kLanes));
  }
  sums4(wide[0], wide[1], wide[2], wide[3], sums);
}

// sums[a * R + b] = left[a].right[b] over `depth`, whole vectors; columns are Packed<T>::Rows apart. Up to three elements after the end are overwritten.
template <class T, int L, int R>
static inline void gram_tile(int64_t depth, const T* left, const T* right, double* sums) {
  typedef typename Packed<T>::Vector Vector;
  constexpr int64_t Rows = Packed<T>::Rows;
  enum { Rounded = (L * R + 3) / 4 * 4 };
  Vector acc[Rounded];
  RK_UNROLL
  for (int i = 0; i < Rounded; i++) acc[i] = Vector{};
  for (int64_t i = 0; i < depth; i += Packed<T>::Lanes) {
    Vector other[R];
    RK_UNROLL
    for (int b = 0; b < R; b++) other[b] = load(right + b * Rows + i);
    RK_UNROLL
    for (int a = 0; a < L; a++) {
      const Vector own = load(left + a * Rows + i);
      RK_UNROLL
      for (int b = 0; b < R; b++) acc[a * R + b] = fma(own, other[b], acc[a * R + b]);
    }
  }
  RK_UNROLL
  for (int i = 0; i < Rounded; i += 4) {
    // Copied, lest the sums be kept in memory and not in registers.
    const Vector four[] = {acc[i], acc[i + 1], acc[i + 2], acc[i + 3]};
    sums4_of(four, sums + i);
  }
}

// The tile of this many columns.
template <class T, int L, int R>
static inline void gram_tile_of(int64_t left_count, int64_t right_count, int64_t depth, const T* left, const T* right, double* sums) {
  if (left_count == L && right_count == R) {
    gram_tile<T, L, R>(depth, left, right, sums);
  } else if (right_count < R) {
    if constexpr (R > 1) gram_tile_of<T, L, R - 1>(left_count, right_count, depth, left, right, sums);
  } else {
    if constexpr (L > 1) gram_tile_of<T, L - 1, R>(left_count, right_count, depth, left, right, sums);
  }
}

// packed[i] = h_i (x_i - center), h being all 1 without weights, and zeros up to a whole vector. Meanwhile `ahead` is fetched.
template <bool Weighted>
static inline void pack_column(const float* x, const float* ahead, int64_t n, const double* h, double center, double* packed) {
  const vec middle = broadcast(center);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    prefetch(ahead + i);
    RK_UNROLL
    for (int v = 0; v < 16; v += kLanes) {
      const vec own = sub(widen(x + i + v), middle);
      store(packed + i + v, Weighted ? mul(own, load(h + i + v)) : own);
    }
  }
  for (; i < n; i += kLanes) {
    const int64_t m = at_most(n - i, kLanes);
    const vec own = sub(widen_first(x + i, m), middle);
    store(packed + i, Weighted ? mul(own, load_first(h + i, m)) : own);
    for (int64_t l = m; l < kLanes; l++) packed[i + l] = 0;
  }
}

template <bool Weighted>
static inline void pack_column(const float* x, const float* ahead, int64_t n, const double* h, double center, float* packed) {
  const fvec middle = broadcastf((float)center);
  int64_t i = 0;
  for (; i + 16 <= n && !Weighted; i += 16) {
    prefetch(ahead + i);
    RK_UNROLL
    for (int v = 0; v < 16; v += kFloats) store(packed + i + v, sub(load(x + i + v), middle));
  }
  for (; i < n; i++) packed[i] = (float)(((double)x[i] - (float)center) * (Weighted ? h[i] : 1));
  for (; i % kFloats != 0; i++) packed[i] = 0;
}

// Sums of products of a block of rows, in T, are added up in float64.
template <class T>
static int32_t gram_of(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                       const double* h, double uniform, const double* left_center, const double* right_center, double* gram, int64_t gram_stride,
                       double* scratch, int64_t scratch_length) {
  if (bad(x, left, left_count) || bad(x, right, right_count) || diagonal < 0) return RK_BAD_ARGUMENT;
  if (left_count == 0 || right_count == 0) return RK_OK;
  if (!left_center || !right_center || !gram || gram_stride < right_count || !scratch || scratch_length < RK_GRAM_SCRATCH) return RK_BAD_ARGUMENT;
  constexpr int64_t Lanes = Packed<T>::Lanes, Rows = Packed<T>::Rows;
  // Position l of the right side is wanted by the positions k >= l - diagonal of the left side.
  const auto first_left = [=](int64_t l) { return l > diagonal ? l - diagonal : 0; };
  const double factor = h ? 1 : uniform;
  const int64_t lefts = even_blocks(left_count, kGramLeft, kGramTileLeft);
  for (int64_t from = 0; from < left_count; from += lefts) {
    const int64_t to = at_most(left_count, from + lefts), rights = at_most(right_count, to + diagonal);
    for (int64_t start = 0; start < x->n; start += Rows) {
      const int64_t rows = at_most(Rows, x->n - start), depth = (rows + Lanes - 1) / Lanes * Lanes;
      T *packed_left = (T*)scratch, *packed_right = packed_left + kGramLeft * Rows;
      const auto column = [=](int32_t j) { return x->x + j * x->stride + start; };
      for (int64_t k = from; k < to; k++) {
        T* packed = packed_left + (k - from) * Rows;
        const float* next = column(left[at_most(k + 1, to - 1)]);
        if (h) {
          pack_column<true>(column(left[k]), next, rows, h + start, left_center[k], packed);
        } else {
          pack_column<false>(column(left[k]), next, rows, nullptr, left_center[k], packed);
        }
      }
      for (int64_t l = 0; l < rights; l += kGramTileRight) {
        const int64_t r = at_most(kGramTileRight, rights - l);
        for (int64_t b = 0; b < r; b++) {
          const float* next = column(right[at_most(l + b + kGramTileRight, rights - 1)]);
          pack_column<false>(column(right[l + b]), next, rows, nullptr, right_center[l + b], packed_right + b * Rows);
        }
        int64_t k = first_left(l);
        for (k = k > from ? k : from; k < to; k += kGramTileLeft) {
          const int64_t c = at_most(kGramTileLeft, to - k);
          double sums[kGramTileLeft * kGramTileRight + 3];
          gram_tile_of<T, kGramTileLeft, kGramTileRight>(c, r, depth, packed_left + (k - from) * Rows, packed_right, sums);
          for (int64_t a = 0; a < c; a++) {
            double* row = gram + (k + a) * gram_stride + l;
            for (int64_t b = 0; b < at_most(r, k + a + diagonal + 1 - l); b++) row[b] += factor * sums[a * r + b];
          }
        }
      }
    }
  }
  return RK_OK;
}

static int32_t dense_gram(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                          const double* h, double uniform, const double* left_center, const double* right_center, double* gram,
                          int64_t gram_stride, double* scratch, int64_t scratch_length) {
  return gram_of<double>(x, left, left_count, right, right_count, diagonal, h, uniform, left_center, right_center, gram, gram_stride, scratch,
                         scratch_length);
}

static int32_t dense_gram32(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                            const double* h, double uniform, const double* left_center, const double* right_center, double* gram,
                            int64_t gram_stride, double* scratch, int64_t scratch_length) {
  return gram_of<float>(x, left, left_count, right, right_count, diagonal, h, uniform, left_center, right_center, gram, gram_stride, scratch,
                        scratch_length);
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
