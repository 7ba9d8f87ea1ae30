// Ops that classify floating-point numbers (functors: predicates.h).
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(IsNan)
    .doc("Whether x is NaN.")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_nan(x, name=None)").elementwise().not_differentiable();

ZEAL_OP(IsInf)
    .doc("Whether x is infinite.")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_inf(x, name=None)").elementwise().not_differentiable();

ZEAL_OP(IsFinite)
    .doc("Whether x is neither infinite nor NaN.")
    .type("T", kFloating).input("x", "T").output("y", "bool")
    .api("is_finite(x, name=None)").elementwise().not_differentiable();

}  // namespace zeal
