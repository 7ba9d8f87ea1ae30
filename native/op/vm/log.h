// log, log1p and what follows from them: softplus, asinh, acosh, atanh. At most 3 ULP.
#pragma once

#include "op/vm/core.h"
#include "op/vm/exp.h"

namespace zeal::vm {

// x = 2^e m with m in [sqrt(1/2), sqrt(2)), for finite x > 0
template <class T>
struct LogParts {
  T e, m;
};
template <class T>
ZEAL_FN LogParts<T> log_parts_normal(T x) {
  using F = Fp<T>;
  auto u = bits(x) + (F::one - F::sqrt_half);
  T e = from_bits((u >> F::mant) | F::int_magic) - (F::two_mant + T(F::bias));
  return {e, from_bits((u & F::mant_mask) + F::sqrt_half)};
}
template <class T>
ZEAL_FN LogParts<T> log_parts(T x) {
  bool small = x < Fp<T>::min_normal;
  LogParts<T> p = log_parts_normal(small ? x * Fp<T>::denormal_scale : x);
  return {small ? p.e - Fp<T>::denormal_bits : p.e, p.m};
}

// e ln2 + log(1 + f) for f in [sqrt(1/2) - 1, sqrt(2) - 1]
ZEAL_FN float log_sum(float e, float f) {
  float p = poly(f, 0.333333313f, -0.250008225f, 0.200012356f, -0.166232973f, 0.14201504f, -0.131605312f,
                 0.12763679f, -0.0763627291f);
  float f2 = f * f;
  return e * Fp<float>::ln2_hi + (f - (0.5f * f2 - (f2 * f * p + e * Fp<float>::ln2_lo)));
}
// With s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - (f^2/2 - s (f^2/2 + R)): f itself is exact.
ZEAL_FN double log_sum(double e, double f) {
  double s = f / (2. + f), z = s * s, h = 0.5 * f * f;
  double r = z * poly(z, 0.6666666666666734, 0.39999999999416397, 0.28571428742130495, 0.22222198590697947,
                      0.18183563755943885, 0.1531405839192235, 0.1479592577136398);
  return e * Fp<double>::ln2_hi + (f - (h - (s * (h + r) + e * Fp<double>::ln2_lo)));
}

// The values outside (0, inf): r where x is inside.
template <class T>
ZEAL_FN T log_edges(T x, T r) {
  T outside = x == T(0) ? -inf_of(x) : nan_of(x);
  r = x == inf_of(x) ? x : r;
  return x > T(0) ? r : outside;
}

template <class T>
ZEAL_FN T log(T x) {
  LogParts<T> p = log_parts(x);
  return log_edges(x, log_sum(p.e, p.m - T(1)));
}

// log(1 + x) for x > -1: the rounding error of 1 + x, scaled like the mantissa, goes into f.
template <class T>
ZEAL_FN T log1p_inside(T x) {
  T u = T(1) + x, t = u - T(1), c = (T(1) - (u - t)) + (x - t);
  LogParts<T> p = log_parts_normal(u);
  T s = pow2(-(p.e > T(90) ? T(90) : p.e));
  return log_sum(p.e, (p.m - T(1)) + c * s);
}
template <class T>
ZEAL_FN T log1p(T x) {
  T r = vm::abs(x) < Fp<T>::tiny ? x : log1p_inside(x);
  return log_edges(T(1) + x, r);
}

// max(x, 0) + log1p(e) with e = exp(-|x|) <= 1, whose mantissa is e or (e - 1) / 2, exactly.
template <class T>
ZEAL_FN T softplus(T x) {
  T e = vm::exp(-vm::abs(x));
  bool upper = e > T(0.41421356);
  T r = log_sum(upper ? T(1) : T(0), upper ? (e - T(1)) * T(0.5) : e);
  return (x > T(0) ? x : T(0)) + r;
}

// For large a, sqrt(a^2 +- 1) is a, and a^2 could overflow.
template <class T>
ZEAL_FN T asinh(T x) {
  T a = vm::abs(x), large = Fp<T>::two_mant;
  T small = a < large ? a : T(0), square = small * small;
  T u = small + square / (T(1) + vm::sqrt(square + T(1)));
  T r = log1p_inside(a < large ? u : a) + (a < large ? T(0) : Fp<T>::ln2);
  r = a == inf_of(a) ? a : r;
  return a < Fp<T>::tiny ? x : vm::copysign(r, x);
}
template <class T>
ZEAL_FN T acosh(T x) {
  T t = x - T(1), large = Fp<T>::two_mant;
  T small = t < large ? t : T(0);
  T u = small + vm::sqrt(small * (T(2) + small));
  T r = log1p_inside(t < large ? u : t) + (t < large ? T(0) : Fp<T>::ln2);
  r = x == inf_of(x) ? x : r;
  return x >= T(1) ? r : nan_of(x);
}
template <class T>
ZEAL_FN T atanh(T x) {
  T a = vm::abs(x), u = a / (T(1) - a);
  T r = T(0.5) * log1p_inside(u + u);
  r = a < T(1) ? r : (a == T(1) ? inf_of(x) : nan_of(x));
  return a < Fp<T>::tiny ? x : vm::copysign(r, x);
}

}  // namespace zeal::vm
