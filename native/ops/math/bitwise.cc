// Bit operations on integers (functors: bitwise.h).
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(BitwiseAnd).doc("The bits set in both x and y.").binary(kIntegers).api("bitwise_and(x, y, name=None)").not_differentiable();

ZEAL_OP(BitwiseOr).doc("The bits set in x or y.").binary(kIntegers).api("bitwise_or(x, y, name=None)").not_differentiable();

ZEAL_OP(BitwiseXor).doc("The bits set in one of x and y.").binary(kIntegers).api("bitwise_xor(x, y, name=None)").not_differentiable();

ZEAL_OP(Invert).doc("Every bit of x flipped.").unary(kIntegers).api("invert(x, name=None)").not_differentiable();

ZEAL_OP(LeftShift)
    .doc("x shifted left by y bits; y counts as 0 below 0, and as the width less 1 above it.")
    .binary(kIntegers).api("left_shift(x, y, name=None)").not_differentiable();

ZEAL_OP(RightShift)
    .doc("x shifted right by y bits, keeping its sign; y is limited as for LeftShift.")
    .binary(kIntegers).api("right_shift(x, y, name=None)").not_differentiable();

}  // namespace zeal
