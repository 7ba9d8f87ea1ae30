// Quantiles of the normal distribution: scalar code with branches, not vectorised.
// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988), PPND16.
#pragma once

#include "op/vm/core.h"

namespace zeal::vm {

// The quantile of p = 1/2 + q, where `tail` is the smaller of p and 1 - p.
ZEAL_FN double normal_quantile(double q, double tail) {
  if (q >= -0.425 && q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * poly(r, 3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
                    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727) /
           poly(r, 1., 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867,
                39307.895800092710610, 28729.085735721942674, 5226.4952788528545610);
  }
  if (!(tail >= 0.)) return nan_of(q);
  if (tail == 0.) return q < 0. ? -inf_of(q) : inf_of(q);
  double r = ZEAL_BUILTIN(sqrt)(-ZEAL_BUILTIN(log)(tail)), value;
  if (r <= 5.) {
    r -= 1.6;
    value = poly(r, 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
                 1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4) /
            poly(r, 1., 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
                 0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
  } else {
    r -= 5.;
    value = poly(r, 6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
                 0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7) /
            poly(r, 1., 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
                 7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
  }
  return q < 0. ? -value : value;
}

ZEAL_FN double ndtri(double p) { return normal_quantile(p - 0.5, p < 0.5 ? p : 1. - p); }

ZEAL_FN double erfinv(double x) {
  return 0.70710678118654757 * normal_quantile(0.5 * x, 0.5 - 0.5 * ZEAL_BUILTIN(fabs)(x));
}

}  // namespace zeal::vm
