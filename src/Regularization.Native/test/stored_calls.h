// Reads calls of kernels from a text file, makes them, and compares what they leave behind with what the file says. A call is the name of a kernel and
// its arguments in the order of the C ABI, each by the type of the parameter:
//   number               the number
//   const pointer        `null`, or `array`, a count, and the elements
//   pointer              `null`; `scratch` and a count; or `change`, a count, the elements before the call, and those after it
//   pointer to a struct  its fields in this way; rk_progress: max_epochs, tolerance, then the epochs and the max_change that come out
#ifndef REGULARIZATION_STORED_CALLS_H
#define REGULARIZATION_STORED_CALLS_H

#include <cmath>
#include <cstring>
#include <functional>
#include <istream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "../include/regularization_native.h"

namespace stored {

template <class T>
struct Type {};

inline double tolerance(double) { return 1e-11; }
inline double tolerance(float) { return 3e-5; }
inline double tolerance(int32_t) { return 0; }

template <class T>
bool close(T expected, T actual) {
  const double e = (double)expected, a = (double)actual;
  if (std::isnan(e)) return std::isnan(a);
  return e == a || std::fabs(e - a) <= tolerance(expected) * (1 + std::fabs(e));
}

class Call {
 public:
  explicit Call(std::istream& in) : in_(in) {}

  // Makes the call; the first difference, or nothing.
  template <class... A>
  std::string make(int32_t (*kernel)(A...)) {
    std::tuple<A...> arguments{get(Type<A>())...};  // braces: from left to right
    const int32_t status = std::apply(kernel, arguments);
    if (status != RK_OK) return "the status is " + std::to_string(status);
    for (const auto& check : checks_) {
      const std::string difference = check();
      if (!difference.empty()) return difference;
    }
    return "";
  }

 private:
  static const size_t kGuard = 16;

  std::string word() {
    std::string text;
    if (!(in_ >> text)) throw std::runtime_error("the stored calls end too early");
    return text;
  }

  double number() {
    const std::string text = word();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    char* end;
    const double value = std::strtod(text.c_str(), &end);
    if (*end != 0) throw std::runtime_error("'" + text + "' is not a number");
    return value;
  }

  int32_t get(Type<int32_t>) { return (int32_t)number(); }
  int64_t get(Type<int64_t>) { return (int64_t)number(); }
  uint64_t get(Type<uint64_t>) { return std::stoull(word()); }
  float get(Type<float>) { return (float)number(); }
  double get(Type<double>) { return number(); }

  rk_step get(Type<rk_step>) {
    rk_step step;
    step.rule = get(Type<int32_t>());
    for (float* field = &step.learning_rate; field <= &step.prox_l2; field++) *field = get(Type<float>());
    return step;
  }

  rk_dense get(Type<rk_dense>) {
    return rk_dense{array<float>(), get(Type<int64_t>()), get(Type<int64_t>()), get(Type<int64_t>())};
  }

  rk_sparse get(Type<rk_sparse>) {
    return rk_sparse{array<int64_t>(), array<int32_t>(), array<float>(), get(Type<int64_t>()), get(Type<int64_t>())};
  }

  rk_indicators get(Type<rk_indicators>) { return rk_indicators{array<uint64_t>(), get(Type<int64_t>()), get(Type<int64_t>())}; }

  rk_rows get(Type<rk_rows>) { return rk_rows{array<int64_t>(), array<int32_t>(), array<float>(), get(Type<int64_t>())}; }

  rk_coordinates get(Type<rk_coordinates>) {
    return rk_coordinates{get(Type<int32_t>()), get(Type<int32_t>()), array<int32_t>(), array<int32_t>(), array<double>(), array<double>(),
                          array<double>(),      array<double>(),      array<double>(),  array<double>(),  array<double>(), changed<double>()};
  }

  rk_batch get(Type<rk_batch>) {
    return rk_batch{get(Type<int32_t>()), get(Type<int32_t>()), array<int32_t>(), array<int32_t>(), array<float>(), array<float>(),
                    array<float>(),       array<float>(),       array<float>(),   array<float>(),   array<float>(), array<float>(),
                    array<float>(),       array<float>(),       changed<float>(), array<float>(),   get(Type<float>())};
  }

  rk_progress* get(Type<rk_progress*>) {
    const int32_t max_epochs = get(Type<int32_t>());
    rk_progress* progress = keep(rk_progress{max_epochs, -1, number(), -1});
    const int32_t epochs = get(Type<int32_t>());
    const double max_change = number();
    checks_.push_back([=]() -> std::string {
      if (progress->epochs != epochs) return "the epochs are " + std::to_string(progress->epochs) + ", not " + std::to_string(epochs);
      return close(max_change, progress->max_change) ? "" : "max_change is " + std::to_string(progress->max_change);
    });
    return progress;
  }

  const rk_dense* get(Type<const rk_dense*>) { return keep(get(Type<rk_dense>())); }
  const rk_sparse* get(Type<const rk_sparse*>) { return keep(get(Type<rk_sparse>())); }
  const rk_indicators* get(Type<const rk_indicators*>) { return keep(get(Type<rk_indicators>())); }
  const rk_rows* get(Type<const rk_rows*>) { return keep(get(Type<rk_rows>())); }
  const rk_coordinates* get(Type<const rk_coordinates*>) { return keep(get(Type<rk_coordinates>())); }
  const rk_batch* get(Type<const rk_batch*>) { return keep(get(Type<rk_batch>())); }

  template <class T>
  const T* get(Type<const T*>) {
    return array<T>();
  }

  template <class T>
  T* get(Type<T*>) {
    return changed<T>();
  }

  template <class T>
  T* keep(const T& value) {
    auto kept = std::make_shared<T>(value);
    kept_.push_back(kept);
    return kept.get();
  }

  template <class T>
  T* elements(size_t count) {
    auto kept = std::make_shared<std::vector<T>>(count + kGuard);
    std::memset(kept->data(), 0x5a, kept->size() * sizeof(T));
    kept_.push_back(kept);
    return kept->data();
  }

  template <class T>
  const T* array() {
    const std::string kind = word();
    if (kind == "null") return nullptr;
    if (kind != "array") throw std::runtime_error("'" + kind + "' where an array should be");
    const size_t count = (size_t)number();
    T* values = elements<T>(count);
    for (size_t i = 0; i < count; i++) values[i] = get(Type<T>());
    return values;
  }

  template <class T>
  T* changed() {
    const std::string kind = word();
    if (kind == "null") return nullptr;
    const size_t count = (size_t)number();
    T* values = elements<T>(count);
    if (kind == "scratch") return values;
    if (kind != "change") throw std::runtime_error("'" + kind + "' where an output should be");
    std::vector<T> expected(count);
    for (size_t i = 0; i < count; i++) values[i] = get(Type<T>());
    for (size_t i = 0; i < count; i++) expected[i] = get(Type<T>());
    const size_t output = ++outputs_;
    checks_.push_back([=]() -> std::string {
      const std::string where = "output " + std::to_string(output) + ", element ";
      for (size_t i = 0; i < count; i++) {
        if (!close(expected[i], values[i])) {
          return where + std::to_string(i) + " is " + std::to_string(values[i]) + ", not " + std::to_string(expected[i]);
        }
      }
      const unsigned char* behind = (const unsigned char*)(values + count);
      for (size_t b = 0; b < kGuard * sizeof(T); b++) {
        if (behind[b] != 0x5a) return where + std::to_string(count) + ", behind the last, was written to";
      }
      return "";
    });
    return values;
  }

  std::istream& in_;
  size_t outputs_ = 0;
  std::vector<std::shared_ptr<void>> kept_;
  std::vector<std::function<std::string()>> checks_;
};

}  // namespace stored

#endif
