// Updates of variables by a tensor, as functions for callers that hold the variable.
#pragma once
#include "core/variable.h"

namespace zeal {

// What the kernels of AssignVariableOp, AssignAddVariableOp and AssignSubVariableOp do. Each checks dtype and
// shape and raises TensorFlow's errors. No tape records them. The variable is written in place when nobody
// else sees its value.
void assign(VariableImpl& v, const Tensor& value);
void assign_add(VariableImpl& v, const Tensor& delta);
void assign_sub(VariableImpl& v, const Tensor& delta);

}  // namespace zeal
