// Functors that round to integers. Round and Rint take halves to even.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Floor {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::floor(x);
  }
};
struct Ceil {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::ceil(x);
  }
};
// Integers are round already.
struct Round {
  template <class T>
  static ZEAL_FN T call(T x) {
    if constexpr (num::is_float<T>) return vm::rint(x);
    else return x;
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Floor, 1, float, double)
ZEAL_STAMP(Ceil, 1, float, double)
ZEAL_STAMP(Round, 1, float, double, zeal::i32, zeal::i64, zeal::u32, zeal::u64)
ZEAL_STAMP_AS(Rint, Round, 1, float, double)
