// Ops of the hyperbolic functions and their inverses (functors: hyperbolic.h).
#include "op/functions.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kInexact = kFloating | kComplexTypes;

Tensor sinh_of(const Tensor& x) { return call(OP(Sinh), {x}); }
Tensor cosh_of(const Tensor& x) { return call(OP(Cosh), {x}); }

void grad_tanh_grad(Grad& g) {  // z = dy (1 - y^2)
  Tensor y = conj(g.in(0));
  if (g.wants(0)) g.set(0, meet(meet(conj(g.dy()) * -2., g.in(1)), y));
  if (g.wants(1)) g.set(1, call(OP(TanhGrad), {y, g.dy()}));
}

}  // namespace

ZEAL_OP(Sinh)
    .doc("The hyperbolic sine.")
    .example("tf.sinh([0.0])", "[0.]")
    .unary(kInexact).api("sinh, math.sinh(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), cosh_of(conj(g.in(0))))); });

ZEAL_OP(Cosh)
    .doc("The hyperbolic cosine.")
    .example("tf.cosh([0.0])", "[1.]")
    .unary(kInexact).api("cosh, math.cosh(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), sinh_of(conj(g.in(0))))); });

ZEAL_OP(Tanh)
    .doc("The hyperbolic tangent.")
    .example("tf.tanh([0.0, 1.0])", "[0. 0.7615942]")
    .unary(kInexact).api("tanh, nn.tanh, math.tanh, keras.activations.tanh(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(TanhGrad), {g.out(), g.dy()})); });

ZEAL_OP(TanhGrad)
    .doc("The gradient of Tanh from its output y: dy (1 - y^2).")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), In(1).grad_of(0)}).grad(grad_tanh_grad);

ZEAL_OP(Asinh)
    .doc("The inverse of sinh.")
    .example("tf.asinh([0.0])", "[0.]")
    .unary(kInexact).api("asinh, math.asinh(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), cosh_of(conj(g.out())))); });

ZEAL_OP(Acosh)
    .doc("The inverse of cosh; NaN below 1.")
    .example("tf.acosh([1.0])", "[0.]")
    .unary(kInexact).api("acosh, math.acosh(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), sinh_of(conj(g.out())))); });

ZEAL_OP(Atanh)
    .doc("The inverse of tanh; NaN beyond -1 and 1.")
    .example("tf.atanh([0.0])", "[0.]")
    .unary(kInexact).api("atanh, math.atanh(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), 1. - call(OP(Square), {conj(g.in(0))}))); });

}  // namespace zeal
