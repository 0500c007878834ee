// The float32 matrix product. Part of kernels-inl.h.
// C is made tile by tile: kTileRows rows of kTileVectors vectors stay in registers while all of k passes by. What a tile reads of A and B is packed
// into scratch first, in the order of reading, where it is read often enough. As in Goto and van de Geijn, Anatomy of high-performance matrix
// multiplication (2008).
namespace rk {
namespace RK_TARGET {

// A block of A, kHeight x kDepth, stays in the second-level cache; a panel of B, kDepth x kWidth, in the first.
constexpr int64_t kHeight = 144, kDepth = 384, kRows = kTileRows, kWidth = kTileVectors * kFloats;
static_assert(kHeight % kRows == 0, "a block is whole panels");
static_assert(kHeight * kDepth + kDepth * kWidth + 64 <= RK_GEMM_SCRATCH, "the header promises that this is enough");

struct Matrix {
  const float* x;
  int64_t stride;
};

// Where a tile's rows go; `width` columns of it are in C.
struct Target {
  float* c;
  int64_t stride, width;
  bool accumulate;
};

// target (+)= sum over l < depth of a[l * a_step .. + R) times b[l * b_step .. + V vectors).
template <int R, int V>
static void tile(int64_t depth, const float* a, int64_t a_step, const float* b, int64_t b_step, const Target& target) {
  fvec acc[R][V];
  RK_UNROLL
  for (int i = 0; i < R; i++) {
    RK_UNROLL
    for (int v = 0; v < V; v++) acc[i][v] = zerof();
  }
  for (int64_t l = 0; l < depth; l++, a += a_step, b += b_step) {
    fvec right[V];
    RK_UNROLL
    for (int v = 0; v < V; v++) right[v] = load(b + v * kFloats);
    RK_UNROLL
    for (int i = 0; i < R; i++) {
      const fvec left = broadcastf(a[i]);
      RK_UNROLL
      for (int v = 0; v < V; v++) acc[i][v] = fma(left, right[v], acc[i][v]);
    }
  }
  const int64_t last = target.width - (V - 1) * kFloats;  // columns in the last vector
  RK_UNROLL
  for (int i = 0; i < R; i++) {
    float* c = target.c + i * target.stride;
    RK_UNROLL
    for (int v = 0; v < V; v++, c += kFloats) {
      if (v < V - 1 || last == kFloats) {
        store(c, target.accumulate ? add(load(c), acc[i][v]) : acc[i][v]);
      } else {
        store_first(c, target.accumulate ? add(load_first(c, last), acc[i][v]) : acc[i][v], last);
      }
    }
  }
}

// The tile of this many rows.
template <int R, int V>
static inline void tile_of(int64_t rows, int64_t depth, const float* a, int64_t a_step, const float* b, int64_t b_step, const Target& target) {
  if (rows == R) {
    tile<R, V>(depth, a, a_step, b, b_step, target);
  } else if constexpr (R > 1) {
    tile_of<R - 1, V>(rows, depth, a, a_step, b, b_step, target);
  }
}

// All rows of a block against a panel of B. A's elements are `a_step` apart in k, or packed if that is 0.
template <int V>
static void tiles(int64_t rows, int64_t depth, const float* a, int64_t a_step, const float* b, int64_t b_step, Target target) {
  for (int64_t i = 0; i < rows; i += kRows, target.c += kRows * target.stride) {
    const int64_t count = at_most(kRows, rows - i);
    tile_of<kTileRows, V>(count, depth, a_step > 0 ? a + i : a + i * depth, a_step > 0 ? a_step : count, b, b_step, target);
  }
}

// The same for a panel of so many vectors.
template <int V>
static inline void tiles_of(int64_t vectors, int64_t rows, int64_t depth, const float* a, int64_t a_step, const float* b, int64_t b_step,
                            const Target& target) {
  if (vectors == V) {
    tiles<V>(rows, depth, a, a_step, b, b_step, target);
  } else if constexpr (V > 1) {
    tiles_of<V - 1>(vectors, rows, depth, a, a_step, b, b_step, target);
  }
}

// packed[l * height + i] = x[l][i] for i < count <= height, and zeros. Up to a vector after the end is overwritten.
// The panel that stands beside this one comes next: it is fetched, for the CPU does not fetch ahead by itself from row to row.
static void pack_rows(const Matrix& from, int64_t count, int64_t depth, int64_t height, float* packed) {
  const float* x = from.x;
  for (int64_t l = 0; l < depth; l++, x += from.stride, packed += height) {
    int64_t i = 0;
    for (; i + kFloats <= count; i += kFloats) {
      prefetch(x + i + height);
      store(packed + i, load(x + i));
    }
    if (i < count) store(packed + i, load_first(x + i, count - i));
  }
}

// packed[l * height + i] = x[i][l] for i < count <= height, and copies of the last. Up to 3 elements after the end are overwritten.
// What a square writes beyond `height` belongs to squares that come after it: hence i downwards.
static void pack_columns(const Matrix& from, int64_t count, int64_t depth, int64_t height, float* packed) {
  const float* x = from.x;
  const auto row = [&](int64_t i) { return x + at_most(i, count - 1) * from.stride; };
  int64_t l = 0;
  for (; l + 4 <= depth; l += 4) {
    for (int64_t i = (height - 1) / 4 * 4; i >= 0; i -= 4)
      transpose4(row(i) + l, row(i + 1) + l, row(i + 2) + l, row(i + 3) + l, packed + l * height + i, height);
  }
  for (; l < depth; l++) {
    for (int64_t i = 0; i < height; i++) packed[l * height + i] = row(i)[l];
  }
}

// The size of blocks that share `size` out evenly: at most `largest`, and a multiple of `unit`.
static inline int64_t even_blocks(int64_t size, int64_t largest, int64_t unit) {
  const int64_t blocks = (size + largest - 1) / largest;
  return ((size + blocks - 1) / blocks + unit - 1) / unit * unit;
}

static int32_t gemm(int32_t transpose_a, int32_t transpose_b, int64_t m, int64_t n, int64_t k, const float* a, int64_t a_stride, const float* b,
                    int64_t b_stride, float* c, int64_t c_stride, int32_t accumulate, float* scratch, int64_t scratch_length) {
  if (m < 0 || n < 0 || k < 0 || a_stride < (transpose_a ? m : k) || b_stride < (transpose_b ? k : n) || c_stride < n) return RK_BAD_ARGUMENT;
  if (m == 0 || n == 0) return RK_OK;
  if (!c || (k > 0 && (!a || !b || !scratch || scratch_length < RK_GEMM_SCRATCH))) return RK_BAD_ARGUMENT;
  if (k == 0 && !accumulate) {
    for (int64_t i = 0; i < m; i++) {
      for (int64_t j = 0; j < n; j++) c[i * c_stride + j] = 0;
    }
  }
  if (k == 0) return RK_OK;
  const int64_t depth = even_blocks(k, kDepth, 1), height = even_blocks(m, kHeight, kRows);
  // A panel that stands in memory as a tile reads it is read from there, unless it is read often.
  const bool pack_a = !transpose_a || n > 2 * kWidth, few_rows = m <= 2 * kRows;
  float *packed_a = scratch, *packed_b = scratch + height * depth + 16;
  for (int64_t l = 0; l < k; l += depth) {
    const int64_t deep = at_most(depth, k - l);
    for (int64_t i = 0; i < m; i += height) {
      const int64_t rows = at_most(height, m - i);
      const float* left = a + (transpose_a ? l * a_stride + i : i * a_stride + l);
      for (int64_t p = 0; p < rows && pack_a; p += kRows) {
        const int64_t count = at_most(kRows, rows - p);
        if (transpose_a) {
          pack_rows({left + p, a_stride}, count, deep, count, packed_a + p * deep);
        } else {
          pack_columns({left + p * a_stride, a_stride}, count, deep, count, packed_a + p * deep);
        }
      }
      for (int64_t j = 0; j < n; j += kWidth) {
        const int64_t width = at_most(kWidth, n - j), vectors = (width + kFloats - 1) / kFloats;
        Matrix right = {b + (transpose_b ? j * b_stride + l : l * b_stride + j), b_stride};
        if (transpose_b) {
          pack_columns(right, width, deep, vectors * kFloats, packed_b);
          right = {packed_b, vectors * kFloats};
        } else if (!few_rows || width < vectors * kFloats) {
          pack_rows(right, width, deep, vectors * kFloats, packed_b);
          right = {packed_b, vectors * kFloats};
        }
        const Target target = {c + i * c_stride + j, c_stride, width, accumulate || l > 0};
        tiles_of<kTileVectors>(vectors, rows, deep, pack_a ? packed_a : left, pack_a ? 0 : a_stride, right.x, right.stride, target);
      }
    }
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
