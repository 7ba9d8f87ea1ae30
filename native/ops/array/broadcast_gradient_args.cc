// BroadcastGradientArgs: the axes to sum a gradient over, where operands were broadcast.
#include <algorithm>
#include <vector>

#include "op/functions.h"
#include "op/infer.h"

namespace zeal {
namespace {

void infer_args(InferContext& c) {
  for (int i = 0; i < 2; ++i) {
    c.require_rank(i, 1, "In[", i, "] must be a vector");
    c.out(i).push(kUnknownDim);
  }
}

// Sizes of the result's axis k, counted from the last, as operand i has it.
int64_t size_at(const TensorImpl& shape, int64_t k) { return k < shape.numel ? int_at(shape, shape.numel - 1 - k) : 1; }

void args_kernel(Kernel& k) {
  const TensorImpl* in[] = {k.in[0], k.in[1]};
  const int64_t rank = std::max(in[0]->numel, in[1]->numel);
  std::vector<int64_t> axes[2];
  for (int64_t axis = 0; axis < rank; ++axis) {
    const int64_t from_last = rank - 1 - axis;
    const int64_t a = size_at(*in[0], from_last), b = size_at(*in[1], from_last);
    if (a != b && a != 1 && b != 1)
      k.invalid("Incompatible shapes: ", describe(*in[0]), " and ", describe(*in[1]), " have sizes ", a, " and ", b, " at axis ", axis);
    for (int i = 0; i < 2; ++i)
      if ((i ? b : a) == 1) axes[i].push_back(axis);
  }
  for (int i = 0; i < 2; ++i) {
    const int64_t n = int64_t(axes[i].size());
    k.out[i] = make_tensor(k.input(0).dtype, ShapeView{1, &n});
    for (int64_t j = 0; j < n; ++j) {
      if (k.input(0).dtype == DType::kInt32) k.output(i).as<int32_t>()[j] = int32_t(axes[i][size_t(j)]);
      else k.output(i).as<int64_t>()[j] = axes[i][size_t(j)];
    }
  }
}

}  // namespace

ZEAL_OP(BroadcastGradientArgs)
    .doc("The axes over which the gradient of a broadcast op is summed, for operands of shapes s0 and s1.")
    .type("T", kIndex).input("s0", "T").input("s1", "T").output("r0", "T").output("r1", "T")
    .infer(infer_args).made_by_kernel().cpu(kIndex, args_kernel).not_differentiable();

}  // namespace zeal
