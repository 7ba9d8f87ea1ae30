// Ops of exponentials, logarithms, roots and powers (functors: exp_log.h).
#include "op/functions.h"
#include "ops/math/integer_checks.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kInexact = kFloating | kComplexTypes;

Tensor not_zero(const Tensor& x) { return call(OP(NotEqual), {x, scalar_like(x, 0)}); }

void grad_sqrt_grad(Grad& g) {  // z = dy / (2 y)
  Tensor a = over(g.dy(), g.in(0));
  if (g.wants(0)) g.set(0, -meet(conj(a), g.out()));
  if (g.wants(1)) g.set(1, a * 0.5);
}

void grad_rsqrt_grad(Grad& g) {  // z = -dy y^3 / 2
  Tensor y = conj(g.in(0));
  if (g.wants(0)) g.set(0, meet(meet(meet(conj(g.dy()) * -1.5, g.in(1)), y), y));
  if (g.wants(1)) g.set(1, call(OP(RsqrtGrad), {y, g.dy()}));
}

// The slope y x^(y-1) is 0 where y is 0, even at x = 0: so polynomials have derivatives of all orders there.
// The logarithm is taken as 0 where x^y has no derivative by y.
void grad_pow(Grad& g) {
  Tensor x = conj(g.in(0)), y = conj(g.in(1));
  if (g.wants(0)) g.set(0, through(g.dy(), call(OP(MulNoNan), {call(OP(Pow), {x, y - 1.}), y})));
  if (!g.wants(1)) return;
  bool is_complex = contains(kComplexTypes, x->dtype);
  Tensor defined = is_complex ? not_zero(x) : call(OP(Greater), {x, scalar_like(x, 0)});
  Tensor log = call(OP(Log), {select(defined, x, scalar_like(x, 1))});
  g.set(1, through(g.dy(), through(select(defined, log, scalar_like(x, 0)), conj(g.out()))));
}

void grad_xlogy(Grad& g) {
  Tensor x = conj(g.in(0)), y = conj(g.in(1));
  if (g.wants(0)) g.set(0, through(g.dy(), call(OP(Xlogy), {cast(not_zero(x), x->dtype), y})));
  if (g.wants(1)) g.set(1, through(g.dy(), call(OP(Xdivy), {x, y})));
}

}  // namespace

ZEAL_OP(Exp)
    .doc("e^x.")
    .example("tf.exp([0.0, 1.0])", "[1. 2.7182817]")
    .unary(kInexact).api("exp, math.exp, keras.activations.exponential(x, name=None)")
    // Not through(): the 0 that flows into exp in log(1 + exp(100)) is an overflow's, and NaN says so.
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, conj(g.out()) * g.dy()); });

ZEAL_OP(Expm1)
    .doc("e^x - 1, accurate near 0.")
    .example("tf.expm1([0.0, 1.0])", "[0. 1.7182817]")
    .unary(kInexact).api("expm1, math.expm1(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), call(OP(Exp), {conj(g.in(0))}))); });

ZEAL_OP(Log)
    .doc("The natural logarithm; NaN below 0.")
    .example("tf.log([1.0, 2.0])", "[0. 0.6931472]")
    .unary(kInexact).api("log, math.log(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), conj(g.in(0)))); });

ZEAL_OP(Log1p)
    .doc("log(1 + x), accurate near 0.")
    .example("tf.log1p([0.0, 1.0])", "[0. 0.6931472]")
    .unary(kInexact).api("log1p, math.log1p(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), conj(g.in(0)) + 1.)); });

ZEAL_OP(Sqrt)
    .doc("The square root; NaN below 0.")
    .example("tf.sqrt([4.0, 9.0])", "[2. 3.]")
    .unary(kInexact).api("sqrt, math.sqrt(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(SqrtGrad), {g.out(), g.dy()})); });

ZEAL_OP(Rsqrt)
    .doc("1 / sqrt(x).")
    .example("tf.rsqrt([4.0])", "[0.5]")
    .unary(kInexact).api("rsqrt, math.rsqrt(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(RsqrtGrad), {g.out(), g.dy()})); });

ZEAL_OP(SqrtGrad)
    .doc("The gradient of Sqrt from its output y: dy / (2 y), and 0 where dy is 0.")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), Out(0).grad_of(0)}).grad(grad_sqrt_grad);

ZEAL_OP(RsqrtGrad)
    .doc("The gradient of Rsqrt from its output y: -dy y^3 / 2, and 0 where dy is 0.")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), In(1).grad_of(0)}).grad(grad_rsqrt_grad);

ZEAL_OP(Pow)
    .doc("x^y; of integers with y >= 0.")
    .example("tf.pow([2, 3], [3, 2])", "[8 9]")
    .binary(kInexact | kIndex).api("pow, math.pow(x, y, name=None)").check(kIntegers, reject_negative_exponent)
    .saves({In(0), In(1), Out(0).grad_of(1)}).grad(grad_pow);

ZEAL_OP(Xlogy)
    .doc("x log(y), and 0 where x is 0.")
    .example("tf.math.xlogy([0.0, 2.0], [0.0, 1.0])", "[0. 0.]")
    .binary(kInexact).api("math.xlogy(x, y, name=None)").saves({In(0), In(1)}).grad(grad_xlogy);

}  // namespace zeal
