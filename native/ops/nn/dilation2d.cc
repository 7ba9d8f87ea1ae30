// Dilation2D and its gradients: the largest sum of a window and a filter, for each channel.
#include <algorithm>
#include <limits>
#include <type_traits>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/num.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct DilationAttrs {
  ShortInts strides, rates;
  ShortString padding;
};

// ---- Shapes ---------------------------------------------------------------------------------

struct Problem {
  int64_t batch = kUnknownDim, c = kUnknownDim;
  Window windows[2];
  int64_t in[2] = {kUnknownDim, kUnknownDim};
};

void read_lists(const InferContext& c, const DilationAttrs& f, Window* windows) {
  for (bool rates : {false, true}) {
    const IntList& list = rates ? f.rates.list() : f.strides.list();
    const char* const name = rates ? "rates" : "strides";
    if (list.n < 4)
      c.invalid(c.in_graph("Attr '", name, "' of '", c.op.name, "' Op passed list of length ", list.n, " less than minimum 4."),
                "Length for attr '", name, "' of ", list.n, " must be at least minimum 4");
    if (list.n > 4)
      c.invalid(c.in_graph(c.op.name, " requires the ", rates ? "rates" : "stride", " attribute to contain 4 values, but got: ", list.n),
                rates ? "Input stride (atrous rate) field must specify 4 dimensions" : "Sliding window stride field must specify 4 dimensions");
    if (list.values[0] != 1 || list.values[3] != 1)
      fail(Code::kUnimplemented, "[", c.op.name, "] ", rates ? "Rate" : "Stride", " is only supported across spatial dimensions.");
    for (int i = 0; i < 2; ++i) {
      const int64_t n = list.values[i + 1];
      if (n <= 0) c.invalid(rates ? "Rate" : "Stride", " must be > 0, but got ", n);
      if (n > INT32_MAX) c.invalid(rates ? "a rate of " : "a stride of ", n, " is too large");
      (rates ? windows[i].dilation : windows[i].stride) = n;
    }
  }
}

Problem problem_of(const InferContext& c) {
  const auto& f = c.attr<DilationAttrs>();
  Problem p;
  read_lists(c, f, p.windows);
  const Padding padding = padding_of(c.op, f.padding.text(), false);
  c.require_rank(0, 4, "input must be 4-dimensional: ", c.shape(0));
  c.require_rank(1, 3, "filter must be 3-dimensional: ", c.shape(1));
  const ShapeView input = c.shape(0), filter = c.shape(1);
  if (input.rank >= 0) p.batch = input[0], p.c = input[3];
  if (filter.rank >= 0) {
    if (p.c >= 0 && filter[2] >= 0 && p.c != filter[2])
      c.invalid(c.in_graph("Dimensions must be equal, but are ", p.c, " and ", filter[2]),
                "input and filter must have the same depth: ", p.c, " vs ", filter[2]);
    if (p.c < 0) p.c = filter[2];
  }
  for (int i = 0; i < 2; ++i) {
    p.in[i] = input.rank < 0 ? kUnknownDim : input[i + 1];
    p.windows[i].size = filter.rank < 0 ? kUnknownDim : filter[i];
    p.windows[i].fit(c.op, &c, p.in[i], padding);
  }
  return p;
}

Shape output_shape(const Problem& p) { return {p.batch, p.windows[0].out, p.windows[1].out, p.c}; }

void infer_dilation(InferContext& c) { c.out() = output_shape(problem_of(c)); }
// The gradient for input `to` has its shape; the output that flows back must be the one of that input and filter.
template <int to>
void infer_backprop(InferContext& c) {
  const Shape want = output_shape(problem_of(c));
  if (!are_compatible(want, c.shape(2))) c.invalid("out_backprop has incompatible size. It is ", c.shape(2), ", the output ", want);
  c.out() = c.shape(to);
}

// ---- Kernels --------------------------------------------------------------------------------

Problem problem_of(const Kernel& k) {
  OutSpec none;
  return problem_of(InferContext(k.op, k.attrs, k.in, k.nin, &none, 1));
}

template <class T>
T lowest() {
  if constexpr (std::is_integral_v<T>) return std::numeric_limits<T>::lowest();
  else return -std::numeric_limits<T>::infinity();
}

constexpr int64_t kChannels = 256;  // whose largest sums are looked for at once

// For each of n channels the first largest sum, where its pixel of the input is and that of the filter; both are -1
// where the window meets nothing.
template <class T>
struct Largest {
  T sum[kChannels];
  int64_t pixel[kChannels], tap[kChannels];
};
// Of the channels [from, from + n) in the window of output (y, x). A function of its own: one loop serves all three kernels.
template <class T>
[[gnu::noinline]] void find_largest(const Problem& p, const T* image, const T* filter, int64_t y, int64_t x, int64_t from, int64_t n, Largest<T>& best) {
  std::fill_n(best.sum, n, lowest<T>()), std::fill_n(best.pixel, n, -1), std::fill_n(best.tap, n, -1);
  const Window &wh = p.windows[0], &ww = p.windows[1];
  for (int64_t i = 0; i < wh.size; ++i) {
    const int64_t row = y * wh.stride - wh.before + i * wh.dilation;
    if (row < 0 || row >= p.in[0]) continue;
    for (int64_t j = 0; j < ww.size; ++j) {
      const int64_t column = x * ww.stride - ww.before + j * ww.dilation;
      if (column < 0 || column >= p.in[1]) continue;
      const int64_t here = row * p.in[1] + column, t = i * ww.size + j;
      const T *in = image + here * p.c + from, *w = filter + t * p.c + from;
      for (int64_t c = 0; c < n; ++c) {
        const T sum = num::add(in[c], w[c]), had = best.sum[c];
        const bool takes = best.pixel[c] < 0 || sum > had || (sum != sum && had == had);
        best.sum[c] = takes ? sum : had, best.pixel[c] = takes ? here : best.pixel[c], best.tap[c] = takes ? t : best.tap[c];
      }
    }
  }
}
// fn(channel, sum, pixel, tap) for all channels of [from, to), a few hundred at a time.
template <class T, class Fn>
void each_largest_of(const Problem& p, const T* image, const T* filter, int64_t y, int64_t x, int64_t from, int64_t to, const Fn& fn) {
  Largest<T> best;
  for (int64_t first = from; first < to; first += kChannels) {
    const int64_t n = std::min(kChannels, to - first);
    find_largest(p, image, filter, y, x, first, n, best);
    for (int64_t c = 0; c < n; ++c) fn(first + c, best.sum[c], best.pixel[c], best.tap[c]);
  }
}

int64_t work_of(const Problem& p) { return std::max<int64_t>(1, p.windows[1].out * p.windows[0].size * p.windows[1].size * p.c); }

template <class T>
void dilation_kernel(Kernel& k) {
  const Problem p = problem_of(k);
  const int64_t rows = p.windows[0].out, columns = p.windows[1].out, image = p.in[0] * p.in[1] * p.c;
  parallel_for(p.batch * rows, std::max<int64_t>(1, 65536 / work_of(p)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r)
      for (int64_t x = 0; x < columns; ++x) {
        T* to = k.output().as<T>() + (r * columns + x) * p.c;
        each_largest_of(p, k.input(0).as<T>() + r / rows * image, k.input(1).as<T>(), r % rows, x, 0, p.c,
                        [&](int64_t c, T sum, int64_t, int64_t) { to[c] = sum; });
      }
  });
}

// Channels are cut over threads, so that each sum has one order. fn(channel, flow, batch, pixel, tap) for what flows.
template <class T, class Fn>
void each_flow(Kernel& k, const Fn& fn) {
  const Problem p = problem_of(k);
  const int64_t rows = p.windows[0].out, columns = p.windows[1].out, image = p.in[0] * p.in[1] * p.c;
  zero_elements(k.output());
  if (k.input(2).numel == 0) return;  // in however many rows
  parallel_for(p.c, std::max<int64_t>(16, 65536 * p.c / (work_of(p) * std::max<int64_t>(1, p.batch * rows))), [&](int64_t from, int64_t to) {
    for (int64_t r = 0; r < p.batch * rows; ++r)
      for (int64_t x = 0; x < columns; ++x) {
        const T* dy = k.input(2).as<T>() + (r * columns + x) * p.c;
        each_largest_of(p, k.input(0).as<T>() + r / rows * image, k.input(1).as<T>(), r % rows, x, from, to,
                        [&](int64_t c, T, int64_t pixel, int64_t tap) {
                          if (pixel >= 0) fn(c, dy[c], r / rows * image + pixel * p.c, tap * p.c);
                        });
      }
  });
}
template <class T>
void backprop_input_kernel(Kernel& k) {
  T* dx = k.output().as<T>();
  each_flow<T>(k, [&](int64_t c, T flow, int64_t pixel, int64_t) { dx[pixel + c] = num::add(dx[pixel + c], flow); });
}
template <class T>
void backprop_filter_kernel(Kernel& k) {
  T* dw = k.output().as<T>();
  each_flow<T>(k, [&](int64_t c, T flow, int64_t, int64_t tap) { dw[tap + c] = num::add(dw[tap + c], flow); });
}

// ---- Ops ------------------------------------------------------------------------------------

void grad_dilation(Grad& g) {
  if (g.wants(0)) g.set(0, call(OP(Dilation2DBackpropInput), {g.in(0), g.in(1), g.dy()}, g.attrs()));
  if (g.wants(1)) g.set(1, call(OP(Dilation2DBackpropFilter), {g.in(0), g.in(1), g.dy()}, g.attrs()));
}

template <template <class> class Run>
OpDef& real_kernels(OpDef& op) {
  return op.cpu(bit(DType::kFloat32), Run<float>::kernel).cpu(bit(DType::kFloat64), Run<double>::kernel)
      .cpu(kHalfTypes, in_float<Run<float>::kernel>)
      .cpu(bit(DType::kInt8), Run<int8_t>::kernel).cpu(bit(DType::kInt16), Run<int16_t>::kernel)
      .cpu(bit(DType::kInt32), Run<int32_t>::kernel).cpu(bit(DType::kInt64), Run<int64_t>::kernel)
      .cpu(bit(DType::kUInt8), Run<uint8_t>::kernel).cpu(bit(DType::kUInt16), Run<uint16_t>::kernel)
      .cpu(bit(DType::kUInt32), Run<uint32_t>::kernel).cpu(bit(DType::kUInt64), Run<uint64_t>::kernel);
}
template <class T> struct Forward { static constexpr KernelFn kernel = dilation_kernel<T>; };
template <class T> struct BackInput { static constexpr KernelFn kernel = backprop_input_kernel<T>; };
template <class T> struct BackFilter { static constexpr KernelFn kernel = backprop_filter_kernel<T>; };

OpDef& dilation_attrs(OpDef& op) {
  short_attr(op.attrs<DilationAttrs>(), "strides", &DilationAttrs::strides, true);
  short_attr(op, "rates", &DilationAttrs::rates, true);
  return short_attr(op, "padding", &DilationAttrs::padding, true);
}

}  // namespace

ZEAL_OP(Dilation2D)
    .doc("The largest sum of a filter and the windows of the images of a batch, for each channel.")
    .type("T", kRealNumbers).input("input", "T").input("filter", "T").output("output", "T").inputs_apart()
    .with(dilation_attrs).infer(infer_dilation).with(real_kernels<Forward>).saves({In(0), In(1)}).grad(grad_dilation);

ZEAL_OP(Dilation2DBackpropInput)
    .doc("The gradient of Dilation2D for its input: what flows back goes to the first largest sum of each window.")
    .type("T", kRealNumbers).input("input", "T").input("filter", "T").input("out_backprop", "T").output("in_backprop", "T")
    .with(dilation_attrs).infer(infer_backprop<0>).with(real_kernels<BackInput>);

ZEAL_OP(Dilation2DBackpropFilter)
    .doc("The gradient of Dilation2D for its filter: what flows back goes to the first largest sum of each window.")
    .type("T", kRealNumbers).input("input", "T").input("filter", "T").input("out_backprop", "T").output("filter_backprop", "T")
    .with(dilation_attrs).infer(infer_backprop<1>).with(real_kernels<BackFilter>);

}  // namespace zeal
