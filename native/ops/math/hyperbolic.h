// Functors of the hyperbolic functions and their inverses.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Sinh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::sinh(x);
  }
};
struct Cosh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::cosh(x);
  }
};
struct Tanh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::tanh(x);
  }
};
struct Asinh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::asinh(x);
  }
};
struct Acosh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::acosh(x);
  }
};
struct Atanh {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::atanh(x);
  }
};
// From y = tanh(x): dy (1 - y^2).
struct TanhGrad {
  template <class T>
  static ZEAL_FN T call(T y, T dy) {
    T c = num::conj(y);
    return num::flow(dy, dy * (num::one<T>() - c * c));
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Sinh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Cosh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Tanh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Asinh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Acosh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Atanh, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(TanhGrad, 2, float, double, zeal::c64, zeal::c128)
