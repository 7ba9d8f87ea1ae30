// Ops of distribution functions: incomplete gamma and beta, quantiles of the normal one (functors: distribution.h).
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kWide = bit(DType::kFloat32) | bit(DType::kFloat64);

Tensor lgamma(const Tensor& x) { return call(OP(Lgamma), {x}); }
Tensor log(const Tensor& x) { return call(OP(Log), {x}); }

// e^x, and 1 where nothing flows back: an infinite one would meet that 0 in its own gradient.
Tensor exp_where_flows(const Tensor& dy, const Tensor& x) {
  const Tensor flows = cast(call(OP(NotEqual), {dy, scalar_like(dy, 0)}), dy->dtype);
  return call(OP(Exp), {meet(x, flows)});
}

// By x the density of Gamma(a, 1), with a sign; by a an op of its own. `meet` makes x^0 one at x = 0 too.
void grad_igamma(Grad& g, double sign) {
  const Tensor &a = g.in(0), &x = g.in(1);
  if (g.wants(0)) g.set(0, through(g.dy(), call(OP(IgammaGradA), {a, x}) * sign));
  if (!g.wants(1)) return;
  Tensor density = exp_where_flows(g.dy(), meet(a - 1., log(x)) - x - lgamma(a));
  g.set(1, through(g.dy(), density * sign));
}

// Only by x, as in TensorFlow: the density of Beta(a, b).
void grad_betainc(Grad& g) {
  if (!g.wants(2)) return;
  const Tensor &a = g.in(0), &b = g.in(1), &x = g.in(2);
  Tensor log_beta = lgamma(a) + lgamma(b) - lgamma(a + b);
  Tensor density = exp_where_flows(g.dy(), meet(b - 1., call(OP(Log1p), {-x})) + meet(a - 1., log(x)) - log_beta);
  g.set(2, through(g.dy(), density));
}

// y' = scale e^(sharpness y^2): one over the density at y
void grad_quantile(Grad& g, double scale, double sharpness) {
  const Tensor& y = g.out();
  g.set(0, through(g.dy(), exp_where_flows(g.dy(), meet(y, y) * sharpness) * scale));
}

// Shapes are alike, but for scalars.
void infer_betainc(InferContext& c) {
  constexpr const char* names[] = {"a", "b", "x"};
  int first = -1;
  for (int i = 0; i < 3; ++i) {
    if (c.rank(i) == 0) continue;
    if (first < 0) first = i;
    else if (!are_compatible(c.shape(first), c.shape(i)))
      c.invalid("Shapes of ", names[first], " and ", names[i], " are inconsistent: ", c.shape(first), " vs. ", c.shape(i), "; ", c.show(0), ", ", c.show(1), ", ", c.show(2), "; they must be equal, or scalars");
  }
  infer_broadcast(c);
}

}  // namespace

ZEAL_OP(Igamma)
    .doc("The lower regularised incomplete gamma function P(a, x); NaN for a <= 0 or x < 0.")
    .example("tf.igamma([1.0, 2.0], [1.0, 1.0])", "[0.63212055 0.26424113]")
    .type("T", kWide).input("a", "T").input("x", "T").output("z", "T").elementwise()
    .api("igamma, math.igamma(a, x, name=None)").saves({In(0), In(1)}).grad([](Grad& g) { grad_igamma(g, 1); });

ZEAL_OP(Igammac)
    .doc("The upper regularised incomplete gamma function Q(a, x) = 1 - P(a, x), accurate where it is small.")
    .example("tf.igammac([1.0, 2.0], [1.0, 1.0])", "[0.36787945 0.7357589 ]")
    .type("T", kWide).input("a", "T").input("x", "T").output("z", "T").elementwise()
    .api("igammac, math.igammac(a, x, name=None)").saves({In(0), In(1)}).grad([](Grad& g) { grad_igamma(g, -1); });

ZEAL_OP(IgammaGradA)
    .doc("The derivative of igamma(a, x) by a.")
    .type("T", kWide).input("a", "T").input("x", "T").output("z", "T").elementwise();

ZEAL_OP(RandomGammaGrad)
    .doc("The derivative of a Gamma(alpha, 1) sample by alpha, at the sample's quantile.")
    .type("T", kWide).input("alpha", "T").input("sample", "T").output("output", "T").elementwise();

ZEAL_OP(Betainc)
    .doc("The regularised incomplete beta function I_x(a, b); NaN outside a, b > 0 and 0 <= x <= 1.")
    .example("tf.betainc([1.0, 2.0], [1.0, 2.0], [0.25, 0.5])", "[0.25 0.5 ]")
    .type("T", kWide).input("a", "T").input("b", "T").input("x", "T").output("z", "T").elementwise().infer(infer_betainc)
    .api("betainc, math.betainc(a, b, x, name=None)").saves({In(0), In(1), In(2)}).grad(grad_betainc);

ZEAL_OP(Erfinv)
    .doc("The inverse of erf; NaN beyond -1 and 1, where it is infinite.")
    .unary(kFloating).saves({Out(0)}).grad([](Grad& g) { grad_quantile(g, 0.88622692545275805, 1); });

ZEAL_OP(Ndtri)
    .doc("The quantile of the normal distribution at p; NaN outside [0, 1].")
    .unary(kFloating).saves({Out(0)}).grad([](Grad& g) { grad_quantile(g, 2.5066282746310005, 0.5); });

}  // namespace zeal
