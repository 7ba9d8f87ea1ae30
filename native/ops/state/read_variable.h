// Reading a variable by its handle.
#pragma once
#include "core/tensor.h"

namespace zeal {

// ReadVariableOp.
Tensor read_by_handle(const Tensor& handle, DType dtype);

}  // namespace zeal
