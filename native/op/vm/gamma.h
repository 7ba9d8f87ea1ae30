// lgamma, digamma and the Hurwitz zeta function: scalar code with branches, not vectorised.
#pragma once

#include "op/vm/core.h"

namespace zeal::vm {

#if ZEAL_CUDA
ZEAL_FN float lgamma(float x) { return ::lgammaf(x); }
ZEAL_FN double lgamma(double x) { return ::lgamma(x); }
#else  // the _r form: lgamma itself writes a global
ZEAL_FN float lgamma(float x) {
  int sign;
  return __builtin_lgammaf_r(x, &sign);
}
ZEAL_FN double lgamma(double x) {
  int sign;
  return __builtin_lgamma_r(x, &sign);
}
#endif

// The logarithmic derivative of gamma: reflection to x > 0, recurrence to x >= 10, then the
// asymptotic series in 1 / x^2 (Bernoulli numbers over 2k). +inf at the poles, as in TensorFlow.
ZEAL_FN double digamma(double x) {
  double reflected = 0.;
  if (x <= 0.) {
    double floor = ZEAL_BUILTIN(floor)(x);
    if (floor == x) return inf_of(x);
    double fraction = x - floor;
    if (fraction > 0.5) fraction = x - (floor + 1.);  // from the nearer pole: exact, and tan has its period
    if (fraction != 0.5) reflected = Fp<double>::pi / ZEAL_BUILTIN(tan)(Fp<double>::pi * fraction);
    x = 1. - x;
  }
  double down = 0.;
  for (; x < 10.; x += 1.) down += 1. / x;
  double z = 1. / (x * x);
  double tail = z * poly(z, 1. / 12, -1. / 120, 1. / 252, -1. / 240, 1. / 132, -691. / 32760, 1. / 12);
  return ZEAL_BUILTIN(log)(x) - 0.5 / x - tail - down - reflected;
}
ZEAL_FN float digamma(float x) { return float(digamma(double(x))); }

// sum of (q + k)^-x over k >= 0, by Euler and Maclaurin: ten terms, the integral of the rest, and
// corrections with Bernoulli numbers over factorials. inf at x = 1 and at q = 0, -1, ...;
// NaN for x < 1 and where (q + k)^-x is not real.
ZEAL_FN double zeta(double x, double q) {
  if (x == 1.) return inf_of(x);
  if (!(x > 1.)) return nan_of(x);
  if (q <= 0.) {
    if (q == ZEAL_BUILTIN(floor)(q)) return inf_of(x);
    if (x != ZEAL_BUILTIN(floor)(x)) return nan_of(x);
  }
  double sum = 0., a = q;
  int k = 0;
  for (; k < 10 || a < 10.; ++k, a += 1.) sum += ZEAL_BUILTIN(pow)(a, -x);
  double last = ZEAL_BUILTIN(pow)(a, -x), z = 1. / (a * a);
  if (last == 0.) return sum;
  sum += last * a / (x - 1.) + 0.5 * last;
  double term = last * x / a;
  const double ratios[] = {1. / 12, -1. / 720, 1. / 30240, -1. / 1209600, 1. / 47900160,
                           -691. / 1307674368000., 1. / 74724249600., -3617. / 10670622842880000.};
  for (int j = 0; j < 8; ++j) {
    sum += term * ratios[j];
    term *= (x + 2 * j + 1) * (x + 2 * j + 2) * z;
  }
  return sum;
}
ZEAL_FN float zeta(float x, float q) { return float(zeta(double(x), double(q))); }

// The n-th derivative of digamma: (-1)^(n+1) n! zeta(n + 1, x); NaN for n not a natural number.
ZEAL_FN double polygamma(double n, double x) {
  if (!(n >= 0.) || n != ZEAL_BUILTIN(floor)(n)) return nan_of(n);
  if (n == 0.) return digamma(x);
  double value = ZEAL_BUILTIN(exp)(vm::lgamma(n + 1.)) * zeta(n + 1., x);
  return n * 0.5 == ZEAL_BUILTIN(floor)(n * 0.5) ? -value : value;
}
ZEAL_FN float polygamma(float n, float x) { return float(polygamma(double(n), double(x))); }

}  // namespace zeal::vm
