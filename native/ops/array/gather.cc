// Gather, GatherV2: slices picked by index along one axis.
#include "core/parallel.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "op/functions.h"
#include "ops/array/place_text.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct GatherAttrs {
  int32_t batch_dims = 0;
};

// Left out: the axis after the batch axes.
Tensor first_axis(TensorImpl* const*, const Attrs& attrs) {
  return make_scalar<int32_t>(attrs.as<GatherAttrs>().batch_dims);
}

// TensorFlow ignores batch_dims when the axis is 0.
int batch_of(const GatherAttrs& a, int axis, int indices_rank) {
  if (axis == 0) return 0;
  return a.batch_dims < 0 ? a.batch_dims + indices_rank : a.batch_dims;
}

// params is seen as [batch, outer, n, inner], indices as [batch, per_batch].
struct Extent {
  int64_t batch, outer, n, inner, per_batch;
};

int checked_batch_dims(InferContext& c, int batch_dims) {
  int b = batch_dims < 0 ? batch_dims + c.rank(1) : batch_dims;
  if (b < 0 || (b && b >= c.rank(1)))
    c.invalid("Expected batch_dims in the range [", -c.rank(1), ", ", c.rank(1), "), but got ", batch_dims, "; ", c.show(1));
  return b;
}

void infer_at(InferContext& c, int axis, int batch) {
  if (axis < batch) c.invalid("batch_dims ", batch, " must not be greater than axis ", axis);
  for (int i = 0; i < batch; ++i)
    if (c.dim(0, i) >= 0 && c.dim(1, i) >= 0 && c.dim(0, i) != c.dim(1, i))
      c.invalid("batch axis ", i, " differs: ", c.show(0), ", ", c.show(1));
  if (c.rank(0) - 1 + c.rank(1) - batch > kMaxRank) c.invalid("the result has more than ", kMaxRank, " dimensions");
  Shape& out = c.out();
  for (int i = 0; i < axis; ++i) out.push(c.dim(0, i));
  for (int i = batch; i < c.rank(1); ++i) out.push(c.dim(1, i));
  for (int i = axis + 1; i < c.rank(0); ++i) out.push(c.dim(0, i));
}

void infer_gather_v2(InferContext& c) {
  c.require_rank_at_least(0, 1, "params must be at least 1 dimensional");
  const TensorImpl* axis = c.value(2);
  if (!axis || c.rank(0) < 0 || c.rank(1) < 0) {
    c.out() = Shape::unknown();
    if (c.rank(0) >= 0 && c.rank(1) >= 0 && !c.attr<GatherAttrs>().batch_dims)
      for (int i = c.out().rank = 0; i < c.rank(0) - 1 + c.rank(1); ++i) c.out().push(kUnknownDim);
    return;
  }
  c.require_one(2, "axis must be scalar");
  const int64_t given = int_at(*axis, 0);
  infer_at(c, c.axis(given, c.rank(0)), given == 0 ? 0 : checked_batch_dims(c, c.attr<GatherAttrs>().batch_dims));
}

void infer_gather(InferContext& c) {
  c.require_rank_at_least(0, 1, "params must be at least 1 dimensional");
  if (c.rank(0) < 0 || c.rank(1) < 0) c.out() = Shape::unknown();
  else infer_at(c, 0, 0);
}

Extent extent(const TensorImpl& params, const TensorImpl& indices, int axis, int batch) {
  ShapeView s = params.shape();
  int64_t b = product(s, 0, batch);
  return {b, product(s, batch, axis), s[axis], product(s, axis + 1, s.rank), product(indices.shape(), batch, indices.rank)};
}

template <class I> void check_indices(const Kernel& k, const I* ids, int64_t count, int64_t n) {
  for (int64_t i = 0; i < count; ++i)
    if (ids[i] < 0 || ids[i] >= n)
      k.invalid("indices", place_text(k.input(1).shape(), i), " = ", int64_t(ids[i]), " is not in [0, ", n, "): params is ", describe(k.input(0)));
}

// The picks begin .. end - 1 of one slab [n, inner] of params.
template <class T, class I> void pick_rows(T* out, const T* slab, const I* ids, int64_t inner, int64_t begin, int64_t end) {
  if (inner == 1) {
    for (int64_t i = begin; i < end; ++i) out[i] = slab[ids[i]];
    return;
  }
  for (int64_t i = begin; i < end; ++i) std::copy_n(slab + ids[i] * inner, inner, out + i * inner);
}

template <class T, class I> void pick(T* out, const T* params, const I* ids, const Extent& e) {
  int64_t rows = e.batch * e.outer * e.per_batch;
  parallel_for(rows, std::max<int64_t>(1, 65536 / std::max<int64_t>(1, e.inner)), [&](int64_t begin, int64_t end) {
    for (int64_t slab = begin / e.per_batch; slab * e.per_batch < end; ++slab) {
      const int64_t first = slab * e.per_batch;
      pick_rows(out + first * e.inner, params + slab * e.n * e.inner, ids + slab / e.outer * e.per_batch, e.inner,
                std::max(begin, first) - first, std::min(end, first + e.per_batch) - first);
    }
  });
}

template <class I> void gather_by(Kernel& k, const I* ids, const Extent& e) {
  check_indices(k, ids, k.input(1).numel, e.n);
  if (!k.output().numel) return;
  with_storage(k.output().dtype, [&]<class T>(T*) { pick(k.output().as<T>(), k.input(0).as<T>(), ids, e); });
}

void gather_at(Kernel& k, int axis, int batch) {
  const TensorImpl& ids = k.input(1);
  Extent e = extent(k.input(0), ids, axis, batch);
  if (ids.dtype == DType::kInt32) gather_by(k, ids.as<int32_t>(), e);
  else gather_by(k, ids.as<int64_t>(), e);
}

int place(int64_t v, int rank) { return int(v < 0 ? v + rank : v); }

void gather_v2_kernel(Kernel& k) {
  const int axis = place(int_at(k.input(2), 0), k.input(0).rank);
  gather_at(k, axis, batch_of(k.attr<GatherAttrs>(), axis, k.input(1).rank));
}

Tensor ints(std::initializer_list<int64_t> v) { return make_integers(v.begin(), int(v.size())); }

// What is left of a shape from axis `from` on, behind one size: [n, shape[from:]...].
Tensor behind(const Size& n, const Tensor& shape, int from) {
  if (!has_known_length(shape)) {
    const Tensor rest = call(OP(Slice), {shape, ints({from}), ints({-1})});
    const Tensor parts[] = {reshape(cast(scalar_of(n), shape->dtype), ints({1})), rest, make_scalar<int32_t>(0)};
    return call_list(OP(ConcatV2), parts, 3, OP(ConcatV2).defaults)[0];
  }
  const Sizes all(shape);
  Sizes out;
  out.push(n);
  for (int i = from; i < all.count(); ++i) out.push(all[i]);
  return out.vector();
}

// Along axis 0 the gradient is a set of rows.
void grad_rows(Grad& g, const Tensor& dy) {
  const Tensor shape = g.in_shape(0);
  const Size n = size_of(g.in(1));
  g.set_slices(0, reshape(dy, behind(n, shape, 1)), reshape(g.in(1), vector({n})), shape);
}

Tensor wide(const Size& s) { return cast(scalar_of(s), DType::kInt64); }

// Elsewhere: [batch, outer, picks, inner] becomes rows [batch * picks, outer * inner], which are
// added up into [batch * n, outer * inner].
Tensor grad_along(const Tensor& dy, const Tensor& shape, const Tensor& indices, const Size& axis, const Size& batch) {
  const Tensor picked = shape_of(indices);
  const Size n = size_at(shape, axis), b = product_between(shape, 0, batch), outer = product_between(shape, batch, axis);
  const Size inner = product_between(shape, axis + 1, length_of(shape)), picks = product_between(picked, batch, length_of(picked));
  const Tensor perm = ints({0, 2, 1, 3});
  const Tensor rows = call(OP(Transpose), {reshape(dy, vector({b, outer, picks, inner})), perm});
  Tensor ids = reshape(indices, vector({b, picks}));
  if (!b.is_known() || b.known != 1) {
    const Tensor first = make_scalar<int64_t>(0), one = make_scalar<int64_t>(1);
    const Tensor shift = call(OP(Range), {first, wide(b), one}) * wide(n);
    ids = cast(ids, DType::kInt64) + reshape(shift, vector({b, 1}));
  }
  const Tensor sums = call(OP(UnsortedSegmentSum), {reshape(rows, vector({b * picks, outer, inner})), reshape(ids, vector({b * picks})),
                                                    wide(b * n)});
  return reshape(call(OP(Transpose), {reshape(sums, vector({b, n, outer, inner})), perm}), shape);
}

// A place that may be counted from the last axis.
Size counted(int64_t given, const Size& rank) { return given < 0 ? rank + given : Size(given); }

// The axis: known as a rule, or left to the run.
Size axis_size(const Tensor& axis, const Size& rank) {
  if (const TensorImpl* known = known_value(*axis)) return counted(int_at(*known, 0), rank);
  const Tensor wide_rank = cast(scalar_of(rank), axis->dtype);
  return Size(cast(call(OP(FloorMod), {axis, wide_rank}), DType::kInt32));
}

void grad_gather_v2(Grad& g) {
  const Tensor shape = g.in_shape(0), dy = g.dy();
  const Size axis = axis_size(g.in(2), length_of(shape));
  if (axis.is_known() && axis.known == 0) return grad_rows(g, dy);
  if (!dy->numel) return g.set(0, fill(shape, scalar_like(dy, 0)));
  const Size batch = counted(g.attr<GatherAttrs>().batch_dims, length_of(shape_of(g.in(1))));
  g.set(0, grad_along(dy, shape, g.in(1), axis, batch));
}

}  // namespace

ZEAL_OP(GatherV2)
    .doc("Slices of params at indices along an axis.")
    .example("tf.gather([10, 20, 30], [2, 0])", "[30 10]")
    .type("Tparams", kAnyType).type("Tindices", kIndex).type("Taxis", kIndex)
    .attrs<GatherAttrs>().attr("batch_dims", &GatherAttrs::batch_dims)
    .input("params", "Tparams").input("indices", "Tindices").optional_arg("axis", "Taxis", first_axis)
    .output("output", "Tparams")
    .api("gather(params, indices, validate_indices=None, name=None, axis=None, batch_dims=0)")
    .infer(infer_gather_v2).checks_when_empty().cpu(kAnyType, gather_v2_kernel)
    .saves({InShape(0), In(1), In(2)}).grad(grad_gather_v2);

ZEAL_OP(Gather)
    .doc("Slices of params at indices along its first axis.")
    .type("Tparams", kAnyType).type("Tindices", kIndex)
    .input("params", "Tparams").input("indices", "Tindices").output("output", "Tparams")
    .infer(infer_gather).checks_when_empty().cpu(kAnyType, [](Kernel& k) { gather_at(k, 0, 0); })
    .saves({InShape(0), In(1)}).grad([](Grad& g) { grad_rows(g, g.dy()); });

}  // namespace zeal
