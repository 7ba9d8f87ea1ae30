// DepthwiseConv2dNative and its gradients: each channel with filters of its own.
#include <algorithm>
#include <numeric>
#include <vector>

#include "core/division.h"
#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/nn/depthwise_kernel.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

const int64_t kOnes[] = {1, 1, 1, 1};

struct DepthwiseAttrs {
  ShortInts strides, dilations = short_ints(kOnes, 4);
  ShortString padding, data_format = short_string("NHWC");
};

// ---- Shapes ---------------------------------------------------------------------------------

struct Problem {
  ImageFormat format;
  int64_t batch = kUnknownDim, c = kUnknownDim, filters = kUnknownDim;  // filters of each channel
  Window windows[2];
  int64_t in[2];

  int64_t n() const { return c < 0 || filters < 0 ? kUnknownDim : c * filters; }
};

// TensorFlow has other words here than for Conv2D.
void read_strides(const InferContext& c, const IntList& list, Problem& p) {
  if (list.n != 4)
    c.invalid(c.in_graph("DepthwiseConv2D requires the stride attribute to contain 4 values, but got: ", list.n),
              "Sliding window strides field must specify 4 dimensions, got ", list.n);
  for (int i = 0; i < 2; ++i)
    if (list.values[p.format.axis(i)] <= 0) c.invalid("Stride must be > 0, but got ", list.values[p.format.axis(i)]);
  read_steps(c, list, p.format, false, p.windows);
}

void require_image(const InferContext& c, ShapeView s, const char* name) {
  if (s.rank >= 0 && s.rank != 4)
    c.invalid(c.in_graph("Shape must be rank 4 but is rank ", s.rank), name, " must be 4-dimensional: ", s);
}

// Of an input and a filter of these shapes; ranks may be unknown.
Problem problem_of(const InferContext& c, ShapeView input, ShapeView filter) {
  const auto& f = c.attr<DepthwiseAttrs>();
  Problem p{image_format(c.op, f.data_format.text(), 4)};
  const Padding padding = padding_of(c.op, f.padding.text(), false);
  read_strides(c, f.strides.list(), p);
  read_steps(c, f.dilations.list(), p.format, true, p.windows);
  require_image(c, input, "input"), require_image(c, filter, "filter");
  if (input.rank >= 0) p.batch = input[0], p.c = input[p.format.channels()];
  if (filter.rank >= 0) {
    if (p.c >= 0 && filter[2] >= 0 && p.c != filter[2])
      c.invalid(c.in_graph("Dimensions must be equal, but are ", p.c, " and ", filter[2]),
                "input and filter must have the same depth: ", p.c, " vs ", filter[2],
                "; the filter's axis 2 must be the number of the input's channels");
    if (p.c < 0) p.c = filter[2];
    p.filters = filter[3];
  }
  if (int64_t n; p.c > 0 && p.filters > 0 && __builtin_mul_overflow(p.c, p.filters, &n)) c.invalid(p.c, " channels of ", p.filters, " filters are too large");
  for (int i = 0; i < 2; ++i) {
    p.in[i] = input.rank < 0 ? kUnknownDim : input[p.format.axis(i)];
    p.windows[i].size = filter.rank < 0 ? kUnknownDim : filter[i];
    p.windows[i].fit(c.op, &c, p.in[i], padding);
  }
  return p;
}

void infer_depthwise(InferContext& c) {
  const Problem p = problem_of(c, c.shape(0), c.shape(1));
  Shape& out = c.out();
  out.rank = 4;
  out[0] = p.batch, out[p.format.channels()] = p.n();
  for (int i = 0; i < 2; ++i) out[p.format.axis(i)] = p.windows[i].out;
}

// The output that flows back must be the one of that input and filter.
void check_backprop(const InferContext& c, const Problem& p, ShapeView dy) {
  require_image(c, dy, "out_backprop");
  if (dy.rank < 0) return;
  const auto differ = [](int64_t a, int64_t b) { return a >= 0 && b >= 0 && a != b; };
  if (differ(dy[0], p.batch)) c.invalid("input and out_backprop must have the same batch size: ", p.batch, " vs ", dy[0]);
  if (differ(dy[p.format.channels()], p.n()))
    c.invalid("depth_multiplier * in_depth not equal to out_depth: ", p.filters, " * ", p.c, " vs ", dy[p.format.channels()]);
  for (int i = 0; i < 2; ++i)
    if (differ(dy[p.format.axis(i)], p.windows[i].out))
      c.invalid("Number of ", i ? "columns" : "rows", " of out_backprop doesn't match computed: actual = ", dy[p.format.axis(i)],
                ", computed = ", p.windows[i].out);
}

void infer_backprop_input(InferContext& c) {
  const Shape input = read_sizes(c, 0, 4);
  if (!is_checked_later(c)) check_backprop(c, problem_of(c, input, c.shape(1)), c.shape(2));
  c.out() = input;
  require_sizes(c, 0);
}
void infer_backprop_filter(InferContext& c) {
  const Shape filter = read_sizes(c, 1, 4);
  if (!is_checked_later(c)) check_backprop(c, problem_of(c, c.shape(0), filter), c.shape(2));
  c.out() = filter;
  require_sizes(c, 1);
}

// ---- Which positions meet -------------------------------------------------------------------

// Lists of meetings, and the axis that reads them.
struct AxisPlan {
  std::vector<Meeting> at;
  DepthwiseAxis axis;
  DepthwiseAxis& view() { return axis.at = at.data(), axis; }
};

// Output q is the sum over taps of the input at q * stride - before + tap * dilation.
AxisPlan forward_axis(const Window& w, int64_t in) {
  AxisPlan plan{{}, {nullptr, w.out, in, w.size, 1, w.dilation}};
  for (int64_t q = 0; q < w.out; ++q) {
    const int64_t start = q * w.stride - w.before;
    const int64_t first = std::max<int64_t>(0, ceil_div(-start, w.dilation));
    const int64_t end = std::min(w.size, floor_div(in - 1 - start, w.dilation) + 1);
    plan.at.push_back({first, start + first * w.dilation, std::max<int64_t>(0, end - first)});
  }
  return plan;
}

// Input i is in the outputs (i + before - tap * dilation) / stride that this divides; taps lie `apart`.
AxisPlan backward_axis(const Window& w, int64_t in) {
  const int64_t common = std::gcd(w.stride, w.dilation), apart = w.stride / common;
  AxisPlan plan{{}, {nullptr, in, w.out, w.size, apart, -w.dilation / common}};
  for (int64_t i = 0; i < in; ++i) {
    const int64_t place = i + w.before;
    int64_t tap = std::max<int64_t>(0, ceil_div(place - (w.out - 1) * w.stride, w.dilation));
    const int64_t last = std::min(w.size - 1, floor_div(place, w.dilation));
    for (int64_t tries = 0; tries < apart && tap <= last && (place - tap * w.dilation) % w.stride != 0; ++tries) ++tap;
    const bool meets = tap <= last && (place - tap * w.dilation) % w.stride == 0;
    plan.at.push_back({tap, (place - tap * w.dilation) / w.stride, meets ? (last - tap) / apart + 1 : 0});
  }
  return plan;
}

// Tap t meets the outputs from `tap` on, with the inputs from `source` on, stride apart.
AxisPlan weights_axis(const Window& w, int64_t in) {
  AxisPlan plan{{}, {nullptr, w.out, in, w.size, 1, w.stride}};
  for (int64_t t = 0; t < w.size; ++t) {
    const int64_t shift = t * w.dilation - w.before;
    const int64_t first = std::max<int64_t>(0, ceil_div(-shift, w.stride));
    const int64_t end = std::min(w.out, floor_div(in - 1 - shift, w.stride) + 1);
    plan.at.push_back({first, first * w.stride + shift, std::max<int64_t>(0, end - first)});
  }
  return plan;
}

// ---- Kernels --------------------------------------------------------------------------------

template <class T>
const DepthwiseTable& table() {
  static const DepthwiseKernels& best = ZEAL_PICK_ISA(depthwise_kernels);
  if constexpr (sizeof(T) == 4) return best.f32;
  else return best.f64;
}

Problem problem_of(const Kernel& k, ShapeView input, ShapeView filter) {
  OutSpec none;
  return problem_of(InferContext(k.op, k.attrs, k.in, k.nin, &none, 1), input, filter);
}

Tensor last(const Problem& p, const TensorImpl& t) {
  return p.format.channels_first ? channels_last(t) : Tensor::share(const_cast<TensorImpl*>(&t));
}

// An image with each channel as often as it has filters, so that output channels lie above those of the input.
template <class T>
Tensor repeated(const Problem& p, Tensor x) {
  if (p.filters == 1) return x;
  const int64_t dims[] = {x->dim(0), x->dim(1), x->dim(2), p.n()}, m = p.filters;
  const Tensor wide = make_tensor(x->dtype, {4, dims});
  parallel_for(x->numel, std::max<int64_t>(1, 32768 / m), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) std::fill_n(wide->as<T>() + i * m, m, x->as<T>()[i]);
  });
  return wide;
}

// The reverse: sums over the filters of each channel.
template <class T>
Tensor summed(const Problem& p, Tensor wide) {
  if (p.filters == 1) return wide;
  const int64_t dims[] = {wide->dim(0), wide->dim(1), wide->dim(2), p.c}, m = p.filters;
  const Tensor x = make_tensor(wide->dtype, {4, dims});
  parallel_for(x->numel, std::max<int64_t>(1, 32768 / m), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) x->as<T>()[i] = std::accumulate(wide->as<T>() + i * m, wide->as<T>() + (i + 1) * m, T(0));
  });
  return x;
}

// Fills `to` with what the axes of `s` gather of `source`; channels are last in both.
template <class T>
void spread(const DepthwiseShape& s, const TensorImpl& source, const TensorImpl& filter, TensorImpl& to) {
  const int64_t work = std::max<int64_t>(1, s.w.out * s.c * std::min(s.h.taps, s.h.in) * std::min(s.w.taps, s.w.in));
  parallel_for(s.batch * s.h.out, std::max<int64_t>(1, 262144 / work),
               [&](int64_t begin, int64_t end) { table<T>().spread(s, source.data, filter.data, begin, end, to.data); });
}

// The output itself where it has this form, else a tensor to be turned into it.
Tensor image_for(const Kernel& k, const Problem& p, const DepthwiseShape& s) {
  if (!p.format.channels_first && k.output().dim(3) == s.c) return k.out[0];
  const int64_t dims[] = {s.batch, s.h.out, s.w.out, s.c};
  return make_tensor(k.output().dtype, {4, dims});
}
Tensor in_format(const Problem& p, Tensor image) { return p.format.channels_first ? channels_first(*image) : image; }

template <class T>
void depthwise_kernel(Kernel& k) {
  const Problem p = problem_of(k, k.input(0).shape(), k.input(1).shape());
  AxisPlan h = forward_axis(p.windows[0], p.in[0]), w = forward_axis(p.windows[1], p.in[1]);
  const DepthwiseShape s{p.batch, h.view(), w.view(), p.n()};
  const Tensor y = image_for(k, p, s);
  spread<T>(s, *repeated<T>(p, last(p, k.input(0))), k.input(1), *y);
  k.out[0] = in_format(p, y);
}

template <class T>
void backprop_input_kernel(Kernel& k) {
  const Problem p = problem_of(k, k.output().shape(), k.input(1).shape());
  AxisPlan h = backward_axis(p.windows[0], p.in[0]), w = backward_axis(p.windows[1], p.in[1]);
  const DepthwiseShape s{p.batch, h.view(), w.view(), p.n()};
  const Tensor dx = image_for(k, p, s);
  spread<T>(s, *last(p, k.input(2)), k.input(1), *dx);
  k.out[0] = in_format(p, summed<T>(p, dx));
}

// Rows are summed in pieces whose number follows from sizes alone, so that bits do not depend on threads.
template <class T>
void backprop_filter_kernel(Kernel& k) {
  const Problem p = problem_of(k, k.input(0).shape(), k.output().shape());
  AxisPlan h = weights_axis(p.windows[0], p.in[0]), w = weights_axis(p.windows[1], p.in[1]);
  const DepthwiseShape s{p.batch, h.view(), w.view(), p.n()};
  const Tensor x = repeated<T>(p, last(p, k.input(0))), dy = last(p, k.input(2));
  const int64_t rows = s.batch * s.h.out, size = k.output().numel, work = s.w.out * size;
  const int64_t pieces = std::clamp<int64_t>(rows * (work / 65536 + 1) / 8, 1, std::clamp<int64_t>((1 << 22) / size, 1, 16));
  const int64_t dims[] = {pieces, size};
  const Tensor parts = make_tensor(k.output().dtype, {2, dims});
  zero_elements(*parts);
  parallel_for(pieces, work * rows / pieces > 65536 ? 1 : pieces, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      table<T>().weights(s, x->data, dy->data, rows * i / pieces, rows * (i + 1) / pieces, parts->as<T>() + i * size);
  });
  T* dw = k.output().as<T>();
  std::copy_n(parts->as<T>(), size, dw);
  for (int64_t i = 1; i < pieces; ++i)
    for (int64_t j = 0; j < size; ++j) dw[j] += parts->as<T>()[i * size + j];
}

// A result without elements, or of nothing, needs no loops.
template <KernelFn kernel, int a, int b>
void unless_empty(Kernel& k) {
  if (k.output().numel == 0) return;
  if (k.input(a).numel == 0 || k.input(b).numel == 0) return zero_elements(k.output());
  kernel(k);
}

// ---- Ops ------------------------------------------------------------------------------------

void grad_depthwise(Grad& g) {
  const Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, call(OP(DepthwiseConv2dNativeBackpropInput), {cast(g.in_shape(0), DType::kInt32), g.in(1), dy}, g.attrs()));
  if (g.wants(1)) g.set(1, call(OP(DepthwiseConv2dNativeBackpropFilter), {g.in(0), cast(g.in_shape(1), DType::kInt32), dy}, g.attrs()));
}
void grad_backprop_input(Grad& g) {
  const Tensor dy = g.dy();
  if (g.wants(1)) g.set(1, call(OP(DepthwiseConv2dNativeBackpropFilter), {dy, cast(g.in_shape(1), DType::kInt32), g.in(2)}, g.attrs()));
  if (g.wants(2)) g.set(2, call(OP(DepthwiseConv2dNative), {dy, g.in(1)}, g.attrs()));
}
void grad_backprop_filter(Grad& g) {
  const Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, call(OP(DepthwiseConv2dNativeBackpropInput), {cast(g.in_shape(0), DType::kInt32), dy, g.in(2)}, g.attrs()));
  if (g.wants(2)) g.set(2, call(OP(DepthwiseConv2dNative), {g.in(0), dy}, g.attrs()));
}

OpDef& depthwise_attrs(OpDef& op) {
  short_attr(op.attrs<DepthwiseAttrs>(), "strides", &DepthwiseAttrs::strides, true);
  short_attr(op, "padding", &DepthwiseAttrs::padding, true);
  short_attr(op, "data_format", &DepthwiseAttrs::data_format);
  return short_attr(op, "dilations", &DepthwiseAttrs::dilations);
}
template <template <class> class Run>
OpDef& float_kernels(OpDef& op) {
  return op.cpu(bit(DType::kFloat32), Run<float>::kernel).cpu(bit(DType::kFloat64), Run<double>::kernel)
      .cpu(kHalfTypes, in_float<Run<float>::kernel>);
}
template <class T> struct Forward { static constexpr KernelFn kernel = unless_empty<depthwise_kernel<T>, 0, 1>; };
template <class T> struct BackInput { static constexpr KernelFn kernel = unless_empty<backprop_input_kernel<T>, 1, 2>; };
template <class T> struct BackFilter { static constexpr KernelFn kernel = unless_empty<backprop_filter_kernel<T>, 0, 2>; };

}  // namespace

ZEAL_OP(DepthwiseConv2dNative)
    .doc("Products of each channel's own filters with every window of the images of a batch.")
    .type("T", kFloating).input("input", "T").input("filter", "T").output("output", "T").inputs_apart()
    .with(depthwise_attrs).infer(infer_depthwise).with(float_kernels<Forward>)
    .saves({In(0).grad_of(1), In(1).grad_of(0), InShape(0).grad_of(0), InShape(1).grad_of(1)}).grad(grad_depthwise);

ZEAL_OP(DepthwiseConv2dNativeBackpropInput)
    .doc("The gradient of DepthwiseConv2dNative for its input, of sizes input_sizes.")
    .type("T", kFloating).input("input_sizes", "int32").input("filter", "T").input("out_backprop", "T").output("output", "T").dispatch_on(1)
    .with(depthwise_attrs).infer(infer_backprop_input).with(float_kernels<BackInput>)
    .saves({In(1).grad_of(2), In(2).grad_of(1), InShape(1).grad_of(1)}).grad(grad_backprop_input);

ZEAL_OP(DepthwiseConv2dNativeBackpropFilter)
    .doc("The gradient of DepthwiseConv2dNative for its filter, of sizes filter_sizes.")
    .type("T", kFloating).input("input", "T").input("filter_sizes", "int32").input("out_backprop", "T").output("output", "T")
    .with(depthwise_attrs).infer(infer_backprop_filter).with(float_kernels<BackFilter>)
    .saves({In(0).grad_of(2), In(2).grad_of(0), InShape(0).grad_of(0)}).grad(grad_backprop_filter);

}  // namespace zeal
