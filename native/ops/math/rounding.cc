// Ops that round to integers (functors: rounding.h). Constant almost everywhere: no gradient.
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(Floor).doc("The largest integer not above x.")
    .example("tf.floor([1.8, -1.2])", "[ 1. -2.]").unary(kFloating).api("floor, math.floor(x, name=None)").not_differentiable();

ZEAL_OP(Ceil).doc("The smallest integer not below x.")
    .example("tf.ceil([1.2, -1.2])", "[ 2. -1.]").unary(kFloating).api("ceil, math.ceil(x, name=None)").not_differentiable();

ZEAL_OP(Round)
    .doc("The nearest integer; halves go to the even one.")
    .example("tf.round([0.5, 1.5, 2.4])", "[0. 2. 2.]")
    .unary(kFloating | kIntegers).api("round, math.round(x, name=None)").not_differentiable();

ZEAL_OP(Rint)
    .doc("The nearest integer; halves go to the even one.")
    .example("tf.rint([1.5, 2.5])", "[2. 2.]")
    .unary(kFloating).api("rint, math.rint(x, name=None)").not_differentiable();

}  // namespace zeal
