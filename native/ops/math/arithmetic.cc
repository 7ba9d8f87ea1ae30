// Ops of + - * /, division and remainders of every kind, signs, squares, maxima (functors: arithmetic.h).
#include <string>

#include "op/functions.h"
#include "ops/math/integer_checks.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kArithmetic =
    kFloating | kSigned | kComplexTypes | bit(DType::kUInt8) | bit(DType::kUInt16);
constexpr DTypeSet kSignedNumbers = kFloating | kSigned | kComplexTypes;
constexpr DTypeSet kOrdered = kFloating | kSigned | bit(DType::kUInt8) | bit(DType::kUInt16);
constexpr DTypeSet kInexact = kFloating | kComplexTypes;
constexpr DTypeSet kRemainders = kFloating | kIndex;

// Strings concatenate. Not stamped from a functor: strings are no freestanding type.
void add_strings(char* const* p, const long* s, long n) {
  for (long i = 0; i < n; ++i)
    *reinterpret_cast<std::string*>(p[2] + i * s[2]) = *reinterpret_cast<const std::string*>(p[0] + i * s[0]) +
                                                       *reinterpret_cast<const std::string*>(p[1] + i * s[1]);
}
LoopEntry string_entries[] = {{"Add", 0, 7, 7, 2, add_strings, nullptr}, {"AddV2", 0, 7, 7, 2, add_strings, nullptr}};
[[maybe_unused]] const bool linked = [] {
  for (LoopEntry& e : string_entries) e.next = loop_list, loop_list = &e;
  return true;
}();

// dy where the mask is true, else 0.
Tensor masked(const Tensor& mask, const Tensor& dy) { return select(mask, dy, scalar_like(dy, 0)); }
Tensor not_zero(const Tensor& x) { return cast(call(OP(NotEqual), {x, scalar_like(x, 0)}), x->dtype); }

void grad_add(Grad& g) {
  g.set(0, g.dy());
  g.set(1, g.dy());
}

void grad_sub(Grad& g) {
  g.set(0, g.dy());
  if (g.wants(1)) g.set(1, -g.dy());
}

void grad_mul(Grad& g) {
  const bool both = g.wants(0) && g.wants(1);
  if (both && g.in(0).get() == g.in(1).get()) {  // x * x: one product serves both factors
    const Tensor dx = g.dy() * conj(g.in(0));
    g.set(0, dx);
    g.set(1, dx);
    return;
  }
  if (g.wants(0)) g.set(0, g.dy() * conj(g.in(1)));
  if (g.wants(1)) g.set(1, conj(g.in(0)) * g.dy());
}

void grad_div(Grad& g) {
  const Tensor dx = over(g.dy(), conj(g.in(1)));
  g.set(0, dx);
  if (g.wants(1)) g.set(1, -through(dx, conj(g.out())));
}

// In a gradient the dividend is a flow, so its zeros are not special as those of Xdivy's.
void grad_flow_div(Grad& g) {
  const Tensor dx = over(g.dy(), conj(g.in(1)));
  g.set(0, dx);
  if (g.wants(1)) g.set(1, -meet(dx, conj(g.out())));
}

void grad_flow_mul(Grad& g) {
  if (g.wants(0)) g.set(0, meet(g.dy(), conj(g.in(1))));
  if (g.wants(1)) g.set(1, meet(conj(g.in(0)), g.dy()));
}

Tensor divide_no_nan(const Tensor& x, const Tensor& y) { return call(OP(DivNoNan), {x, y}); }

void grad_div_no_nan(Grad& g) {
  Tensor y = conj(g.in(1));
  if (g.wants(0)) g.set(0, through(g.dy(), divide_no_nan(scalar_like(y, 1), y)));
  if (g.wants(1)) g.set(1, through(g.dy(), divide_no_nan(divide_no_nan(-conj(g.in(0)), y), y)));
}

void grad_mul_no_nan(Grad& g) {
  if (g.wants(0)) g.set(0, meet(g.dy(), conj(g.in(1))));
  if (g.wants(1)) g.set(1, through(g.dy(), conj(g.in(0))));
}

void grad_xdivy(Grad& g) {
  Tensor x = conj(g.in(0)), y = conj(g.in(1));
  if (g.wants(0)) g.set(0, through(g.dy(), call(OP(Xdivy), {not_zero(x), y})));
  if (g.wants(1)) g.set(1, through(g.dy(), call(OP(Xdivy), {-x, y * y})));
}

// x mod y = x - y floor(x / y)
void grad_floor_mod(Grad& g) {
  g.set(0, g.dy());
  if (g.wants(1)) g.set(1, -through(g.dy(), call(OP(FloorDiv), {g.in(0), g.in(1)})));
}
void grad_truncate_mod(Grad& g) {
  g.set(0, g.dy());
  if (g.wants(1)) g.set(1, through(g.dy(), call(OP(Rint), {(g.out() - g.in(0)) / g.in(1)})));
}

void grad_abs(Grad& g) { g.set(0, g.dy() * call(OP(Sign), {g.in(0)})); }
void grad_square(Grad& g) { g.set(0, g.dy() * (conj(g.in(0)) * 2.)); }

// Real signs are constant. s = x / |x| of a complex x moves along the unit circle:
// (dy - s Re(dy conj(s))) / |x|.
void grad_sign(Grad& g) {
  if (!contains(kComplexTypes, g.dy()->dtype)) return g.set(0, zeros_like(g.dy()));
  Tensor s = g.out(), along = through(g.dy(), conj(s)), size = g.in(0) * conj(s);
  Tensor across = g.dy() - through((along + conj(along)) * 0.5, s);
  g.set(0, through(across, divide_no_nan(scalar_like(size, 1), size)));
}

void grad_squared_difference(Grad& g) {
  // |x - y|^2 is real: of a complex dy only the real part counts.
  Tensor twice = contains(kComplexTypes, g.dy()->dtype) ? g.dy() + conj(g.dy()) : g.dy() * 2.;
  Tensor dx = twice * (g.in(0) - g.in(1));
  g.set(0, dx);
  if (g.wants(1)) g.set(1, -dx);
}

// The chosen operand gets the gradient; x when they are equal.
template <bool maximum> void grad_extremum(Grad& g) {
  Tensor x_chosen = call(maximum ? OP(GreaterEqual) : OP(LessEqual), {g.in(0), g.in(1)});
  if (g.wants(0)) g.set(0, masked(x_chosen, g.dy()));
  if (g.wants(1)) g.set(1, select(x_chosen, scalar_like(g.dy(), 0), g.dy()));
}

void grad_reciprocal(Grad& g) { g.set(0, call(OP(ReciprocalGrad), {g.out(), g.dy()})); }
void grad_reciprocal_grad(Grad& g) {
  Tensor y = conj(g.in(0));
  if (g.wants(0)) g.set(0, meet(meet(conj(g.dy()) * -2., g.in(1)), y));
  if (g.wants(1)) g.set(1, call(OP(ReciprocalGrad), {y, g.dy()}));
}

}  // namespace

ZEAL_OP(Add)
    .doc("x + y; strings concatenate.")
    .example("tf.add([1, 2], 10)", "[11 12]")
    .binary(kArithmetic | bit(DType::kString)).api("add, math.add(x, y, name=None)").grad(grad_add);

// What `x + y` runs. TensorFlow's takes no strings; its `+` runs Add for them.
ZEAL_OP(AddV2).node("add").doc("x + y; strings concatenate.").binary(kArithmetic | bit(DType::kString)).grad(grad_add);

ZEAL_OP(Sub).doc("x - y.")
    .example("tf.subtract([5, 6], 1)", "[4 5]").binary(kArithmetic).api("subtract, math.subtract(x, y, name=None)").grad(grad_sub);

ZEAL_OP(Mul)
    .doc("x * y.")
    .example("tf.multiply([1, 2], [10, 20])", "[10 40]")
    .binary(kArithmetic).api("multiply, math.multiply(x, y, name=None)")
    .saves({In(0).grad_of(1), In(1).grad_of(0)}).grad(grad_mul);

ZEAL_OP(Div)
    .doc("x / y; integers truncate toward zero.")
    .binary(kArithmetic).check(kIntegers, reject_zero_divisor)
    .saves({In(1), Out(0).grad_of(1)}).grad(grad_div);

ZEAL_OP(RealDiv)
    .doc("x / y of floating-point and complex numbers.")
    .example("tf.realdiv([1.0], [4.0])", "[0.25]")
    .binary(kInexact).operand_must_fit().api("realdiv(x, y, name=None)")
    .saves({In(1), Out(0).grad_of(1)}).grad(grad_div);

ZEAL_OP(TruncateDiv)
    .doc("x / y; integers are rounded toward zero, other quotients are not.")
    .example("tf.truncatediv([7, -7], 2)", "[ 3 -3]")
    .binary(kArithmetic).api("truncatediv(x, y, name=None)")
    .check(kIntegers, reject_zero_divisor).not_differentiable();

ZEAL_OP(FloorDiv)
    .node("floordiv")
    .doc("x / y, rounded down.")
    .example("tf.floordiv([7, -7], 2)", "[ 3 -4]")
    .binary(kOrdered).api("floordiv, math.floordiv(x, y, name=None)").api("floor_div(x, y, name=None)")
    .check(kIntegers, reject_zero_divisor).not_differentiable();

ZEAL_OP(FloorMod)
    .doc("x - y * floor(x / y): the remainder with y's sign.")
    .example("tf.floormod([7, -7], 4)", "[3 1]")
    .binary(kRemainders).api("floormod, math.floormod(x, y, name=None)").api("mod, math.mod(x, y, name=None)")
    .check(kIntegers, reject_zero_divisor)
    .saves({In(0).grad_of(1), In(1).grad_of(1)}).grad(grad_floor_mod);

ZEAL_OP(TruncateMod)
    .doc("The remainder of x / y with x's sign.")
    .example("tf.truncatemod([7, -7], 4)", "[ 3 -3]")
    .binary(kRemainders).api("truncatemod(x, y, name=None)").check(kIntegers, reject_zero_divisor)
    .saves({In(0).grad_of(1), In(1).grad_of(1), Out(0).grad_of(1)}).grad(grad_truncate_mod);

ZEAL_OP(Mod)
    .doc("The remainder of x / y with x's sign.")
    .binary(kRemainders).check(kIntegers, reject_zero_divisor)
    .saves({In(0).grad_of(1), In(1).grad_of(1), Out(0).grad_of(1)}).grad(grad_truncate_mod);

ZEAL_OP(DivNoNan)
    .node("div_no_nan")
    .doc("x / y, and 0 where y is 0.")
    .example("tf.div_no_nan([1.0, 1.0], [2.0, 0.0])", "[0.5 0. ]")
    .binary(kInexact).api("div_no_nan(x, y, name=None)")
    .saves({In(0).grad_of(1), In(1)}).grad(grad_div_no_nan);

ZEAL_OP(MulNoNan)
    .node("multiply_no_nan")
    .doc("x * y, and 0 where y is 0, even if x is infinite or NaN.")
    .example("tf.math.multiply_no_nan([float('nan')], [0.0])", "[0.]")
    .binary(kInexact).api("math.multiply_no_nan(x, y, name=None)")
    .saves({In(0).grad_of(1), In(1).grad_of(0)}).grad(grad_mul_no_nan);

ZEAL_OP(Xdivy)
    .doc("x / y, and 0 where x is 0.")
    .example("tf.math.xdivy([0.0, 1.0], [0.0, 2.0])", "[0. 0.5]")
    .binary(kInexact).api("math.xdivy(x, y, name=None)").saves({In(0), In(1)}).grad(grad_xdivy);

// FlowMul and FlowDiv are not TensorFlow's: gradients are made of them.
ZEAL_OP(FlowMul)
    .doc("x * y, and 0 where either is 0, even if the other is infinite or NaN.")
    .binary(kInexact).saves({In(0).grad_of(1), In(1).grad_of(0)}).grad(grad_flow_mul);

ZEAL_OP(FlowDiv)
    .doc("x / y, and 0 where x is 0, even if y is 0 or NaN; with the slope 1 / y there too.")
    .binary(kInexact).saves({In(1), Out(0).grad_of(1)}).grad(grad_flow_div);

ZEAL_OP(Neg)
    .doc("-x.")
    .example("tf.negative([1, -2])", "[-1 2]")
    .unary(kSignedNumbers).api("negative, math.negative(x, name=None)")
    .grad([](Grad& g) { g.set(0, -g.dy()); });

ZEAL_OP(Abs).doc("|x|.").unary(kFloating | kSigned).saves({In(0)}).grad(grad_abs);

ZEAL_OP(Sign)
    .doc("-1, 0 or 1; 0 for NaN; x / |x| of complex numbers.")
    .example("tf.sign([-2.0, 0.0, 3.0])", "[-1. 0. 1.]")
    .unary(kSignedNumbers).api("sign, math.sign(x, name=None)")
    .saves({In(0), Out(0)}).grad(grad_sign);

ZEAL_OP(Square).doc("x * x.")
    .example("tf.square([2, -3])", "[4 9]").unary(kArithmetic).api("square, math.square(x, name=None)").saves({In(0)}).grad(grad_square);

ZEAL_OP(SquaredDifference)
    .doc("(x - y) * conj(x - y).")
    .example("tf.squared_difference([1, 5], [3, 3])", "[4 4]")
    .binary(kArithmetic).api("squared_difference, math.squared_difference(x, y, name=None)")
    .saves({In(0), In(1)}).grad(grad_squared_difference);

ZEAL_OP(Maximum)
    .doc("The larger of x and y; NaN if either is.")
    .example("tf.maximum([1, 5], [3, 3])", "[3 5]")
    .binary(kOrdered).api("maximum, math.maximum(x, y, name=None)")
    .saves({In(0), In(1)}).grad(grad_extremum<true>);

ZEAL_OP(Minimum)
    .doc("The smaller of x and y; NaN if either is.")
    .example("tf.minimum([1, 5], [3, 3])", "[1 3]")
    .binary(kOrdered).api("minimum, math.minimum(x, y, name=None)")
    .saves({In(0), In(1)}).grad(grad_extremum<false>);

ZEAL_OP(Reciprocal)
    .doc("1 / x.")
    .example("tf.reciprocal([4.0])", "[0.25]")
    .unary(kInexact | kIndex).api("reciprocal, math.reciprocal(x, name=None)").check(kIntegers, reject_zero_divisor)
    .saves({Out(0)}).grad(grad_reciprocal);

ZEAL_OP(Inv)
    .doc("1 / x.")
    .unary(kInexact | kIndex).check(kIntegers, reject_zero_divisor).saves({Out(0)}).grad(grad_reciprocal);

ZEAL_OP(ReciprocalGrad)
    .doc("The gradient of Reciprocal from its output y: -dy * y * y, and 0 where dy is 0.")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), In(1).grad_of(0)}).grad(grad_reciprocal_grad);

ZEAL_OP(InvGrad)
    .doc("The gradient of Inv from its output y: -dy * y * y, and 0 where dy is 0.")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), In(1).grad_of(0)}).grad(grad_reciprocal_grad);

}  // namespace zeal
