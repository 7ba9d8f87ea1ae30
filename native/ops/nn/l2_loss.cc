// L2Loss: half the sum of squares.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/math/reduce.h"
#include "tape/tape.h"

namespace zeal {
namespace {

template <class T>
void l2_loss_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  reduce(Reduction::sum_squares, sizeof(T) == 4 ? ReduceType::f32 : ReduceType::f64, {1, x.numel, 1}, x.data,
         k.output().data);
  *k.output().as<T>() /= 2;
}

}  // namespace

ZEAL_OP(L2Loss)
    .doc("sum(t * t) / 2.")
    .example("tf.nn.l2_loss([3.0, 4.0])", "12.5")
    .type("T", kFloating)
    .input("t", "T").output("output", "T")
    .api("nn.l2_loss(t, name=None)")
    .infer(infer_scalar)
    .cpu(bit(DType::kFloat32), l2_loss_kernel<float>).cpu(bit(DType::kFloat64), l2_loss_kernel<double>)
    .cpu(kHalfTypes, in_float<l2_loss_kernel<float>>)
    .saves({In(0)}).grad([](Grad& g) { g.set(0, g.in(0) * g.dy()); });

}  // namespace zeal
