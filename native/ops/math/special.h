// Functors of the error functions, gamma and Bessel functions, and the Hurwitz zeta function.
#pragma once

#include "op/num.h"
#include "op/stamp.h"
#include "op/vm/bessel.h"
#include "op/vm/erf.h"
#include "op/vm/gamma.h"

namespace zeal::fn {

struct Erf {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::erf(x);
  }
};
struct Erfc {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::erfc(x);
  }
};
struct Lgamma {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::lgamma(x);
  }
};
struct Digamma {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::digamma(x);
  }
};
struct Zeta {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T x, T q) {
    return vm::zeta(x, q);
  }
};
struct Polygamma {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T n, T x) {
    return vm::polygamma(n, x);
  }
};
struct BesselI0e {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::bessel_i0e(x);
  }
};
struct BesselI1e {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::bessel_i1e(x);
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Erf, 1, float, double)
ZEAL_STAMP(Erfc, 1, float, double)
ZEAL_STAMP(Lgamma, 1, float, double)
ZEAL_STAMP(Digamma, 1, float, double)
ZEAL_STAMP(Zeta, 2, float, double)
ZEAL_STAMP(Polygamma, 2, float, double)
ZEAL_STAMP(BesselI0e, 1, float, double)
ZEAL_STAMP(BesselI1e, 1, float, double)
