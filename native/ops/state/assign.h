// Updates of variables by a tensor: assign, assign_add, assign_sub, count_up_to.
#pragma once
#include "core/variable.h"

namespace zeal {

// Each checks dtype and shape and raises TensorFlow's errors. No tape records them. The variable is
// written in place when nobody else sees its value.
void assign(VariableImpl& v, const Tensor& value);
void assign_add(VariableImpl& v, const Tensor& delta);
void assign_sub(VariableImpl& v, const Tensor& delta);
// Adds 1 to an integer scalar and returns what it was; raises OutOfRangeError from `limit` on.
Tensor count_up_to(VariableImpl& v, int64_t limit);

}  // namespace zeal
