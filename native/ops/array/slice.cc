// Slice, StridedSlice and its gradient op StridedSliceGrad.
#include "op/functions.h"
#include "ops/array/slice_spec.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Larger results that are one run of the input's elements share its memory.
constexpr int64_t kViewBytes = 4096;

// The copy that `s` describes on an input of `shape`; true when it is one run of elements.
bool plan(const SliceSpec& s, ShapeView shape, int64_t* start, int64_t* strides) {
  row_major(shape, strides);
  int64_t expected = 1;
  bool run = true;
  *start = 0;
  for (int i = s.rank - 1; i >= 0; --i) {
    *start += s.begin[i] * strides[i];
    strides[i] *= s.step[i];
    run &= s.count[i] == 1 || strides[i] == expected;
    expected *= s.count[i];
  }
  return run;
}

void take(Kernel& k, const SliceSpec& s) {
  const TensorImpl& in = k.input(0);
  ShapeView shape = k.spec[0].shape;
  int64_t start, strides[kMaxRank], n = num_elements(shape);
  if (!n) return k.allocate(0, in.dtype, shape);
  bool run = plan(s, in.shape(), &start, strides);
  int64_t size = int64_t(dtype_size(in.dtype));
  if (run && n * size > kViewBytes) {
    k.out[0] = make_view(*k.in[0], shape, start * size);
    return;
  }
  k.allocate(0, in.dtype, shape);
  if (run) return copy_elements(k.output(), 0, in, start, n);
  int64_t to[kMaxRank];
  row_major({s.rank, s.count}, to);
  StridedCopy copy;
  copy.from_start = start;
  for (int i = 0; i < s.rank; ++i) copy.axis(s.count[i], strides[i], to[i]);
  copy.run(k.output(), in);
}

// --- Slice ---
// The size of axis i of the slice: sizes and positions that are not known yet admit all.
int64_t sliced_size(const InferContext& c, int i, const TensorImpl* begin, const TensorImpl* size) {
  const int64_t d = c.dim(0, i), b = begin ? int_at(*begin, i) : kUnknownDim, n = size ? int_at(*size, i) : kUnknownDim;
  if (begin && d >= 0 && (b < 0 || b > d))
    c.invalid("Expected begin[", i, "] in [0, ", d, "], but got ", b, "; ", c.show(0));
  const bool rest = size && n == -1, left_known = begin && d >= 0;
  if (size && !rest && (n < 0 || (left_known && n > d - b)))
    c.invalid("Expected size[", i, "] in [0, ", d - b, "], but got ", n, "; ", c.show(0), " and begin[", i, "] is ", b);
  return !rest ? n : left_known ? d - b : kUnknownDim;
}

bool fits_rank(const InferContext& c, int i) {
  return c.rank(0) < 0 || c.rank(i) < 0 || (c.rank(i) == 1 && (c.dim(i, 0) < 0 || c.dim(i, 0) == c.rank(0)));
}

void infer_slice(InferContext& c) {
  if (!fits_rank(c, 1) || !fits_rank(c, 2))
    c.invalid("Expected begin and size arguments to be 1-D tensors of size ", c.rank(0), ", but got shapes ", c.shape(1), " and ",
              c.shape(2), " instead; ", c.show(0), "; each must have one entry for each of its axes");
  c.out() = c.rank(0) < 0 ? c.shape_value(2, true) : c.shape(0);  // -1, for the rest, is unknown as well
  const Shape some = c.value(2) ? Shape::unknown() : c.shape_value(2, true);  // sizes that are known in part
  for (int i = 0; i < c.rank(0); ++i) {
    const int64_t size = sliced_size(c, i, c.value(1), c.value(2));
    c.out()[i] = some.rank == c.rank(0) ? some[i] : size;
  }
}

void slice_kernel(Kernel& k) {
  SliceSpec s;
  s.rank = k.input(0).rank;
  for (int i = 0; i < s.rank; ++i) s.begin[i] = int_at(k.input(1), i), s.step[i] = 1, s.count[i] = k.spec[0].shape[i];
  take(k, s);
}

void grad_slice(Grad& g) {
  const Tensor dy = g.dy(), shape = g.in_shape(0);
  const DType t = index_dtype(g.in(1), shape);
  const Tensor begin = cast(g.in(1), t), end = begin + cast(shape_of(dy), t);
  g.set(0, call(OP(StridedSliceGrad), {cast(shape, t), begin, end, ones_like(begin), dy}));
}

// --- StridedSlice ---
SliceSpec spec_of(const Kernel& k, ShapeView shape) {
  return resolve_slice(k.op, shape, k.input(1), k.input(2), k.input(3), k.attr<SliceMasks>());
}

// An input's entries, with a number that stands for those that are not known yet, whose bits `unknown` gets; null where
// not even their count is known.
Tensor known_entries(const InferContext& c, int i, uint32_t& unknown) {
  if (const TensorImpl* value = c.value(i)) return Tensor::share(const_cast<TensorImpl*>(value));
  Shape entries = c.shape_value(i);
  for (int k = 0; k < entries.rank; ++k)
    if (entries[k] < 0) unknown |= 1u << k, entries[k] = 2;
  return entries.rank < 0 ? Tensor() : make_integers(entries.dims, entries.rank);
}

[[gnu::cold, gnu::noinline]] void infer_partly_known(InferContext& c) {
  c.out() = Shape::unknown();
  if (c.rank(0) < 0) return;
  uint32_t unknown = 0;
  const Tensor begin = known_entries(c, 1, unknown), end = known_entries(c, 2, unknown), strides = known_entries(c, 3, unknown);
  if (!begin || !end || !strides) return;
  c.out() = resolve_slice(c.op, c.shape(0), *begin, *end, *strides, c.attr<SliceMasks>(), unknown).final;
}

void infer_strided_slice(InferContext& c) {
  const TensorImpl *begin = c.value(1), *end = c.value(2), *strides = c.value(3);
  if (c.rank(0) < 0 || !begin || !end || !strides) [[unlikely]] return infer_partly_known(c);
  c.out() = resolve_slice(c.op, c.shape(0), *begin, *end, *strides, c.attr<SliceMasks>()).final;
}

void grad_strided_slice(Grad& g) {
  const Tensor shape = g.in_shape(0);
  const DType t = index_dtype(g.in(1), shape);
  g.set(0, call(OP(StridedSliceGrad), {cast(shape, t), cast(g.in(1), t), cast(g.in(2), t), cast(g.in(3), t), g.dy()},
                Attrs::of(g.attr<SliceMasks>())));
}

// --- StridedSliceGrad ---
void infer_strided_slice_grad(InferContext& c) {
  Shape& out = c.out() = c.shape_value(0);
  if (!out.view().fully_known() || !c.value(1) || !c.value(2) || !c.value(3)) return;
  Shape want = resolve_slice(c.op, out, *c.value(1), *c.value(2), *c.value(3), c.attr<SliceMasks>()).final;
  if (c.shape(4).fully_known() && !(c.shape(4) == want.view()))
    c.invalid(c.show(4), "; that slice of shape ", out.str(), " has shape ", want.str());
}

void strided_slice_grad_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  zero_elements(out);
  write_slice(out, spec_of(k, out.shape()), k.input(4));
}

void grad_strided_slice_grad(Grad& g) {
  g.set(4, call(OP(StridedSlice), {g.dy(), g.in(1), g.in(2), g.in(3)}, Attrs::of(g.attr<SliceMasks>())));
}

}  // namespace

void write_slice(TensorImpl& out, const SliceSpec& s, const TensorImpl& value) {
  if (!value.numel) return;
  int64_t strides[kMaxRank], from[kMaxRank];
  row_major({s.rank, s.count}, from);
  StridedCopy copy;
  plan(s, out.shape(), &copy.to_start, strides);
  for (int i = 0; i < s.rank; ++i) copy.axis(s.count[i], from[i], strides[i]);
  copy.run(out, value);
}

ZEAL_OP(Slice)
    .doc("The block of `size` that starts at `begin`; a size of -1 takes the rest of its axis.")
    .example("tf.slice([1, 2, 3, 4], [1], [2])", "[2 3]")
    .type("T", kAnyType).type("Index", kIndex)
    .input("input", "T").input("begin", "Index").input("size", "Index").output("output", "T")
    .api("slice(input_:input, begin, size, name=None)")
    .infer(infer_slice).made_by_kernel().shares(0).cpu(kAnyType, slice_kernel)
    .saves({InShape(0), In(1)}).grad(grad_slice);

ZEAL_OP(StridedSlice)
    .doc("Python's x[begin:end:step, ...]; bits of the masks mark open ends, an ellipsis, new axes and single indices.")
    .type("T", kAnyType).type("Index", kIndex)
    .attrs<SliceMasks>()
    .attr("begin_mask", &SliceMasks::begin_mask).attr("end_mask", &SliceMasks::end_mask)
    .attr("ellipsis_mask", &SliceMasks::ellipsis_mask).attr("new_axis_mask", &SliceMasks::new_axis_mask)
    .attr("shrink_axis_mask", &SliceMasks::shrink_axis_mask)
    .input("input", "T").input("begin", "Index").input("end", "Index").input("strides", "Index").output("output", "T")
    .infer(infer_strided_slice).made_by_kernel().shares(0)
    .cpu(kAnyType, [](Kernel& k) { take(k, spec_of(k, k.input(0).shape())); })
    .saves({InShape(0), In(1), In(2), In(3)}).grad(grad_strided_slice);

ZEAL_OP(StridedSliceGrad)
    .doc("Zeros of a shape with dy written into a strided slice: the gradient of StridedSlice.")
    .type("T", kAnyType).type("Index", kIndex)
    .attrs<SliceMasks>()
    .attr("begin_mask", &SliceMasks::begin_mask).attr("end_mask", &SliceMasks::end_mask)
    .attr("ellipsis_mask", &SliceMasks::ellipsis_mask).attr("new_axis_mask", &SliceMasks::new_axis_mask)
    .attr("shrink_axis_mask", &SliceMasks::shrink_axis_mask)
    .input("shape", "Index").input("begin", "Index").input("end", "Index").input("strides", "Index").input("dy", "T")
    .output("output", "T")
    .infer(infer_strided_slice_grad).dispatch_on(4).cpu(kAnyType, strided_slice_grad_kernel)
    .saves({In(1), In(2), In(3)}).grad(grad_strided_slice_grad);

}  // namespace zeal
