// Steps scaled by sums of squared gradients.
#include "ops/train/declare.h"

namespace zeal {

ZEAL_OP(ResourceApplyAdagrad)
    .with(growing_step_of, Rule::kAdagrad, Rule::kAdagradFrozen, "var, accum", "lr, grad")
    .doc("accum += grad^2, unless update_slots is False; var -= lr * grad / sqrt(accum).");

ZEAL_OP(ResourceSparseApplyAdagrad)
    .with(growing_step_of, Rule::kAdagrad, Rule::kAdagradFrozen, "var, accum", "lr, grad, indices")
    .doc("ResourceApplyAdagrad of rows of a variable.");

ZEAL_OP(ResourceApplyAdagradV2)
    .with(growing_step_of, Rule::kAdagradV2, Rule::kAdagradV2Frozen, "var, accum", "lr, epsilon, grad")
    .doc("accum += grad^2, unless update_slots is False; var -= lr * grad / (sqrt(accum) + epsilon).");

ZEAL_OP(ResourceSparseApplyAdagradV2)
    .with(growing_step_of, Rule::kAdagradV2, Rule::kAdagradV2Frozen, "var, accum", "lr, epsilon, grad, indices")
    .doc("ResourceApplyAdagradV2 of rows of a variable.");

ZEAL_OP(ResourceApplyAdagradDA)
    .with(step_of, Rule::kAdagradDA, "var, gradient_accumulator, gradient_squared_accumulator", "grad, lr, l1, l2, global_step")
    .doc("Dual averaging: var = -lr * (the sum of gradients without the part that is at most l1 * global_step) / "
         "(l2 * global_step * lr + sqrt(the sum of their squares)).");

ZEAL_OP(ResourceSparseApplyAdagradDA)
    .with(step_of, Rule::kAdagradDA, "var, gradient_accumulator, gradient_squared_accumulator", "grad, indices, lr, l1, l2, global_step")
    .doc("ResourceApplyAdagradDA of rows of a variable.");

ZEAL_OP(ResourceApplyProximalAdagrad)
    .with(step_of, Rule::kProximalAdagrad, "var, accum", "lr, l1, l2, grad")
    .doc("A step of Adagrad, then the proximal step of l1 and l2 at each element's own rate.");

ZEAL_OP(ResourceSparseApplyProximalAdagrad)
    .with(step_of, Rule::kProximalAdagrad, "var, accum", "lr, l1, l2, grad, indices")
    .doc("ResourceApplyProximalAdagrad of rows of a variable.");

ZEAL_OP(ResourceApplyAdadelta)
    .with(step_of, Rule::kAdadelta, "var, accum, accum_update", "lr, rho, epsilon, grad")
    .doc("accum = rho * accum + (1 - rho) * grad^2; update = sqrt(accum_update + epsilon) / sqrt(accum + epsilon) * grad; "
         "accum_update = rho * accum_update + (1 - rho) * update^2; var -= lr * update.");

ZEAL_OP(ResourceSparseApplyAdadelta)
    .with(step_of, Rule::kAdadelta, "var, accum, accum_update", "lr, rho, epsilon, grad, indices")
    .doc("ResourceApplyAdadelta of rows of a variable.");

}  // namespace zeal
