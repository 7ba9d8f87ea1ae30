// Steps by running means of gradients and of their sizes.
#include "ops/train/declare.h"

namespace zeal {

ZEAL_OP(ResourceApplyAdam)
    .with(nesterov_step_of, Rule::kAdam, Rule::kAdamNesterov, "var, m, v", "beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad")
    .doc("m += (1 - beta1) * (grad - m); v += (1 - beta2) * (grad^2 - v); "
         "var -= lr * sqrt(1 - beta2_power) / (1 - beta1_power) * m / (sqrt(v) + epsilon).");

ZEAL_OP(ResourceApplyAdamWithAmsgrad)
    .with(step_of, Rule::kAdamWithAmsgrad, "var, m, v, vhat", "beta1_power, beta2_power, lr, beta1, beta2, epsilon, grad")
    .doc("ResourceApplyAdam with vhat, the largest v so far, in place of v.");

ZEAL_OP(ResourceApplyAdaMax)
    .with(step_of, Rule::kAdaMax, "var, m, v", "beta1_power, lr, beta1, beta2, epsilon, grad")
    .doc("m += (1 - beta1) * (grad - m); v = max(beta2 * v, |grad|); var -= lr / (1 - beta1_power) * m / (v + epsilon).");

}  // namespace zeal
