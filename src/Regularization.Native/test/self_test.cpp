// Loads a built library and makes every stored call with each set of kernels that this CPU can run.
//   self_test LIBRARY CALLS
// Ends with 0 where all agree, 1 where one does not, 2 where there is nothing to run.
#include <cstdio>
#include <fstream>
#include <map>

#include "stored_calls.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#define KERNELS(X)                                                                                                                \
  X(dense_dot) X(sparse_dot) X(indicator_dot) X(dense_square) X(sparse_square) X(dense_add) X(sparse_add) X(indicator_add)        \
  X(dense_gram) X(dense_gram32) X(indicator_gram) X(sparse_gram) X(dense_cd) X(sparse_cd) X(gram_cd) X(batch_dot64)               \
  X(batch_rows_dot64) X(batch_rows_dot32) X(batch_rows_times64) X(batch_rows_moments) X(batch_rows_gram) X(batch_cd)              \
  X(cholesky) X(prox_elastic_net) X(gemm) X(rows_times) X(rows_transpose_times) X(update_weights) X(update_idle)

#define ONE(name) +1
static_assert(sizeof(rk_table) == 2 * sizeof(int32_t) + (0 KERNELS(ONE)) * sizeof(void*), "A kernel of the table is missing from the list above.");

namespace {

void* exported(const char* path, const char* name) {
#if defined(_WIN32)
  HMODULE library = LoadLibraryA(path);
  void* function = library ? (void*)GetProcAddress(library, name) : nullptr;
  if (!function) std::fprintf(stderr, "%s: %s: error %lu\n", path, name, GetLastError());
#else
  void* library = dlopen(path, RTLD_NOW);
  void* function = library ? dlsym(library, name) : nullptr;
  if (!function) std::fprintf(stderr, "%s\n", dlerror());
#endif
  return function;
}

std::string make(stored::Call& call, const rk_table& table, const std::string& name) {
#define MAKE(kernel) \
  if (name == #kernel) return call.make(table.kernel);
  KERNELS(MAKE)
  throw std::runtime_error("there is no kernel '" + name + "'");
}

// The number of calls that do not agree.
int run(const char* path, const rk_table& table, const char* isa) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(std::string(path) + " cannot be read");
  std::map<std::string, int> calls;
  int made = 0, failed = 0;
  for (std::string name; file >> name; made++) {
    stored::Call call(file);
    const std::string difference = make(call, table, name);
    calls[name]++;
    if (!difference.empty()) {
      std::printf("%s: call %d of %s: %s\n", isa, calls[name], name.c_str(), difference.c_str());
      if (++failed == 20) throw std::runtime_error("too many differences; the rest is not run");
    }
  }
#define REQUIRE(kernel) \
  if (calls.count(#kernel) == 0) throw std::runtime_error("there is no stored call of " #kernel);
  KERNELS(REQUIRE)
  std::printf("%s: %d of %d calls of %d kernels agree with the stored ones\n", isa, made - failed, made, (int)calls.size());
  return failed;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::fprintf(stderr, "self_test LIBRARY CALLS\n");
    return 2;
  }
  void* version = exported(arguments[1], "rk_abi_version");
  void* get_table = exported(arguments[1], "rk_get_table");
  if (!version || !get_table) return 2;
  const int32_t abi = ((int32_t(*)(void))version)();
  if (abi != RK_ABI_VERSION) {
    std::fprintf(stderr, "The ABI version is %d, not %d\n", abi, RK_ABI_VERSION);
    return 2;
  }
  const struct { int32_t isa; const char* name; } sets[] = {
      {RK_ISA_AVX512, "avx512"}, {RK_ISA_AVX2, "avx2"}, {RK_ISA_NEON, "neon"}, {RK_ISA_BASELINE, "baseline"}};
  int failed = 0, ran = 0;
  try {
    for (const auto& set : sets) {
      const rk_table* table = ((const rk_table* (*)(int32_t))get_table)(set.isa);
      if (!table) continue;
      if (table->abi_version != abi || table->isa != set.isa) throw std::runtime_error(std::string("the table is not that of ") + set.name);
      failed += run(arguments[2], *table, set.name);
      ran++;
    }
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return ran == 0 ? 2 : failed > 0 ? 1 : 0;
}
