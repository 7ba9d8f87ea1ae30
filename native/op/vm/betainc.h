// The regularised incomplete beta function: scalar code with branches, not vectorised.
#pragma once

#include "op/vm/stirling.h"

namespace zeal::vm {

// lgamma(a + b) - lgamma(a) for a >= 10, whose own values may be far larger.
ZEAL_FN double log_gamma_rise(double a, double b) {
  return (a - 0.5) * ZEAL_BUILTIN(log1p)(b / a) + b * (ZEAL_BUILTIN(log)(a + b) - 1.) + stirling_error(a + b) -
         stirling_error(a);
}

// x^a y^b / B(a, b), y = 1 - x.
ZEAL_FN double beta_factor(double a, double b, double x, double y) {
  const double least = a < b ? a : b, most = a < b ? b : a;
  if (least >= 10.) {
    const double excess = x * b - y * a, n = a + b;
    const double log_factor = -a * deviance(excess / a) - b * deviance(-excess / b) + stirling_error(n) -
                              stirling_error(a) - stirling_error(b);
    return ZEAL_BUILTIN(exp)(log_factor) * ZEAL_BUILTIN(sqrt)(a / n * b) * 0.3989422804014327;  // 1 / sqrt(2 pi)
  }
  const double rise = most >= 10. ? log_gamma_rise(most, least) : lgamma(a + b) - lgamma(most);
  return least * ZEAL_BUILTIN(exp)(a * ZEAL_BUILTIN(log)(x) + b * ZEAL_BUILTIN(log)(y) + rise - lgamma1p(least));
}

// 1/(1 + d1/(1 + d2/...)) of DLMF 8.17.22, by Lentz's method; quick where x is below (a + 1)/(a + b + 2).
ZEAL_FN double beta_fraction(double a, double b, double x) {
  double c = 1., d = 1. - (a + b) / (a + 1.) * x;
  d = 1. / (d == 0. ? 1e-300 : d);
  double value = d;
  for (int m = 1; m < 10000; ++m) {
    const double even = m / (a + 2. * m) * ((b - m) / (a + 2. * m - 1.)) * x;
    d = 1. + even * d, c = 1. + even / c;
    d = 1. / (d == 0. ? 1e-300 : d), c = c == 0. ? 1e-300 : c;
    value *= d * c;
    const double odd = -(a + m) / (a + 2. * m) * ((a + b + m) / (a + 2. * m + 1.)) * x;
    d = 1. + odd * d, c = 1. + odd / c;
    d = 1. / (d == 0. ? 1e-300 : d), c = c == 0. ? 1e-300 : c;
    value *= d * c;
    if (ZEAL_BUILTIN(fabs)(d * c - 1.) <= 2e-16) break;
  }
  return value;
}

ZEAL_FN double betainc(double a, double b, double x) {
  if (a <= 0. || b <= 0. || !(x >= 0. && x <= 1.)) return nan_of(a);
  if (x == 0. || x == 1.) return x;
  if (a != a || b != b || (a > 1e300 && b > 1e300)) return nan_of(a);
  if (a > 1e300 || b > 1e300) return a > 1e300 ? 0. : 1.;
  const double y = 1. - x, factor = beta_factor(a, b, x, y);
  const bool turned = x > (a + 1.) / (a + b + 2.);
  if (factor == 0.) return turned ? 1. : 0.;
  return turned ? 1. - factor / b * beta_fraction(b, a, y) : factor / a * beta_fraction(a, b, x);
}

}  // namespace zeal::vm
