// Bit operations on integers (functors: bitwise.h).
#include "op/op_def.h"

namespace zeal {

ZEAL_OP(BitwiseAnd).doc("The bits set in both x and y.")
    .example("tf.bitwise.bitwise_and([12], [10])", "[8]").binary(kIntegers).api("bitwise.bitwise_and(x, y, name=None)").not_differentiable();

ZEAL_OP(BitwiseOr).doc("The bits set in x or y.")
    .example("tf.bitwise.bitwise_or([12], [10])", "[14]").binary(kIntegers).api("bitwise.bitwise_or(x, y, name=None)").not_differentiable();

ZEAL_OP(BitwiseXor).doc("The bits set in one of x and y.")
    .example("tf.bitwise.bitwise_xor([12], [10])", "[6]").binary(kIntegers).api("bitwise.bitwise_xor(x, y, name=None)").not_differentiable();

ZEAL_OP(Invert).doc("Every bit of x flipped.")
    .example("tf.bitwise.invert([0, 5])", "[-1 -6]").unary(kIntegers).api("bitwise.invert(x, name=None)").not_differentiable();

ZEAL_OP(LeftShift)
    .doc("x shifted left by y bits; y counts as 0 below 0, and as the width less 1 above it.")
    .example("tf.bitwise.left_shift([1, 3], 2)", "[ 4 12]")
    .binary(kIntegers).api("bitwise.left_shift(x, y, name=None)").not_differentiable();

ZEAL_OP(RightShift)
    .doc("x shifted right by y bits, keeping its sign; y is limited as for LeftShift.")
    .example("tf.bitwise.right_shift([8, 12], 2)", "[2 3]")
    .binary(kIntegers).api("bitwise.right_shift(x, y, name=None)").not_differentiable();

}  // namespace zeal
