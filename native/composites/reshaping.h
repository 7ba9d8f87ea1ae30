// Tensors under other shapes, for composites over ops of one rank.
#pragma once
#include "op/functions.h"
#include "op/sizes.h"

namespace zeal {

Tensor reshaped(const Tensor& x, ShapeView shape);
// Axes before `cut` and from it on, each merged into one.
Tensor as_matrix(const Tensor& x, int cut);
// The same where the run may tell the rank, by a cut that counts from it.
Tensor as_matrix(const Tensor& x, const Size& cut);
// Vectors of sizes after one another.
Tensor joined(std::initializer_list<Tensor> parts);

}  // namespace zeal
