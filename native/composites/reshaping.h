// Tensors under other shapes, for composites over ops of one rank.
#pragma once
#include "op/functions.h"

namespace zeal {

Tensor reshaped(const Tensor& x, ShapeView shape);
// Axes before `cut` and from it on, each merged into one.
Tensor as_matrix(const Tensor& x, int cut);

}  // namespace zeal
