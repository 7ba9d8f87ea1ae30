// Ops of the trigonometric functions and their inverses (functors: trig.h).
#include "op/functions.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kInexact = kFloating | kComplexTypes;

Tensor square(const Tensor& x) { return call(OP(Square), {x}); }
Tensor sine(const Tensor& x) { return call(OP(Sin), {x}); }
Tensor cosine(const Tensor& x) { return call(OP(Cos), {x}); }
// dy / sqrt(1 - x^2)
Tensor arc_slope(Grad& g) { return over(g.dy(), call(OP(Sqrt), {1. - square(g.in(0))})); }

void grad_atan2(Grad& g) {  // inputs y, x
  Tensor scaled = over(g.dy(), square(g.in(0)) + square(g.in(1)));
  if (g.wants(0)) g.set(0, through(scaled, g.in(1)));
  if (g.wants(1)) g.set(1, -through(scaled, g.in(0)));
}

}  // namespace

ZEAL_OP(Sin)
    .doc("The sine of x in radians.")
    .example("tf.sin([0.0, 1.0])", "[0. 0.841471]")
    .unary(kInexact).api("sin, math.sin(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), cosine(conj(g.in(0))))); });

ZEAL_OP(Cos)
    .doc("The cosine of x in radians.")
    .example("tf.cos([0.0])", "[1.]")
    .unary(kInexact).api("cos, math.cos(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, -through(g.dy(), sine(conj(g.in(0))))); });

ZEAL_OP(Tan)
    .doc("The tangent of x in radians.")
    .example("tf.tan([0.0])", "[0.]")
    .unary(kInexact).api("tan, math.tan(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, through(g.dy(), square(conj(g.out())) + 1.)); });

ZEAL_OP(Asin)
    .doc("The angle in [-pi/2, pi/2] whose sine is x.")
    .example("tf.asin([0.0])", "[0.]")
    .unary(kFloating).api("asin, math.asin(x, name=None)").saves({In(0)}).grad([](Grad& g) { g.set(0, arc_slope(g)); });

ZEAL_OP(Acos)
    .doc("The angle in [0, pi] whose cosine is x.")
    .example("tf.acos([1.0])", "[0.]")
    .unary(kFloating).api("acos, math.acos(x, name=None)").saves({In(0)}).grad([](Grad& g) { g.set(0, -arc_slope(g)); });

ZEAL_OP(Atan)
    .doc("The angle in (-pi/2, pi/2) whose tangent is x.")
    .example("tf.atan([0.0, 1.0])", "[0. 0.7853982]")
    .unary(kFloating).api("atan, math.atan(x, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, over(g.dy(), square(g.in(0)) + 1.)); });

ZEAL_OP(Atan2)
    .doc("The angle in [-pi, pi] of the point (x, y).")
    .example("tf.atan2([1.0], [-1.0])", "[2.3561945]")
    .type("T", kFloating).input("y", "T").input("x", "T").output("z", "T").elementwise()
    .api("atan2, math.atan2(y, x, name=None)").saves({In(0), In(1)}).grad(grad_atan2);

}  // namespace zeal
