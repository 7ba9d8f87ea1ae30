// Functors of the trigonometric functions and their inverses.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Sin {
  static ZEAL_FN bool hard(float x) { return vm::trig_hard(x); }
  static ZEAL_FN bool hard(double x) { return vm::trig_hard(x); }
  template <class T>
  static ZEAL_FN T fast(T x) {
    return vm::sin_fast(x);
  }
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::sin(x);
  }
};
struct Cos {
  static ZEAL_FN bool hard(float x) { return vm::trig_hard(x); }
  static ZEAL_FN bool hard(double x) { return vm::trig_hard(x); }
  template <class T>
  static ZEAL_FN T fast(T x) {
    return vm::cos_fast(x);
  }
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::cos(x);
  }
};
struct Tan {
  static ZEAL_FN bool hard(float x) { return vm::trig_hard(x); }
  static ZEAL_FN bool hard(double x) { return vm::trig_hard(x); }
  template <class T>
  static ZEAL_FN T fast(T x) {
    return vm::tan_fast(x);
  }
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::tan(x);
  }
};
struct Asin {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::asin(x);
  }
};
struct Acos {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::acos(x);
  }
};
struct Atan {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::atan(x);
  }
};
struct Atan2 {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T y, T x) {
    return vm::atan2(y, x);
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Sin, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Cos, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Tan, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Asin, 1, float, double)
ZEAL_STAMP(Acos, 1, float, double)
ZEAL_STAMP(Atan, 1, float, double)
ZEAL_STAMP(Atan2, 2, float, double)
