// Softmax and LogSoftmax along the last axis.
#include "ops/nn/softmax.h"

#include <algorithm>

#include "core/parallel.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_softmax(InferContext& c) {
  c.require_rank_at_least(0, 1, "logits must have >= 1 dimension, got ", c.shape(0));
  c.out() = c.shape(0);
}

template <class T, bool log>
void softmax_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  if (x.numel == 0) return;
  const int64_t n = x.dim(x.rank - 1);
  const SoftmaxLoops& loops = softmax_loops<T>();
  parallel_for(x.numel / n, softmax_grain(n), [&](int64_t begin, int64_t end) {
    (log ? loops.log_softmax : loops.softmax)(x.as<T>() + begin * n, end - begin, n, k.output().as<T>() + begin * n);
  });
}

struct SoftmaxAttrs {
  int32_t axis = -1;  // of tf.nn.softmax
};

// tf.nn.softmax along another axis than the last: the two change places, before and after.
bool along_axis(const OpDef& op, TensorImpl* const* in, int, const Attrs& attrs, Outputs& out) {
  const int axis = attrs.as<SoftmaxAttrs>().axis, rank = in[0]->rank;
  if (axis == -1 || axis == rank - 1 || rank == 0) return false;
  if (rank < 0) fail(Code::kUnimplemented, "[", op.name, "] axis ", axis, " of logits of unknown rank is not supported; logits is ", describe(*in[0]));
  if (axis < -rank || axis >= rank)
    fail(Code::kInvalidArgument, "[", op.name, "] Dimension (", axis, ") must be in the range [", -rank, ", ", rank, ") where ", rank,
         " is the number of dimensions in the input. logits is ", describe(*in[0]));
  int64_t order[kMaxRank];
  for (int i = 0; i < rank; ++i) order[i] = i;
  std::swap(order[axis < 0 ? axis + rank : axis], order[rank - 1]);
  const Tensor perm = make_int32s(order, rank);
  out.resize(1);
  out[0] = call(OP(Transpose), {call(op, {call(OP(Transpose), {Tensor::share(in[0]), perm})}), perm});
  return true;
}

OpDef& softmax_op(OpDef& op, const char* out) {
  return op.type("T", kFloating).input("logits", "T").output(out, "T")
      .attrs<SoftmaxAttrs>().function_attr("axis", &SoftmaxAttrs::axis).wrapper(along_axis)
      .infer(infer_softmax).saves({Out(0)});
}

}  // namespace

ZEAL_OP(Softmax)
    .with(softmax_op, "softmax")
    .doc("exp(logits) / sum(exp(logits)) along an axis, the last by default.")
    .example("tf.nn.softmax([0.0, 0.0])", "[0.5 0.5]")
    .api("nn.softmax, math.softmax(logits, axis=None, name=None, dim:axis=None)")
    .cpu(bit(DType::kFloat32), softmax_kernel<float, false>).cpu(bit(DType::kFloat64), softmax_kernel<double, false>)
    .cpu(kHalfTypes, in_float<softmax_kernel<float, false>>)
    .grad([](Grad& g) { g.set(0, through_softmax(g.dy(), g.out())); });

ZEAL_OP(LogSoftmax)
    .with(softmax_op, "logsoftmax")
    .doc("logits - log(sum(exp(logits))) along an axis, the last by default.")
    .example("tf.nn.log_softmax([0.0, 0.0])", "[-0.6931472 -0.6931472]")
    .api("nn.log_softmax, math.log_softmax(logits, axis=None, name=None, dim:axis=None)")
    .cpu(bit(DType::kFloat32), softmax_kernel<float, true>).cpu(bit(DType::kFloat64), softmax_kernel<double, true>)
    .cpu(kHalfTypes, in_float<softmax_kernel<float, true>>)
    .grad([](Grad& g) {
      const Tensor dy = g.dy();
      if (!dy->numel) return g.set(0, dy * g.out());  // there may be too many rows to sum up
      g.set(0, dy - through(sum_last(dy), call(OP(Exp), {g.out()})));
    });

}  // namespace zeal
