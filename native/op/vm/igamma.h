// The incomplete gamma functions P and Q, and how they depend on a: scalar code with branches, not vectorised.
//
// P by its series, Q by its continued fraction (DLMF 8.11.4, 8.9.2), both differentiated term by term where the
// slope by a is asked; around x = a for large a by Temme's uniform expansion (DLMF 8.12.3).
#pragma once

#include "op/vm/stirling.h"

namespace zeal::vm {

// A value and its derivative by a.
struct Sloped {
  double value, slope;
};

inline constexpr int kIncompleteSteps = 2000;  // what converges does so in some hundred steps
inline constexpr double kTiny = 1e-17;

// S of P = x^a e^-x / gamma(a + 1) S: the sum of x^n / ((a + 1) ... (a + n)).
ZEAL_FN Sloped gamma_series(double a, double x) {
  double term = 1., by_a = 0.;
  Sloped sum{1., 0.};
  for (int n = 1; n < kIncompleteSteps; ++n) {
    const double r = x / (a + n);
    by_a = r * (by_a - term / (a + n));
    term *= r;
    sum.value += term;
    sum.slope += by_a;
    if (term <= kTiny * sum.value && -by_a <= -kTiny * sum.slope) break;
  }
  return sum;
}

// C of Q = x^a e^-x / gamma(a) C: 1/(x + 1 - a - 1 (1 - a)/(x + 3 - a - 2 (2 - a)/(x + 5 - a - ...))), forwards.
ZEAL_FN Sloped gamma_fraction(double a, double x) {
  double top = 1., top_before = 0., bottom = x + 1. - a, bottom_before = 1.;
  double top_slope = 0., top_slope_before = 0., bottom_slope = -1., bottom_slope_before = 0.;
  Sloped c{1. / bottom, 1. / (bottom * bottom)};
  for (int n = 1; n < kIncompleteSteps; ++n) {
    const double b = x + (2. * n + 1.) - a, factor = -n * (n - a);
    const double t = b * top + factor * top_before, u = b * bottom + factor * bottom_before;
    const double dt = b * top_slope - top + factor * top_slope_before + n * top_before;
    const double du = b * bottom_slope - bottom + factor * bottom_slope_before + n * bottom_before;
    const double scale = 1. / u;  // so that neither overflows
    top_before = top * scale, bottom_before = bottom * scale, top = t * scale, bottom = 1.;
    top_slope_before = top_slope * scale, bottom_slope_before = bottom_slope * scale;
    top_slope = dt * scale, bottom_slope = du * scale;
    const Sloped next{top, top_slope - top * bottom_slope};
    const double change = ZEAL_BUILTIN(fabs)(next.value - c.value), turn = ZEAL_BUILTIN(fabs)(next.slope - c.slope);
    c = next;
    if (change <= 2e-16 * ZEAL_BUILTIN(fabs)(c.value) && turn <= 4e-16 * ZEAL_BUILTIN(fabs)(c.slope)) break;
  }
  return c;
}

// x^a e^-x / gamma(a + 1)
ZEAL_FN double gamma_factor(double a, double x) {
  if (a < 10.) return ZEAL_BUILTIN(exp)(a * ZEAL_BUILTIN(log)(x) - x - lgamma1p(a));
  const double log_factor = -a * deviance((x - a) / a) - stirling_error(a);
  return ZEAL_BUILTIN(exp)(log_factor) * 0.3989422804014327 / ZEAL_BUILTIN(sqrt)(a);  // over sqrt(2 pi a)
}

// Where Temme's expansion holds: 8 powers of 1/a, and of eta up to |x - a| = 0.3 a.
ZEAL_FN bool near_transition(double a, double x) { return a >= 200. && ZEAL_BUILTIN(fabs)(x - a) < 0.3 * a; }

// c_k(eta) and its derivative (N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", 1979).
template <int n>
ZEAL_FN Sloped temme_row(const double (&c)[n], double eta) {
  Sloped at{c[n - 1], 0.};
  for (int i = n - 2; i >= 0; --i) {
    at.slope = at.slope * eta + at.value;
    at.value = at.value * eta + c[i];
  }
  return at;
}

// e^(-a eta^2 / 2) taken out: the remainder R of Q = erfc(eta sqrt(a / 2)) / 2 + R, and the slope of P by a.
struct Transition {
  double y, remainder, slope, mu;  // y = eta sqrt(a / 2)
};

ZEAL_FN Transition transition(double a, double x) {
  constexpr double c0[] = {-0.33333333333333333, 0.083333333333333333, -0.014814814814814815, 0.0011574074074074074,
                           0.0003527336860670194, -0.00017875514403292181, 3.9192631785224378e-5, -2.1854485106799922e-6,
                           -1.85406221071516e-6, 8.296711340953086e-7, -1.7665952736826079e-7, 6.7078535434014986e-9,
                           1.0261809784240308e-8, -4.3820360184533532e-9, 9.1476995822367902e-10, -2.551419399494625e-11,
                           -5.8307721325504251e-11, 2.4361948020667416e-11, -5.0276692801141756e-12};
  constexpr double c1[] = {-0.0018518518518518519, -0.0034722222222222222, 0.0026455026455026455, -0.00099022633744855967,
                           0.00020576131687242798, -4.0187757201646091e-7, -1.8098550334489978e-5, 7.6491609160811101e-6,
                           -1.6120900894563446e-6, 4.6471278028074343e-9, 1.378633446915721e-7, -5.752545603517705e-8,
                           1.1951628599778147e-8, -1.7543241719747648e-11};
  constexpr double c2[] = {0.0041335978835978836, -0.0026813271604938272, 0.00077160493827160494, 2.0093878600823045e-6,
                           -0.00010736653226365161, 5.2923448829120125e-5, -1.2760635188618728e-5, 3.4235787340961381e-8,
                           1.3721957309062933e-6, -6.298992138380055e-7, 1.4280614206064242e-7, -2.0477098421990866e-10};
  constexpr double c3[] = {0.00064943415637860082, 0.00022947209362139918, -0.00046918949439525571, 0.00026772063206283885,
                           -7.5618016718839764e-5, -2.3965051138672967e-7, 1.1082654115347302e-5, -5.6749528269915966e-6,
                           1.4230900732435884e-6, -2.7861080291528142e-11};
  constexpr double c4[] = {-0.0008618882909167117, 0.00078403922172006663, -0.00029907248030319018, -1.4638452578843418e-6,
                           6.6414982154651222e-5, -3.9683650471794347e-5, 1.1375726970678419e-5, 2.5074972262375328e-10};
  constexpr double c5[] = {-0.00033679855336635815, -6.9728137583658578e-5, 0.00027727532449593921,
                           -0.00019932570516188848, 6.7977804779372078e-5, 1.419062920643967e-7};
  constexpr double c6[] = {0.00053130793646399222, -0.00059216643735369388, 0.00027087820967180448};
  const double mu = (x - a) / a, root = ZEAL_BUILTIN(sqrt)(2. * deviance(mu)), eta = mu < 0. ? -root : root;
  const Sloped rows[] = {temme_row(c0, eta), temme_row(c1, eta), temme_row(c2, eta), temme_row(c3, eta),
                         temme_row(c4, eta), temme_row(c5, eta), temme_row(c6, eta)};
  const double eta_by_a = mu == 0. ? -1. / a : -mu / (a * eta);
  double sum = 0., by_eta = 0., by_a = 0.;
  for (int k = 6; k >= 0; --k) {
    sum = sum / a + rows[k].value;
    by_eta = by_eta / a + rows[k].slope;
    by_a = by_a / a - k * rows[k].value;
  }
  const double slope_of_sum = by_eta * eta_by_a + by_a / a;
  const double scale = 0.3989422804014327 / ZEAL_BUILTIN(sqrt)(a), half = ZEAL_BUILTIN(sqrt)(0.5 * a);
  const double y_by_a = eta_by_a * half + eta / (4. * half);
  const double by_remainder = scale * (slope_of_sum - sum / (2. * a) + sum * ZEAL_BUILTIN(log1p)(mu));
  return {eta * half, scale * sum, 0.5641895835477563 * y_by_a - by_remainder, mu};  // 1 / sqrt(pi)
}

// NaN where a is not positive or x negative; a = inf has all its mass at infinity.
ZEAL_FN bool outside_gamma(double a, double x) { return !(a > 0.) || !(x >= 0.) || (a > 1e300 && x > 1e300); }

// 1 - P without the rounding of P near 1: for small a and x.
ZEAL_FN double upper_series(double a, double x) {
  double factor = 1., sum = 0.;
  for (int n = 1; n < kIncompleteSteps; ++n) {
    factor *= -x / n;
    const double term = factor / (a + n);
    sum += term;
    if (ZEAL_BUILTIN(fabs)(term) <= kTiny * ZEAL_BUILTIN(fabs)(sum)) break;
  }
  const double power = a * ZEAL_BUILTIN(log)(x) - lgamma1p(a);
  return -ZEAL_BUILTIN(expm1)(power) - a * ZEAL_BUILTIN(exp)(power) * sum;
}

template <bool upper>
ZEAL_FN double incomplete_gamma(double a, double x) {
  if (!upper && x == 0.) return 0.;  // whatever a, as in TensorFlow
  if (outside_gamma(a, x)) return nan_of(a);
  if (x == 0. || a > 1e300) return upper ? 1. : 0.;
  if (x > 1e300) return upper ? 0. : 1.;
  if (near_transition(a, x)) {
    const Transition t = transition(a, x);
    const double tail = ZEAL_BUILTIN(exp)(-t.y * t.y) * t.remainder;
    return upper ? 0.5 * ZEAL_BUILTIN(erfc)(t.y) + tail : 0.5 * ZEAL_BUILTIN(erfc)(-t.y) - tail;
  }
  if (upper && x <= 1. && a <= 1.) return upper_series(a, x);
  const double factor = gamma_factor(a, x);
  if (x > 1. && x > a) {
    const double q = factor == 0. ? 0. : factor * a * gamma_fraction(a, x).value;
    return upper ? q : 1. - q;
  }
  const double p = factor == 0. ? 0. : factor * gamma_series(a, x).value;
  return upper ? 1. - p : p;
}

// The slope of P by a over x^(a - 1) e^-x / gamma(a), its slope by x, which may underflow where the ratio does not.
ZEAL_FN double gamma_slope_ratio(double a, double x) {
  if (near_transition(a, x)) {
    const Transition t = transition(a, x);
    return t.slope * x * ZEAL_BUILTIN(exp)(stirling_error(a)) * 2.5066282746310005 / ZEAL_BUILTIN(sqrt)(a);  // sqrt(2 pi)
  }
  const double log_x = ZEAL_BUILTIN(log)(x);
  if (x > 1. && x > a) {
    const Sloped c = gamma_fraction(a, x);
    return -x * (c.value * (log_x - digamma(a)) + c.slope);
  }
  const Sloped s = gamma_series(a, x);
  return x / a * (s.value * (log_x - digamma(a + 1.)) + s.slope);
}

// The slope of P by a.
ZEAL_FN double igamma_grad_a(double a, double x) {
  if (outside_gamma(a, x)) return nan_of(a);
  if (x == 0. || x > 1e300 || a > 1e300) return 0.;
  const double density = a / x * gamma_factor(a, x);
  return density == 0. ? 0. : density * gamma_slope_ratio(a, x);
}

// How a Gamma(alpha, 1) number moves with alpha at its own quantile: minus the ratio of P's slopes.
ZEAL_FN double gamma_sample_slope(double alpha, double sample) {
  if (outside_gamma(alpha, sample)) return nan_of(alpha);
  return sample == 0. || sample > 1e300 || alpha > 1e300 ? 0. : -gamma_slope_ratio(alpha, sample);
}

}  // namespace zeal::vm
