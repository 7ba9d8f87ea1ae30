// Functors that classify floating-point numbers.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct IsNan {
  template <class T>
  static ZEAL_FN bool call(T x) {
    return x != x;
  }
};
struct IsInf {
  template <class T>
  static ZEAL_FN bool call(T x) {
    return vm::abs(x) == vm::inf_of(x);
  }
};
struct IsFinite {
  template <class T>
  static ZEAL_FN bool call(T x) {
    return vm::abs(x) < vm::inf_of(x);
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(IsNan, 1, float, double)
ZEAL_STAMP(IsInf, 1, float, double)
ZEAL_STAMP(IsFinite, 1, float, double)
