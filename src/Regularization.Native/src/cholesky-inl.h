// Cholesky factorisation. Part of kernels-inl.h.
// Right-looking: kFactorDepth columns of L at a time, which are packed transposed, kFactorWidth rows side by side. So packed they are solved for and
// then multiplied with each other, without a sum over the lanes of a vector.
namespace rk {
namespace RK_TARGET {

constexpr int64_t kFactorDepth = 96, kFactorWidth = kFactorVectors * kLanes;
static_assert(kFactorDepth % RK_CHOLESKY_STEP == 0 && RK_CHOLESKY_STEP % kFactorWidth == 0, "what is kept ends where a panel ends");
static_assert(kFactorWidth % kFactorRows == 0, "a tile is within one panel");

// products[r][v] = sum over l < depth of a[l * a_step + r] times the v-th vector of b[l * kFactorWidth ..].
static inline void factor_tile(int64_t depth, const double* a, int64_t a_step, const double* b, vec (&products)[kFactorRows][kFactorVectors]) {
  vec acc[kFactorRows][kFactorVectors];
  RK_UNROLL
  for (int r = 0; r < kFactorRows; r++) {
    RK_UNROLL
    for (int v = 0; v < kFactorVectors; v++) acc[r][v] = zero();
  }
  for (int64_t l = 0; l < depth; l++, a += a_step, b += kFactorWidth) {
    vec right[kFactorVectors];
    RK_UNROLL
    for (int v = 0; v < kFactorVectors; v++) right[v] = load(b + v * kLanes);
    RK_UNROLL
    for (int r = 0; r < kFactorRows; r++) {
      const vec left = broadcast(a[r]);
      RK_UNROLL
      for (int v = 0; v < kFactorVectors; v++) acc[r][v] = fma(left, right[v], acc[r][v]);
    }
  }
  RK_UNROLL
  for (int r = 0; r < kFactorRows; r++) {
    RK_UNROLL
    for (int v = 0; v < kFactorVectors; v++) products[r][v] = acc[r][v];
  }
}

// Factors the block u, held transposed with rows kFactorDepth apart; what is left of its diagonal is overwritten with anything.
static bool factor_block(int64_t depth, double* u) {
  for (int64_t k = 0; k < depth; k++) {
    double* row = u + k * kFactorDepth;
    const double rest = row[k];
    if (!(rest > 0 && rest < HUGE_VAL)) return false;
    const double root = ::sqrt(rest);
    for (int64_t i = k + 1; i < depth; i++) row[i] /= root;
    row[k] = root;
    for (int64_t i = k + 1; i < depth; i++) {
      double* target = u + i * kFactorDepth;
      const vec factor = broadcast(-row[i]);
      for (int64_t j = i / kLanes * kLanes; j < depth; j += kLanes) store(target + j, fma(factor, load(row + j), load(target + j)));
    }
  }
  return true;
}

// Solves L x = b for a panel of right-hand sides, L being the factored block u.
static void solve_panel(int64_t depth, const double* u, double* panel) {
  for (int64_t i = 0; i < depth; i += kFactorRows) {
    vec products[kFactorRows][kFactorVectors];
    factor_tile(i, u + i, kFactorDepth, panel, products);
    for (int64_t r = i; r < at_most(i + kFactorRows, depth); r++) {
      const vec inverse = broadcast(1 / u[r * kFactorDepth + r]);
      RK_UNROLL
      for (int v = 0; v < kFactorVectors; v++) {
        double* target = panel + r * kFactorWidth + v * kLanes;
        vec rest = sub(load(target), products[r - i][v]);
        for (int64_t q = i; q < r; q++) rest = sub(rest, mul(broadcast(u[q * kFactorDepth + r]), load(panel + q * kFactorWidth + v * kLanes)));
        store(target, mul(rest, inverse));
      }
    }
  }
}

// to[k * to_step + r] = from[r * from_step + k] for r < rows, k < columns.
static void transpose(int64_t rows, int64_t columns, const double* from, int64_t from_step, double* to, int64_t to_step) {
  for (int64_t r = 0; r < rows; r += 4) {
    int64_t k = 0;
    for (; r + 4 <= rows && k + 4 <= columns; k += 4) transpose_square(from + r * from_step + k, from_step, to + k * to_step + r, to_step);
    for (; k < columns; k++)
      for (int64_t i = r; i < at_most(r + 4, rows); i++) to[k * to_step + i] = from[i * from_step + k];
  }
}

// a -= products on and below the diagonal: element (r, c) counts where c <= r + diagonal and r < rows.
static inline void subtract_tile(const vec (&products)[kFactorRows][kFactorVectors], int64_t rows, int64_t diagonal, double* a, int64_t stride) {
  if (rows >= kFactorRows && diagonal >= kFactorWidth - 1) {
    RK_UNROLL
    for (int r = 0; r < kFactorRows; r++, a += stride) {
      RK_UNROLL
      for (int v = 0; v < kFactorVectors; v++) store(a + v * kLanes, sub(load(a + v * kLanes), products[r][v]));
    }
    return;
  }
  for (int64_t r = 0; r < at_most(rows, kFactorRows); r++, a += stride) {
    double row[kFactorWidth];
    RK_UNROLL
    for (int v = 0; v < kFactorVectors; v++) store(row + v * kLanes, products[r][v]);
    for (int64_t c = 0; c < at_most(kFactorWidth, r + diagonal + 1); c++) a[c] -= row[c];
  }
}

static int32_t cholesky(int64_t size, double* a, int64_t stride, int64_t keep, int32_t* positive, double* scratch, int64_t scratch_length) {
  if (size < 0 || stride < size || keep < 0 || keep > size || (keep < size && keep % RK_CHOLESKY_STEP != 0) || !positive) return RK_BAD_ARGUMENT;
  if (size > 0 && (!a || !scratch || scratch_length < RK_CHOLESKY_SCRATCH(size))) return RK_BAD_ARGUMENT;
  *positive = 0;
  double *u = scratch, *panels = scratch + kFactorDepth * (kFactorDepth + 1);
  for (int64_t from = 0, next; from < size; from = next) {
    next = at_most(from + kFactorDepth, from < keep ? keep : size);
    const int64_t depth = next - from;
    for (int64_t i = 0; i < depth; i += 4) {
      const int64_t rows = at_most(4, depth - i);
      double* source = a + (from + i) * stride + from;
      transpose(rows, i, source, stride, u + i, kFactorDepth);
      for (int64_t r = 0; r < rows; r++)
        for (int64_t k = i; k <= i + r; k++) u[k * kFactorDepth + i + r] = source[r * stride + k];
    }
    if (from >= keep) {
      if (!factor_block(depth, u)) return RK_OK;
      for (int64_t i = 0; i < depth; i++)
        for (int64_t k = 0; k <= i; k++) a[(from + i) * stride + from + k] = u[k * kFactorDepth + i];
    }
    const auto panel = [=](int64_t i) { return panels + (i - next) / kFactorWidth * kFactorWidth * kFactorDepth + (i - next) % kFactorWidth; };
    for (int64_t i = next; i < size; i += kFactorWidth) {
      const int64_t rows = at_most(kFactorWidth, size - i);
      double *packed = panel(i), *source = a + i * stride + from;
      transpose(rows, depth, source, stride, packed, kFactorWidth);
      for (int64_t k = 0; rows < kFactorWidth && k < depth; k++)
        for (int64_t r = rows; r < kFactorWidth; r++) packed[k * kFactorWidth + r] = 0;
      if (i < keep) continue;
      solve_panel(depth, u, packed);
      transpose(depth, rows, packed, kFactorWidth, source, stride);
    }
    for (int64_t j = next; j < size; j += kFactorWidth) {
      for (int64_t i = j > keep ? j : keep; i < size; i += kFactorRows) {
        vec products[kFactorRows][kFactorVectors];
        factor_tile(depth, panel(i), kFactorWidth, panel(j), products);
        subtract_tile(products, size - i, i - j, a + i * stride + j, stride);
      }
    }
  }
  *positive = 1;
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
