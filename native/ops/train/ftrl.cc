// Follow the regularized leader, proximally.
#include "ops/train/declare.h"

namespace zeal {

ZEAL_OP(ResourceApplyFtrl)
    .with(step_of, Rule::kFtrl, "var, accum, linear", "grad, lr, l1, l2, lr_power")
    .doc("With sum = accum + grad^2: linear += grad - (sum^-lr_power - accum^-lr_power) / lr * var; accum = sum; "
         "var = (sign(linear) * l1 - linear) / (sum^-lr_power / lr + 2 * l2) where |linear| > l1, else 0.");

ZEAL_OP(ResourceSparseApplyFtrl)
    .with(step_of, Rule::kFtrl, "var, accum, linear", "grad, indices, lr, l1, l2, lr_power")
    .doc("ResourceApplyFtrl of rows of a variable.");

ZEAL_OP(ResourceApplyFtrlV2)
    .with(step_of, Rule::kFtrlV2, "var, accum, linear", "grad, lr, l1, l2, l2_shrinkage, lr_power")
    .doc("ResourceApplyFtrl with grad + 2 * l2_shrinkage * var in the place where grad is added to linear.");

ZEAL_OP(ResourceSparseApplyFtrlV2)
    .with(step_of, Rule::kFtrlV2, "var, accum, linear", "grad, indices, lr, l1, l2, l2_shrinkage, lr_power")
    .doc("ResourceApplyFtrlV2 of rows of a variable.");

}  // namespace zeal
