// What incomplete gamma and beta functions share: Stirling's error and the deviance x - log(1 + x), without
// which powers over gamma functions of large arguments would lose their digits.
// After C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
#pragma once

#include "op/vm/gamma.h"

namespace zeal::vm {

// lgamma(a) - ((a - 1/2) log a - a + log(2 pi) / 2), for a >= 10.
ZEAL_FN double stirling_error(double a) {
  const double z = 1. / (a * a);
  return poly(z, 1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360, 1. / 156) / a;
}

// x - log(1 + x), to full precision near 0 too.
ZEAL_FN double deviance(double x) {
  if (!(x > -0.3 && x < 0.3)) return x - ZEAL_BUILTIN(log1p)(x);
  const double r = x / (2. + x), z = r * r;  // log(1 + x) = 2 (r + r^3 / 3 + ...)
  double sum = 0.;
  for (int k = 23; k >= 3; k -= 2) sum = sum * z + 1. / k;
  return r * (x - 2. * z * sum);
}

// lgamma(1 + a) for a > 0: near 0 by its series, where 1 + a would round.
ZEAL_FN double lgamma1p(double a) {
  if (a > 0.01) return lgamma(1. + a);
  return a * poly(a, -0.57721566490153286, 0.82246703342411322, -0.40068563438653143, 0.27058080842778454,
                  -0.20738555102867399, 0.16955717699740819, -0.14404989676884612);
}

}  // namespace zeal::vm
