/* The C ABI of the native kernels of Regularization.Core.
 *
 * Rules: fixed-width types; every pointer comes with its length; the status is 0 (RK_OK) or RK_BAD_ARGUMENT; nothing allocates, starts a
 * thread, does I/O or throws. The caller owns all memory and may call any function from any thread on disjoint outputs.
 * Sizes and null pointers are checked; indices (columns, positions, rows) are trusted, and must be in range.
 * Arrays may be misaligned to anything but their element size. NaN and infinity propagate to every output that depends on them.
 * Features are float32; all else is float64, and sums are taken in float64. The kernels of networks, the last five, are float32 throughout, and
 * those of batches where their types say so.
 *
 * Notation: X is n x p; x_j is its column j. A dense X is column-major, column j starts at x + j * stride. A sparse X is CSC: the entries of
 * column j are values[starts[j] .. starts[j+1]) in rows rows[...], ascending and without repeats. Networks read X by rows: CSR, the same with
 * rows and columns exchanged.
 * h are non-negative observation weights; where a pointer to them is null, every weight is `uniform`.
 */
#ifndef REGULARIZATION_NATIVE_H
#define REGULARIZATION_NATIVE_H

#include <stdint.h>

#if defined(_WIN32)
#define RK_EXPORT __declspec(dllexport)
#else
#define RK_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever anything below changes; the managed side refuses a library of another version. */
#define RK_ABI_VERSION 8

#define RK_OK 0
#define RK_BAD_ARGUMENT 1

/* Instruction sets; the order within one architecture is the order of preference. */
#define RK_ISA_BASELINE 0 /* what every CPU of the architecture has: SSE2 on x86-64, scalar elsewhere */
#define RK_ISA_AVX2 1     /* AVX2 and FMA */
#define RK_ISA_AVX512 2   /* AVX-512 F, DQ, BW, VL */
#define RK_ISA_NEON 3

/* Floats of scratch memory that gemm needs. */
#define RK_GEMM_SCRATCH 69632

/* Doubles of scratch memory that dense_gram needs. */
#define RK_GRAM_SCRATCH 51456

/* Rows whose products dense_gram32 adds up in float32 at the most. */
#define RK_GRAM32_ROWS 768

/* Doubles of scratch memory that cholesky needs, and what the number of rows that it keeps is a multiple of. */
#define RK_CHOLESKY_SCRATCH(size) (96 * ((size) + 121))
#define RK_CHOLESKY_STEP 24

/* A dense matrix, float32, column-major. */
typedef struct {
  const float* x;
  int64_t stride; /* >= n */
  int64_t n;      /* rows */
  int64_t p;      /* columns */
} rk_dense;

/* Columns that are 0 or 1, as bits. 512 rows of a column are one line of memory: x_ij is bit i % 64 of words[(i / 512 * p + j) * RK_INDICATOR_LINE + i / 64 % 8].
 * Bits of rows from n on are 0; there are whole lines. */
#define RK_INDICATOR_LINE 8
typedef struct {
  const uint64_t* words;
  int64_t n;
  int64_t p;
} rk_indicators;

/* A sparse matrix, CSC. */
typedef struct {
  const int64_t* starts; /* p + 1 */
  const int32_t* rows;   /* starts[p] */
  const float* values;   /* starts[p] */
  int64_t n;
  int64_t p;
} rk_sparse;

/* The coordinates of a coordinate descent: arrays over the `size` positions of a working set.
 * Position k stands for the standardised column z_k = (x_{columns[k]} - center[k]) * inv_scale[k], with the coefficient beta[k],
 * curvature[k] = sum_i h_i z_ik^2 (positions with curvature <= 0 are passed over), and the penalty
 * l1[k] |b| + l2[k] / 2 b^2 on the interval [lower[k], upper[k]]; bounds may be infinite but not NaN. */
typedef struct {
  int32_t size;
  int32_t visit_count;
  const int32_t* visit;   /* visit_count: the positions to visit, in this order */
  const int32_t* columns; /* size; not used by gram_cd */
  const double* center;   /* size; not used by gram_cd */
  const double* inv_scale;/* size; not used by gram_cd */
  const double* curvature;
  const double* l1;
  const double* l2;
  const double* lower;
  const double* upper;
  double* beta;           /* in, out */
} rk_coordinates;

/* When to stop, and what happened. An epoch visits every position of `visit` once. */
typedef struct {
  int32_t max_epochs;
  int32_t epochs;     /* out: epochs made */
  double tolerance;   /* stops after an epoch whose max_change is <= tolerance, or NaN: nothing more can come of it */
  double max_change;  /* out: the last epoch's largest curvature[k] * (change of beta[k])^2; NaN if any is */
} rk_progress;

/* A sparse matrix by rows, CSR. No column twice in a row: the kernels of batches then lose a sum. */
typedef struct {
  const int64_t* starts;  /* n + 1 */
  const int32_t* columns; /* starts[n] */
  const float* values;    /* starts[n] */
  int64_t n;
} rk_rows;

/* Problems of a batch: so many on the same X are solved side by side. Arrays over rows or coordinates hold RK_BATCH numbers for each, that of
 * problem b of element i at i * RK_BATCH + b. */
#define RK_BATCH 8

/* The coordinates of a batch of coordinate descents: as in rk_coordinates, with `uniform` for the weight of all rows where there are no h.
 * Coefficients are start + change, of which start stays. A problem may move coordinate k by `moves` (1 or 0) times its step. */
typedef struct {
  int32_t size;
  int32_t visit_count;
  const int32_t* visit;   /* visit_count: the coordinates to visit, in this order */
  const int32_t* columns; /* size */
  const float* inv_scale; /* size */
  const float* lower;     /* size */
  const float* upper;     /* size */
  const float* center;    /* size x RK_BATCH, and so on */
  const float* curvature; /* curvature + l2 > 0 */
  const float* above;     /* z_k'u - l1 - l2 start: the descent of the objective at `start` if the coefficient is above 0 */
  const float* below;     /* z_k'u + l1 - l2 start: and if it is below */
  const float* l2;
  const float* moves;
  const float* start;
  float* change;          /* in, out */
  const float* h_sum;     /* RK_BATCH */
  float uniform;
} rk_batch;

/* The rules of update_weights. */
#define RK_SGD 0
#define RK_MOMENTUM 1
#define RK_NESTEROV 2
#define RK_ADAM 3
#define RK_AMSGRAD 4
#define RK_RMSPROP 5

/* The numbers of one update_weights. */
typedef struct {
  int32_t rule;
  float learning_rate;
  float beta1;
  float beta2;
  float rest1; /* 1 - beta1 */
  float rest2; /* 1 - beta2 */
  float lookahead;
  float epsilon;
  float second_scale;
  float decay;
  float shrink;
  float l1;
  float l2;
  float prox_l1;
  float prox_l2;
} rk_step;

typedef struct {
  int32_t abi_version;
  int32_t isa;

  /* result[c * result_stride + k] (+)= sum_i x_i,columns[k] * r[c * r_stride + i], for k < count, c < r_count. Adds where accumulate != 0.
   * Tiled over several columns and several right-hand sides. The bits of a column's results do not depend on the other columns of the call, so
   * that blocks of columns can be given to threads in any way. */
  int32_t (*dense_dot)(const rk_dense* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                       double* result, int64_t result_stride, int32_t accumulate);
  int32_t (*sparse_dot)(const rk_sparse* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                        double* result, int64_t result_stride, int32_t accumulate);

  /* The same on indicator columns, with 80 KB of stack; where columns[k] < 0 the results are left as they are. */
  int32_t (*indicator_dot)(const rk_indicators* x, const int32_t* columns, int32_t count, const double* r, int64_t r_stride, int32_t r_count,
                           double* result, int64_t result_stride, int32_t accumulate);

  /* result[k] = sum_i h_i (x_i,columns[k] - center[k])^2. For the sparse one h_sum = sum_i h_i over all n rows; it is computed as
   * sum over entries of h (x - c)^2, plus rest c^2 with rest = h_sum - sum over entries of h. A rest of at most 1e-12 h_sum is
   * rounding and counts for nothing: else a constant column would look like one that varies. */
  int32_t (*dense_square)(const rk_dense* x, const int32_t* columns, int32_t count, const double* h, double uniform, const double* center,
                          double* result);
  int32_t (*sparse_square)(const rk_sparse* x, const int32_t* columns, int32_t count, const double* h, double uniform, double h_sum,
                           const double* center, double* result);

  /* y_i += sum_k a[k] * x_i,columns[k]; columns with a[k] == 0 are passed over. */
  int32_t (*dense_add)(const rk_dense* x, const int32_t* columns, int32_t count, const double* a, double* y);
  int32_t (*sparse_add)(const rk_sparse* x, const int32_t* columns, int32_t count, const double* a, double* y);

  /* Columns below 0 are passed over, too. */
  int32_t (*indicator_add)(const rk_indicators* x, const int32_t* columns, int32_t count, const double* a, double* y);

  /* gram[k * gram_stride + l] += sum_i h_i (x_i,left[k] - left_center[k]) (x_i,right[l] - right_center[l]) for k < left_count and
   * l < min(right_count, k + diagonal + 1): where left is a part of right that begins at `diagonal`, what is on and below the diagonal.
   * Columns are centred before they are multiplied, so that nothing cancels. scratch holds RK_GRAM_SCRATCH doubles, of any content, for
   * this call alone. */
  int32_t (*dense_gram)(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                        const double* h, double uniform, const double* left_center, const double* right_center, double* gram,
                        int64_t gram_stride, double* scratch, int64_t scratch_length);

  /* The same in float32 for RK_GRAM32_ROWS rows at a time, the sums of which are added up in float64. Centers are float32 numbers. */
  int32_t (*dense_gram32)(const rk_dense* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count, int32_t diagonal,
                          const double* h, double uniform, const double* left_center, const double* right_center, double* gram,
                          int64_t gram_stride, double* scratch, int64_t scratch_length);

  /* gram[k * gram_stride + l] += sum_i h_i x_i,left[k] x_i,right[l] for the same k and l, not centred (centring it loses digits where
   * columns are nearly constant); where a column is below 0 nothing is added. */
  int32_t (*indicator_gram)(const rk_indicators* x, const int32_t* left, int32_t left_count, const int32_t* right, int32_t right_count,
                            int32_t diagonal, const double* h, double uniform, double* gram, int64_t gram_stride);

  /* gram[k * gram_stride + l] += sum_i h_i x_i,columns[k] y_il for k < count and l <= k + diagonal: columns of a sparse matrix with the columns of
   * Y, which is given by rows, ascending within each. Only rows in which one of `columns` has an entry are read. Costs as many steps as there
   * are pairs of entries in one row. */
  int32_t (*sparse_gram)(const rk_sparse* x, const int32_t* columns, int32_t count, const rk_rows* y, int32_t diagonal, const double* h,
                         double uniform, double* gram, int64_t gram_stride);

  /* Coordinate descent on  1/2 sum_i h_i (t_i - z_i.b)^2 + penalty, in residual form: u_i = h_i (t_i - z_i.b) is kept up to date.
   * One visit: g = inv_scale (x.u - center * sum(u));  b' = clip(soft(curvature b + g, l1) / (curvature + l2), lower, upper);
   * d = (b' - b) inv_scale;  u_i -= d h_i (x_i - center).
   * center[k] must be the h-weighted mean of the column, so that sum(u) does not change, or 0 for all k (no intercept).
   * The dense one takes sum(u) once at the start of every epoch. */
  int32_t (*dense_cd)(const rk_dense* x, const double* h, double uniform, double* u, const rk_coordinates* at, rk_progress* progress);

  /* The same on sparse columns, which are never centred in memory: what is subtracted is d h_i x_i for the entries only, and *shift += d * center.
   * The true residual is u_i + *shift * h_i; the caller adds it when it needs it. Because z is h-centred the shift never enters a gradient;
   * sum(u) of the stored u is taken once at the start of the call, where any visited center is not 0, and kept up to date: it falls by
   * d * center * h_sum at each step. */
  int32_t (*sparse_cd)(const rk_sparse* x, const double* h, double uniform, double h_sum, double* u, double* shift, const rk_coordinates* at,
                       rk_progress* progress);

  /* The same in covariance form: gram is the size x size matrix of z_k' H z_l (symmetric, rows gram_stride apart), q[k] = z_k'u for all
   * k < size is kept up to date: q -= (b' - b) gram[k][.]. Its diagonal is `curvature`. */
  int32_t (*gram_cd)(const double* gram, int64_t gram_stride, double* q, const rk_coordinates* at, rk_progress* progress);

  /* result[k] = sum_i x_i,columns[k] u_i, for every problem of a batch. */
  int32_t (*batch_dot64)(const rk_sparse* x, const int32_t* columns, int32_t count, const double* u, double* result);

  /* The same for all columns of an X by rows: result[k] += sum_i x_ik u_i; in float64, and throughout in float32. */
  int32_t (*batch_rows_dot64)(const rk_rows* x, const double* u, double* result);
  int32_t (*batch_rows_dot32)(const rk_rows* x, const float* u, float* result);

  /* y_i = sum_k x_ik a_k, for every problem of a batch. */
  int32_t (*batch_rows_times64)(const rk_rows* x, const double* a, double* y);

  /* first[k] += sum_i h_i x_ik and second[k] += sum_i h_i x_ik^2, for every problem of a batch. */
  int32_t (*batch_rows_moments)(const rk_rows* x, const float* h, float* first, float* second);

  /* y_i = h_i sum_k x_ik p_k, y_sum = sum_i y_i and q[k] += sum_i x_ik y_i, for every problem of a batch; h and q may be null. p_k and q_k
   * are at k * stride: with p and q in turn in one array, an entry meets one line of memory and not two. */
  int32_t (*batch_rows_gram)(const rk_rows* x, const float* h, float uniform, const float* p, float* y, float* y_sum, float* q, int64_t stride);

  /* One epoch of coordinate descent for every problem of a batch, in correction form: v_i is how much h_i (t_i - z_i.b) has changed since `start`,
   * but for a multiple of h_i, 0 at first; v_sum is its sum, and both are kept up to date. So float32 is exact enough: what it rounds is
   * small where the changes are. center is the h-weighted mean of the column, or nearly, or 0 for all (no intercept). h may be null. h_i
   * and v_i are at i * stride, as in batch_rows_gram. */
  int32_t (*batch_cd)(const rk_sparse* x, const float* h, const rk_batch* at, float* v, float* v_sum, int64_t stride);

  /* A = L L' in place: a is size x size, rows `stride` apart; what is above the diagonal is neither read nor written. The first `keep` rows, a
   * multiple of RK_CHOLESKY_STEP or all, are those of L already. *positive says whether A is numerically positive definite: where it is not, a
   * is left half done. scratch holds RK_CHOLESKY_SCRATCH(size) doubles, of any content, for this call alone. */
  int32_t (*cholesky)(int64_t size, double* a, int64_t stride, int64_t keep, int32_t* positive, double* scratch, int64_t scratch_length);

  /* The proximal operator of step * (l1 |b| + l2/2 b^2 on [lower, upper]) at z, elementwise:
   * result[k] = clip(soft(z[k], step l1[k]) / (1 + step l2[k]), lower[k], upper[k]). result may be z. */
  int32_t (*prox_elastic_net)(int64_t count, const double* z, double step, const double* l1, const double* l2, const double* lower,
                              const double* upper, double* result);

  /* C (+)= op(A) op(B), float32, all by rows: C is m x n, op(A) m x k, op(B) k x n; op transposes where asked, so that A is held as k x m, B as
   * n x k. Rows are `stride` apart. Adds where accumulate != 0. C must not overlap the others. scratch holds RK_GEMM_SCRATCH floats, of any
   * content, for this call alone; it may be null where k is 0. */
  int32_t (*gemm)(int32_t transpose_a, int32_t transpose_b, int64_t m, int64_t n, int64_t k, const float* a, int64_t a_stride, const float* b,
                  int64_t b_stride, float* c, int64_t c_stride, int32_t accumulate, float* scratch, int64_t scratch_length);

  /* z[i * width + .] += sum_j x_rows[i],j w[j * width + .], for i < count: w has a row of `width` floats for every column of X. */
  int32_t (*rows_times)(const rk_rows* x, const int32_t* rows, int32_t count, const float* w, int64_t width, float* z);

  /* result[j * width + c] += sum_i x_rows[i],j d[i * width + c], for from <= c < to: threads may share the columns out. */
  int32_t (*rows_transpose_times)(const rk_rows* x, const int32_t* rows, int32_t count, const float* d, int64_t width, int64_t from, int64_t to,
                                  float* result);

  /* One step of an optimiser, elementwise over `count` weights w with gradients g:
   *   g += (decay + 2 l2) w + l1 sign(w);  w -= shrink w, after it was used in g
   *   RK_SGD:       s = learning_rate,  d = g
   *   RK_MOMENTUM:  first = beta1 first + g;  s = learning_rate,  d = first
   *   RK_NESTEROV:  first = beta1 first + g;  s = learning_rate,  d = g + lookahead first
   *   RK_ADAM:      first = beta1 first + rest1 g;  second = beta2 second + rest2 g^2;
   *                 s = learning_rate / (second_scale sqrt(second) + epsilon),  d = first
   *   RK_AMSGRAD:   the same with largest = max(largest, second) in place of second in s
   *   RK_RMSPROP:   second = beta2 second + rest2 g^2;  s = learning_rate / (sqrt(second) + epsilon),  d = g
   *   w = soft(w - s d, s prox_l1) / (1 + s prox_l2)
   * Moments that the rule does not name may be null. */
  int32_t (*update_weights)(const rk_step* step, int64_t count, float* w, const float* gradient, float* first, float* second, float* largest);

  /* Many steps at once where there was no gradient: for each k < count the `width` weights of row r = rows[k], at r * width, get update_weights with
   * gradient 0 for steps[from[r]], steps[from[r] + 1], ..., but not beyond steps[to - 1], and at most `most` of them. A row occurs once. All
   * steps have the rule of steps[0], and a proximal part where it has one. */
  int32_t (*update_idle)(const rk_step* steps, int32_t to, const int32_t* rows, int32_t count, const int32_t* from, int32_t most, int64_t width,
                         float* w, float* first, float* second, float* largest);
} rk_table;

RK_EXPORT int32_t rk_abi_version(void);

/* The kernels compiled for one instruction set, or null where they are not in this library or the CPU cannot run them. */
RK_EXPORT const rk_table* rk_get_table(int32_t isa);

#ifdef __cplusplus
}
#endif

#endif
