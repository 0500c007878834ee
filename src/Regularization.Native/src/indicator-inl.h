// Kernels on indicator columns, which are 0 or 1 and held as bits. Part of kernels-inl.h.
//
// What 8 rows add to a sum is one of 256 numbers: these are computed once for all columns, and a column then looks up one of them for 8 of its rows.
namespace rk {
namespace RK_TARGET {

enum { kBlockRows = 64, kLine = RK_INDICATOR_LINE, kBytes = 8, kChoices = 256, kAddColumns = 16 };

static inline bool bad(const rk_indicators* x, const int32_t* columns, int32_t count) {
  return !x || x->n < 0 || x->p < 0 || (!x->words && x->n > 0 && x->p > 0) || count < 0 || (!columns && count > 0);
}

// The words of all columns in a block of rows, kLine apart.
static inline const uint64_t* block_of(const rk_indicators* x, int64_t start) {
  const int64_t block = start / kBlockRows;
  return x->words + block / kLine * kLine * x->p + block % kLine;
}

// table[s] = sum of a[b] over the bits b of s.
static void fill_choices(const double* a, double* table) {
  enum { Half = 16, Vectors = Half / kLanes };
  double low[Half], high[Half];
  low[0] = high[0] = 0;
  RK_UNROLL
  for (int bit = 0; bit < 4; bit++) {
    RK_UNROLL
    for (int s = 0; s < 1 << bit; s++) {
      low[(1 << bit) + s] = low[s] + a[bit];
      high[(1 << bit) + s] = high[s] + a[4 + bit];
    }
  }
  vec first[Vectors];
  RK_UNROLL
  for (int v = 0; v < Vectors; v++) first[v] = load(low + v * kLanes);
  for (int s = 0; s < Half; s++) {
    const vec more = broadcast(high[s]);
    RK_UNROLL
    for (int v = 0; v < Vectors; v++) store(table + s * Half + v * kLanes, add(first[v], more));
  }
}

// The tables of a block of `rows` rows, at most 64; what is beyond them is 0.
static void fill_block(const double* a, int64_t rows, double* tables) {
  double whole[kBlockRows];
  if (rows < kBlockRows) {
    for (int64_t i = 0; i < kBlockRows; i++) whole[i] = i < rows ? a[i] : 0;
    a = whole;
  }
  for (int g = 0; g < kBytes; g++) fill_choices(a + 8 * g, tables + kChoices * g);
}

// The sum of a block over the bits of a word.
static inline double look_up(const double* t, uint64_t w) {
  const double a = t[w & 255] + t[256 + ((w >> 8) & 255)];
  const double b = t[512 + ((w >> 16) & 255)] + t[768 + ((w >> 24) & 255)];
  const double c = t[1024 + ((w >> 32) & 255)] + t[1280 + ((w >> 40) & 255)];
  const double d = t[1536 + ((w >> 48) & 255)] + t[1792 + (w >> 56)];
  return (a + b) + (c + d);
}

static inline int count_bits(uint64_t w) {
#if defined(__POPCNT__) && !defined(_MSC_VER)
  return __builtin_popcountll(w);
#else
  w -= (w >> 1) & 0x5555555555555555u;
  w = (w & 0x3333333333333333u) + ((w >> 2) & 0x3333333333333333u);
  w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0fu;
  return (int)((w * 0x0101010101010101u) >> 56);
#endif
}

static int32_t indicator_dot(const rk_indicators* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                             double* result, int64_t result_stride, int32_t accumulate) {
  if (bad(x, columns, count) || r_count < 0 || (!r && r_count > 0 && x->n > 0) || (!result && r_count > 0 && count > 0))
    return RK_BAD_ARGUMENT;
  for (int32_t c = 0; c < r_count && !accumulate; c++) {
    for (int32_t k = 0; k < count; k++) {
      if (columns[k] >= 0) result[c * result_stride + k] = 0;
    }
  }
  enum { Most = 1024, Padded = Most + 8 };  // not a power of two apart, which would want the same few places of a cache
  double tables[kBytes * kChoices];
  uint64_t words[kLine][Padded];
  for (int64_t line = 0; line < x->n; line += kLine * kBlockRows) {
    const uint64_t* lines = x->words + line / kBlockRows * x->p;
    for (int32_t from = 0; from < count; from += Most) {
      // The lines of some columns are taken apart, as each word is needed with those of the other columns.
      const int32_t some = (int32_t)at_most(Most, count - from);
      for (int32_t k = 0; k < some; k++) {
        const int32_t column = columns[from + k];
        RK_UNROLL
        for (int b = 0; b < kLine; b++) words[b][k] = column >= 0 ? lines[(int64_t)kLine * column + b] : 0;
      }
      for (int64_t start = line; start < at_most(x->n, line + kLine * kBlockRows); start += kBlockRows) {
        const uint64_t* own = words[(start - line) / kBlockRows];
        for (int32_t c = 0; c < r_count; c++) {
          fill_block(r + c * r_stride + start, x->n - start, tables);
          double* target = result + c * result_stride + from;
          for (int32_t k = 0; k < some; k++) target[k] += look_up(tables, own[k]);
        }
      }
    }
  }
  return RK_OK;
}

// Exchanges the upper half of a square of bits, `width` wide, with the left one: what is above in a with what is below in b.
static inline void exchange(uint64_t* a, uint64_t* b, int width, uint64_t mask) {
  const uint64_t t = ((*a >> width) ^ *b) & mask;
  *b ^= t;
  *a ^= t << width;
}

// Byte j of w[b] becomes byte b of w[j].
static void transpose_bytes(uint64_t* w) {
  RK_UNROLL
  for (int j = 0; j < 4; j++) exchange(w + j, w + j + 4, 32, 0x00000000ffffffffu);
  RK_UNROLL
  for (int j = 0; j < 4; j++) exchange(w + j / 2 * 4 + j % 2, w + j / 2 * 4 + j % 2 + 2, 16, 0x0000ffff0000ffffu);
  RK_UNROLL
  for (int j = 0; j < 4; j++) exchange(w + 2 * j, w + 2 * j + 1, 8, 0x00ff00ff00ff00ffu);
}

// Bit j of byte i of the result is bit i of byte j of w.
static inline uint64_t transpose_bits(uint64_t w) {
  uint64_t t = (w ^ (w >> 7)) & 0x00aa00aa00aa00aau;
  w ^= t ^ (t << 7);
  t = (w ^ (w >> 14)) & 0x0000cccc0000ccccu;
  w ^= t ^ (t << 14);
  t = (w ^ (w >> 28)) & 0x00000000f0f0f0f0u;
  return w ^ t ^ (t << 28);
}

// y += a[j] times column of[j]: 8 columns have one table, in which a row looks up what they add to it.
static void add_tables(const rk_indicators* x, const int32_t* of, const double* a, double* y) {
  enum { Tables = kAddColumns / kBytes };
  double table[Tables][kChoices];
  for (int t = 0; t < Tables; t++) fill_choices(a + kBytes * t, table[t]);
  for (int64_t start = 0; start < x->n; start += kBlockRows) {
    const uint64_t* words = block_of(x, start);
    uint64_t w[Tables][kBytes];
    for (int t = 0; t < Tables; t++) {
      for (int j = 0; j < kBytes; j++) w[t][j] = words[(int64_t)kLine * of[kBytes * t + j]];
      transpose_bytes(w[t]);
    }
    const int64_t rows = at_most(kBlockRows, x->n - start);
    for (int64_t g = 0; 8 * g < rows; g++) {
      uint64_t b[Tables];
      RK_UNROLL
      for (int t = 0; t < Tables; t++) b[t] = transpose_bits(w[t][g]);
      double* target = y + start + 8 * g;
      const int64_t m = at_most(8, rows - 8 * g);
      double sums[8];
      RK_UNROLL
      for (int i = 0; i < 8; i++) {
        sums[i] = table[0][(b[0] >> (8 * i)) & 255];
        RK_UNROLL
        for (int t = 1; t < Tables; t++) sums[i] += table[t][(b[t] >> (8 * i)) & 255];
      }
      if (m == 8) {
        RK_UNROLL
        for (int i = 0; i < 8; i++) target[i] += sums[i];
      } else {
        for (int64_t i = 0; i < m; i++) target[i] += sums[i];
      }
    }
  }
}

static int32_t indicator_add(const rk_indicators* x, const int32_t* columns, int32_t count, const double* a, double* y) {
  if (bad(x, columns, count) || (count > 0 && (!a || (!y && x->n > 0)))) return RK_BAD_ARGUMENT;
  int32_t of[kAddColumns];
  double factors[kAddColumns];
  int found = 0;
  for (int32_t k = 0; k < count; k++) {
    if (columns[k] >= 0 && a[k] != 0) {
      of[found] = columns[k];
      factors[found++] = a[k];
    }
    if (found == 0 || (found < kAddColumns && k + 1 < count)) continue;
    for (; found < kAddColumns; found++) {
      of[found] = of[0];
      factors[found] = 0;
    }
    add_tables(x, of, factors, y);
    found = 0;
  }
  return RK_OK;
}

// A Gram matrix where every weight is `uniform`: by lines of both columns, whose common bits are counted.
static void count_pairs(const rk_indicators* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count,
                        int32_t diagonal, double uniform, double* gram, int64_t gram_stride) {
  for (int64_t line = 0; line < x->n; line += kLine * kBlockRows) {
    const uint64_t* lines = x->words + line / kBlockRows * x->p;
    for (int32_t k = 0; k < left_count; k++) {
      if (left[k] < 0) continue;
      const uint64_t* own = lines + (int64_t)kLine * left[k];
      const int64_t last = at_most(right_count, (int64_t)k + diagonal + 1);
      double* target = gram + k * gram_stride;
      for (int64_t l = 0; l < last; l++) {
        if (right[l] < 0) continue;
        const uint64_t* other = lines + (int64_t)kLine * right[l];
        int count = 0;
        RK_UNROLL
        for (int b = 0; b < kLine; b++) count += count_bits(own[b] & other[b]);
        target[l] += uniform * count;
      }
    }
  }
}

static int32_t indicator_gram(const rk_indicators* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count,
                              int32_t diagonal, const double* h, double uniform, double* gram, int64_t gram_stride) {
  if (bad(x, left, left_count) || bad(x, right, right_count) || diagonal < 0 || (!gram && left_count > 0 && right_count > 0))
    return RK_BAD_ARGUMENT;
  if (!h) {
    count_pairs(x, left, left_count, right, right_count, diagonal, uniform, gram, gram_stride);
    return RK_OK;
  }
  enum { Wide = 512 };
  double tables[kBytes * kChoices];
  uint64_t rights[Wide];
  for (int64_t start = 0; start < x->n; start += kBlockRows) {
    const uint64_t* words = block_of(x, start);
    fill_block(h + start, x->n - start, tables);
    for (int32_t from = 0; from < right_count; from += Wide) {
      const int32_t wide = (int32_t)at_most(Wide, right_count - from);
      for (int32_t l = 0; l < wide; l++) rights[l] = right[from + l] >= 0 ? words[(int64_t)kLine * right[from + l]] : 0;
      for (int32_t k = 0; k < left_count; k++) {
        if (left[k] < 0) continue;
        const uint64_t w = words[(int64_t)kLine * left[k]];
        const int64_t last = at_most(wide, (int64_t)k + diagonal + 1 - from);
        double* target = gram + k * gram_stride + from;
        if (w == 0) continue;
        for (int64_t l = 0; l < last; l++) target[l] += look_up(tables, w & rights[l]);
      }
    }
  }
  return RK_OK;
}

}  // namespace RK_TARGET
}  // namespace rk
