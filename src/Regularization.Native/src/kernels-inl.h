// The kernels, compiled once for each instruction set by a target_*.cpp, which defines RK_TARGET (a namespace) and RK_TARGET_ISA and includes the
// header with the vector operations first. Nothing here may come from the C++ library: an inline function compiled with one instruction
// set's flags could be the one that the linker keeps for all.
#include "../include/regularization_native.h"

#include <math.h>

#if defined(__clang__)
#define RK_UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define RK_UNROLL _Pragma("GCC unroll 16")
#else
#define RK_UNROLL
#endif

#include "dense-inl.h"
#include "indicator-inl.h"
#include "sparse-inl.h"
#include "descent-inl.h"
#include "rows-inl.h"
#include "batch-inl.h"
#include "gemm-inl.h"
#include "gram-inl.h"
#include "cholesky-inl.h"
#include "optimizer-inl.h"

namespace rk {
namespace RK_TARGET {

static int32_t prox_elastic_net(int64_t count, const double* z, double step, const double* l1, const double* l2, const double* lower,
                                const double* upper, double* result) {
  if (count < 0 || (count > 0 && (!z || !l1 || !l2 || !lower || !upper || !result))) return RK_BAD_ARGUMENT;
  const vec s = broadcast(step), one = broadcast(1), none = zero();
  int64_t k = 0;
  for (; k + kLanes <= count; k += kLanes) {
    // z - clip(z, -t, t) is NaN where z is; min and max keep a NaN in their second operand.
    const vec value = load(z + k), threshold = mul(s, load(l1 + k));
    const vec soft = sub(value, max(sub(none, threshold), min(threshold, value)));
    const vec shrunk = div(soft, fma(s, load(l2 + k), one));
    store(result + k, max(load(lower + k), min(load(upper + k), shrunk)));
  }
  for (; k < count; k++) result[k] = clip(soft_threshold(z[k], step * l1[k]) / (1 + step * l2[k]), lower[k], upper[k]);
  return RK_OK;
}

extern const rk_table table;
const rk_table table = {
    RK_ABI_VERSION, RK_TARGET_ISA, dense_dot, sparse_dot, indicator_dot, dense_square, sparse_square, dense_add, sparse_add,
    indicator_add, dense_gram, dense_gram32, indicator_gram, sparse_gram, dense_cd, sparse_cd, gram_cd, batch_dot64,
    batch_rows_dot64, batch_rows_dot32, batch_rows_times64, batch_rows_moments, batch_rows_gram, batch_cd, cholesky,
    prox_elastic_net, gemm, rows_times, rows_transpose_times, update_weights, update_idle};

}  // namespace RK_TARGET
}  // namespace rk
