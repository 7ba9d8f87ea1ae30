// LeakyRelu and its gradient op. They carry a slope, which the stamped functors cannot; they run
// the loops of Mul, Maximum and SelectV2.
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct LeakyReluAttrs {
  float alpha = 0.2f;
};

Tensor run(const OpDef& op, std::initializer_list<TensorImpl*> in) {
  Outputs out;
  run_kernel(op, in.begin(), int(in.size()), op.defaults, out);
  return std::move(out[0]);
}

// x, or alpha x below 0: the larger of the two for every alpha up to 1, the smaller above.
void leaky_relu_kernel(Kernel& k) {
  float alpha = k.attr<LeakyReluAttrs>().alpha;
  if (alpha == 0) return void(k.out[0] = run(OP(Relu), {k.in[0]}));  // infinity * 0 is NaN
  Tensor scale = make_scalar(k.in[0]->dtype, alpha), scaled = run(OP(Mul), {k.in[0], scale.get()});
  k.out[0] = run(alpha <= 1 ? OP(Maximum) : OP(Minimum), {k.in[0], scaled.get()});
}

void leaky_relu_grad_kernel(Kernel& k) {
  Tensor zero = make_scalar(k.in[1]->dtype, 0), scale = make_scalar(k.in[0]->dtype, k.attr<LeakyReluAttrs>().alpha);
  Tensor positive = run(OP(Greater), {k.in[1], zero.get()}), scaled = run(OP(Mul), {k.in[0], scale.get()});
  k.out[0] = run(OP(SelectV2), {positive.get(), k.in[0], scaled.get()});
}

void infer_grad(InferContext& c) {
  infer_same_shape(c);
  if (c.rank(0) >= 0 && c.rank(1) >= 0 && c.rank(0) != c.rank(1))
    c.invalid("Inputs must have the same shape: ", c.show(0), ", ", c.show(1));
  for (int i = 0; i < c.rank(0) && c.rank(1) >= 0; ++i)
    if (c.dim(0, i) >= 0 && c.dim(1, i) >= 0 && c.dim(0, i) != c.dim(1, i))
      c.invalid("Inputs must have the same shape: ", c.show(0), ", ", c.show(1));
}

Tensor leaky_relu_grad(const Grad& g, const Tensor& dy, const Tensor& x) {
  return call(OP(LeakyReluGrad), {dy, x}, Attrs::of(g.attr<LeakyReluAttrs>()));
}

}  // namespace

ZEAL_OP(LeakyRelu)
    .doc("features above 0, alpha * features below.")
    .example("tf.nn.leaky_relu([-1.0, 2.0])", "[-0.2 2. ]")
    .type("T", kFloating).input("features", "T").output("activations", "T")
    .attrs<LeakyReluAttrs>().attr("alpha", &LeakyReluAttrs::alpha)
    .infer(infer_same_shape).cpu(kFloating, leaky_relu_kernel)
    .saves({In(0)}).grad([](Grad& g) { g.set(0, leaky_relu_grad(g, g.dy(), g.in(0))); });

ZEAL_OP(LeakyReluGrad)
    .doc("gradients where features are positive, alpha * gradients elsewhere.")
    .type("T", kFloating).input("gradients", "T").input("features", "T").output("backprops", "T")
    .attrs<LeakyReluAttrs>().attr("alpha", &LeakyReluAttrs::alpha)
    .infer(infer_grad).cpu(kFloating, leaky_relu_grad_kernel)
    .saves({In(1)}).grad([](Grad& g) {
      if (g.wants(0)) g.set(0, leaky_relu_grad(g, g.dy(), g.in(1)));
      if (g.wants(1)) g.set(1, zeros_like(g.dy()));
    });

}  // namespace zeal
