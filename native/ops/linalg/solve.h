// Inverses as a C++ function, for gradient rules.
#pragma once

#include "op/functions.h"

namespace zeal {

// Of each matrix of a batch, or of its conjugate transpose.
Tensor matrix_inverse(const Tensor& x, bool adjoint);

}  // namespace zeal
