// LayerNorm and its gradient: each row of the last axis with mean 0 and variance 1, then scale and offset.
#include <algorithm>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "ops/nn/layer_norm_kernel.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct LayerNormAttrs {
  float epsilon = 1e-3f;
};

// ---- Shapes ---------------------------------------------------------------------------------

// Those vectors have an element for each of x's last axis.
void check_row(const InferContext& c, int x, std::initializer_list<int> vectors) {
  c.require_rank_at_least(x, 1, c.op.inputs[x].name, " must have >= 1 dimension, got ", c.shape(x));
  const int64_t n = c.rank(x) < 0 ? kUnknownDim : c.dim(x, c.rank(x) - 1);
  for (int i : vectors) {
    c.require_rank(i, 1, c.op.inputs[i].name, " must be 1-dimensional", c.shape(i));
    if (n >= 0 && c.rank(i) == 1 && c.dim(i, 0) >= 0 && c.dim(i, 0) != n)
      c.invalid(c.op.inputs[i].name, " must have one element for each of the last axis: ", c.show(x), ", ", c.show(i));
  }
}

void infer_layer_norm(InferContext& c) {
  check_row(c, 0, {1, 2});
  c.out() = c.shape(0);
}

void infer_layer_norm_grad(InferContext& c) {
  check_row(c, 1, {2});
  if (!are_compatible(c.shape(0), c.shape(1)))
    c.invalid("x and y_backprop must have same shape, but x has shape ", c.shape(1), " and y_backprop has shape ", c.shape(0));
  c.out(0) = c.shape(1);
  for (int i : {1, 2}) c.out(i) = c.shape(2);
}

// ---- Kernels --------------------------------------------------------------------------------

template <class T>
const LayerNormLoops& loops() {
  static const LayerNormKernels& best = ZEAL_PICK_ISA(layer_norm_kernels);
  if constexpr (sizeof(T) == 4) return best.f32;
  else return best.f64;
}

constexpr int64_t kGrain = 16384;  // elements that are worth a thread of their own

template <class T>
void layer_norm_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  if (x.numel == 0) return;
  const int64_t n = x.dim(x.rank - 1);
  parallel_for(x.numel / n, std::max<int64_t>(1, kGrain / n), [&](int64_t begin, int64_t end) {
    loops<T>().forward(x.as<T>() + begin * n, end - begin, n, k.input(1).data, k.input(2).data, double(k.attr<LayerNormAttrs>().epsilon),
                       k.output().as<T>() + begin * n);
  });
}

// Rows are summed in pieces whose number follows from sizes alone, so that bits do not depend on threads.
template <class T>
void layer_norm_grad_kernel(Kernel& k) {
  const TensorImpl &dy = k.input(0), &x = k.input(1);
  zero_elements(k.output(1)), zero_elements(k.output(2));
  if (x.numel == 0) return;
  const int64_t n = x.dim(x.rank - 1), rows = x.numel / n, pieces = std::clamp<int64_t>(x.numel / kGrain, 1, std::min<int64_t>(rows, 64));
  const int64_t dims[] = {pieces, 2, n};
  const Tensor parts = make_tensor(x.dtype, {3, dims});
  zero_elements(*parts);
  parallel_for(pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = rows * i / pieces * n, count = rows * (i + 1) / pieces - rows * i / pieces;
      T* part = parts->as<T>() + i * 2 * n;
      loops<T>().back(dy.as<T>() + at, x.as<T>() + at, count, n, k.input(2).data, double(k.attr<LayerNormAttrs>().epsilon),
                      k.output(0).as<T>() + at, part, part + n);
    }
  });
  for (int out : {1, 2})
    for (int64_t i = 0; i < pieces; ++i)
      for (int64_t j = 0; j < n; ++j) k.output(out).as<T>()[j] += parts->as<T>()[(2 * i + out - 1) * n + j];
}

// ---- Gradients ------------------------------------------------------------------------------

void grad_layer_norm(Grad& g) {
  Tensor in[] = {g.dy(), g.in(0), g.in(1)};
  Outputs back = call_list(OP(LayerNormGrad), in, 3, g.attrs());
  for (int i = 0; i < 3; ++i)
    if (g.wants(i)) g.set(i, back[i]);
}

// The derivative of the gradient. u = (x - mean) / deviation, and into_x(f) is what flows to x when f flows into u: dx is
// into_x(dy * scale), dscale the sum of dy * u over rows, doffset that of dy. a, b, c flow into these.
void grad_layer_norm_grad(Grad& g) {
  const Tensor dy = g.in(0), x = g.in(1), scale = g.in(2), a = g.dy(0), b = g.dy(1), c = g.dy(2), last = make_scalar<int32_t>(-1);
  const auto mean = [&](const Tensor& t) { return reduced(OP(Mean), t, last, true); };
  const Tensor away = x - mean(x), root = call(OP(Rsqrt), {mean(away * away) + double(g.attr<LayerNormAttrs>().epsilon)}), u = away * root;
  const auto into_x = [&](const Tensor& f) { return root * (f - mean(f) - u * mean(f * u)); };
  const Tensor flow = into_x(a), v = dy * scale;
  if (g.wants(0)) g.set(0, scale * flow + b * u + c);
  if (g.wants(1)) g.set(1, into_x(b * dy) - root * (u * mean(v * flow) + mean(v * u) * flow + mean(a * u) * into_x(v)));
  if (g.wants(2)) g.set(2, sum_to_shape(dy * flow, shape_of(scale)));
}

constexpr DTypeSet kWide = bit(DType::kFloat32) | bit(DType::kFloat64);

OpDef& layer_norm_attrs(OpDef& op) { return op.attrs<LayerNormAttrs>().attr("epsilon", &LayerNormAttrs::epsilon); }

}  // namespace

ZEAL_OP(LayerNorm)
    .doc("(x - mean) / sqrt(variance + epsilon) * scale + offset along the last axis: what layers call.")
    .type("T", kWide).input("x", "T").input("scale", "T").input("offset", "T").output("y", "T")
    .with(layer_norm_attrs).infer(infer_layer_norm)
    .cpu(bit(DType::kFloat32), layer_norm_kernel<float>).cpu(bit(DType::kFloat64), layer_norm_kernel<double>)
    .saves({In(0), In(1)}).grad(grad_layer_norm);

ZEAL_OP(LayerNormGrad)
    .doc("The gradient of LayerNorm for x, scale and offset.")
    .type("T", kWide).input("y_backprop", "T").input("x", "T").input("scale", "T")
    .output("x_backprop", "T").output("scale_backprop", "T").output("offset_backprop", "T")
    .with(layer_norm_attrs).infer(infer_layer_norm_grad)
    .cpu(bit(DType::kFloat32), layer_norm_grad_kernel<float>).cpu(bit(DType::kFloat64), layer_norm_grad_kernel<double>)
    .saves({In(0), In(1), In(2)}).grad(grad_layer_norm_grad);

}  // namespace zeal
