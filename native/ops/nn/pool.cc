// MaxPool, AvgPool, MaxPool3D, AvgPool3D and their gradients.
#include <algorithm>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/nn/pool_kernel.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct PoolAttrs {
  ShortInts ksize, strides;
  ShortString padding, data_format;
};

// Names begin with MaxPool or AvgPool, those of volumes go on with 3D.
int spatial_rank(const OpDef& op) { return op.name.size() > 7 && op.name[7] == '3' ? 3 : 2; }

// ---- Shapes ---------------------------------------------------------------------------------

struct Pooling {
  ImageFormat format;
  Window windows[3];
};

Pooling pooling_of(const InferContext& c, ShapeView input) {
  const auto& f = c.attr<PoolAttrs>();
  const int spatial = spatial_rank(c.op), rank = spatial + 2;
  Pooling p{image_format(c.op, f.data_format.text(), rank), {}};
  const Padding padding = padding_of(c.op, f.padding.text(), false);
  read_pool_windows(c, f.ksize.list(), f.strides.list(), p.format, p.windows);
  if (input.rank >= 0 && input.rank != rank)
    c.invalid(c.in_graph("Shape must be rank ", rank, " but is rank ", input.rank),
              "tensor_in must be ", rank, "-dimensional: it must have ", spatial, " spatial dimensions, got ", input);
  for (int i = 0; i < spatial; ++i)
    p.windows[i].fit(c.op, &c, input.rank < 0 ? kUnknownDim : input[p.format.axis(i)], padding);
  return p;
}

const Pooling& known_pooling(const InferContext& c, ShapeView input) {
  static constinit thread_local LastFound<Pooling, 1> last;
  return looked_up(last).get(c, {input}, [&] { return pooling_of(c, input); });
}

Shape pooled_shape(const Pooling& p, ShapeView input) {
  Shape s;
  s.rank = p.format.rank;
  s[0] = input.rank < 0 ? kUnknownDim : input[0];
  s[p.format.channels()] = input.rank < 0 ? kUnknownDim : input[p.format.channels()];
  for (int i = 0; i < p.format.spatial(); ++i) s[p.format.axis(i)] = p.windows[i].out;
  return s;
}

void infer_pool(InferContext& c) { c.out() = pooled_shape(known_pooling(c, c.shape(0)), c.shape(0)); }

// Input `i` must have the shape that pooling `input` gives.
void require_pooled(const InferContext& c, const Pooling& p, ShapeView input, int i) {
  const Shape want = pooled_shape(p, input);
  if (!are_compatible(want, c.shape(i)))
    c.invalid("Expected ", c.op.inputs[i].name, " shape to be ", want, ", but got ", c.shape(i), "; it is what pooling an input of ", input, " gives");
}

// orig_input, orig_output, grad: the gradient has the input's shape, what flows back into it the output's.
void infer_max_grad(InferContext& c) {
  const Pooling p = pooling_of(c, c.shape(0));
  require_pooled(c, p, c.shape(0), 1), require_pooled(c, p, c.shape(0), 2);
  c.out() = c.shape(0);
}
void infer_max_grad_grad(InferContext& c) {
  const Pooling p = pooling_of(c, c.shape(0));
  require_pooled(c, p, c.shape(0), 1);
  if (!are_compatible(c.shape(0), c.shape(2)))
    c.invalid("Expected grad shape to be ", c.shape(0), ", but got ", c.shape(2), "; it is the gradient's gradient, of the input's shape");
  c.out() = pooled_shape(p, c.shape(0));
}

// orig_input_shape, grad.
void infer_average_grad(InferContext& c) {
  const int rank = spatial_rank(c.op) + 2;
  Shape input = c.shape_value(0);
  if (input.rank < 0) {
    input.rank = rank;
    std::fill_n(input.dims, rank, kUnknownDim);
  }
  const Pooling p = pooling_of(c, input);
  require_pooled(c, p, input, 1);
  c.out() = input;
}

// ---- Kernels --------------------------------------------------------------------------------

// An op's call with the images' channels last; the output is put back where they come first.
struct PoolRun {
  const Pooling& p;  // stays until this thread asks for another
  PoolShape s;

  PoolRun(const Kernel& k, ShapeView input) : p(pooling(k, input)) {
    const auto axis = [&](int from_last) {
      const int i = p.format.spatial() - from_last;
      if (i < 0) return PoolAxis{1, 1, 1, 1, 0};
      const Window& w = p.windows[i];
      return PoolAxis{input[p.format.axis(i)], w.out, w.size, w.stride, w.before};
    };
    s = {input[0], axis(3), axis(2), axis(1), input[p.format.channels()]};
  }
  static const Pooling& pooling(const Kernel& k, ShapeView input) {
    OutSpec none;
    return known_pooling(InferContext(k.op, k.attrs, k.in, k.nin, &none, 1), input);
  }
  Tensor last(const TensorImpl& t) const {
    return p.format.channels_first ? channels_last(t) : Tensor::share(const_cast<TensorImpl*>(&t));
  }
  // fn(to, rows from, to) on threads; each image of what is filled has so many rows.
  template <class Fn>
  void fill(Kernel& k, int64_t rows, Fn&& fn) const {
    if (k.output().numel == 0) return;
    if (!p.format.channels_first) return fill_rows(k.output(), s.batch * rows, fn);
    const TensorImpl& out = k.output();
    int64_t dims[kMaxRank] = {out.dim(0)};
    for (int i = 2; i < out.rank; ++i) dims[i - 1] = out.dim(i);
    dims[out.rank - 1] = out.dim(1);
    const Tensor last = make_tensor(out.dtype, {out.rank, dims});
    fill_rows(*last, s.batch * rows, fn);
    k.out[0] = channels_first(*last);
  }
  template <class Fn>
  void fill_output(Kernel& k, Fn&& fn) const { fill(k, s.d.out * s.h.out, fn); }
  template <class Fn>
  void fill_input(Kernel& k, Fn&& fn) const { fill(k, s.d.in * s.h.in, fn); }

 private:
  template <class Fn>
  void fill_rows(TensorImpl& to, int64_t rows, const Fn& fn) const {
    const double work = work_of_image() * double(s.c) * double(s.batch);
    if (work <= kGrain) return fn(to, 0, rows);
    parallel_for(rows, std::max<int64_t>(1, int64_t(double(rows) / work * kGrain)), [&](int64_t begin, int64_t end) { fn(to, begin, end); });
  }
  // Elements that the windows of an image meet, of each channel.
  double work_of_image() const {
    return double(s.d.out * s.h.out * s.w.out) * (double(s.d.size) * double(s.h.size) * double(s.w.size));
  }
  static constexpr double kGrain = 65536;  // elements of windows that one thread meets
};

template <class T>
const PoolTable& loops() {
  static const PoolKernels& best = ZEAL_PICK_LIGHT_ISA(pool_kernels);
  if constexpr (std::is_same_v<T, float>) return best.f32;
  if constexpr (std::is_same_v<T, double>) return best.f64;
  if constexpr (std::is_same_v<T, int64_t>) return pool_kernels_0.i64;
}

template <class T>
void max_kernel(Kernel& k) {
  const PoolRun run(k, k.input(0).shape());
  const Tensor x = run.last(k.input(0));
  run.fill_output(k, [&](TensorImpl& y, int64_t begin, int64_t end) { loops<T>().max(run.s, x->data, begin, end, y.data); });
}
template <class T>
void max_grad_kernel(Kernel& k) {
  const PoolRun run(k, k.input(0).shape());
  const Tensor x = run.last(k.input(0)), dy = run.last(k.input(2));
  run.fill_input(k, [&](TensorImpl& dx, int64_t begin, int64_t end) { loops<T>().max_grad(run.s, x->data, dy->data, begin, end, dx.data); });
}
template <class T>
void max_grad_grad_kernel(Kernel& k) {
  const PoolRun run(k, k.input(0).shape());
  const Tensor x = run.last(k.input(0)), ddx = run.last(k.input(2));
  run.fill_output(k, [&](TensorImpl& y, int64_t begin, int64_t end) { loops<T>().max_pick(run.s, x->data, ddx->data, begin, end, y.data); });
}
template <class T>
void average_kernel(Kernel& k) {
  const PoolRun run(k, k.input(0).shape());
  const Tensor x = run.last(k.input(0));
  run.fill_output(k, [&](TensorImpl& y, int64_t begin, int64_t end) { loops<T>().average(run.s, x->data, begin, end, y.data); });
}
template <class T>
void average_grad_kernel(Kernel& k) {
  const PoolRun run(k, k.output().shape());
  const Tensor dy = run.last(k.input(1));
  run.fill_input(k, [&](TensorImpl& dx, int64_t begin, int64_t end) { loops<T>().average_grad(run.s, dy->data, begin, end, dx.data); });
}

// ---- Ops ------------------------------------------------------------------------------------

constexpr DTypeSet kPoolIntegers = bit(DType::kInt8) | bit(DType::kInt16) | bit(DType::kInt32) | bit(DType::kInt64) | bit(DType::kUInt8) | bit(DType::kUInt16);

struct PoolFamily {
  const OpDef &max, &max_grad, &max_grad_grad, &average, &average_grad;
};
PoolFamily family_of(const OpDef& op) {
  if (spatial_rank(op) == 3) return {OP(MaxPool3D), OP(MaxPool3DGrad), OP(MaxPool3DGradGrad), OP(AvgPool3D), OP(AvgPool3DGrad)};
  return {OP(MaxPool), OP(MaxPoolGrad), OP(MaxPoolGradGrad), OP(AvgPool), OP(AvgPoolGrad)};
}

void grad_max(Grad& g) { g.set(0, call(family_of(g.op()).max_grad, {g.in(0), g.out(), g.dy()}, g.attrs())); }
// Where the largest elements lie is piecewise constant.
void grad_max_grad(Grad& g) {
  if (g.wants(0)) g.set(0, zeros_like(g.in(0)));
  if (g.wants(1)) g.set(1, zeros_like(g.in(1)));
  if (g.wants(2)) g.set(2, call(family_of(g.op()).max_grad_grad, {g.in(0), g.in(1), g.dy()}, g.attrs()));
}
void grad_max_grad_grad(Grad& g) {
  if (g.wants(0)) g.set(0, zeros_like(g.in(0)));
  if (g.wants(1)) g.set(1, zeros_like(g.in(1)));
  if (g.wants(2)) g.set(2, call(family_of(g.op()).max_grad, {g.in(0), g.in(1), g.dy()}, g.attrs()));
}
void grad_average(Grad& g) {
  g.set(0, call(family_of(g.op()).average_grad, {cast(g.in_shape(0), DType::kInt32), g.dy()}, g.attrs()));
}
void grad_average_grad(Grad& g) { g.set(1, call(family_of(g.op()).average, {g.dy()}, g.attrs())); }

template <template <class> class Run>
OpDef& float_kernels(OpDef& op) {
  return op.cpu(bit(DType::kFloat32), Run<float>::kernel).cpu(bit(DType::kFloat64), Run<double>::kernel)
      .cpu(kHalfTypes, in_float<Run<float>::kernel>);
}
template <template <class> class Run>
OpDef& all_kernels(OpDef& op) {
  return float_kernels<Run>(op).cpu(bit(DType::kInt64), Run<int64_t>::kernel).cpu(kPoolIntegers & kShortIntegers, in_int64<Run<int64_t>::kernel>);
}
template <class T> struct Max { static constexpr KernelFn kernel = max_kernel<T>; };
template <class T> struct MaxGrad { static constexpr KernelFn kernel = max_grad_kernel<T>; };
template <class T> struct MaxGradGrad { static constexpr KernelFn kernel = max_grad_grad_kernel<T>; };
template <class T> struct Average { static constexpr KernelFn kernel = average_kernel<T>; };
template <class T> struct AverageGrad { static constexpr KernelFn kernel = average_grad_kernel<T>; };

OpDef& pool_attrs(OpDef& op) {
  short_attr(op.attrs<PoolAttrs>(), "ksize", &PoolAttrs::ksize, true);
  short_attr(op, "strides", &PoolAttrs::strides, true);
  short_attr(op, "padding", &PoolAttrs::padding, true);
  short_attr(op, "data_format", &PoolAttrs::data_format);
  op.defaults = Attrs::of(PoolAttrs{{}, {}, {}, short_string(spatial_rank(op) == 3 ? "NDHWC" : "NHWC")});
  return op;
}
OpDef& max_op(OpDef& op) {
  const bool flat = spatial_rank(op) == 2;
  op.type("T", flat ? kFloating | kPoolIntegers : kFloating).input("input", "T").output("output", "T").with(pool_attrs).infer(infer_pool)
      .saves({In(0), Out(0)}).grad(grad_max);
  return flat ? all_kernels<Max>(op) : float_kernels<Max>(op);
}
OpDef& max_grad_op(OpDef& op) {
  const bool flat = spatial_rank(op) == 2;
  op.type("T", flat ? kFloating | kPoolIntegers : kFloating)
      .input("orig_input", "T").input("orig_output", "T").input("grad", "T").output("output", "T").with(pool_attrs)
      .infer(infer_max_grad).saves({In(0), In(1)}).grad(grad_max_grad);
  return flat ? all_kernels<MaxGrad>(op) : float_kernels<MaxGrad>(op);
}
OpDef& max_grad_grad_op(OpDef& op) {
  const bool flat = spatial_rank(op) == 2;
  op.type("T", flat ? kFloating | kPoolIntegers : kFloating)
      .input("orig_input", "T").input("orig_output", "T").input("grad", "T").output("output", "T").with(pool_attrs)
      .infer(infer_max_grad_grad).saves({In(0), In(1)}).grad(grad_max_grad_grad);
  return flat ? all_kernels<MaxGradGrad>(op) : float_kernels<MaxGradGrad>(op);
}
OpDef& average_op(OpDef& op) {
  op.type("T", kFloating).input(spatial_rank(op) == 3 ? "input" : "value", "T").output("output", "T").with(pool_attrs).infer(infer_pool)
      .saves({InShape(0)}).grad(grad_average);
  return float_kernels<Average>(op);
}
OpDef& average_grad_op(OpDef& op) {
  op.type("T", kFloating).input("orig_input_shape", "int32").input("grad", "T").output("output", "T").dispatch_on(1)
      .with(pool_attrs).infer(infer_average_grad).grad(grad_average_grad);
  return float_kernels<AverageGrad>(op);
}

}  // namespace

ZEAL_OP(MaxPool).with(max_op).doc("The largest element of each window of the images of a batch.");
ZEAL_OP(MaxPoolGrad).with(max_grad_op).doc("The gradient of MaxPool: what flows back goes to the first largest element of each window.");
ZEAL_OP(MaxPoolGradGrad).with(max_grad_grad_op).doc("The gradient of MaxPoolGrad: what lies at the first largest element of each window.");
ZEAL_OP(AvgPool).with(average_op).doc("The mean of each window of the images of a batch; the border's zeros do not count.");
ZEAL_OP(AvgPoolGrad).with(average_grad_op).doc("The gradient of AvgPool for an input of shape orig_input_shape.");
ZEAL_OP(MaxPool3D).with(max_op).doc("The largest element of each window of the volumes of a batch.");
ZEAL_OP(MaxPool3DGrad).with(max_grad_op).doc("The gradient of MaxPool3D: what flows back goes to the first largest element of each window.");
ZEAL_OP(MaxPool3DGradGrad).with(max_grad_grad_op).doc("The gradient of MaxPool3DGrad: what lies at the first largest element of each window.");
ZEAL_OP(AvgPool3D).with(average_op).doc("The mean of each window of the volumes of a batch; the border's zeros do not count.");
ZEAL_OP(AvgPool3DGrad).with(average_grad_op).doc("The gradient of AvgPool3D for an input of shape orig_input_shape.");

}  // namespace zeal
