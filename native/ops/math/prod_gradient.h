// C++ calls of the ops that gradients of products are made of.
#pragma once

#include "op/functions.h"

namespace zeal {

// For every element, the product of those before it along axes (behind it, for reverse).
Tensor prod_before(const Tensor& x, const Tensor& axes, bool reverse);
// y[0] = 0, y[i + 1] = y[i] x[i] + u[i] along axes (from the end, for reverse).
Tensor linear_recurrence(const Tensor& x, const Tensor& u, const Tensor& axes, bool reverse);

}  // namespace zeal
