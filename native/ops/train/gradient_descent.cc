// ResourceApplyGradientDescent, ResourceApplyProximalGradientDescent.
#include "op/functions.h"
#include "ops/state/assign.h"
#include "ops/state/on_handle.h"
#include "ops/train/declare.h"

namespace zeal {
namespace {

// A complex rate turns gradients, which no loop of real numbers does.
void complex_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  Step s{k.op, Rule::kDescent, {&v}, 1};
  check_step(s, GradValue(Tensor::share(k.in[2])));
  TensorImpl* in[] = {k.in[2], k.in[1]};
  Outputs out;
  run_kernel(OP(Mul), in, 2, OP(Mul).defaults, out);
  assign_sub(v, out[0]);
}

OpDef& descent(OpDef& op) {
  return declare_step(op, Rule::kDescent, Rule::kDescent, "var", "alpha, delta", kTrainable).cpu(kComplexTypes, complex_kernel);
}

}  // namespace

ZEAL_OP(ResourceApplyGradientDescent).with(descent).doc("Subtracts alpha * delta from a variable: one step of gradient descent.");

ZEAL_OP(ResourceApplyProximalGradientDescent)
    .with(step_of, Rule::kProximalDescent, "var", "alpha, l1, l2, delta")
    .doc("A step of gradient descent, then the proximal step of l1 and l2 (FOBOS).");

ZEAL_OP(ResourceSparseApplyProximalGradientDescent)
    .with(step_of, Rule::kProximalDescent, "var", "alpha, l1, l2, grad, indices")
    .doc("ResourceApplyProximalGradientDescent of rows of a variable.");

}  // namespace zeal
