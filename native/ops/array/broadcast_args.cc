// BroadcastArgs: the shape of what two shapes broadcast to.
#include <algorithm>

#include "op/infer.h"

namespace zeal {
namespace {

void infer_args(InferContext& c) {
  for (int i = 0; i < 2; ++i) c.require_rank(i, 1, "In[", i, "] must be a vector");
  const int a = c.axis_count(0), b = c.axis_count(1);
  c.out().push(a < 0 || b < 0 ? kUnknownDim : std::max(a, b));
}

Shape shape_in(const TensorImpl& sizes) {
  Shape s;
  for (int64_t i = 0; i < sizes.numel; ++i) s.push(int_at(sizes, i));
  return s;
}

void args_kernel(Kernel& k) {
  Shape merged = shape_in(k.input(0));
  const Shape other = shape_in(k.input(1));
  if (!broadcast_into(merged, other.view())) k.invalid("Incompatible shapes: ", shape_in(k.input(0)).str(), " vs. ", other.str());
  TensorImpl& out = k.output();
  for (int i = 0; i < merged.rank; ++i) {
    if (out.dtype == DType::kInt32) out.as<int32_t>()[i] = int32_t(merged[i]);
    else out.as<int64_t>()[i] = merged[i];
  }
}

}  // namespace

ZEAL_OP(BroadcastArgs)
    .doc("The shape to which two shapes broadcast.")
    .type("T", kIndex).input("s0", "T").input("s1", "T").output("r0", "T")
    .infer(infer_args).cpu(kIndex, args_kernel).not_differentiable();

}  // namespace zeal
