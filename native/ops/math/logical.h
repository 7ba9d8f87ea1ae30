// Functors of the logical operations on bool.
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
  static ZEAL_FN bool call(bool x) { return !x; }
};

}  // namespace zeal::fn

ZEAL_STAMP(LogicalAnd, 2, bool)
ZEAL_STAMP(LogicalOr, 2, bool)
ZEAL_STAMP(LogicalNot, 1, bool)
