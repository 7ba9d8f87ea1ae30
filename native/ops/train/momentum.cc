// Steps with momentum.
#include "ops/train/declare.h"

namespace zeal {

ZEAL_OP(ResourceApplyMomentum)
    .with(nesterov_step_of, Rule::kMomentum, Rule::kNesterov, "var, accum", "lr, grad, momentum")
    .doc("accum = accum * momentum + grad; var -= lr * accum. With use_nesterov: var -= lr * (grad + momentum * accum).");

ZEAL_OP(ResourceSparseApplyMomentum)
    .with(nesterov_step_of, Rule::kMomentum, Rule::kNesterov, "var, accum", "lr, grad, indices, momentum")
    .doc("ResourceApplyMomentum of rows of a variable.");

ZEAL_OP(ResourceApplyKerasMomentum)
    .with(nesterov_step_of, Rule::kKerasMomentum, Rule::kKerasNesterov, "var, accum", "lr, grad, momentum")
    .doc("accum = accum * momentum - lr * grad; var += accum. With use_nesterov: var += momentum * accum - lr * grad.");

ZEAL_OP(ResourceSparseApplyKerasMomentum)
    .with(nesterov_step_of, Rule::kKerasMomentum, Rule::kKerasNesterov, "var, accum", "lr, grad, indices, momentum")
    .doc("ResourceApplyKerasMomentum of rows of a variable.");

ZEAL_OP(ResourceApplyAddSign)
    .with(step_of, Rule::kAddSign, "var, m", "lr, alpha, sign_decay, beta, grad")
    .doc("m = beta * m + (1 - beta) * grad; var -= lr * (alpha + sign_decay * sign(grad) * sign(m)) * grad.");

ZEAL_OP(ResourceApplyPowerSign)
    .with(step_of, Rule::kPowerSign, "var, m", "lr, logbase, sign_decay, beta, grad")
    .doc("m = beta * m + (1 - beta) * grad; var -= lr * exp(logbase * sign_decay * sign(grad) * sign(m)) * grad.");

}  // namespace zeal
