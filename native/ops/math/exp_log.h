// Functors of exponentials, logarithms, roots and powers.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Exp {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::exp(x);
  }
};
struct Expm1 {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::expm1(x);
  }
};
struct Log {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::log(x);
  }
};
struct Log1p {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::log1p(x);
  }
};
struct Sqrt {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::sqrt(x);
  }
};
struct Rsqrt {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::rsqrt(x);
  }
};
// From y = sqrt(x): dy / (2 y), and 0 where dy is 0.
struct SqrtGrad {
  template <class T>
  static ZEAL_FN T call(T y, T dy) {
    return num::flow(dy, dy / (num::conj(y) + num::conj(y)));
  }
};
// From y = 1 / sqrt(x): -dy y^3 / 2, and 0 where dy is 0.
struct RsqrtGrad {
  template <class T>
  static ZEAL_FN T call(T y, T dy) {
    T c = num::conj(y);
    if constexpr (num::is_complex<T>) return num::flow(dy, decltype(c.re)(-0.5) * (dy * (c * c * c)));
    else return num::flow(dy, T(-0.5) * dy * (c * c * c));
  }
};
template <class P, class T>
ZEAL_FN bool each(T* out, long n, const T* x) {
  ZEAL_IVDEP
  for (long i = 0; i < n; ++i) out[i] = P::of(x[i]);
  return true;
}
struct One {
  template <class T>
  static ZEAL_FN T of(T) {
    return T(1);
  }
};
struct Same {
  template <class T>
  static ZEAL_FN T of(T x) {
    return x;
  }
};
struct Squared {
  template <class T>
  static ZEAL_FN T of(T x) {
    return x * x;
  }
};
struct Cubed {
  template <class T>
  static ZEAL_FN T of(T x) {
    return x * x * x;
  }
};
struct Inverted {
  template <class T>
  static ZEAL_FN T of(T x) {
    return T(1) / x;
  }
};
// Integers: a negative exponent is an error in the kernel.
struct Pow {
  static constexpr bool kNoScalarLoops = true;
  // The small exponents of everyday formulas and their gradients, with at most the rounding error of pow.
  template <class T>
  static ZEAL_FN bool by_value(T* out, long n, const T* x, T y) {
    if constexpr (num::is_float<T>) {
      if (y == T(0)) return each<One>(out, n, x);
      if (y == T(1)) return each<Same>(out, n, x);
      if (y == T(2)) return each<Squared>(out, n, x);
      if (y == T(3)) return each<Cubed>(out, n, x);
      if (y == T(-1)) return each<Inverted>(out, n, x);
    }
    return false;
  }
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (num::is_integer<T>) return vm::pow_integer<T, num::Wrapped<T>>(x, y);
    else return vm::pow(x, y);
  }
};
// x log(y), and 0 where x is 0.
struct Xlogy {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T zero{};
    return x == zero ? zero : x * vm::log(y);
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Exp, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Expm1, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Log, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Log1p, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Sqrt, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Rsqrt, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(SqrtGrad, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(RsqrtGrad, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Pow, 2, float, double, zeal::i32, zeal::i64, zeal::c64, zeal::c128)
ZEAL_STAMP(Xlogy, 2, float, double, zeal::c64, zeal::c128)
