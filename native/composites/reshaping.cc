// Tensors under other shapes.
#include "composites/reshaping.h"

#include <algorithm>
#include <vector>

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
  if (!x->shape().fully_known()) return as_matrix(x, Size(cut));
  const int64_t sizes[] = {product(x->shape(), 0, cut), product(x->shape(), cut, x->rank)};
  return reshaped(x, {2, sizes});
}

Tensor as_matrix(const Tensor& x, const Size& cut) {
  const Tensor shape = shape_of(x);
  return reshape(x, vector({product_between(shape, 0, cut), product_between(shape, cut, length_of(shape))}));
}

Tensor joined(std::initializer_list<Tensor> parts) {
  std::vector<Tensor> in(parts);
  const bool wide = std::any_of(in.begin(), in.end(), [](const Tensor& t) { return t->dtype == DType::kInt64; });
  for (Tensor& t : in)
    if (wide) t = cast(t, DType::kInt64);
  in.push_back(make_scalar<int32_t>(0));
  return call_list(OP(ConcatV2), in.data(), int(in.size()), OP(ConcatV2).defaults)[0];
}

}  // namespace zeal
