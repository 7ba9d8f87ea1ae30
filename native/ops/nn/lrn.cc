// LRN: local response normalization across channels.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/in_wide.h"
#include "ops/linalg/matmul.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct LrnAttrs {
  int64_t depth_radius = 5;
  float bias = 1, alpha = 1, beta = 0.5f;
};

void infer_lrn(InferContext& c) {
  c.require_rank(0, 4, "in must be 4-dimensional");
  c.out() = c.shape(0);
}

// base ** -beta; the usual exponents by roots.
template <class T>
T faded(T base, float beta) {
  if (beta == 0.5f) return T(1) / std::sqrt(base);
  if (beta == 0.75f) return T(1) / std::sqrt(base * std::sqrt(base));
  if (beta == 1) return T(1) / base;
  return std::pow(base, T(-beta));
}

// One pixel: each channel with its neighbours, in windows that slide along `squares`.
template <class T>
void normalize(const T* x, int64_t c, const LrnAttrs& f, int64_t radius, T* squares, T* y) {
  for (int64_t i = 0; i < c; ++i) squares[i] = x[i] * x[i];
  for (int64_t i = 0; i < c; ++i) {
    T sum = 0;
    for (int64_t k = std::max<int64_t>(0, i - radius), end = std::min(c, i + radius + 1); k < end; ++k) sum += squares[k];
    y[i] = x[i] * faded(T(f.bias) + T(f.alpha) * sum, f.beta);
  }
}

template <class T>
void lrn_kernel(Kernel& k) {
  const auto& f = k.attr<LrnAttrs>();
  const TensorImpl& x = k.input(0);
  if (x.numel == 0) return;
  const int64_t c = x.dim(3), radius = std::clamp<int64_t>(f.depth_radius, 0, c);
  parallel_for(x.numel / c, std::max<int64_t>(1, 4096 / c), [&](int64_t begin, int64_t end) {
    std::vector<T> squares(c);
    for (int64_t i = begin; i < end; ++i) normalize(x.as<T>() + i * c, c, f, radius, squares.data(), k.output().as<T>() + i * c);
  });
}

// Ones where two channels are neighbours: sums over windows are products with this matrix.
Tensor neighbours(const Tensor& x, const Tensor& shape, int64_t radius) {
  const Size c = size_at(shape, 3);
  const Tensor most = make_scalar<int64_t>(std::max<int64_t>(0, radius));
  const Tensor all = fill(vector({c, c}), scalar_like(x, 1)), reach = call(OP(Minimum), {most, cast(scalar_of(c), DType::kInt64)});
  return call(OP(MatrixBandPart), {all, reach, reach});
}

// y = x * base ** -beta with base = bias + alpha * sums(x ** 2).
void grad_lrn(Grad& g) {
  const auto& f = g.attr<LrnAttrs>();
  const Tensor x = g.in(0), dy = g.dy(), shape = g.in_shape(0), flat = vector({Size(-1), size_at(shape, 3)});
  const Tensor near = neighbours(x, shape, f.depth_radius);
  const auto sums = [&](const Tensor& t) {
    return reshape(matmul(reshape(t, flat), Form::plain, near, Form::plain), shape);
  };
  const Tensor base = sums(x * x) * double(f.alpha) + double(f.bias);
  const auto power = [&](double to) { return call(OP(Pow), {base, scalar_like(x, to)}); };
  g.set(0, dy * power(-f.beta) - x * sums(dy * x * power(-f.beta - 1.0)) * (2.0 * f.alpha * f.beta));
}

// The same for a program that reads this op's gradient from a file: dy, x and y, of one pixel each.
template <class T>
void normalize_back(const T* dy, const T* x, int64_t c, const LrnAttrs& f, int64_t radius, T* base, T* flow, T* dx) {
  for (int64_t i = 0; i < c; ++i) {
    T sum = 0;
    for (int64_t k = std::max<int64_t>(0, i - radius), end = std::min(c, i + radius + 1); k < end; ++k) sum += x[k] * x[k];
    base[i] = T(f.bias) + T(f.alpha) * sum;
    flow[i] = dy[i] * x[i] * faded(base[i], f.beta) / base[i];
  }
  for (int64_t i = 0; i < c; ++i) {
    T sum = 0;
    for (int64_t k = std::max<int64_t>(0, i - radius), end = std::min(c, i + radius + 1); k < end; ++k) sum += flow[k];
    dx[i] = dy[i] * faded(base[i], f.beta) - T(2) * T(f.alpha) * T(f.beta) * x[i] * sum;
  }
}

template <class T>
void lrn_grad_kernel(Kernel& k) {
  const auto& f = k.attr<LrnAttrs>();
  const TensorImpl &dy = k.input(0), &x = k.input(1);
  if (x.numel == 0) return;
  const int64_t c = x.dim(3), radius = std::clamp<int64_t>(f.depth_radius, 0, c);
  parallel_for(x.numel / c, std::max<int64_t>(1, 4096 / c), [&](int64_t begin, int64_t end) {
    std::vector<T> base(c), flow(c);
    for (int64_t i = begin * c; i < end * c; i += c)
      normalize_back(dy.as<T>() + i, x.as<T>() + i, c, f, radius, base.data(), flow.data(), k.output().as<T>() + i);
  });
}

void infer_lrn_grad(InferContext& c) {
  for (int i = 0; i < 3; ++i) {
    c.require_rank(i, 4, c.op.inputs[i].name, " must be 4-dimensional");
    if (!are_compatible(c.shape(0), c.shape(i)))
      c.invalid("input_grads, input_image, and out_image should have the same shape: ", c.shape(0), " vs ", c.shape(i));
  }
  c.out() = c.rank(0) >= 0 ? c.shape(0) : c.shape(1);
}

}  // namespace

ZEAL_OP(LRNGrad)
    .doc("The gradient of LRN.")
    .type("T", kFloating).input("input_grads", "T").input("input_image", "T").input("output_image", "T").output("output", "T")
    .attrs<LrnAttrs>()
    .attr("depth_radius", &LrnAttrs::depth_radius).attr("bias", &LrnAttrs::bias)
    .attr("alpha", &LrnAttrs::alpha).attr("beta", &LrnAttrs::beta)
    .infer(infer_lrn_grad)
    .cpu(bit(DType::kFloat32), lrn_grad_kernel<float>).cpu(bit(DType::kFloat64), lrn_grad_kernel<double>)
    .cpu(kHalfTypes, in_float<lrn_grad_kernel<float>>);

ZEAL_OP(LRN)
    .doc("input / (bias + alpha * s) ** beta, where s sums the squares of the channels up to depth_radius away.")
    .example("tf.nn.lrn(tf.ones([1, 1, 1, 2]), bias=2.0)", "[[[[0.5 0.5]]]]")
    .api("nn.lrn, nn.local_response_normalization(input, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, name=None)")
    .type("T", kFloating).input("input", "T").output("output", "T")
    .attrs<LrnAttrs>()
    .attr("depth_radius", &LrnAttrs::depth_radius).attr("bias", &LrnAttrs::bias)
    .attr("alpha", &LrnAttrs::alpha).attr("beta", &LrnAttrs::beta)
    .infer(infer_lrn)
    .cpu(bit(DType::kFloat32), lrn_kernel<float>).cpu(bit(DType::kFloat64), lrn_kernel<double>)
    .cpu(kHalfTypes, in_float<lrn_kernel<float>>)
    .saves({In(0), InShape(0)}).grad(grad_lrn);

}  // namespace zeal
