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

}  // namespace
}  // namespace zeal
