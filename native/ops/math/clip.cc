// ClipByValue: elements between two limits (functor: clip.h).
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_clip(InferContext& c) {
  infer_broadcast(c);
  bool known = c.shape(0).fully_known() && c.out().view().fully_known();
  if (known && !(c.out().view() == c.shape(0)))
    c.invalid("Shapes ", c.shape(0).tuple(), " and ", c.out().view().tuple(), " are not compatible: ", c.show(0), ", ", c.show(1), ", ", c.show(2), "; the limits must broadcast to t's shape");
}

// Inside, and at, the limits the gradient is t's; outside, the limit's that was taken; NaN passes none.
void grad_clip(Grad& g) {
  Tensor zero = scalar_like(g.dy(), 0);
  Tensor high_enough = call(OP(GreaterEqual), {g.in(0), g.in(1)}), low_enough = call(OP(LessEqual), {g.in(0), g.in(2)});
  if (g.wants(0)) g.set(0, select(call(OP(LogicalAnd), {high_enough, low_enough}), g.dy(), zero));
  if (!g.wants(1) && !g.wants(2)) return;
  Tensor below = call(OP(Less), {g.in(0), g.in(1)}), above = call(OP(Greater), {g.in(0), g.in(2)});
  if (g.wants(1)) g.set(1, select(below, g.dy(), zero));
  if (g.wants(2)) g.set(2, select(call(OP(LogicalAnd), {above, call(OP(LogicalNot), {below})}), g.dy(), zero));
}

}  // namespace

ZEAL_OP(ClipByValue)
    .node("clip_by_value")
    .doc("t limited to [clip_value_min, clip_value_max].")
    .example("tf.clip_by_value([-2.0, 0.5, 2.0], -1.0, 1.0)", "[-1. 0.5 1. ]")
    .type("T", kFloating | kIntegers)
    .input("t", "T").input("clip_value_min", "T").input("clip_value_max", "T").output("output", "T")
    .api("clip_by_value(t, clip_value_min, clip_value_max, name=None)")
    .elementwise().infer(infer_clip)
    .saves({In(0), In(1), In(2)}).grad(grad_clip);

}  // namespace zeal
