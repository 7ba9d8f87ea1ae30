// Tensors under other shapes.
#include "composites/reshaping.h"

#include <algorithm>

#include "core/sizes.h"
#include "op/sizes.h"

namespace zeal {

Tensor reshaped(const Tensor& x, ShapeView shape) {
  const int64_t rank = shape.rank;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});  // several axes' product may be beyond int32
  std::copy_n(shape.dims, rank, sizes->as<int64_t>());
  return reshape(x, sizes);
}

Tensor as_matrix(const Tensor& x, int cut) {
  if (x->rank == 2 && cut == 1) return x;
  if (x->rank < 0) fail(Code::kUnimplemented, "the rank of a tensor must be known here before the run; reshape or set_shape says it");
  if (!x->shape().fully_known()) {
    const Tensor shape = shape_of(x);
    return reshape(x, vector({product_between(shape, 0, cut), product_between(shape, cut, x->rank)}));
  }
  const int64_t sizes[] = {product(x->shape(), 0, cut), product(x->shape(), cut, x->rank)};
  return reshaped(x, {2, sizes});
}

}  // namespace zeal
