// Tensors under other shapes.
#include "composites/reshaping.h"

#include <algorithm>

#include "core/sizes.h"

namespace zeal {

Tensor reshaped(const Tensor& x, ShapeView shape) {
  const int64_t rank = shape.rank;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});  // several axes' product may be beyond int32
  std::copy_n(shape.dims, rank, sizes->as<int64_t>());
  return reshape(x, sizes);
}

Tensor as_matrix(const Tensor& x, int cut) {
  if (x->rank == 2 && cut == 1) return x;
  const int64_t sizes[] = {product(x->shape(), 0, cut), product(x->shape(), cut, x->rank)};
  return reshaped(x, {2, sizes});
}

}  // namespace zeal
