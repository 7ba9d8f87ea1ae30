// Gradient descent as functions for callers that hold the variables.
#pragma once
#include "core/variable.h"
#include "tape/tape.h"

namespace zeal {

// Raises when `gradient` cannot be applied to v: dtype, shape, indices out of range.
void check_gradient(const VariableImpl& v, const GradValue& gradient);
// v -= learning_rate * gradient: what ResourceApplyGradientDescent does, or for a sparse gradient, whose repeated
// rows add up, ResourceScatterAdd. In place when nobody else sees the value. Raises as check_gradient does, then
// nothing changed.
void apply_gradient_descent(VariableImpl& v, float learning_rate, const GradValue& gradient);

}  // namespace zeal
