// Functors of distribution functions: incomplete gamma and beta, normal quantiles; in double, whatever the type.
// Light: iterations that stay scalar, so not stamped for AVX-512.
#pragma once

#include "op/stamp.h"
#include "op/vm/betainc.h"
#include "op/vm/igamma.h"
#include "op/vm/ndtri.h"

namespace zeal::fn {

struct Igamma {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T a, T x) {
    return T(vm::incomplete_gamma<false>(a, x));
  }
};
struct Igammac {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T a, T x) {
    return T(vm::incomplete_gamma<true>(a, x));
  }
};
struct IgammaGradA {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T a, T x) {
    return T(vm::igamma_grad_a(a, x));
  }
};
struct RandomGammaGrad {
  static constexpr bool kNoScalarLoops = true;
  template <class T>
  static ZEAL_FN T call(T alpha, T sample) {
    return T(vm::gamma_sample_slope(alpha, sample));
  }
};
struct Betainc {
  template <class T>
  static ZEAL_FN T call(T a, T b, T x) {
    return T(vm::betainc(a, b, x));
  }
};
struct Erfinv {
  template <class T>
  static ZEAL_FN T call(T x) {
    return T(vm::erfinv(double(x)));
  }
};
struct Ndtri {
  template <class T>
  static ZEAL_FN T call(T p) {
    return T(vm::ndtri(double(p)));
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(Igamma, 2, float, double)
ZEAL_STAMP(Igammac, 2, float, double)
ZEAL_STAMP(IgammaGradA, 2, float, double)
ZEAL_STAMP(RandomGammaGrad, 2, float, double)
ZEAL_STAMP(Betainc, 3, float, double)
ZEAL_STAMP(Erfinv, 1, float, double)
ZEAL_STAMP(Ndtri, 1, float, double)
