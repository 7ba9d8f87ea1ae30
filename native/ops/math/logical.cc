// Logical ops on bool (functors: logical.h).
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(LogicalAnd)
    .doc("x and y.")
    .example("tf.logical_and([True, False], True)", "[ True False]")
    .input("x", "bool").input("y", "bool").output("z", "bool")
    .api("logical_and, math.logical_and(x, y, name=None)").elementwise().not_differentiable();

ZEAL_OP(LogicalOr)
    .doc("x or y.")
    .example("tf.logical_or([True, False], False)", "[ True False]")
    .input("x", "bool").input("y", "bool").output("z", "bool")
    .api("logical_or, math.logical_or(x, y, name=None)").elementwise().not_differentiable();

ZEAL_OP(LogicalNot)
    .doc("not x.")
    .example("tf.logical_not([True, False])", "[False True]")
    .input("x", "bool").output("y", "bool")
    .api("logical_not, math.logical_not(x, name=None)").elementwise().not_differentiable();

}  // namespace zeal
