// Functors of the logical operations on bool.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct LogicalAnd {
  using Swapped = LogicalAnd;
  static ZEAL_FN bool call(bool x, bool y) { return x & y; }
};
struct LogicalOr {
  using Swapped = LogicalOr;
  static ZEAL_FN bool call(bool x, bool y) { return x | y; }
};
struct LogicalNot {
  using First = u8;  // a bool; g++ vectorises no negation of the type bool
  static ZEAL_FN bool call(u8 x) { return x == 0; }
};

}  // namespace zeal::fn

ZEAL_STAMP(LogicalAnd, 2, bool)
ZEAL_STAMP(LogicalOr, 2, bool)
ZEAL_STAMP(LogicalNot, 1, bool)
