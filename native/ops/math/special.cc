// Ops of the error functions, gamma and Bessel functions, and the Hurwitz zeta function (functors: special.h).
#include "op/functions.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kWide = bit(DType::kFloat32) | bit(DType::kFloat64);

// dy exp(-x^2) 2 / sqrt(pi), with a sign
void grad_erf(Grad& g, double sign) {
  Tensor bell = call(OP(Exp), {-call(OP(Square), {g.in(0)})});
  g.set(0, through(g.dy(), bell * (sign * 1.1283791670955126)));
}

void grad_polygamma(Grad& g) {  // by x; a is a natural number
  if (g.wants(1)) g.set(1, through(g.dy(), call(OP(Polygamma), {g.in(0) + 1., g.in(1)})));
}

void grad_zeta(Grad& g) {  // by q only: the derivative by x has no closed form
  if (g.wants(1)) g.set(1, through(g.dy(), through(-g.in(0), call(OP(Zeta), {g.in(0) + 1., g.in(1)}))));
}

void grad_bessel_i0e(Grad& g) {
  const Tensor &x = g.in(0), &y = g.out();
  g.set(0, through(g.dy(), call(OP(BesselI1e), {x}) - call(OP(Sign), {x}) * y));
}

void grad_bessel_i1e(Grad& g) {  // 1/2 at 0
  const Tensor &x = g.in(0), &y = g.out();
  Tensor at_zero = call(OP(Equal), {x, scalar_like(x, 0)}), safe = select(at_zero, ones_like(x), x);
  Tensor slope = call(OP(BesselI0e), {x}) - y * (call(OP(Sign), {x}) + 1. / safe);
  g.set(0, through(g.dy(), select(at_zero, scalar_like(x, 0.5), slope)));
}

}  // namespace

ZEAL_OP(Erf)
    .doc("The error function.")
    .example("tf.erf([0.0, 0.5])", "[0. 0.5204999]")
    .unary(kFloating).api("erf, math.erf(x, name=None)").saves({In(0)}).grad([](Grad& g) { grad_erf(g, 1); });

ZEAL_OP(Erfc)
    .doc("1 - erf(x), accurate for large x.")
    .example("tf.erfc([0.0, 0.5])", "[1. 0.47950011]")
    .unary(kFloating).api("erfc, math.erfc(x, name=None)").saves({In(0)}).grad([](Grad& g) { grad_erf(g, -1); });

ZEAL_OP(Lgamma)
    .doc("log |gamma(x)|.")
    .example("tf.lgamma([1.0, 4.0])", "[0. 1.7917595]")
    .unary(kFloating).api("lgamma, math.lgamma(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), call(OP(Digamma), {g.in(0)}))); });

ZEAL_OP(Digamma)
    .doc("The derivative of log gamma(x).")
    .example("tf.digamma([1.0])", "[-0.5772157]")
    .unary(kFloating).api("digamma, math.digamma(x, name=None)").saves({In(0)}).grad([](Grad& g) {
      g.set(0, through(g.dy(), call(OP(Polygamma), {scalar_like(g.in(0), 1), g.in(0)})));
    });

ZEAL_OP(Polygamma)
    .doc("The a-th derivative of digamma at x.")
    .example("tf.polygamma([1.0], [1.0])", "[1.644934]")
    .type("T", kWide).input("a", "T").input("x", "T").output("z", "T").elementwise()
    .api("polygamma, math.polygamma(a, x, name=None)").saves({In(0), In(1)}).grad(grad_polygamma);

ZEAL_OP(Zeta)
    .doc("The Hurwitz zeta function: the sum of (q + k)^-x over k = 0, 1, ...")
    .example("tf.zeta([2.0], [1.0])", "[1.644934]")
    .type("T", kWide).input("x", "T").input("q", "T").output("z", "T").elementwise()
    .api("zeta, math.zeta(x, q, name=None)").saves({In(0), In(1)}).grad(grad_zeta);

ZEAL_OP(BesselI0e)
    .doc("The modified Bessel function of order 0 times e^-|x|.")
    .example("tf.math.bessel_i0e([0.0, 1.0])", "[1. 0.4657596]")
    .unary(kFloating).api("math.bessel_i0e(x, name=None)").saves({In(0), Out(0)}).grad(grad_bessel_i0e);

ZEAL_OP(BesselI1e)
    .doc("The modified Bessel function of order 1 times e^-|x|.")
    .example("tf.math.bessel_i1e([0.0, 1.0])", "[0. 0.20791042]")
    .unary(kFloating).api("math.bessel_i1e(x, name=None)").saves({In(0), Out(0)}).grad(grad_bessel_i1e);

}  // namespace zeal
