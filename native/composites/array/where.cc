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
  if (mask.rank < 0)
    fail(Code::kValueError, "Number of mask dimensions must be specified, even if some dimensions are None.  E.g. shape=[None] is ok, "
         "but shape=None is not.");
  if (x.rank < 0) return;
  const ShapeView covered = sizes_from(x, axis, mask.rank);
  if (covered.rank != mask.rank || !are_compatible(covered, mask.shape()))
    fail(Code::kValueError, "Shapes ", covered.tuple(), " and ", mask.shape().tuple(), " are incompatible: the mask's ",
         "shape must be that of tensor ", x.shape().tuple(), " from axis ", axis, " on");
}

// The same where the run tells sizes or x's rank. There a negative axis counts from the end, where the mask's axes are
// one after the merge.
[[gnu::cold]] Tensor mask_later(const Tensor& x, const Tensor& mask, int64_t axis) {
  const Tensor shape = shape_of(x);
  const Size rank = length_of(shape), from = axis < 0 ? rank + axis : Size(axis), to = from + mask->rank;
  const Tensor merged = joined({part_of_shape(shape, 0, from), vector({product_between(shape, from, to)}), part_of_shape(shape, to, rank)});
  const Tensor found = call(OP(Where), {reshape(mask, vector({-1}))});
  return gather(reshape(x, merged), reshape(found, vector({-1})), int(axis < 0 ? axis + mask->rank - 1 : axis));
}

Tensor boolean_mask(const Tensor& x, const Tensor& mask, int64_t given) {
  const int64_t axis = given < 0 && x->rank >= 0 ? given + x->rank : given;
  check_mask(*x, *mask, axis);
  if (!x->shape().fully_known() || !mask->shape().fully_known()) return mask_later(x, mask, axis);
  Shape merged;
  for (int i = 0; i < axis; ++i) merged.push(x->dim(i));
  merged.push(mask->numel);
  for (int i = int(axis) + mask->rank; i < x->rank; ++i) merged.push(x->dim(i));
  const Tensor found = call(OP(Where), {reshaped(mask, {1, &mask->numel})});
  // For one axis too: the gradient of a reshape is dense, that of the gather alone IndexedSlices. How many are found
  // only the run tells.
  return gather(reshaped(x, merged.view()), reshape(found, vector({-1})), int(axis));
}
ZEAL_COMPOSITE(boolean_mask, "tensor, mask, axis");

}  // namespace
}  // namespace zeal
