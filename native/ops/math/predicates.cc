// Ops that classify floating-point numbers (functors: predicates.h).
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(IsNan)
    .doc("Whether x is NaN.")
    .example("tf.is_nan([1.0, float('nan')])", "[False True]")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_nan, math.is_nan, debugging.is_nan(x, name=None)").elementwise().not_differentiable();

ZEAL_OP(IsInf)
    .doc("Whether x is infinite.")
    .example("tf.is_inf([1.0, float('inf')])", "[False True]")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_inf, math.is_inf, debugging.is_inf(x, name=None)").elementwise().not_differentiable();

ZEAL_OP(IsFinite)
    .doc("Whether x is neither infinite nor NaN.")
    .example("tf.is_finite([1.0, float('inf')])", "[ True False]")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_finite, math.is_finite, debugging.is_finite(x, name=None)").elementwise().not_differentiable();

}  // namespace zeal
