// Activations and their gradients as ops (functors: activation.h).
#include "op/functions.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kInexact = kFloating | kComplexTypes;

OpDef& activation(OpDef& op, DTypeSet types) {
  return op.type("T", types).input("features", "T").output("activations", "T").elementwise();
}
// Gradient op of the gradient and of the activation's input ("features") or output ("outputs").
OpDef& activation_grad(OpDef& op, DTypeSet types, const char* other) {
  return op.type("T", types).input("gradients", "T").input(other, "T").output("backprops", "T").elementwise();
}

// dy * slope(x), where the slope of the slope is 0
template <const OpDef& (*op)()> void grad_of_step(Grad& g) {
  if (g.wants(0)) g.set(0, call(op(), {g.dy(), g.in(1)}));
  if (g.wants(1)) g.set(1, zeros_like(g.dy()));
}
const OpDef& relu_grad() { return OP(ReluGrad); }
const OpDef& relu6_grad() { return OP(Relu6Grad); }

// dy * (y + a) below 0, dy * b above, from the output y
template <const OpDef& (*op)()> void grad_of_exponential(Grad& g) {
  if (g.wants(0)) g.set(0, call(op(), {g.dy(), g.in(1)}));
  if (!g.wants(1)) return;
  Tensor zero = scalar_like(g.dy(), 0);
  g.set(1, select(call(OP(Less), {g.in(1), zero}), meet(g.dy(), g.in(0)), zero));
}
const OpDef& elu_grad() { return OP(EluGrad); }
const OpDef& selu_grad() { return OP(SeluGrad); }

void grad_sigmoid_grad(Grad& g) {  // z = dy y (1 - y)
  Tensor y = conj(g.in(0));
  if (g.wants(0)) {
    Tensor both = meet(conj(g.dy()), g.in(1));
    g.set(0, both - through(both * 2., y));
  }
  if (g.wants(1)) g.set(1, call(OP(SigmoidGrad), {y, g.dy()}));
}

void grad_softplus_grad(Grad& g) {  // z = dy sigmoid(x)
  if (g.wants(0)) g.set(0, call(OP(SoftplusGrad), {g.dy(), g.in(1)}));
  if (g.wants(1)) g.set(1, call(OP(SigmoidGrad), {call(OP(Sigmoid), {g.in(1)}), meet(g.dy(), g.in(0))}));
}

void grad_softsign_grad(Grad& g) {  // z = dy / (1 + |x|)^2
  if (g.wants(0)) g.set(0, call(OP(SoftsignGrad), {g.dy(), g.in(1)}));
  if (!g.wants(1)) return;
  Tensor slope = call(OP(Sign), {g.in(1)}) * -2. / (call(OP(Abs), {g.in(1)}) + 1.);
  g.set(1, through(call(OP(SoftsignGrad), {meet(g.dy(), g.in(0)), g.in(1)}), slope));
}

}  // namespace

ZEAL_OP(Relu)
    .with(activation, kRealNumbers)
    .doc("max(features, 0).")
    .example("tf.nn.relu([-1.0, 2.0])", "[0. 2.]")
    .api("nn.relu(features, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(ReluGrad), {g.dy(), g.out()})); });

ZEAL_OP(ReluGrad)
    .with(activation_grad, kRealNumbers, "features")
    .doc("gradients where features are positive, else 0.")
    .saves({In(1)}).grad(grad_of_step<relu_grad>);

ZEAL_OP(Relu6)
    .with(activation, kRealNumbers)
    .doc("features limited to [0, 6].")
    .example("tf.nn.relu6([-1.0, 8.0])", "[0. 6.]")
    .api("nn.relu6(features, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(Relu6Grad), {g.dy(), g.out()})); });

ZEAL_OP(Relu6Grad)
    .with(activation_grad, kRealNumbers, "features")
    .doc("gradients where features are between 0 and 6, else 0.")
    .saves({In(1)}).grad(grad_of_step<relu6_grad>);

ZEAL_OP(Elu)
    .with(activation, kFloating)
    .doc("exp(features) - 1 below 0, features above.")
    .example("tf.nn.elu([-1.0, 2.0])", "[-0.63212055 2. ]")
    .api("nn.elu(features, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(EluGrad), {g.dy(), g.out()})); });

ZEAL_OP(EluGrad)
    .with(activation_grad, kFloating, "outputs")
    .doc("The gradient of Elu from its output.")
    .saves({In(0).grad_of(1), In(1)}).grad(grad_of_exponential<elu_grad>);

ZEAL_OP(Selu)
    .with(activation, kFloating)
    .doc("scale * alpha * (exp(features) - 1) below 0, scale * features above.")
    .example("tf.nn.selu([0.0, 1.0])", "[0. 1.050701]")
    .api("nn.selu(features, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(SeluGrad), {g.dy(), g.out()})); });

ZEAL_OP(SeluGrad)
    .with(activation_grad, kFloating, "outputs")
    .doc("The gradient of Selu from its output.")
    .saves({In(0).grad_of(1), In(1)}).grad(grad_of_exponential<selu_grad>);

ZEAL_OP(Sigmoid)
    .doc("1 / (1 + exp(-x)).")
    .example("tf.sigmoid([0.0, 2.0])", "[0.5 0.880797]")
    .unary(kInexact).api("sigmoid, nn.sigmoid, math.sigmoid, keras.activations.sigmoid(x, name=None)")
    .saves({Out(0)}).grad([](Grad& g) { g.set(0, call(OP(SigmoidGrad), {g.out(), g.dy()})); });

ZEAL_OP(SigmoidGrad)
    .doc("The gradient of Sigmoid from its output y: dy y (1 - y).")
    .type("T", kInexact).input("y", "T").input("dy", "T").output("z", "T").elementwise()
    .saves({In(0), In(1).grad_of(0)}).grad(grad_sigmoid_grad);

ZEAL_OP(Softplus)
    .with(activation, kFloating)
    .doc("log(1 + exp(features)).")
    .example("tf.nn.softplus([0.0])", "[0.6931472]")
    .api("nn.softplus, math.softplus(features, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, call(OP(SoftplusGrad), {g.dy(), g.in(0)})); });

ZEAL_OP(SoftplusGrad)
    .with(activation_grad, kFloating, "features")
    .doc("gradients * sigmoid(features).")
    .saves({In(0).grad_of(1), In(1)}).grad(grad_softplus_grad);

ZEAL_OP(Softsign)
    .with(activation, kFloating)
    .doc("features / (1 + |features|).")
    .example("tf.nn.softsign([-1.0, 3.0])", "[-0.5 0.75]")
    .api("nn.softsign, math.softsign(features, name=None)")
    .saves({In(0)}).grad([](Grad& g) { g.set(0, call(OP(SoftsignGrad), {g.dy(), g.in(0)})); });

ZEAL_OP(SoftsignGrad)
    .with(activation_grad, kFloating, "features")
    .doc("gradients / (1 + |features|)^2.")
    .saves({In(0).grad_of(1), In(1)}).grad(grad_softsign_grad);

}  // namespace zeal
