// Reductions made of several.
#include "composites/composite.h"
#include "op/functions.h"

namespace zeal {
namespace {

Tensor reduce_logsumexp(const Tensor& x, const Tensor& axes, bool keep) {
  const bool wide = keep || axes;  // a scalar broadcasts as it is
  Tensor largest = reduced(OP(Max), x, axes, wide);
  // Infinite maxima would give inf - inf.
  largest = stop_gradient(select(call(OP(IsFinite), {largest}), largest, zeros_like(largest)));
  const Tensor sum = reduced(OP(Sum), call(OP(Exp), {x - largest}), axes, wide);
  const Tensor total = call(OP(Log), {sum}) + largest;
  return wide && !keep ? reduced(OP(Sum), total, axes, false) : total;
}
ZEAL_COMPOSITE(reduce_logsumexp, "input_tensor, axis: ints?, keepdims");

}  // namespace
}  // namespace zeal
