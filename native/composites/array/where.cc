// Elements picked by a mask.
#include <algorithm>

#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// Up to `count` sizes of x from `axis` on.
ShapeView sizes_from(const TensorImpl& x, int64_t axis, int count) {
  if (axis < 0 || axis > x.rank) return {0, nullptr};
  return {std::min(count, x.rank - int(axis)), x.dims() + axis};
}

void check_mask(const TensorImpl& x, const TensorImpl& mask, int64_t axis) {
  if (!mask.rank) fail(Code::kValueError, "mask cannot be scalar.");
  const ShapeView covered = sizes_from(x, axis, mask.rank);
  if (covered != mask.shape())
    fail(Code::kValueError, "Shapes ", covered.tuple(), " and ", mask.shape().tuple(), " are incompatible: the mask's ",
         "shape must be that of tensor ", x.shape().tuple(), " from axis ", axis, " on");
}

Tensor boolean_mask(const Tensor& x, const Tensor& mask, int64_t given) {
  const int64_t axis = given < 0 ? given + x->rank : given;
  check_mask(*x, *mask, axis);
  Shape merged;
  for (int i = 0; i < axis; ++i) merged.push(x->dim(i));
  merged.push(mask->numel);
  for (int i = int(axis) + mask->rank; i < x->rank; ++i) merged.push(x->dim(i));
  const Tensor found = call(OP(Where), {reshaped(mask, {1, &mask->numel})});
  // For one axis too: the gradient of a reshape is dense, that of the gather alone IndexedSlices.
  return gather(reshaped(x, merged.view()), reshaped(found, {1, found->dims()}), int(axis));
}
ZEAL_COMPOSITE(boolean_mask, "tensor, mask, axis");

}  // namespace
}  // namespace zeal
