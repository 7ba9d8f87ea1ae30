// ConcatV2, and its inverses Split and SplitV: tensors joined, or cut, along an existing axis.
#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// The value of an axis operand, an index into the axes of the tensor `operand`; -1 while it is symbolic.
int split_axis(InferContext& c, int axis, int operand) {
  const TensorImpl* v = c.value(axis);
  const int rank = c.rank(operand);
  if (!v || rank < 0) return -1;
  c.require_one(axis, "split_dim must be a scalar but has rank ", int(v->rank));
  const int64_t at = int_at(*v, 0);
  if (at < -rank || at >= rank)
    c.invalid("-input rank(-", rank, ") <= split_dim < input rank (", rank, "), but got ", at, "; ", c.show(operand),
              rank ? "" : ": a scalar has no axis to split");
  return int(at < 0 ? at + rank : at);
}

int concat_axis(InferContext& c, int operand, int rank) {
  const TensorImpl* v = c.value(operand);
  if (!v) return -1;
  c.require_one(operand, "axis tensor should be a scalar integer, but got shape ", v->shape());
  const int64_t at = int_at(*v, 0);
  const uint64_t least = at < 0 ? -uint64_t(at) : uint64_t(at) + 1;  // unsigned: an axis may be any int64
  const std::string graph = c.in_graph("Shape must be at least rank ", least, " but is rank ", rank);
  return c.axis(at, rank, graph, "ConcatOp : Expected concatenating dimensions in the range [", -rank, ", ", rank, "), but got ", at,
                rank ? "" : "; tf.stack joins scalars, tf.expand_dims gives one an axis");
}

int axis_of(const TensorImpl& axis, int rank) { return int(int_at(axis, 0) < 0 ? int_at(axis, 0) + rank : int_at(axis, 0)); }

struct SplitAttrs {
  int32_t num_split = 1;
};

// --- ConcatV2 ---
void merge_dim(InferContext& c, Shape& out, int i, int axis, int at) {
  int64_t d = c.dim(i, axis);
  if (axis == at) {
    const bool known = out[axis] >= 0 && d >= 0;
    if (!known) out[axis] = kUnknownDim;
    else if (__builtin_add_overflow(out[axis], d, &out[axis])) c.invalid("the sizes of axis ", at, " add up to more than an int64 holds");
  } else if (d >= 0 && out[axis] >= 0 && d != out[axis]) {
    c.invalid(c.differing_in_graph(c.shape(0), c.shape(i)), "ConcatOp : Dimensions of inputs should match: shape[0] = ", c.shape(0), " vs. shape[", i,
              "] = ", c.shape(i), "; ", c.show(0), ", ", c.show(i), "; to be joined along axis ", at, " they must have one size along axis ", axis);
  } else if (at >= 0 && out[axis] < 0) {
    out[axis] = d;
  }
}

// Input i beside those before; `at`: the axis, -1 while unknown.
void merge_input(InferContext& c, Shape& out, int i, int first, int at) {
  if (c.rank(i) < 0) {
    for (int k = 0; k < out.rank; ++k)
      if (at < 0 || k == at) out[k] = kUnknownDim;
    return;
  }
  if (c.rank(i) != out.rank)
    c.invalid("ConcatOp : Ranks of all input tensors should match: shape[", first, "] = ", c.shape(first), " vs. shape[", i, "] = ",
              c.shape(i), "; ", c.show(first), ", ", c.show(i), "; tf.expand_dims adds an axis");
  for (int k = 0; k < out.rank; ++k) merge_dim(c, out, i, k, at);
}

void infer_concat(InferContext& c) {
  int n = c.nin - 1;
  if (n < 1) c.invalid("needs at least one tensor to join");
  Shape& out = c.out() = c.shape(0);
  int first = 0;
  for (; first < n && c.rank(first) < 0;) ++first;
  if (first == n) return;
  out = c.shape(first);
  if (n == 1) return;  // any axis will do, as in TensorFlow
  if (!out.rank && !c.value(n)) c.invalid("Can't concatenate scalars (use tf.stack instead); ", c.show(first));
  int at = concat_axis(c, n, out.rank);
  if (at < 0) std::fill_n(out.dims, out.rank, kUnknownDim);
  for (int i = 0; i < n; ++i)
    if (i != first) merge_input(c, out, i, first, at);
}

void concat_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  if (k.nin == 2) return copy_elements(out, 0, k.input(0), 0, out.numel);
  int n = k.nin - 1, at = axis_of(k.input(n), out.rank);
  interleave(out, k.in, n, at);
}

// A vector of zeros but for one element.
Tensor at_axis(int at, int rank, const Size& value) {
  Sizes v;
  for (int i = 0; i < rank; ++i) v.push(i == at ? value : Size(0));
  return v.vector();
}

// Where the rank or the axis is left to the run: cut along it, by the sizes that the members have there.
void grad_concat_later(Grad& g, const Tensor& dy, const Tensor& axis) {
  const int n = g.nin() - 1;
  std::vector<Tensor> sizes;
  for (int i = 0; i < n; ++i) {
    const Tensor rank = call(OP(Size), {g.list_shape(i)});
    sizes.push_back(call(OP(Gather), {g.list_shape(i), call(OP(FloorMod), {cast(axis, DType::kInt32), rank})}));
  }
  const Tensor in[] = {dy, call_list(OP(Pack), sizes.data(), n, OP(Pack).defaults)[0], cast(axis, DType::kInt32)};
  Outputs parts = call_list(OP(SplitV), in, 3, Attrs::of(SplitAttrs{n}));
  for (int i = 0; i < n; ++i)
    if (g.wants(i)) g.set(i, parts[i]);
}

void grad_concat(Grad& g) {
  const Tensor dy = g.dy(), axis = g.last_in();
  const TensorImpl* known = known_value(*axis);
  if (g.nin() == 2) return g.set(0, dy);  // any axis will do
  bool ranks = dy->rank >= 0;
  for (int i = 0; i < g.nin() - 1; ++i) ranks &= g.list_shape(i)->dims()[0] >= 0;
  if (!known || !ranks) return grad_concat_later(g, dy, axis);
  const int at = axis_of(*known, dy->rank);
  Size begin = 0;
  for (int i = 0; i < g.nin() - 1; ++i) {
    const Tensor size = g.list_shape(i), from = at_axis(at, dy->rank, begin);
    const DType t = index_dtype(from, size);
    if (g.wants(i)) g.set(i, call(OP(Slice), {dy, cast(from, t), cast(size, t)}));
    begin = begin + Sizes(size)[at];
  }
}

// --- Split, SplitV ---
int count_splits(const Attrs& a, int) { return std::max(0, a.as<SplitAttrs>().num_split); }

// An output like `value`, with axis `at` of the given size.
void set_part(InferContext& c, int i, int value, int at, int64_t size) {
  c.out(i) = c.shape(value);
  if (c.rank(value) < 0) return;
  if (at >= 0) c.out(i)[at] = size;
  else std::fill_n(c.out(i).dims, c.rank(value), kUnknownDim);
}

void infer_split(InferContext& c) {
  int num = c.attr<SplitAttrs>().num_split;
  if (num < 1) c.invalid("Value for attr 'num_split' of ", num, " must be at least minimum 1");
  int at = split_axis(c, 0, 1);
  if (at >= 0 && c.dim(1, at) >= 0 && c.dim(1, at) % num)
    c.invalid(c.in_graph("Dimension size must be evenly divisible by ", num, " but is ", c.dim(1, at)), "Number of ways to split should evenly divide the split dimension, but got split_dim ", at, " (size = ", c.dim(1, at),
              ") and num_split ", num, "; ", c.show(1), "; a list of sizes splits unevenly");
  int64_t part = at < 0 || c.dim(1, at) < 0 ? kUnknownDim : c.dim(1, at) / num;
  for (int i = 0; i < c.nout; ++i) set_part(c, i, 1, at, part);
}

// The sizes, the one -1 among them resolved from the total (-1 when unknown).
std::vector<int64_t> part_sizes(InferContext& c, int64_t total) {
  const TensorImpl& v = *c.value(1);
  std::vector<int64_t> sizes(v.numel);
  int64_t sum = 0, open = -1;
  bool overflow = false;
  for (int64_t i = 0; i < v.numel; ++i) {
    sizes[i] = int_at(v, i);
    if (sizes[i] >= 0) overflow |= __builtin_add_overflow(sum, sizes[i], &sum);
    else if (sizes[i] == -1 && open < 0) open = i;
    else if (sizes[i] == -1) c.invalid("There can only be one -1 in the input; size_splits[", open, "] and [", i, "] are");
    else c.invalid("Split size at index ", i, " must be >= 0. Got: ", sizes[i], "; one size may be -1, for the rest");
  }
  bool fits = total < 0 || (open < 0 ? sum == total : sum <= total);
  if (overflow) c.invalid("size_splits add up to more than an int64 holds");
  if (!fits)
    c.invalid(c.in_graph("can't split axis of size ", total), "Determined shape must either match input shape along split_dim exactly if fully specified, or be less than the "
              "size of the input along split_dim if not fully specified.  Got: ", sum, "; ", c.show(0), "; size_splits add up to ",
              sum, ", but the axis to split has size ", total);
  if (open >= 0) sizes[open] = total < 0 ? kUnknownDim : total - sum;
  return sizes;
}

void infer_split_v(InferContext& c) {
  const auto must_match = "size of the split_tensor must be 1-D and have the same elements as outputs got ";
  c.require_rank(1, 1, must_match, c.rank(1), " -D");
  if (c.rank(1) == 1 && c.dim(1, 0) >= 0 && c.dim(1, 0) != c.nout)
    c.invalid(must_match, "1 -D and ", c.dim(1, 0), " elements; ", c.show(1), "; it must have one entry for each of the ", c.nout,
              " parts");
  int at = split_axis(c, 2, 0);
  std::vector<int64_t> sizes(c.nout, kUnknownDim);
  if (c.value(1)) sizes = part_sizes(c, at < 0 ? -1 : c.dim(0, at));
  for (int i = 0; i < c.nout; ++i) set_part(c, i, 0, at, sizes[i]);
}

void split_into(Kernel& k, const TensorImpl& in, const TensorImpl& axis) {
  separate(in, k.out, k.nout, axis_of(axis, in.rank));
}

Tensor join_gradients(Grad& g, const Tensor& axis) {
  std::vector<Tensor> parts;
  for (int i = 0; i < g.nout(); ++i) parts.push_back(g.dy(i));
  parts.push_back(axis);
  return std::move(call_list(OP(ConcatV2), parts.data(), int(parts.size()), OP(ConcatV2).defaults)[0]);
}

}  // namespace

ZEAL_OP(ConcatV2)
    .node("concat")
    .doc("Joins tensors along an axis that they have.")
    .example("tf.concat([[1, 2], [3]], axis=0)", "[1 2 3]")
    .type("T", kAnyType).type("Tidx", kIndex)
    .list_input_arg("values", "T").lone_list().input("axis", "Tidx").output("output", "T")
    .api("concat(values, axis, name='concat')")
    .infer(infer_concat).cpu(kAnyType, concat_kernel)
    .saves({LastIn(), ListShapes()}).grad(grad_concat);

ZEAL_OP(Split)
    .node("split")
    .doc("Cuts a tensor into num_split equal parts along an axis.")
    .type("T", kAnyType)
    .attrs<SplitAttrs>().attr("num_split", &SplitAttrs::num_split, /*required=*/true)
    .input("split_dim", "int32").input("value", "T")
    .list_output("output", "T", count_splits)
    .infer(infer_split).dispatch_on(1)
    .cpu(kAnyType, [](Kernel& k) { split_into(k, k.input(1), k.input(0)); })
    .saves({In(0)}).grad([](Grad& g) { g.set(1, join_gradients(g, g.in(0))); });

ZEAL_OP(SplitV)
    .node("split")
    .doc("Cuts a tensor into parts of the given sizes along an axis; one size may be -1.")
    .type("T", kAnyType).type("Tlen", kIndex)
    .attrs<SplitAttrs>().attr("num_split", &SplitAttrs::num_split, /*required=*/true)
    .input("value", "T").input("size_splits", "Tlen").input("split_dim", "int32")
    .list_output("output", "T", count_splits)
    .infer(infer_split_v).cpu(kAnyType, [](Kernel& k) { split_into(k, k.input(0), k.input(2)); })
    .saves({In(2)}).grad([](Grad& g) { g.set(0, join_gradients(g, g.in(2))); });

}  // namespace zeal
