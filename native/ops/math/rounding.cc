// Ops that round to integers (functors: rounding.h). Constant almost everywhere: no gradient.
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(Floor).doc("The largest integer not above x.").unary(kFloating).api("floor(x, name=None)").not_differentiable();

ZEAL_OP(Ceil).doc("The smallest integer not below x.").unary(kFloating).api("ceil(x, name=None)").not_differentiable();

ZEAL_OP(Round)
    .doc("The nearest integer; halves go to the even one.")
    .unary(kFloating | kIntegers).api("round(x, name=None)").not_differentiable();

ZEAL_OP(Rint)
    .doc("The nearest integer; halves go to the even one.")
    .unary(kFloating).api("rint(x, name=None)").not_differentiable();

}  // namespace zeal
