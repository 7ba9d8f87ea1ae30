// FusedBatchNorm, FusedBatchNormV2, FusedBatchNormV3 and their gradients.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/cast.h"
#include "ops/array/strided.h"
#include "ops/math/reduce.h"
#include "ops/nn/batch_norm_kernel.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct BatchNormAttrs {
  float epsilon = 1e-4f;
  const char* data_format = "NHWC";
  bool is_training = true;
};

bool is_third(const OpDef& op) { return op.name.ends_with("V3"); }

// ---- Shapes ---------------------------------------------------------------------------------

ImageFormat format_of(const InferContext& c) { return image_format(c.op, c.attr<BatchNormAttrs>().data_format, 4); }

// Channels of x, of rank 4, which those vectors must have too.
int64_t channels_of(const InferContext& c, const ImageFormat& format, int x, std::initializer_list<int> vectors) {
  c.require_rank(x, 4, c.op.inputs[x].name, " must be 4-dimensional", c.shape(x));
  int64_t channels = c.rank(x) < 0 ? kUnknownDim : c.dim(x, format.channels());
  for (int i : vectors) {
    c.require_rank(i, 1, c.op.inputs[i].name, " must be 1-dimensional", c.shape(i));
    if (c.rank(i) < 0 || c.dim(i, 0) < 0) continue;
    if (channels < 0) channels = c.dim(i, 0);
    if (c.dim(i, 0) != channels)
      c.invalid(c.in_graph("Dimensions must be equal, but are ", channels, " and ", c.dim(i, 0)), c.op.inputs[i].name,
                " must have one element for each channel: ", c.show(x), ", ", c.show(i));
  }
  return channels;
}

void infer_batch_norm(InferContext& c) {
  const bool training = c.attr<BatchNormAttrs>().is_training;
  const ImageFormat format = format_of(c);
  const int64_t channels = training ? channels_of(c, format, 0, {1, 2}) : channels_of(c, format, 0, {1, 2, 3, 4});
  if (training)
    for (int i : {3, 4})
      if (c.rank(i) >= 0 && (c.rank(i) != 1 || c.dim(i, 0) > 0))
        c.invalid("mean and variance must be empty for training; ", c.show(i), "; leave it out, or set is_training=False");
  c.out(0) = c.rank(0) < 0 ? Shape({kUnknownDim, kUnknownDim, kUnknownDim, kUnknownDim}) : c.shape(0);
  c.out(0).dims[format.channels()] = channels;
  for (int i = 1; i < 5; ++i) c.out(i).push(channels);
}

void infer_batch_norm_grad(InferContext& c) {
  const int64_t channels = channels_of(c, format_of(c), 1, {2, 3, 4});
  if (!are_compatible(c.shape(0), c.shape(1)))
    c.invalid("x and y_backprop must have same shape, but x has shape ", c.shape(1), " and y_backprop has shape ", c.shape(0));
  c.out(0) = c.shape(1);
  for (int i : {1, 2}) c.out(i).push(channels);
  for (int i : {3, 4}) c.out(i).push(0);
}

// ---- Kernels --------------------------------------------------------------------------------

template <class T>
const BatchNormLoops& loops() {
  static const BatchNormKernels& best = ZEAL_PICK_ISA(batch_norm_kernels);
  if constexpr (sizeof(T) == 4) return best.f32;
  else return best.f64;
}

// Rows that one call of a loop gets: as many as stay in the first cache. Of the sizes alone, so that sums have the same
// bits whatever the number of threads.
struct Rows {
  int64_t n, c, step;
  Rows(const TensorImpl& x) : n(x.dim(0) * x.dim(1) * x.dim(2)), c(x.dim(3)), step(std::max<int64_t>(1, 4096 / std::max<int64_t>(1, c))) {}
  int64_t blocks() const { return (n + step - 1) / step; }
  // fn(block, first row, rows) for all blocks, on threads.
  template <class Fn>
  void each(Fn&& fn) const {
    parallel_for(blocks(), 16, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) fn(i, i * step, std::min(step, n - i * step));
    });
  }
  // fn(first channel, channels), on threads, where something is done to all blocks.
  template <class Fn>
  void each_channel(Fn&& fn) const {
    parallel_for(c, 64 + 65536 / blocks(), [&](int64_t begin, int64_t end) { fn(begin, end - begin); });
  }
  // fn(first row, rows): the second time, from the last block to the first, since a thread's cache still has the last ones.
  template <class Fn>
  void each_again(Fn&& fn) const {
    parallel_for(blocks(), 16, [&](int64_t begin, int64_t end) {
      for (int64_t i = end; i-- > begin;) fn(i * step, std::min(step, n - i * step));
    });
  }
};

template <class T>
struct Moments {
  std::vector<T> mean, variance;  // biased
};

// Two rows of sums for each block; from the pool, as many blocks would be fresh pages each time.
template <class T>
Tensor parts_for(const Rows& rows) {
  return make_tensor(DTypeOf<T>::value, Shape{rows.blocks(), 2, rows.c});
}

template <class T>
Moments<T> moments_of(const T* x, const Rows& rows) {
  const int64_t c = rows.c;
  const Tensor parts = parts_for<T>(rows);
  T* part = parts->as<T>();
  rows.each([&](int64_t i, int64_t at, int64_t n) { loops<T>().moments(x + at * c, n, c, part + 2 * i * c, part + (2 * i + 1) * c); });
  Moments<T> all{std::vector<T>(c), std::vector<T>(c)};
  rows.each_channel([&](int64_t j, int64_t n) { loops<T>().join(part + j, rows.n, rows.step, c, n, &all.mean[j], &all.variance[j]); });
  for (T& v : all.variance) v /= T(rows.n);
  return all;
}

Tensor converted(const TensorImpl& x, DType to) {
  if (x.dtype == to) return Tensor::share(const_cast<TensorImpl*>(&x));
  TensorImpl* in[] = {const_cast<TensorImpl*>(&x)};
  Outputs out;
  run_kernel(OP(Cast), in, 1, Attrs::of(CastAttrs{to}), out);
  return std::move(out[0]);
}

template <class T>
void fill_nan(TensorImpl& t) {
  std::fill_n(t.as<T>(), t.numel, std::numeric_limits<T>::quiet_NaN());
}

// An image as the loops take it: channels last, of their dtype; `put` makes a result of that kind the op's.
struct Image {
  bool first;
  DType wide, dtype;
  Image(const Kernel& k, DType wide) : first(!std::strcmp(k.attr<BatchNormAttrs>().data_format, "NCHW")), wide(wide), dtype(k.output().dtype) {}
  Tensor take(const TensorImpl& x) const {
    const Tensor t = converted(x, wide);
    return first ? channels_last(*t) : t;
  }
  // Where a result like x is made: where the op's lies, if it is of that kind.
  Tensor room(const Kernel& k, const TensorImpl& x) const { return first || dtype != wide ? make_tensor(wide, x.shape()) : k.out[0]; }
  Tensor put(const Tensor& t) const { return converted(*(first ? channels_first(*t) : t), dtype); }
};

template <class T>
void batch_norm_kernel(Kernel& k) {
  const auto& f = k.attr<BatchNormAttrs>();
  const Image image(k, sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64);
  if (k.nout == 6) *k.output(5).as<T>() = 0;
  if (k.input(0).numel == 0) {
    for (int i = 1; i < 5; ++i) {
      if (f.is_training) fill_nan<T>(k.output(i));
      else std::memcpy(k.output(i).data, k.input(i % 2 ? 3 : 4).data, k.output(i).numel * sizeof(T));
    }
    return;
  }
  const Tensor x = image.take(k.input(0)), y = image.room(k, *x);
  const Rows rows(*x);
  const T *scale = k.input(1).as<T>(), *given_mean = k.input(3).as<T>(), *given_variance = k.input(4).as<T>();
  const Moments<T> m = f.is_training ? moments_of(x->as<T>(), rows)
                                     : Moments<T>{{given_mean, given_mean + rows.c}, {given_variance, given_variance + rows.c}};
  std::vector<T> factor(rows.c);
  const T unbiased = f.is_training && rows.n > 1 ? T(rows.n) / T(rows.n - 1) : T(1);
  for (int64_t j = 0; j < rows.c; ++j) {
    factor[j] = scale[j] / std::sqrt(m.variance[j] + T(f.epsilon));
    k.output(1).as<T>()[j] = k.output(3).as<T>()[j] = m.mean[j];
    k.output(2).as<T>()[j] = m.variance[j] * unbiased;
    k.output(4).as<T>()[j] = m.variance[j];
  }
  rows.each_again([&](int64_t at, int64_t n) {
    loops<T>().apply(x->as<T>() + at * rows.c, n, rows.c, m.mean.data(), factor.data(), k.input(2).as<T>(), y->as<T>() + at * rows.c);
  });
  k.out[0] = image.put(y);
}

template <class T>
void batch_norm_grad_kernel(Kernel& k) {
  const auto& f = k.attr<BatchNormAttrs>();
  const Image image(k, sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64);
  T *dscale = k.output(1).as<T>(), *doffset = k.output(2).as<T>();
  if (k.input(1).numel == 0) return zero_elements(k.output(1)), zero_elements(k.output(2));
  const Tensor dy = image.take(k.input(0)), x = image.take(k.input(1)), dx = image.room(k, *x);
  const Rows rows(*x);
  const int64_t c = rows.c;
  const T *scale = k.input(2).as<T>(), *mean = k.input(3).as<T>(), *variance = k.input(4).as<T>();
  const Tensor parts = parts_for<T>(rows);
  T* part = parts->as<T>();
  rows.each([&](int64_t i, int64_t at, int64_t n) {
    loops<T>().sums(dy->as<T>() + at * c, x->as<T>() + at * c, n, c, mean, part + 2 * i * c, part + (2 * i + 1) * c);
  });
  rows.each_channel([&](int64_t j, int64_t n) {
    loops<T>().add(part + j, rows.blocks(), c, n, doffset + j);
    loops<T>().add(part + c + j, rows.blocks(), c, n, dscale + j);
  });
  std::vector<T> factor(c), shift(c), slope(c);
  for (int64_t j = 0; j < c; ++j) {
    const T root = T(1) / std::sqrt(variance[j] + T(f.epsilon));
    factor[j] = scale[j] * root;
    if (f.is_training) shift[j] = doffset[j] / T(rows.n), slope[j] = dscale[j] * root * root / T(rows.n);
    dscale[j] *= root;
  }
  rows.each_again([&](int64_t at, int64_t n) {
    loops<T>().back(dy->as<T>() + at * c, x->as<T>() + at * c, n, c, mean, factor.data(), shift.data(), slope.data(), dx->as<T>() + at * c);
  });
  k.out[0] = image.put(dx);
}

// ---- Gradients ------------------------------------------------------------------------------

void grad_batch_norm(Grad& g) {
  const OpDef& op = g.op().name == "FusedBatchNorm" ? OP(FusedBatchNormGrad) : is_third(g.op()) ? OP(FusedBatchNormGradV3) : OP(FusedBatchNormGradV2);
  Tensor in[] = {g.dy(), g.in(0), g.in(1), g.out(3), g.out(4), is_third(g.op()) ? g.out(5) : Tensor()};
  Outputs back = call_list(op, in, is_third(g.op()) ? 6 : 5, g.attrs());
  for (int i = 0; i < 3; ++i)
    if (g.wants(i)) g.set(i, back[i]);
}

// The derivative of the gradient: formulas below in dy, x and scale, whose mean and variance are those of x where the op
// trained and given where not. u = (x - mean) / deviation; a, b, c flow into the gradients of x, scale and offset.
struct Second {
  Tensor axes, root, u, dy, scale;
  bool training;

  Tensor sum(const Tensor& t, bool keep = true) const { return reduced(OP(Sum), t, axes, keep); }
  Tensor mean(const Tensor& t) const { return reduced(OP(Mean), t, axes, true); }
  // What flows to x when f flows into u.
  Tensor into_x(const Tensor& f) const { return training ? root * (f - mean(f) - u * mean(f * u)) : root * f; }
};

Tensor along_channels(const Tensor& v, bool first) {
  if (!first) return v;
  int64_t shape[] = {1, -1, 1, 1};
  return reshape(v, make_int32s(shape, 4));
}

void grad_batch_norm_grad(Grad& g) {
  const auto& f = g.attr<BatchNormAttrs>();
  const bool first = !std::strcmp(f.data_format, "NCHW");
  const int64_t last_axes[] = {0, 1, 2}, first_axes[] = {0, 2, 3};
  const DType wide = g.in(2)->dtype;
  const Tensor x = cast(g.in(1), wide), axes = make_int32s(first ? first_axes : last_axes, 3);
  const Tensor variance = along_channels(g.in(4), first);
  const Tensor centre = f.is_training ? reduced(OP(Mean), x, axes, true) : along_channels(g.in(3), first);
  const Tensor spread = f.is_training ? reduced(OP(Mean), (x - centre) * (x - centre), axes, true) : variance;
  const Tensor root = call(OP(Rsqrt), {spread + double(f.epsilon)});
  const Second s{axes, root, (x - centre) * root, cast(g.in(0), wide), along_channels(g.in(2), first), f.is_training};
  const Tensor a = cast(g.dy(0), wide), b = along_channels(g.dy(1), first), c = along_channels(g.dy(2), first);
  const Tensor flow = s.training ? a - s.mean(a) - s.u * s.mean(a * s.u) : a;
  if (g.wants(0)) g.set(0, cast(s.scale * root * flow + b * s.u + c, g.in_dtype(0)));
  if (g.wants(2)) g.set(2, s.sum(s.dy * root * flow, false));
  if (!g.wants(1)) return;
  Tensor dx = b * s.into_x(s.dy);
  if (s.training) {
    const Tensor together = s.mean(s.dy * flow);
    dx = dx - s.scale * root * (s.u * root * together + s.mean(s.dy * s.u) * s.into_x(a) + s.mean(a * s.u) * s.into_x(s.dy));
  }
  g.set(1, cast(dx, g.in_dtype(1)));
}

// ---- Ops ------------------------------------------------------------------------------------

constexpr DTypeSet kWide = bit(DType::kFloat32) | bit(DType::kFloat64);

OpDef& batch_norm_attrs(OpDef& op) {
  return op.attrs<BatchNormAttrs>().attr("epsilon", &BatchNormAttrs::epsilon).attr("data_format", &BatchNormAttrs::data_format)
      .attr("is_training", &BatchNormAttrs::is_training);
}

// `param`: the dtype of scale and the like, T itself in the first version.
OpDef& batch_norm_op(OpDef& op, const char* param) {
  if (*param == 'T') op.type("T", kWide);
  else op.type("T", kFloating).type("U", kWide);
  op.input("x", "T").input("scale", param).input("offset", param).input("mean", param).input("variance", param)
      .output("y", "T").output("batch_mean", param).output("batch_variance", param)
      .output("reserve_space_1", param).output("reserve_space_2", param).dispatch_on(1);
  if (is_third(op)) op.output("reserve_space_3", param);
  op.with(batch_norm_attrs).infer(infer_batch_norm)
      .cpu(bit(DType::kFloat32), batch_norm_kernel<float>).cpu(bit(DType::kFloat64), batch_norm_kernel<double>)
      .grad(grad_batch_norm);
  if (is_third(op)) op.saves({In(0), In(1), Out(3), Out(4), Out(5)});
  else op.saves({In(0), In(1), Out(3), Out(4)});
  return op;
}

OpDef& batch_norm_grad_op(OpDef& op, const char* param) {
  if (*param == 'T') op.type("T", kWide);
  else op.type("T", kFloating).type("U", kWide);
  op.input("y_backprop", "T").input("x", "T").input("scale", param)
      .input("reserve_space_1", param).input("reserve_space_2", param);
  if (is_third(op)) op.input("reserve_space_3", param);
  return op.output("x_backprop", "T").output("scale_backprop", param).output("offset_backprop", param)
      .output("reserve_space_4", param).output("reserve_space_5", param).dispatch_on(2)
      .with(batch_norm_attrs).infer(infer_batch_norm_grad)
      .cpu(bit(DType::kFloat32), batch_norm_grad_kernel<float>).cpu(bit(DType::kFloat64), batch_norm_grad_kernel<double>)
      .saves({In(0), In(1), In(2), In(3), In(4)}).grad(grad_batch_norm_grad);
}

}  // namespace

ZEAL_OP(FusedBatchNorm).with(batch_norm_op, "T")
    .doc("(x - mean) / sqrt(variance + epsilon) * scale + offset for each channel of images; while training, mean and variance are those of x.");
ZEAL_OP(FusedBatchNormV2).with(batch_norm_op, "U")
    .doc("FusedBatchNorm whose x may be narrower than scale, offset, mean and variance.");
ZEAL_OP(FusedBatchNormV3).with(batch_norm_op, "U")
    .doc("FusedBatchNormV2 with one more output, which is of no use here.");
ZEAL_OP(FusedBatchNormGrad).with(batch_norm_grad_op, "T")
    .doc("The gradient of FusedBatchNorm for x, scale and offset; the last two outputs are empty.");
ZEAL_OP(FusedBatchNormGradV2).with(batch_norm_grad_op, "U")
    .doc("The gradient of FusedBatchNormV2 for x, scale and offset; the last two outputs are empty.");
ZEAL_OP(FusedBatchNormGradV3).with(batch_norm_grad_op, "U")
    .doc("The gradient of FusedBatchNormV3 for x, scale and offset; the last two outputs are empty.");

}  // namespace zeal
