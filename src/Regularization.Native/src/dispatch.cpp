// Which of the compiled kernels this CPU can run, and the two exported functions.
#include "../include/regularization_native.h"

#if defined(RK_HAS_AVX2) || defined(RK_HAS_AVX512)
#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

namespace rk {

namespace baseline { extern const rk_table table; }
namespace avx2 { extern const rk_table table; }
namespace avx512 { extern const rk_table table; }
namespace neon { extern const rk_table table; }

#if defined(RK_HAS_AVX2) || defined(RK_HAS_AVX512)
namespace {

struct Features {
  bool avx2, avx512;
};

// Leaf and subleaf of cpuid to eax, ebx, ecx, edx.
void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t* out) {
#if defined(_MSC_VER)
  int registers[4];
  __cpuidex(registers, (int)leaf, (int)subleaf);
  for (int i = 0; i < 4; i++) out[i] = (uint32_t)registers[i];
#else
  __cpuid_count(leaf, subleaf, out[0], out[1], out[2], out[3]);
#endif
}

// The register states that the operating system saves.
uint64_t saved_states() {
#if defined(_MSC_VER)
  return _xgetbv(0);
#else
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
#endif
}

Features detect() {
  Features have = {false, false};
  uint32_t r[4];
  cpuid(0, 0, r);
  if (r[0] < 7) return have;
  cpuid(1, 0, r);
  const uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if ((r[2] & (fma | osxsave | avx)) != (fma | osxsave | avx)) return have;
  const uint64_t states = saved_states();
  cpuid(7, 0, r);
  const uint64_t avx_state = 0x6, avx512_state = 0xe6;
  const uint32_t avx2 = 1u << 5, f = 1u << 16, dq = 1u << 17, bw = 1u << 30, vl = 1u << 31;
  have.avx2 = (states & avx_state) == avx_state && (r[1] & avx2) != 0;
  have.avx512 = have.avx2 && (states & avx512_state) == avx512_state && (r[1] & (f | dq | bw | vl)) == (f | dq | bw | vl);
  return have;
}

}  // namespace
#endif

}  // namespace rk

int32_t rk_abi_version(void) { return RK_ABI_VERSION; }

const rk_table* rk_get_table(int32_t isa) {
  switch (isa) {
    case RK_ISA_BASELINE:
      return &rk::baseline::table;
#if defined(RK_HAS_AVX2)
    case RK_ISA_AVX2:
      return rk::detect().avx2 ? &rk::avx2::table : nullptr;
#endif
#if defined(RK_HAS_AVX512)
    case RK_ISA_AVX512:
      return rk::detect().avx512 ? &rk::avx512::table : nullptr;
#endif
#if defined(RK_HAS_NEON)
    case RK_ISA_NEON:
      return &rk::neon::table;
#endif
    default:
      return nullptr;
  }
}
