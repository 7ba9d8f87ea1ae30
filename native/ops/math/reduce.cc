// Sum, Mean, Prod, Max, Min, EuclideanNorm, Any, All.
#include "ops/math/reduce.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <type_traits>

#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/in_wide.h"
#include "ops/math/prod_gradient.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// ---- Inference ------------------------------------------------------------------------------

// [0, 1, ... rank), one immortal tensor per rank: making one costs as much as a small reduction.
Tensor all_axes(TensorImpl* const* in, const Attrs&) {
  if (in[0]->rank < 0) {
    Tensor axes = axes_of(*in[0]);
    axes->flags |= kAllAxes;
    return axes;
  }
  static const Tensor* known = [] {
    int64_t axes[kMaxRank];
    for (int i = 0; i < kMaxRank; ++i) axes[i] = i;
    auto* tensors = new Tensor[kMaxRank + 1];
    for (int i = 0; i <= kMaxRank; ++i) tensors[i] = make_int32s(axes, i);
    return tensors;
  }();
  return known[in[0]->rank];
}

// TensorFlow takes axes of any rank where the call runs.
[[gnu::cold, gnu::noinline]] void refuse_in_graphs(const InferContext& c) {
  const std::string words = c.in_graph("Shape must be at most rank 1 but is rank ", c.rank(1));
  if (!words.empty()) c.invalid(words, c.show(1));
}

void infer_reduce(InferContext& c) {
  const bool keep = c.attr<ReduceAttrs>().keep_dims;
  const TensorImpl* axes = c.value(1);
  const int rank = c.rank(0);
  if (c.rank(1) > 1) refuse_in_graphs(c);
  if (!keep && (c.input(1).flags & kAllAxes)) return;  // a scalar
  if (rank < 0 || !axes) {
    c.out() = Shape::unknown();
    for (int i = 0; keep && i < rank; ++i) c.out().rank = i + 1, c.out()[i] = kUnknownDim;
    return;
  }
  const uint32_t set = reduced_axes(c.op.name.c_str(), c.shape(0), *axes);
  for (int i = 0; i < rank; ++i) {
    if (!(set >> i & 1)) c.out().push(c.dim(0, i));
    else if (keep) c.out().push(1);
  }
}

// ---- Kernels --------------------------------------------------------------------------------

template <Reduction what>
void reduce_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const uint32_t axes = k.output().numel == 1 ? kEveryAxis : reduced_axes(k.op.name.c_str(), x.shape(), k.input(1));
  reduce_axes(what, x, axes, k.output());
}

// Complex sums: real and imaginary parts are one more axis that stays.
template <class T>
void complex_sum(const TensorImpl& x, uint32_t axes, TensorImpl& out) {
  Shape parts(x.shape());
  if (parts.rank == kMaxRank) fail(Code::kUnimplemented, "[Sum] a complex tensor of ", kMaxRank, " axes cannot be summed");
  parts.push(2);
  const Tensor view = make_view_as(const_cast<TensorImpl&>(x), DTypeOf<T>::value, parts);
  const int64_t dims[] = {2 * out.numel};
  const Tensor to = make_view_as(out, DTypeOf<T>::value, {1, dims});
  reduce_axes(Reduction::sum, *view, axes, *to);
}

template <class T>
void complex_sum_kernel(Kernel& k) {
  complex_sum<T>(k.input(0), reduced_axes(k.op.name.c_str(), k.input(0).shape(), k.input(1)), k.output());
}

// Calls fn(element, result it belongs to) for every element of x, in order.
template <class Fn>
void for_each_result(ShapeView shape, uint32_t axes, Fn&& fn) {
  int64_t index[kMaxRank] = {}, step[kMaxRank], out_step = 1, numel = 1;
  for (int i = shape.rank - 1; i >= 0; --i) {
    step[i] = axes >> i & 1 ? 0 : out_step;
    if (!(axes >> i & 1)) out_step *= shape[i];
    numel *= shape[i];
  }
  int64_t to = 0;
  for (int64_t e = 0; e < numel; ++e) {
    fn(e, to);
    for (int i = shape.rank - 1; i >= 0; --i) {
      to += step[i];
      if (++index[i] < shape[i]) break;
      to -= step[i] * shape[i];
      index[i] = 0;
    }
  }
}

template <class C>
void complex_prod_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  C* out = k.output().as<C>();
  std::fill_n(out, k.output().numel, C(1));
  const uint32_t axes = reduced_axes("Prod", x.shape(), k.input(1));
  for_each_result(x.shape(), axes, [&](int64_t e, int64_t to) { out[to] *= x.as<C>()[e]; });
}

int64_t count_of(const TensorImpl& x, uint32_t axes) {
  int64_t n = 1;
  for (int i = 0; i < x.rank; ++i)
    if (axes >> i & 1) n *= x.dim(i);
  return n;
}

// Integers truncate towards zero; the mean of none of them is 0.
template <class T>
void divide(void* sums, int64_t count, int64_t n) {
  T* out = static_cast<T*>(sums);
  using Wide = std::conditional_t<std::is_floating_point_v<T>, T, std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>;
  if (std::is_integral_v<T> && n == 0) return;
  for (int64_t i = 0; i < count; ++i) out[i] = static_cast<T>(static_cast<Wide>(out[i]) / static_cast<Wide>(n));
}

template <class T>
void mean_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const bool all = k.output().numel == 1;
  const uint32_t axes = all ? kEveryAxis : reduced_axes("Mean", x.shape(), k.input(1));
  reduce_axes(Reduction::sum, x, axes, k.output());
  divide<T>(k.output().data, k.output().numel, all ? x.numel : count_of(x, axes));
}

template <Reduction what>
bool rows_of(DType in, RowReduction& out) {
  return row_reduction(what, in, out);
}

bool rows_of_mean(DType in, RowReduction& out) {
  if (!row_reduction(Reduction::sum, in, out)) return false;
  switch (out.via) {
    case DType::kFloat32: return out.finish = divide<float>, true;
    case DType::kFloat64: return out.finish = divide<double>, true;
    case DType::kInt32: return out.finish = divide<int32_t>, in == out.via;  // the sum wraps in its own dtype
    case DType::kInt64: return out.finish = divide<int64_t>, true;
    case DType::kUInt8: return out.finish = divide<uint8_t>, true;
    default: return false;
  }
}

template <class T>
void complex_mean_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const uint32_t axes = reduced_axes("Mean", x.shape(), k.input(1));
  complex_sum<T>(x, axes, k.output());
  const T n = static_cast<T>(count_of(x, axes));
  for (int64_t i = 0; i < 2 * k.output().numel; ++i) k.output().as<T>()[i] /= n;
}

template <class T>
void norm_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  reduce_axes(Reduction::sum_squares, x, reduced_axes("EuclideanNorm", x.shape(), k.input(1)), k.output());
  for (int64_t i = 0; i < k.output().numel; ++i) k.output().as<T>()[i] = std::sqrt(k.output().as<T>()[i]);
}

// Of integers: in float64, truncated.
template <class T>
void integer_norm_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const Tensor wide = make_tensor(DType::kFloat64, x.shape()), sums = make_tensor(DType::kFloat64, k.output().shape());
  std::copy_n(x.as<T>(), x.numel, wide->as<double>());
  reduce_axes(Reduction::sum_squares, *wide, reduced_axes("EuclideanNorm", x.shape(), k.input(1)), *sums);
  for (int64_t i = 0; i < sums->numel; ++i) k.output().as<T>()[i] = static_cast<T>(std::sqrt(sums->as<double>()[i]));
}

// Real and imaginary parts are one more axis that is reduced too.
template <class T>
void complex_norm_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  if (x.rank == kMaxRank) k.invalid("a complex tensor of ", kMaxRank, " axes is not supported");
  Shape parts(x.shape());
  parts.push(2);
  const Tensor view = make_view_as(*k.in[0], DTypeOf<T>::value, parts);
  const Tensor sums = make_tensor(DTypeOf<T>::value, k.output().shape());
  reduce_axes(Reduction::sum_squares, *view, reduced_axes("EuclideanNorm", x.shape(), k.input(1)) | 1u << x.rank, *sums);
  for (int64_t i = 0; i < sums->numel; ++i) {
    k.output().as<T>()[2 * i] = std::sqrt(sums->as<T>()[i]);
    k.output().as<T>()[2 * i + 1] = 0;
  }
}

// ---- Gradients ------------------------------------------------------------------------------

// Which axes of a shape are reduced, where its length or the axes are left to the run: a vector of bools.
Tensor is_reduced(const Tensor& shape, const Tensor& axes) {
  const Tensor zero = make_scalar<int32_t>(0), one = make_scalar<int32_t>(1), last = make_scalar<int32_t>(-1);
  const Tensor rank = call(OP(Size), {shape}), every = call(OP(Range), {zero, rank, one});
  const Tensor at = call(OP(FloorMod), {cast(axes, DType::kInt32), rank});  // -1 is the last one
  const Tensor equal = call(OP(Equal), {call(OP(ExpandDims), {every, one}), reshape(at, make_int32s(std::array<int64_t, 2>{1, -1}.data(), 2))});
  return reduced(OP(Any), equal, last, false);
}

// The input's shape with 1 for the reduced axes.
Tensor kept_shape(const Tensor& shape, const Tensor& axes) {
  const TensorImpl* known = known_value(*axes);
  if (!known || !has_known_length(shape)) return select(is_reduced(shape, axes), ones_like(shape), shape);
  Sizes dims(shape);
  const uint32_t set = reduced_axes("Sum", dims.view(), *known);
  for (int i = 0; i < dims.count(); ++i)
    if (set >> i & 1) dims.set(i, 1);
  return dims.vector();
}

// y or dy of a reduction, in a shape that broadcasts against the input.
Tensor kept(Grad& g, const Tensor& y, const Tensor& shape) {
  if (g.attr<ReduceAttrs>().keep_dims || y->rank == 0) return y;
  return reshape(y, kept_shape(shape, g.in(1)));
}

void grad_sum(Grad& g) { g.set(0, broadcast_to(kept(g, g.dy(), g.in_shape(0)), g.in_shape(0))); }

// dy divided by how many elements each mean is of. An empty mean has none to send a gradient to.
Tensor share_of_mean(const Tensor& dy, const Tensor& shape, const Tensor& axes) {
  const TensorImpl* known = known_value(*axes);
  if (!known || !has_known_length(shape)) {
    const Tensor counted = select(is_reduced(shape, axes), shape, ones_like(shape));
    return over(dy, cast(reduced(OP(Prod), counted, make_scalar<int32_t>(0), false), dy->dtype));
  }
  const Sizes dims(shape);
  const uint32_t set = reduced_axes("Mean", dims.view(), *known);
  double n = 1;  // of an empty tensor it may be beyond an int64
  Size later = 1;
  for (int i = 0; i < dims.count(); ++i) {
    if (!(set >> i & 1)) continue;
    if (dims.known(i)) n *= double(dims.view()[i]);
    else later = later * dims[i];
  }
  if (later.is_known()) return n == 0 ? dy : dy / n;
  return over(dy, cast(later.later, dy->dtype) * n);
}

void grad_mean(Grad& g) {
  const Tensor& shape = g.in_shape(0);
  g.set(0, broadcast_to(share_of_mean(kept(g, g.dy(), shape), shape, g.in(1)), shape));
}

// Shared evenly among the elements that equal the result.
void grad_extreme(Grad& g) {
  const Tensor& x = g.in(0);
  const Tensor shape = shape_of(x), y = kept(g, g.out(), shape), dy = kept(g, g.dy(), shape);
  const Tensor hits = cast(call(OP(Equal), {x, y}), x->dtype);
  const Tensor count = call(OP(Sum), {hits, g.in(1)}, Attrs::of(ReduceAttrs{true}));
  g.set(0, through(dy, hits / count));
}

void grad_norm(Grad& g) {
  const Tensor shape = shape_of(g.in(0));
  Tensor dy = g.dy();
  // The norm of complex numbers is real: what reaches its imaginary part comes from nowhere.
  if (contains(kComplexTypes, dy->dtype)) dy = cast(call(OP(Real), {dy}), dy->dtype);
  g.set(0, through(over(kept(g, dy, shape), kept(g, g.out(), shape)), g.in(0)));
}

void grad_prod(Grad& g) {
  const Tensor x = g.in(0), others = prod_before(x, g.in(1), false) * prod_before(x, g.in(1), true);
  g.set(0, through(kept(g, g.dy(), shape_of(x)), conj(others)));
}

OpDef& reduction(OpDef& op, DTypeSet types) {
  return op.type("T", types).type("Tidx", kIndex)
      .input("input", "T").optional_arg("reduction_indices", "Tidx", all_axes).output("output", "T")
      .attrs<ReduceAttrs>().attr("keep_dims", &ReduceAttrs::keep_dims)
      .infer(infer_reduce);
}

}  // namespace

#define ZEAL_REDUCE_API(name)                                                                            \
  api(name "(input_tensor:input, axis:reduction_indices=None, keepdims:keep_dims=None, name=None, "      \
           "reduction_indices:axis=None, keep_dims:keepdims=None)")

ZEAL_OP(Sum)
    .with(reduction, kNumbers)
    .doc("The sum over axes (all by default).")
    .example("tf.reduce_sum([[1, 2], [3, 4]], axis=1)", "[3 7]")
    .ZEAL_REDUCE_API("reduce_sum, math.reduce_sum")
    .cpu(kRealNumbers, reduce_kernel<Reduction::sum>).reduces_rows(rows_of<Reduction::sum>)
    .cpu(bit(DType::kComplex64), complex_sum_kernel<float>)
    .cpu(bit(DType::kComplex128), complex_sum_kernel<double>)
    .saves({InShape(0), In(1)}).grad(grad_sum);

ZEAL_OP(Mean)
    .with(reduction, kNumbers)
    .doc("The mean over axes (all by default); of integers, truncated.")
    .example("tf.reduce_mean([[1.0, 2.0], [3.0, 4.0]], axis=0)", "[2. 3.]")
    .ZEAL_REDUCE_API("reduce_mean, math.reduce_mean")
    .cpu(bit(DType::kFloat32), mean_kernel<float>).cpu(bit(DType::kFloat64), mean_kernel<double>).reduces_rows(rows_of_mean)
    .cpu(kHalfTypes, in_float<mean_kernel<float>>)
    .cpu(bit(DType::kInt8), mean_kernel<int8_t>).cpu(bit(DType::kInt16), mean_kernel<int16_t>)
    .cpu(bit(DType::kInt32), mean_kernel<int32_t>).cpu(bit(DType::kInt64), mean_kernel<int64_t>)
    .cpu(bit(DType::kUInt8), mean_kernel<uint8_t>).cpu(bit(DType::kUInt16), mean_kernel<uint16_t>)
    .cpu(bit(DType::kUInt32), mean_kernel<uint32_t>).cpu(bit(DType::kUInt64), mean_kernel<uint64_t>)
    .cpu(bit(DType::kComplex64), complex_mean_kernel<float>)
    .cpu(bit(DType::kComplex128), complex_mean_kernel<double>)
    .saves({InShape(0), In(1)}).grad(grad_mean);

ZEAL_OP(Prod)
    .with(reduction, kNumbers)
    .doc("The product over axes (all by default).")
    .example("tf.reduce_prod([[1, 2], [3, 4]])", "24")
    .ZEAL_REDUCE_API("reduce_prod, math.reduce_prod")
    .cpu(kRealNumbers, reduce_kernel<Reduction::prod>).reduces_rows(rows_of<Reduction::prod>)
    .cpu(bit(DType::kComplex64), complex_prod_kernel<std::complex<float>>)
    .cpu(bit(DType::kComplex128), complex_prod_kernel<std::complex<double>>)
    .saves({In(0), In(1)}).grad(grad_prod);

ZEAL_OP(Max)
    .with(reduction, kRealNumbers)
    .doc("The largest element over axes (all by default); NaN wins.")
    .example("tf.reduce_max([[1, 2], [4, 3]], axis=1)", "[2 4]")
    .ZEAL_REDUCE_API("reduce_max, math.reduce_max")
    .cpu(kRealNumbers, reduce_kernel<Reduction::max>).reduces_rows(rows_of<Reduction::max>)
    .saves({In(0), In(1), Out(0)}).grad(grad_extreme);

ZEAL_OP(Min)
    .with(reduction, kRealNumbers)
    .doc("The smallest element over axes (all by default); NaN wins.")
    .example("tf.reduce_min([[1, 2], [4, 3]], axis=1)", "[1 3]")
    .ZEAL_REDUCE_API("reduce_min, math.reduce_min")
    .cpu(kRealNumbers, reduce_kernel<Reduction::min>).reduces_rows(rows_of<Reduction::min>)
    .saves({In(0), In(1), Out(0)}).grad(grad_extreme);

ZEAL_OP(EuclideanNorm)
    .with(reduction, kNumbers)
    .doc("The square root of the sum of squares over axes (all by default).")
    .example("tf.math.reduce_euclidean_norm([3.0, 4.0])", "5.0")
    .api("math.reduce_euclidean_norm(input_tensor:input, axis:reduction_indices=None, keepdims:keep_dims=False, name=None)")
    .cpu(bit(DType::kFloat32), norm_kernel<float>).cpu(bit(DType::kFloat64), norm_kernel<double>)
    .cpu(kHalfTypes, in_float<norm_kernel<float>>)
    .cpu(bit(DType::kInt8), integer_norm_kernel<int8_t>).cpu(bit(DType::kInt16), integer_norm_kernel<int16_t>)
    .cpu(bit(DType::kInt32), integer_norm_kernel<int32_t>).cpu(bit(DType::kInt64), integer_norm_kernel<int64_t>)
    .cpu(bit(DType::kUInt8), integer_norm_kernel<uint8_t>).cpu(bit(DType::kUInt16), integer_norm_kernel<uint16_t>)
    .cpu(bit(DType::kUInt32), integer_norm_kernel<uint32_t>).cpu(bit(DType::kUInt64), integer_norm_kernel<uint64_t>)
    .cpu(bit(DType::kComplex64), complex_norm_kernel<float>)
    .cpu(bit(DType::kComplex128), complex_norm_kernel<double>)
    .saves({In(0), In(1), Out(0)}).grad(grad_norm);

ZEAL_OP(Any)
    .with(reduction, bit(DType::kBool))
    .doc("Whether any element over axes (all by default) is true.")
    .example("tf.reduce_any([[True, False], [False, False]], axis=1)", "[ True False]")
    .ZEAL_REDUCE_API("reduce_any, math.reduce_any")
    .cpu(bit(DType::kBool), reduce_kernel<Reduction::any>).reduces_rows(rows_of<Reduction::any>).not_differentiable();

ZEAL_OP(All)
    .with(reduction, bit(DType::kBool))
    .doc("Whether all elements over axes (all by default) are true.")
    .example("tf.reduce_all([[True, False], [True, True]], axis=1)", "[False True]")
    .ZEAL_REDUCE_API("reduce_all, math.reduce_all")
    .cpu(bit(DType::kBool), reduce_kernel<Reduction::all>).reduces_rows(rows_of<Reduction::all>).not_differentiable();

}  // namespace zeal
