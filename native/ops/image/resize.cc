// ResizeBilinear, ResizeBicubic, ResizeArea, ResizeNearestNeighbor and the gradients of all but ResizeArea.
#include <algorithm>
#include <cstring>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/num.h"
#include "op/sizes.h"
#include "ops/array/cast.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/image/resize_axis.h"
#include "tape/tape.h"

namespace zeal {
namespace {

const ResizeTable& loops() {
  static const ResizeTable& best = ZEAL_PICK_ISA(resize_kernels);
  return best;
}

// ---- Shapes ---------------------------------------------------------------------------------

void check_attrs(const InferContext& c) {
  const auto& a = c.attr<ResizeAttrs>();
  if (a.half_pixel_centers && a.align_corners) c.invalid("If half_pixel_centers is True, align_corners must be False.");
}

void check_images(const InferContext& c, int i) {
  c.require_rank(i, 4, "input must be 4-dimensional");
  for (int axis = 1; axis <= 2 && c.rank(i) == 4; ++axis) {
    if (c.dim(i, axis) == 0) c.invalid("input image must be of non-zero size: ", c.show(i));
    if (c.dim(i, axis) > INT32_MAX) c.invalid("input sizes must be between 0 and max int32: ", c.show(i));
  }
}

// [batch, size 0, size 1, channels] for images `i` and a vector of sizes.
Shape sized(InferContext& c, int i, int size) {
  c.require_rank(size, 1, "shape_t must be 1-dimensional");
  if (c.rank(size) == 1 && c.dim(size, 0) >= 0 && c.dim(size, 0) != 2)
    c.invalid(c.in_graph("Dimension must be 2 but is ", c.dim(size, 0)), "shape_t must have two elements: ", c.show(size), "; it is [height, width]");
  const Shape two = c.shape_value(size, true);
  Shape out;
  out.push(c.rank(i) == 4 ? c.dim(i, 0) : kUnknownDim);
  for (int axis = 0; axis < 2; ++axis) {
    const int64_t n = two.rank < 0 ? kUnknownDim : two[axis];
    if (two.rank >= 0 && c.value(size) && n <= 0) c.invalid("output dimensions must be positive, got [", two[0], ",", two[1], "]");
    if (n > INT32_MAX) c.invalid("output dimensions must be below 2^31, got ", n);
    out.push(n);
  }
  out.push(c.rank(i) == 4 ? c.dim(i, 3) : kUnknownDim);
  return out;
}

void infer_resize(InferContext& c) {
  check_attrs(c), check_images(c, 0);
  c.out() = sized(c, 0, 1);
}
void infer_resize_area(InferContext& c) {
  check_images(c, 0);
  c.out() = sized(c, 0, 1);
}
// grads, original_image: the gradient has the image's shape.
void infer_grad(InferContext& c) {
  check_attrs(c), check_images(c, 0), check_images(c, 1);
  if (c.rank(0) == 4 && c.rank(1) == 4)
    for (int axis : {0, 3})
      if (c.dim(0, axis) >= 0 && c.dim(1, axis) >= 0 && c.dim(0, axis) != c.dim(1, axis))
        c.invalid("grads and original_image must have the same batch size and channels: ", c.show(0), ", ", c.show(1));
  c.out() = c.shape(1);
  if (c.rank(1) < 0) {
    c.out().rank = 4;
    std::fill_n(c.out().dims, 4, kUnknownDim);
  }
}

// ---- Kernels --------------------------------------------------------------------------------

using AxisFn = ResizeAxis (*)(int64_t in, int64_t out, const ResizeAttrs&);

void convert(DType from_type, const char* from, DType to_type, char* to, int64_t n) {
  char* const ptrs[] = {const_cast<char*>(from), to};
  const long sizes[] = {long(dtype_size(from_type)), long(dtype_size(to_type))};
  conversion(from_type, to_type)(ptrs, sizes, n);
}
void to_floats(DType type, const char* from, int64_t n, float* to) { convert(type, from, DType::kFloat32, reinterpret_cast<char*>(to), n); }
void from_floats(const float* from, int64_t n, DType type, char* to) { convert(DType::kFloat32, reinterpret_cast<const char*>(from), type, to, n); }

// An image's rows, resized along x, of which the last few are kept: rows of the result that follow each other read
// mostly the same ones.
class ResizedRows {
 public:
  ResizedRows(const TensorImpl& images, const ResizeAxis& x, int kept, bool lerp)
      : images_(images), x_(x), lerp_(lerp), c_(images.dim(3)), rows_(kept, -1),
        floats_(size_t(kept) * x.out * c_), wide_(images.dtype == DType::kFloat32 ? 0 : size_t(x.in * c_)) {}

  // Row `y` of all images' rows, one below the other.
  const float* row(int64_t y) {
    const size_t slot = size_t(y) % rows_.size();
    float* to = floats_.data() + slot * size_t(x_.out * c_);
    if (rows_[slot] == y) return to;
    rows_[slot] = y;
    const float* from = reinterpret_cast<const float*>(images_.data) + y * x_.in * c_;
    if (images_.dtype != DType::kFloat32) {
      to_floats(images_.dtype, images_.data + y * x_.in * c_ * int64_t(dtype_size(images_.dtype)), x_.in * c_, wide_.data());
      from = wide_.data();
    }
    if (lerp_) loops().lerp_columns(x_.taps.data(), x_.out, c_, from, to);
    else loops().sum_columns(x_.ranges.data(), x_.taps.data(), x_.out, c_, from, to);
    return to;
  }

 private:
  const TensorImpl& images_;
  const ResizeAxis& x_;
  const bool lerp_;
  const int64_t c_;
  std::vector<int64_t> rows_;  // which one each slot holds
  std::vector<float> floats_, wide_;
};

struct Axes {
  ResizeAxis y, x;
  // Rows that are kept: results that follow each other share no more than a few, however many they read.
  int kept = 1;

  Axes(AxisFn make, ShapeView small, ShapeView large, const ResizeAttrs& a) : y(make(small[1], large[1], a)), x(make(small[2], large[2], a)) {
    for (const TapRange& r : y.ranges) kept = std::max<int>(kept, std::min<int>(r.count, 4));
  }
};

// One row of the result from resized rows.
void combine(const Axes& axes, ResizedRows& rows, int64_t image, int64_t y, bool lerp, float scale, int64_t n, float* to) {
  const TapRange& range = axes.y.ranges[y];
  const Tap* t = axes.y.taps.data() + range.first;
  const int64_t first = image * axes.y.in;
  if (lerp) return loops().lerp_rows(rows.row(first + t[0].at), rows.row(first + t[1].at), t[1].weight, n, to);
  std::fill_n(to, n, 0.0f);
  for (int i = 0; i < range.count; ++i) loops().add_row(rows.row(first + t[i].at), t[i].weight, n, to);
  if (scale != 1)
    for (int64_t i = 0; i < n; ++i) to[i] *= scale;
}

void resize(Kernel& k, AxisFn make, bool lerp, const ResizeAttrs& a, bool by_area) {
  const TensorImpl& images = k.input(0);
  TensorImpl& out = k.output();
  if (!out.numel) return;
  const Axes axes(make, images.shape(), out.shape(), a);
  const int64_t n = axes.x.out * images.dim(3);
  const float scale = by_area ? 1.0f / (resize_scale(axes.y.in, axes.y.out, a.align_corners) * resize_scale(axes.x.in, axes.x.out, a.align_corners)) : 1;
  parallel_for(out.dim(0) * axes.y.out, std::max<int64_t>(1, 16384 / n), [&](int64_t begin, int64_t end) {
    ResizedRows rows(images, axes.x, axes.kept, lerp);
    for (int64_t i = begin; i < end; ++i) combine(axes, rows, i / axes.y.out, i % axes.y.out, lerp, scale, n, out.as<float>() + i * n);
  });
}

void bilinear_kernel(Kernel& k) { resize(k, linear_axis, true, k.attr<ResizeAttrs>(), false); }
void bicubic_kernel(Kernel& k) { resize(k, cubic_axis, false, k.attr<ResizeAttrs>(), false); }
void area_kernel(Kernel& k) { resize(k, area_axis, false, {k.attr<ResizeAttrs>().align_corners, false}, true); }

// What flows back into one image's pixels, in floats.
void spread(const Axes& axes, const float* dy, int64_t c, float* dx) {
  std::vector<float> row(size_t(axes.x.in * c));
  for (int64_t y = 0; y < axes.y.out; ++y) {
    std::fill(row.begin(), row.end(), 0.0f);
    loops().spread_columns(axes.x.ranges.data(), axes.x.taps.data(), axes.x.out, c, dy + y * axes.x.out * c, row.data());
    const TapRange& range = axes.y.ranges[y];
    for (int i = 0; i < range.count; ++i) {
      const Tap& t = axes.y.taps[range.first + i];
      loops().add_row(row.data(), t.weight, int64_t(row.size()), dx + t.at * int64_t(row.size()));
    }
  }
}

template <AxisFn make>
void spread_images(Kernel& k) {
  const TensorImpl& dy = k.input(0);
  TensorImpl& dx = k.output();
  if (!dx.numel) return;
  const Axes axes(make, dx.shape(), dy.shape(), k.attr<ResizeAttrs>());
  const int64_t c = dx.dim(3), image = axes.y.in * axes.x.in * c, flow = axes.y.out * axes.x.out * c;
  const int64_t of_dx = int64_t(dtype_size(dx.dtype)), of_dy = int64_t(dtype_size(dy.dtype));
  parallel_for(dx.dim(0), std::max<int64_t>(1, 32768 / flow), [&](int64_t begin, int64_t end) {
    std::vector<float> sums(static_cast<size_t>(image)), wide(dy.dtype == DType::kFloat32 ? 0 : size_t(flow));
    for (int64_t b = begin; b < end; ++b) {
      std::fill(sums.begin(), sums.end(), 0.0f);
      const float* from = reinterpret_cast<const float*>(dy.data) + b * flow;
      if (dy.dtype != DType::kFloat32) to_floats(dy.dtype, dy.data + b * flow * of_dy, flow, wide.data()), from = wide.data();
      spread(axes, from, c, sums.data());
      from_floats(sums.data(), image, dx.dtype, dx.data + b * image * of_dx);
    }
  });
}

void nearest_kernel(Kernel& k) {
  const TensorImpl& images = k.input(0);
  TensorImpl& out = k.output();
  if (!out.numel) return;
  const Axes axes(nearest_axis, images.shape(), out.shape(), k.attr<ResizeAttrs>());
  const int64_t c = images.dim(3), row = axes.x.out * c;
  with_storage(images.dtype, [&]<class T>(T*) {
    parallel_for(out.dim(0) * axes.y.out, std::max<int64_t>(1, 16384 / row), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t y = i / axes.y.out * axes.y.in + axes.y.taps[i % axes.y.out].at;
        const T* from = images.as<T>() + y * axes.x.in * c;
        T* to = out.as<T>() + i * row;
        for (int64_t x = 0; x < axes.x.out; ++x, to += c) std::copy_n(from + axes.x.taps[x].at * c, c, to);
      }
    });
  });
}

// In T's own arithmetic.
template <class T>
void nearest_grad_kernel(Kernel& k) {
  const TensorImpl& dy = k.input(0);
  TensorImpl& dx = k.output();
  const Axes axes(nearest_axis, dx.shape(), dy.shape(), k.attr<ResizeAttrs>());
  std::fill_n(dx.as<T>(), dx.numel, T(0));
  const int64_t c = dx.dim(3);
  const T* from = dy.as<T>();
  for (int64_t i = 0; i < dy.dim(0) * axes.y.out; ++i) {
    T* row = dx.as<T>() + (i / axes.y.out * axes.y.in + axes.y.taps[i % axes.y.out].at) * axes.x.in * c;
    for (int64_t x = 0; x < axes.x.out; ++x)
      for (int64_t j = 0; j < c; ++j) {
        T& to = row[axes.x.taps[x].at * c + j];
        to = T(num::Wrapped<T>(to) + num::Wrapped<T>(*from++));
      }
  }
}

// ---- Ops ------------------------------------------------------------------------------------

constexpr DTypeSet kImageIntegers = bit(DType::kInt8) | bit(DType::kUInt8) | bit(DType::kInt16) | bit(DType::kUInt16) | bit(DType::kInt32) | bit(DType::kInt64);

constexpr DTypeSet kImages = kImageIntegers | kFloating, kNearestIntegers = bit(DType::kUInt8) | bit(DType::kInt8) | bit(DType::kInt32);

OpDef& corners(OpDef& op) {
  return op.attrs<ResizeAttrs>().attr("align_corners", &ResizeAttrs::align_corners).attr("half_pixel_centers", &ResizeAttrs::half_pixel_centers);
}
OpDef& to_floats_op(OpDef& op) {
  return op.type("T", kImages).input("images", "T").input("size", "int32").output("resized_images", "float32");
}
OpDef& grad_op(OpDef& op) {
  return op.type("T", kFloating).input("grads", "float32").input("original_image", "T").output("output", "T").dispatch_on(1).infer(infer_grad).with(corners);
}

// Height and width of images, from their shape.
Tensor sizes_of(const Tensor& shape) { return cast(part_of_shape(shape, 1, 3), DType::kInt32); }

// Images of integers have no gradient.
template <class Rule> void of_floats(Grad& g, Rule&& rule) {
  if (g.wants(0) && contains(kFloating, g.in_dtype(0))) g.set(0, rule());
}
void grad_bilinear(Grad& g) {
  of_floats(g, [&] { return call(OP(ResizeBilinearGrad), {g.dy(), g.in(0)}, g.attrs()); });
}
void grad_bicubic(Grad& g) {
  of_floats(g, [&] { return call(OP(ResizeBicubicGrad), {g.dy(), g.in(0)}, g.attrs()); });
}
void grad_nearest(Grad& g) {
  of_floats(g, [&] { return call(OP(ResizeNearestNeighborGrad), {g.dy(), sizes_of(g.in_shape(0))}, g.attrs()); });
}
// What flows into a gradient is resized as the images were.
void grad_bilinear_grad(Grad& g) { g.set(0, call(OP(ResizeBilinear), {g.dy(), sizes_of(g.in_shape(0))}, g.attrs())); }
void grad_bicubic_grad(Grad& g) { g.set(0, call(OP(ResizeBicubic), {g.dy(), sizes_of(g.in_shape(0))}, g.attrs())); }
void grad_nearest_grad(Grad& g) { g.set(0, call(OP(ResizeNearestNeighbor), {g.dy(), sizes_of(g.in_shape(0))}, g.attrs())); }

}  // namespace

ZEAL_OP(ResizeBilinear).with(to_floats_op).with(corners).infer(infer_resize).saves({In(0)}).grad(grad_bilinear).cpu(kImages, bilinear_kernel)
    .doc("Images in another size: each pixel between the four that are nearest to its place.");
ZEAL_OP(ResizeBilinearGrad).with(grad_op).saves({InShape(0)}).grad(grad_bilinear_grad).cpu(kFloating, spread_images<linear_axis>)
    .doc("The gradient of ResizeBilinear.");
ZEAL_OP(ResizeBicubic).with(to_floats_op).with(corners).infer(infer_resize).saves({In(0)}).grad(grad_bicubic).cpu(kImages, bicubic_kernel)
    .doc("Images in another size: each pixel from the sixteen around its place, by cubic convolution.");
ZEAL_OP(ResizeBicubicGrad).with(grad_op).saves({InShape(0)}).grad(grad_bicubic_grad).cpu(kFloating, spread_images<cubic_axis>)
    .doc("The gradient of ResizeBicubic.");
ZEAL_OP(ResizeArea).with(to_floats_op).attrs<ResizeAttrs>().attr("align_corners", &ResizeAttrs::align_corners).infer(infer_resize_area)
    .cpu(kImages, area_kernel)
    .doc("Images in another size: each pixel is the mean of the area that it covers.");
ZEAL_OP(ResizeNearestNeighbor).type("T", kImages).input("images", "T").input("size", "int32").output("resized_images", "T")
    .with(corners).infer(infer_resize).saves({InShape(0)}).grad(grad_nearest).cpu(kImages, nearest_kernel)
    .doc("Images in another size: each pixel is the one nearest to its place.");
ZEAL_OP(ResizeNearestNeighborGrad).type("T", kFloating | kNearestIntegers).input("grads", "T").input("size", "int32")
    .output("output", "T").with(corners).infer(infer_resize).saves({InShape(0)}).grad(grad_nearest_grad)
    .cpu(bit(DType::kFloat32) | kHalfTypes, spread_images<nearest_axis>).cpu(bit(DType::kFloat64), nearest_grad_kernel<double>)
    .cpu(kNearestIntegers, in_int64<nearest_grad_kernel<int64_t>>)
    .doc("The gradient of ResizeNearestNeighbor for images of height and width `size`.");

}  // namespace zeal
