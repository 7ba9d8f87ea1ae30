// Functors between complex numbers and their parts.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Real {
  template <class T>
  static ZEAL_FN T call(Complex<T> x) {
    return x.re;
  }
};
struct Imag {
  template <class T>
  static ZEAL_FN T call(Complex<T> x) {
    return x.im;
  }
};
struct ComplexAbs {
  template <class T>
  static ZEAL_FN T call(Complex<T> x) {
    return vm::abs(x);
  }
};
struct Angle {
  template <class T>
  static ZEAL_FN T call(Complex<T> x) {
    return vm::arg(x);
  }
};
struct Conj {
  template <class T>
  static ZEAL_FN Complex<T> call(Complex<T> x) {
    return num::conj(x);
  }
};
struct MakeComplex {
  template <class T>
  static ZEAL_FN Complex<T> call(T re, T im) {
    return {re, im};
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Real, 1, zeal::c64, zeal::c128)
ZEAL_STAMP(Imag, 1, zeal::c64, zeal::c128)
ZEAL_STAMP(ComplexAbs, 1, zeal::c64, zeal::c128)
ZEAL_STAMP(Angle, 1, zeal::c64, zeal::c128)
ZEAL_STAMP(Conj, 1, zeal::c64, zeal::c128)
ZEAL_STAMP_AS(Complex, MakeComplex, 2, float, double)
