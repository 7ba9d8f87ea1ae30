// MaxPoolWithArgmax and its gradients: where the largest element of each window lies.
#include <algorithm>

#include "core/half.h"
#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct ArgmaxAttrs {
  ShortInts ksize, strides;
  ShortString padding;
  bool include_batch_in_index = false;
  DType Targmax = DType::kInt64;
};

constexpr ImageFormat kLast{4, false};

void find_windows(const InferContext& c, Window* windows) {
  const auto& f = c.attr<ArgmaxAttrs>();
  const Padding padding = padding_of(c.op, f.padding.text(), false);
  read_pool_windows(c, f.ksize.list(), f.strides.list(), kLast, windows);
  c.require_rank(0, 4, "tensor_in_shape must have 2 spatial dimensions. ", c.shape(0));
  for (int i = 0; i < 2; ++i) windows[i].fit(c.op, &c, c.rank(0) < 0 ? kUnknownDim : c.dim(0, i + 1), padding);
}

Shape pooled_shape(const InferContext& c) {
  Window windows[2];
  find_windows(c, windows);
  const bool known = c.rank(0) >= 0;
  return {known ? c.dim(0, 0) : kUnknownDim, windows[0].out, windows[1].out, known ? c.dim(0, 3) : kUnknownDim};
}

void infer_argmax(InferContext& c) { c.out(0) = c.out(1) = pooled_shape(c); }

void require_shape(const InferContext& c, int i, ShapeView want) {
  if (!are_compatible(want, c.shape(i))) c.invalid("Expected ", c.op.inputs[i].name, " shape to be ", want, ", but got ", c.shape(i));
}
// input, grad, argmax.
void infer_argmax_grad(InferContext& c) {
  const Shape pooled = pooled_shape(c);
  require_shape(c, 1, pooled), require_shape(c, 2, pooled);
  c.out() = c.shape(0);
}
void infer_argmax_grad_grad(InferContext& c) {
  const Shape pooled = pooled_shape(c);
  require_shape(c, 1, c.shape(0)), require_shape(c, 2, pooled);
  c.out() = pooled;
}

// The first largest element of a channel in a window; a NaN is larger than all.
template <class T>
int64_t largest(const T* image, int64_t width, int64_t c, int64_t y0, int64_t y1, int64_t x0, int64_t x1) {
  int64_t where = (y0 * width + x0) * c;
  T best = image[where];
  for (int64_t y = y0; y < y1; ++y)
    for (int64_t x = x0; x < x1; ++x) {
      const int64_t at = (y * width + x) * c;
      const T value = image[at];
      if (value > best || (value != value && best == best)) best = value, where = at;
    }
  return where;
}

template <class T>
void find_largest(const Kernel& k, const Window* windows) {
  const TensorImpl& x = k.input(0);
  const int64_t h = x.dim(1), w = x.dim(2), c = x.dim(3), image = h * w * c, rows = windows[0].out;
  const bool whole = k.attr<ArgmaxAttrs>().include_batch_in_index;
  const auto set_place = [&places = k.output(1)](int64_t i, int64_t place) {
    if (places.dtype == DType::kInt64) places.as<int64_t>()[i] = place;
    else places.as<int32_t>()[i] = int32_t(place);
  };
  const int64_t work = windows[1].out * c * std::min(windows[0].size, h) * std::min(windows[1].size, w);
  parallel_for(x.dim(0) * rows, std::max<int64_t>(1, 32768 / std::max<int64_t>(1, work)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const T* from = x.as<T>() + r / rows * image;
      const auto range = [](const Window& v, int64_t q, int64_t in) {
        const int64_t start = q * v.stride - v.before;
        return std::pair{std::max<int64_t>(0, start), std::min(in, start + v.size)};
      };
      const auto [y0, y1] = range(windows[0], r % rows, h);
      for (int64_t q = 0; q < windows[1].out; ++q) {
        const auto [x0, x1] = range(windows[1], q, w);
        for (int64_t i = 0; i < c; ++i) {
          const int64_t at = largest(from + i, w, c, y0, y1, x0, x1) + i, to = (r * windows[1].out + q) * c + i;
          k.output(0).as<T>()[to] = from[at];
          set_place(to, at + (whole ? r / rows * image : 0));
        }
      }
    }
  });
}

template <class T>
void argmax_kernel(Kernel& k) {
  Window windows[2];
  OutSpec none[2];
  find_windows(InferContext(k.op, k.attrs, k.in, k.nin, none, 2), windows);
  const auto& a = k.attr<ArgmaxAttrs>();
  const int64_t most = a.include_batch_in_index ? k.input(0).numel : k.input(0).numel / k.input(0).dim(0);
  if (a.Targmax == DType::kInt32 && most > INT32_MAX) k.invalid("places among ", most, " elements do not fit int32; Targmax must be int64");
  find_largest<T>(k, windows);
}

// Place `i` of argmax as an offset in the whole input, checked.
int64_t place_of(const Kernel& k, int64_t i, int64_t of_image, int64_t image) {
  const int64_t at = int_at(k.input(2), i), first = k.attr<ArgmaxAttrs>().include_batch_in_index ? 0 : i / of_image * image;
  if (at < 0 || at >= k.input(0).numel - first || (first && at >= image))
    k.invalid("argmax[", i, "] is ", at, ", which is no place of the input ", k.input(0).shape());
  return first + at;
}
int64_t of_each_image(const TensorImpl& t) { return t.numel / std::max<int64_t>(1, t.dim(0)); }

template <class T>
void argmax_grad_kernel(Kernel& k) {
  zero_elements(k.output());
  const int64_t of_image = of_each_image(k.input(2)), image = of_each_image(k.input(0));
  T* dx = k.output().as<T>();
  for (int64_t i = 0; i < k.input(2).numel; ++i) {
    T& to = dx[place_of(k, i, of_image, image)];
    to = T(to + k.input(1).as<T>()[i]);
  }
}
template <class T>
void argmax_grad_grad_kernel(Kernel& k) {
  const int64_t of_image = of_each_image(k.input(2)), image = of_each_image(k.input(0));
  for (int64_t i = 0; i < k.input(2).numel; ++i) k.output().as<T>()[i] = k.input(1).as<T>()[place_of(k, i, of_image, image)];
}

void grad_argmax(Grad& g) { g.set(0, call(OP(MaxPoolGradWithArgmax), {g.in(0), g.dy(), g.out(1)}, g.attrs())); }
void grad_argmax_grad(Grad& g) {
  if (g.wants(0)) g.set(0, zeros_like(g.in(0)));
  if (g.wants(1)) g.set(1, call(OP(MaxPoolGradGradWithArgmax), {g.in(0), g.dy(), g.in(2)}, g.attrs()));
}
void grad_argmax_grad_grad(Grad& g) {
  if (g.wants(0)) g.set(0, zeros_like(g.in(0)));
  if (g.wants(1)) g.set(1, call(OP(MaxPoolGradWithArgmax), {g.in(0), g.dy(), g.in(2)}, g.attrs()));
}

OpDef& argmax_attrs(OpDef& op) {
  short_attr(op.attrs<ArgmaxAttrs>(), "ksize", &ArgmaxAttrs::ksize, true);
  short_attr(op, "strides", &ArgmaxAttrs::strides, true);
  short_attr(op, "padding", &ArgmaxAttrs::padding, true);
  return op.attr("include_batch_in_index", &ArgmaxAttrs::include_batch_in_index);
}
OpDef& grad_op(OpDef& op) {
  return op.type("T", kFloating).type("Targmax", kIndex)
      .input("input", "T").input("grad", "T").input("argmax", "Targmax").output("output", "T").with(argmax_attrs)
      .saves({In(0), In(2)}).checks_when_empty();
}

}  // namespace

ZEAL_OP(MaxPoolWithArgmax)
    .doc("The largest element of each window of the images of a batch, and its place in its flat image.")
    .type("T", kRealNumbers).input("input", "T").with(argmax_attrs)
    .type_arg("Targmax", &ArgmaxAttrs::Targmax, kIndex).output("output", "T").output("argmax", "Targmax")
    .infer(infer_argmax).cpu(bit(DType::kFloat32), argmax_kernel<float>).cpu(bit(DType::kFloat64), argmax_kernel<double>)
    .cpu(kHalfTypes, in_float<argmax_kernel<float>>).cpu(bit(DType::kInt64), argmax_kernel<int64_t>)
    .cpu(bit(DType::kUInt64), argmax_kernel<uint64_t>).cpu(kShortIntegers, in_int64<argmax_kernel<int64_t>>)
    .saves({In(0), Out(1)}).grad(grad_argmax);

ZEAL_OP(MaxPoolGradWithArgmax)
    .doc("The gradient of MaxPoolWithArgmax: what flows back goes to the places in argmax.")
    .with(grad_op).infer(infer_argmax_grad).grad(grad_argmax_grad)
    .cpu(bit(DType::kFloat32), argmax_grad_kernel<float>).cpu(bit(DType::kFloat64), argmax_grad_kernel<double>)
    .cpu(kHalfTypes, in_float<argmax_grad_kernel<float>>);

ZEAL_OP(MaxPoolGradGradWithArgmax)
    .doc("The gradient of MaxPoolGradWithArgmax: what lies at the places in argmax.")
    .with(grad_op).infer(infer_argmax_grad_grad).grad(grad_argmax_grad_grad)
    .cpu(bit(DType::kFloat32), argmax_grad_grad_kernel<float>).cpu(bit(DType::kFloat64), argmax_grad_grad_kernel<double>)
    .cpu(bit(DType::kFloat16), argmax_grad_grad_kernel<uint16_t>).cpu(bit(DType::kBFloat16), argmax_grad_grad_kernel<uint16_t>);

}  // namespace zeal
