// Values kept within limits.
#include "composites/composite.h"
#include "op/functions.h"

namespace zeal {
namespace {

Tensor euclidean_norm(const Tensor& x, const Tensor& axes) {
  const Tensor squares = reduced(OP(Sum), x * x, axes, true);
  // A second select keeps sqrt's infinite slope at 0 out of the gradient.
  const Tensor positive = call(OP(Greater), {squares, scalar_like(squares, 0)});
  const Tensor root = call(OP(Sqrt), {select(positive, squares, scalar_like(squares, 1))});
  return select(positive, root, squares);
}

Tensor clip_by_norm(const Tensor& x, const Tensor& limit, const Tensor& axes) {
  const Tensor norm = euclidean_norm(x, axes), scaled = x * limit;
  return scaled / call(OP(Maximum), {norm, limit});
}
ZEAL_COMPOSITE(clip_by_norm, "t, clip_norm: like t, axes: ints?");

// The norm of all tensors as one vector: each is read once.
Tensor global_norm(TensorList list) {
  std::vector<Tensor> halves;
  for (int i = 0; i < list.size; ++i) halves.push_back(call(OP(L2Loss), {list[i]}));
  const Tensor half = std::move(call_list(OP(AddN), halves.data(), list.size, OP(AddN).defaults)[0]);
  return call(OP(Sqrt), {half * 2.0});
}
ZEAL_COMPOSITE(global_norm, "t_list");

// Infinity and NaN of the norm spread to every tensor.
Outputs clip_by_global_norm(const Tensor& norm, const Tensor& limit, TensorList list) {
  const Tensor scale = limit * call(OP(Minimum), {1.0 / norm, 1.0 / limit}) + (norm - norm);
  Outputs clipped;
  clipped.resize(list.size);
  for (int i = 0; i < list.size; ++i) clipped[i] = list[i] * scale;
  return clipped;
}
ZEAL_COMPOSITE(clip_by_global_norm, "norm, clip_norm: like norm, t_list");

}  // namespace
}  // namespace zeal
