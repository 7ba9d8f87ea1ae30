// Steps scaled by running means of squared gradients.
#include "ops/train/declare.h"

namespace zeal {

ZEAL_OP(ResourceApplyRMSProp)
    .with(step_of, Rule::kRMSProp, "var, ms, mom", "lr, rho, momentum, epsilon, grad")
    .doc("ms += (1 - rho) * (grad^2 - ms); mom = momentum * mom + lr * grad / sqrt(ms + epsilon); var -= mom.");

ZEAL_OP(ResourceSparseApplyRMSProp)
    .with(step_of, Rule::kRMSProp, "var, ms, mom", "lr, rho, momentum, epsilon, grad, indices")
    .doc("ResourceApplyRMSProp of rows of a variable.");

ZEAL_OP(ResourceApplyCenteredRMSProp)
    .with(step_of, Rule::kCenteredRMSProp, "var, mg, ms, mom", "lr, rho, momentum, epsilon, grad")
    .doc("RMSProp by the variance: ms - mg^2 in place of ms, with mg the running mean of gradients.");

ZEAL_OP(ResourceSparseApplyCenteredRMSProp)
    .with(step_of, Rule::kCenteredRMSProp, "var, mg, ms, mom", "lr, rho, momentum, epsilon, grad, indices")
    .doc("ResourceApplyCenteredRMSProp of rows of a variable.");

}  // namespace zeal
