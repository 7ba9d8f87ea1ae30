// Means and variances.
#include "composites/composite.h"
#include "op/functions.h"

namespace zeal {
namespace {

// Half types compute in float32.
Pair moments(const Tensor& x, const Tensor& axes, bool keep) {
  const bool half = x->dtype == DType::kFloat16 || x->dtype == DType::kBFloat16;
  const Tensor y = half ? cast(x, DType::kFloat32) : x;
  Tensor mean = reduced(OP(Mean), y, axes, true);
  Tensor variance = reduced(OP(Mean), call(OP(SquaredDifference), {y, stop_gradient(mean)}), axes, keep);
  if (!keep) mean = reshape(mean, shape_of(variance));
  if (half) return {cast(mean, x->dtype), cast(variance, x->dtype)};
  return {std::move(mean), std::move(variance)};
}
ZEAL_COMPOSITE(moments, "x, axes: ints?, keepdims");

}  // namespace
}  // namespace zeal
