// The fused update of an optimiser. Part of kernels-inl.h.
namespace rk {
namespace RK_TARGET {

// The numbers of rk_step in all lanes.
struct Step {
  fvec rate, beta1, beta2, rest1, rest2, lookahead, epsilon, second_scale, coupled, shrink, l1, prox_l1, prox_l2;
};

// What is read and written of one vector of weights.
struct Weights {
  fvec w, first, second, largest;
};

// w = soft(w - size d, size prox_l1) / (1 + size prox_l2)
template <int Rule, bool Prox>
static inline void update(const Step& s, fvec gradient, Weights* at) {
  // The product is taken even where there is no decay: NaN in w then reaches the moments.
  const fvec g = fma(s.l1, sign(at->w), fma(s.coupled, at->w, gradient));
  fvec size = s.rate, d = g;
  if (Rule == RK_MOMENTUM || Rule == RK_NESTEROV) {
    at->first = fma(s.beta1, at->first, g);
    d = Rule == RK_NESTEROV ? fma(s.lookahead, at->first, g) : at->first;
  }
  if (Rule == RK_ADAM || Rule == RK_AMSGRAD) d = at->first = fma(s.beta1, at->first, mul(s.rest1, g));
  if (Rule == RK_ADAM || Rule == RK_AMSGRAD || Rule == RK_RMSPROP) at->second = fma(s.beta2, at->second, mul(mul(s.rest2, g), g));
  if (Rule == RK_AMSGRAD) at->largest = max_or_nan(at->largest, at->second);
  if (Rule == RK_ADAM) size = div(size, fma(s.second_scale, sqrt(at->second), s.epsilon));
  if (Rule == RK_AMSGRAD) size = div(size, fma(s.second_scale, sqrt(at->largest), s.epsilon));
  if (Rule == RK_RMSPROP) size = div(size, add(sqrt(at->second), s.epsilon));
  const fvec w = sub(sub(at->w, mul(s.shrink, at->w)), mul(size, d));
  if (Prox) {
    // w - clip(w, -t, t) is NaN where w is; min and max keep a NaN in their second operand.
    const fvec threshold = mul(size, s.prox_l1);
    const fvec soft = sub(w, max(sub(zerof(), threshold), min(threshold, w)));
    at->w = div(soft, fma(size, s.prox_l2, broadcastf(1)));
  } else {
    at->w = w;
  }
}

template <int Rule, bool Prox>
static void update_all(const Step& s, int64_t count, float* w, const float* gradient, float* first, float* second, float* largest) {
  constexpr bool Adam = Rule == RK_ADAM || Rule == RK_AMSGRAD, First = Adam || Rule == RK_MOMENTUM || Rule == RK_NESTEROV;
  constexpr bool Second = Adam || Rule == RK_RMSPROP, Largest = Rule == RK_AMSGRAD;
  int64_t i = 0;
  for (; i + kFloats <= count; i += kFloats) {
    Weights at = {load(w + i), First ? load(first + i) : zerof(), Second ? load(second + i) : zerof(), Largest ? load(largest + i) : zerof()};
    update<Rule, Prox>(s, load(gradient + i), &at);
    store(w + i, at.w);
    if (First) store(first + i, at.first);
    if (Second) store(second + i, at.second);
    if (Largest) store(largest + i, at.largest);
  }
  if (i == count) return;
  const int64_t left = count - i;
  Weights at = {load_first(w + i, left), First ? load_first(first + i, left) : zerof(), Second ? load_first(second + i, left) : zerof(),
                Largest ? load_first(largest + i, left) : zerof()};
  update<Rule, Prox>(s, load_first(gradient + i, left), &at);
  store_first(w + i, at.w, left);
  if (First) store_first(first + i, at.first, left);
  if (Second) store_first(second + i, at.second, left);
  if (Largest) store_first(largest + i, at.largest, left);
}

template <int Rule>
static int32_t update_rule(const rk_step* step, const Step& s, int64_t count, float* w, const float* gradient, float* first, float* second,
                           float* largest) {
  const bool uses_first = Rule != RK_SGD && Rule != RK_RMSPROP, uses_second = Rule == RK_ADAM || Rule == RK_AMSGRAD || Rule == RK_RMSPROP;
  if (count > 0 && (!w || !gradient || (uses_first && !first) || (uses_second && !second) || (Rule == RK_AMSGRAD && !largest)))
    return RK_BAD_ARGUMENT;
  if (step->prox_l1 != 0 || step->prox_l2 != 0) {
    update_all<Rule, true>(s, count, w, gradient, first, second, largest);
  } else {
    update_all<Rule, false>(s, count, w, gradient, first, second, largest);
  }
  return RK_OK;
}

static inline Step in_all_lanes(const rk_step* step) {
  const Step s = {broadcastf(step->learning_rate), broadcastf(step->beta1),        broadcastf(step->beta2),
                  broadcastf(step->rest1),         broadcastf(step->rest2),        broadcastf(step->lookahead),
                  broadcastf(step->epsilon),       broadcastf(step->second_scale), broadcastf(step->decay + 2 * step->l2),
                  broadcastf(step->shrink),        broadcastf(step->l1),           broadcastf(step->prox_l1),
                  broadcastf(step->prox_l2)};
  return s;
}

static int32_t update_weights(const rk_step* step, int64_t count, float* w, const float* gradient, float* first, float* second, float* largest) {
  if (!step || count < 0) return RK_BAD_ARGUMENT;
  const Step s = in_all_lanes(step);
  switch (step->rule) {
    case RK_SGD:
      return update_rule<RK_SGD>(step, s, count, w, gradient, first, second, largest);
    case RK_MOMENTUM:
      return update_rule<RK_MOMENTUM>(step, s, count, w, gradient, first, second, largest);
    case RK_NESTEROV:
      return update_rule<RK_NESTEROV>(step, s, count, w, gradient, first, second, largest);
    case RK_ADAM:
      return update_rule<RK_ADAM>(step, s, count, w, gradient, first, second, largest);
    case RK_AMSGRAD:
      return update_rule<RK_AMSGRAD>(step, s, count, w, gradient, first, second, largest);
    case RK_RMSPROP:
      return update_rule<RK_RMSPROP>(step, s, count, w, gradient, first, second, largest);
    default:
      return RK_BAD_ARGUMENT;
  }
}

// Where the weights and moments of one row are, and what its rule reads of them.
struct Row {
  float *w, *first, *second, *largest;
};

// All the steps for U vectors of a row, which stay in registers meanwhile.
template <int Rule, bool Prox, int U>
static inline void idle_part(const rk_step* step, const rk_step* end, const Row& row, int64_t j) {
  constexpr bool Adam = Rule == RK_ADAM || Rule == RK_AMSGRAD, First = Adam || Rule == RK_MOMENTUM || Rule == RK_NESTEROV;
  constexpr bool Second = Adam || Rule == RK_RMSPROP, Largest = Rule == RK_AMSGRAD;
  Weights at[U];
  RK_UNROLL
  for (int v = 0; v < U; v++) {
    const int64_t i = j + v * kFloats;
    at[v] = {load(row.w + i), First ? load(row.first + i) : zerof(), Second ? load(row.second + i) : zerof(),
             Largest ? load(row.largest + i) : zerof()};
  }
  for (; step < end; step++) {
    const Step s = in_all_lanes(step);
    RK_UNROLL
    for (int v = 0; v < U; v++) update<Rule, Prox>(s, zerof(), &at[v]);
  }
  RK_UNROLL
  for (int v = 0; v < U; v++) {
    const int64_t i = j + v * kFloats;
    store(row.w + i, at[v].w);
    if (First) store(row.first + i, at[v].first);
    if (Second) store(row.second + i, at[v].second);
    if (Largest) store(row.largest + i, at[v].largest);
  }
}

// All whole vectors of a row from j to width, U at a time, then half as many; returns where it ended.
template <int Rule, bool Prox, int U>
static inline int64_t idle_parts(const rk_step* step, const rk_step* end, const Row& row, int64_t width, int64_t j) {
  for (; j + U * kFloats <= width; j += U * kFloats) idle_part<Rule, Prox, U>(step, end, row, j);
  if constexpr (U > 1) return idle_parts<Rule, Prox, U / 2>(step, end, row, width, j);
  return j;
}

template <int Rule, bool Prox>
static void idle_row(const rk_step* step, const rk_step* end, const Row& row, int64_t width) {
  constexpr bool Adam = Rule == RK_ADAM || Rule == RK_AMSGRAD, First = Adam || Rule == RK_MOMENTUM || Rule == RK_NESTEROV;
  constexpr bool Second = Adam || Rule == RK_RMSPROP, Largest = Rule == RK_AMSGRAD;
  const int64_t i = idle_parts<Rule, Prox, 4>(step, end, row, width, 0), left = width - i;
  if (left == 0) return;
  Weights at = {load_first(row.w + i, left), First ? load_first(row.first + i, left) : zerof(),
                Second ? load_first(row.second + i, left) : zerof(), Largest ? load_first(row.largest + i, left) : zerof()};
  for (; step < end; step++) update<Rule, Prox>(in_all_lanes(step), zerof(), &at);
  store_first(row.w + i, at.w, left);
  if (First) store_first(row.first + i, at.first, left);
  if (Second) store_first(row.second + i, at.second, left);
  if (Largest) store_first(row.largest + i, at.largest, left);
}

template <int Rule>
static int32_t idle_rule(const rk_step* steps, int32_t to, const int32_t* rows, int32_t count, const int32_t* from, int32_t most, int64_t width,
                         float* w, float* first, float* second, float* largest) {
  const bool uses_first = Rule != RK_SGD && Rule != RK_RMSPROP, uses_second = Rule == RK_ADAM || Rule == RK_AMSGRAD || Rule == RK_RMSPROP;
  if (count > 0 && width > 0 && (!w || (uses_first && !first) || (uses_second && !second) || (Rule == RK_AMSGRAD && !largest)))
    return RK_BAD_ARGUMENT;
  const bool prox = steps->prox_l1 != 0 || steps->prox_l2 != 0;
  for (int32_t k = 0; k < count; k++) {
    const int64_t start = from[rows[k]], at = rows[k] * width;
    if (start >= to) continue;
    const rk_step *step = steps + start, *end = to - start > most ? step + most : steps + to;
    const Row row = {w + at, uses_first ? first + at : nullptr, uses_second ? second + at : nullptr,
                     Rule == RK_AMSGRAD ? largest + at : nullptr};
    if (prox) {
      idle_row<Rule, true>(step, end, row, width);
    } else {
      idle_row<Rule, false>(step, end, row, width);
    }
  }
  return RK_OK;
}

static int32_t update_idle(const rk_step* steps, int32_t to, const int32_t* rows, int32_t count, const int32_t* from, int32_t most, int64_t width,
                           float* w, float* first, float* second, float* largest) {
  if (to < 0 || count < 0 || most < 0 || width < 0 || (to > 0 && !steps) || (count > 0 && (!rows || !from))) return RK_BAD_ARGUMENT;
  if (to == 0) return RK_OK;
  switch (steps->rule) {
    case RK_SGD:
      return idle_rule<RK_SGD>(steps, to, rows, count, from, most, width, w, first, second, largest);
    case RK_MOMENTUM:
      return idle_rule<RK_MOMENTUM>(steps, to, rows, count, from, most, width, w, first, second, largest);
    case RK_NESTEROV:
      return idle_rule<RK_NESTEROV>(steps, to, rows, count, from, most, width, w, first, second, largest);
    case RK_ADAM:
      return idle_rule<RK_ADAM>(steps, to, rows, count, from, most, width, w, first, second, largest);
    case RK_AMSGRAD:
      return idle_rule<RK_AMSGRAD>(steps, to, rows, count, from, most, width, w, first, second, largest);
    case RK_RMSPROP:
      return idle_rule<RK_RMSPROP>(steps, to, rows, count, from, most, width, w, first, second, largest);
    default:
      return RK_BAD_ARGUMENT;
  }
}

}  // namespace RK_TARGET
}  // namespace rk
