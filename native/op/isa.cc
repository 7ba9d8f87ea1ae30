// The instruction set that kernels use: the machine's best, capped by ZEAL_ISA.
#include "op/isa.h"

#include <algorithm>
#include <iterator>

#include "core/flags.h"

namespace zeal {
namespace {

constexpr const char* kNames[] = {"x86-64", "x86-64-v3", "x86-64-v4"};

int machine_isa() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v4") ? 2 : __builtin_cpu_supports("x86-64-v3") ? 1 : 0;
#else
  return 0;
#endif
}

int highest_allowed() {
  const std::string value = flag_value("ZEAL_ISA");
  for (int i = 0; i < int(std::size(kNames)); ++i)
    if (value == kNames[i] || value == std::to_string(i)) return i;
  refuse_flag("ZEAL_ISA", "0, 1, 2, x86-64, x86-64-v3 or x86-64-v4");
}

}  // namespace

int best_isa() {
  static const int isa = std::min(machine_isa(), highest_allowed());
  return isa;
}

}  // namespace zeal
