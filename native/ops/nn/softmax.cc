// Softmax and LogSoftmax along the last axis.
#include "ops/nn/softmax.h"

#include <algorithm>

#include "core/parallel.h"
#include "op/half_kernel.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_softmax(InferContext& c) {
  c.require_rank_at_least(0, 1);
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

OpDef& softmax_op(const char* name, const char* out) {
  return register_op(name)
      .type("T", kFloating).input("logits", "T").output(out, "T")
      .infer(infer_softmax).saves({Out(0)});
}

}  // namespace

[[maybe_unused]] static const OpDef& softmax_def =
    softmax_op("Softmax", "softmax")
        .doc("exp(logits) / sum(exp(logits)) along the last axis.")
        .cpu(bit(DType::kFloat32), softmax_kernel<float, false>).cpu(bit(DType::kFloat64), softmax_kernel<double, false>)
        .cpu(bit(DType::kFloat16), in_float<Half, softmax_kernel<float, false>>)
        .cpu(bit(DType::kBFloat16), in_float<BFloat16, softmax_kernel<float, false>>)
        .grad([](Grad& g) { g.set(0, through_softmax(g.dy(), g.out())); });

[[maybe_unused]] static const OpDef& log_softmax_def =
    softmax_op("LogSoftmax", "logsoftmax")
        .doc("logits - log(sum(exp(logits))) along the last axis.")
        .cpu(bit(DType::kFloat32), softmax_kernel<float, true>).cpu(bit(DType::kFloat64), softmax_kernel<double, true>)
        .cpu(bit(DType::kFloat16), in_float<Half, softmax_kernel<float, true>>)
        .cpu(bit(DType::kBFloat16), in_float<BFloat16, softmax_kernel<float, true>>)
        .grad([](Grad& g) {
          const Tensor dy = g.dy();
          g.set(0, dy - sum_last(dy) * call(OP(Exp), {g.out()}));
        });

}  // namespace zeal
