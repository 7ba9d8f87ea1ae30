// exp, expm1 and what follows from them: sigmoid, sinh, cosh, tanh. At most 3 ULP.
#pragma once

#include "op/vm/core.h"

namespace zeal::vm {

// (exp(r) - 1 - r) / r^2 on |r| <= ln2 / 2
ZEAL_FN float exp_poly(float r) {
  return poly(r, 0.49999997f, 0.166665435f, 0.0416671932f, 0.00836653635f, 0.0013883115f);
}
ZEAL_FN double exp_poly(double r) {
  return long_poly(r, 0.5, 0.16666666666666677, 0.041666666666666512, 0.0083333333333216672,
              0.0013888888888961247, 0.00019841269886039623, 2.4801587175151368e-05,
              2.7557244291300091e-06, 2.7557400068472966e-07, 2.5109010441773299e-08,
              2.0876231363622253e-09);
}

// exp(x + lo) = 2^n (1 + em1)
template <class T>
struct ExpParts {
  T n, em1;
};
template <class T>
ZEAL_FN ExpParts<T> exp_parts(T x, T lo) {
  T n = rint_small(x * Fp<T>::log2e);
  T r = (x - n * Fp<T>::ln2_hi) - (n * Fp<T>::ln2_lo - lo);
  return {n, r + r * r * exp_poly(r)};
}
template <class T>
ZEAL_FN ExpParts<T> exp_parts(T x) {
  T n = rint_small(x * Fp<T>::log2e);
  T r = (x - n * Fp<T>::ln2_hi) - n * Fp<T>::ln2_lo;
  return {n, r + r * r * exp_poly(r)};
}

template <class T>
ZEAL_FN T exp(T x) {
  ExpParts<T> p = exp_parts(clamp(x, Fp<T>::exp_lo, Fp<T>::exp_hi));
  return scale(T(1) + p.em1, p.n);
}

// expm1(x) / 4, for x up to exp_hi: the quarter cannot overflow
template <class T>
ZEAL_FN T quarter_expm1(T x) {
  ExpParts<T> p = exp_parts(x);
  T s = pow2(p.n - T(2));
  return s * p.em1 + (s - T(0.25));
}

template <class T>
ZEAL_FN T expm1(T x) {
  T r = quarter_expm1(clamp(x, T(-50), Fp<T>::exp_hi)) * T(4);
  return vm::abs(x) < Fp<T>::tiny ? x : r;
}

template <class T>
ZEAL_FN T sigmoid(T x) {
  T e = vm::exp(-vm::abs(x));
  return (x < T(0) ? e : T(1)) / (T(1) + e);
}

// For 0 <= a, exp(a) / 4 - which may be finite where exp(a) is not.
template <class T>
ZEAL_FN T quarter_exp(T a) {
  ExpParts<T> p = exp_parts(a);
  return pow2(p.n - T(2)) * (T(1) + p.em1);
}
template <class T>
ZEAL_FN T cosh(T x) {
  T a = vm::abs(x), end = Fp<T>::exp_hi + T(0.5), q = quarter_exp(a > end ? end : a);
  return q * T(2) + T(0.125) / q;
}
template <class T>
ZEAL_FN T sinh(T x) {
  T a = vm::abs(x), end = Fp<T>::exp_hi + T(0.5), q = quarter_expm1(a > end ? end : a);
  T r = vm::copysign((q + q / (q * T(4) + T(1))) * T(2), x);
  return a < Fp<T>::tiny ? x : r;
}
template <class T>
ZEAL_FN T tanh(T x) {
  T a = vm::abs(x), q = quarter_expm1(a > T(20) ? T(40) : a + a);
  T r = vm::copysign(q / (q + T(0.5)), x);
  return a < Fp<T>::tiny ? x : r;
}

}  // namespace zeal::vm
