// ReverseV2: elements in the opposite order along some axes.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_reverse(InferContext& c) {
  infer_same_shape(c);
  c.require_rank(1, 1, "'dims' must be 1-dimension, not ", c.rank(1));
  const TensorImpl* axes = c.value(1);
  if (!axes || c.rank(0) < 0) return;
  bool seen[kMaxRank] = {};
  for (int64_t i = 0; i < axes->numel; ++i) {
    const int64_t given = int_at(*axes, i);
    int at = c.axis(given, c.rank(0), "'axis'[", i, "] = ", given, " is out of valid range [0, ", c.rank(0) - 1);
    if (seen[at]) c.invalid("axis ", at, " specified more than once.");
    seen[at] = true;
  }
}

void reverse_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  if (!in.numel) return;
  bool flipped[kMaxRank] = {};
  for (int64_t i = 0; i < k.input(1).numel; ++i) {
    int64_t a = int_at(k.input(1), i);
    flipped[a < 0 ? a + in.rank : a] = true;
  }
  int64_t strides[kMaxRank];
  row_major(in.shape(), strides);
  StridedCopy copy;
  for (int i = 0; i < in.rank; ++i) {
    if (flipped[i]) copy.from_start += (in.dim(i) - 1) * strides[i];
    copy.axis(in.dim(i), flipped[i] ? -strides[i] : strides[i], strides[i]);
  }
  copy.run(k.output(), in);
}

}  // namespace

ZEAL_OP(ReverseV2)
    .doc("The elements in the opposite order along the given axes.")
    .example("tf.reverse([1, 2, 3], [0])", "[3 2 1]")
    .type("T", kAnyType).type("Tidx", kIndex)
    .input("tensor", "T").input("axis", "Tidx").output("output", "T")
    .api("reverse, manip.reverse, reverse_v2(tensor, axis, name=None)")
    .infer(infer_reverse).cpu(kAnyType, reverse_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(ReverseV2), {g.dy(), g.in(1)})); });

}  // namespace zeal
