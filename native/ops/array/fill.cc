// Ops that make a tensor of one repeated value: Fill, ZerosLike, OnesLike, BroadcastTo.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void fill_kernel(Kernel& k) { fill_elements(k.output(), 0, k.input(1), k.output().numel); }
void zeros_kernel(Kernel& k) { zero_elements(k.output()); }
void ones_kernel(Kernel& k) { fill_elements(k.output(), 0, *make_scalar(k.output().dtype, 1), k.output().numel); }

void infer_fill(InferContext& c) {
  c.require_rank(0, 1, "dims must be a vector, got shape ", c.shape(0));
  c.require_rank(1, 0, "value must be a scalar, got shape ", c.shape(1));
  c.out() = c.shape_value(0);
}

void infer_broadcast_to(InferContext& c) {
  Shape want = c.shape_value(1);
  Shape merged = want;
  const bool meets = broadcast_into(merged, c.shape(0)), known = want.rank >= 0 && merged.rank >= 0;
  bool fits = meets && (!known || merged.rank == want.rank);
  for (int i = 0; fits && known && i < want.rank; ++i) {
    fits = want[i] < 0 || merged[i] < 0 || merged[i] == want[i];  // an unknown size may be 1
    if (want[i] < 0) want[i] = merged[i];
  }
  if (!fits && c.rank(0) > want.rank)
    c.invalid("Rank of input (", c.rank(0), ") must be no greater than rank of output shape (", want.rank, "). ", c.show(0),
              ", the shape is ", want);
  if (!meets) c.invalid("Incompatible shapes: ", c.shape(0), " vs. ", want, "; ", c.show(0), "; it does not broadcast to shape ", want);
  if (!fits) c.invalid("Unable to broadcast tensor of shape ", c.shape(0), " to tensor of shape ", want, "; ", c.show(0));
  c.out() = want;
}

void broadcast_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  TensorImpl& out = k.output();
  if (!out.numel) return;
  if (in.numel == 1) return fill_elements(out, 0, in, out.numel);
  int shift = out.rank - in.rank;
  int64_t from[kMaxRank], to[kMaxRank];
  row_major(in.shape(), from);
  row_major(out.shape(), to);
  StridedCopy copy;
  for (int i = 0; i < out.rank; ++i) {
    bool repeats = i < shift || in.dim(i - shift) == 1;
    copy.axis(out.dim(i), repeats ? 0 : from[i - shift], to[i]);
  }
  copy.run(out, in);
}

}  // namespace

ZEAL_OP(Fill)
    .doc("A tensor of the given shape, every element `value`.")
    .example("tf.fill([2, 2], 7)", "[[7 7] [7 7]]")
    .type("T", kAnyType).type("index_type", kIndex)
    .input("dims", "index_type").input("value", "T").output("output", "T")
    .api("fill(dims, value, name=None)")
    .infer(infer_fill).dispatch_on(1).cpu(kAnyType, fill_kernel)
    .grad([](Grad& g) { g.set(1, sum_to_shape(g.dy(), make_int32s(nullptr, 0))); });

ZEAL_OP(ZerosLike)
    .node("zeros_like")
    .doc("Zeros of the shape and dtype of x.")
    .type("T", kAnyType)
    .input("x", "T").output("y", "T")
    .infer(infer_same_shape).cpu(kAnyType, zeros_kernel).not_differentiable();

ZEAL_OP(OnesLike)
    .node("ones_like")
    .doc("Ones of the shape and dtype of x.")
    .type("T", kAnyType & ~bit(DType::kString))
    .input("x", "T").output("y", "T")
    .infer(infer_same_shape).cpu(kAnyType & ~bit(DType::kString), ones_kernel).not_differentiable();

ZEAL_OP(BroadcastTo)
    .doc("Repeats axes of size 1, and adds leading axes, to reach a shape.")
    .example("tf.broadcast_to([1, 2], [2, 2])", "[[1 2] [1 2]]")
    .type("T", kAnyType).type("Tidx", kIndex)
    .input("input", "T").input("shape", "Tidx").output("output", "T")
    .api("broadcast_to(input, shape, name=None)")
    .infer(infer_broadcast_to).cpu(kAnyType, broadcast_kernel)
    .saves({InShape(0)})
    .grad([](Grad& g) { g.set(0, sum_to_shape(g.dy(), g.in_shape(0))); });

}  // namespace zeal
