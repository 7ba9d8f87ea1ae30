// ConcatV2, and its inverses Split and SplitV: tensors joined, or cut, along an existing axis.
#include "core/parallel.h"
#include "op/infer.h"
#include "op/ops.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// The value of an axis operand, as an index into `rank` axes; -1 while it is symbolic.
int axis_value(InferContext& c, int operand, int rank) {
  const TensorImpl* v = c.value(operand);
  if (!v) return -1;
  if (v->numel != 1) c.invalid(c.show(operand), "; the axis must be a single integer");
  if (!rank) c.invalid("a scalar has no axis ", int_at(*v, 0), ": use tf.stack to join scalars, tf.expand_dims to give one an axis");
  return c.axis(int_at(*v, 0), rank);
}

int axis_of(const TensorImpl& axis, int rank) { return int(int_at(axis, 0) < 0 ? int_at(axis, 0) + rank : int_at(axis, 0)); }

// --- ConcatV2 ---
void merge_dim(InferContext& c, Shape& out, int i, int axis, int at) {
  int64_t d = c.dim(i, axis);
  if (axis == at) {
    const bool known = out[axis] >= 0 && d >= 0;
    if (!known) out[axis] = kUnknownDim;
    else if (__builtin_add_overflow(out[axis], d, &out[axis])) c.invalid("the sizes of axis ", at, " add up to more than an int64 holds");
  } else if (d >= 0 && out[axis] >= 0 && d != out[axis]) {
    c.invalid("shapes differ outside axis ", at, ": ", c.show(0), ", ", c.show(i), "; axis ", axis, " has size ", out[axis],
              " in one and ", d, " in the other");
  } else if (at >= 0 && out[axis] < 0) {
    out[axis] = d;
  }
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
  int at = axis_value(c, n, out.rank);
  if (at < 0 && n > 1) std::fill_n(out.dims, out.rank, kUnknownDim);
  for (int i = 0; i < n; ++i) {
    if (i == first) continue;
    if (c.rank(i) < 0) {
      for (int k = 0; k < out.rank; ++k)
        if (at < 0 || k == at) out[k] = kUnknownDim;
      continue;
    }
    if (c.rank(i) != out.rank)
      c.invalid("ranks differ: ", c.show(first), ", ", c.show(i), "; all must be equal (tf.expand_dims adds an axis)");
    for (int k = 0; k < out.rank; ++k) merge_dim(c, out, i, k, at);
  }
}

void concat_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  if (k.nin == 2) return copy_elements(out, 0, k.input(0), 0, out.numel);
  int n = k.nin - 1, at = axis_of(k.input(n), out.rank);
  interleave(out, k.in, n, at);
}

// The axis is the one where an input's size is not the whole's; none: the inputs are all there is.
int joined_axis(Grad& g, const Tensor& dy) {
  for (int i = 0; i < g.nin() - 1; ++i)
    for (int a = 0; a < dy->rank; ++a)
      if (int_at(*g.list_shape(i), a) != dy->dim(a)) return a;
  return -1;
}

void grad_concat(Grad& g) {
  Tensor dy = g.dy();
  int at = joined_axis(g, dy);
  int64_t begin[kMaxRank] = {};
  for (int i = 0; i < g.nin() - 1; ++i) {
    const Tensor size = g.list_shape(i), from = make_integers(begin, dy->rank);
    const DType t = index_dtype(from, size);
    if (g.wants(i)) g.set(i, at < 0 ? dy : call(OP(Slice), {dy, cast(from, t), cast(size, t)}));
    if (at >= 0) begin[at] += int_at(*size, at);
  }
}

// --- Split, SplitV ---
struct SplitAttrs {
  int32_t num_split = 1;
};

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
  if (num < 1) c.invalid("num_split must be at least 1, got ", num);
  if (c.value(0) && c.value(0)->numel != 1) c.invalid(c.show(0), "; the axis must be a single integer");
  int at = c.rank(1) < 0 ? -1 : c.value(0) ? 0 : -1;
  if (at == 0) {
    int64_t axis = int_at(*c.value(0), 0);
    if (axis < -c.rank(1) || axis >= c.rank(1))
      c.invalid(c.show(1), "; axis ", axis, " is out of range: it must be in [", -c.rank(1), ", ", c.rank(1), ")");
    at = int(axis < 0 ? axis + c.rank(1) : axis);
    if (c.dim(1, at) >= 0 && c.dim(1, at) % num)
      c.invalid(c.show(1), "; axis ", at, " of size ", c.dim(1, at), " cannot be split into ", num, " equal parts");
  }
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
    else c.invalid("size_splits[", i, "] is ", sizes[i], "; sizes must not be negative, except one -1 for the rest");
  }
  bool fits = total < 0 || (open < 0 ? sum == total : sum <= total);
  if (overflow) c.invalid("size_splits add up to more than an int64 holds");
  if (!fits) c.invalid(c.show(0), "; size_splits add up to ", sum, ", but the axis to split has size ", total);
  if (open >= 0) sizes[open] = total < 0 ? kUnknownDim : total - sum;
  return sizes;
}

void infer_split_v(InferContext& c) {
  c.require_rank(1, 1);
  if (c.rank(1) == 1 && c.dim(1, 0) >= 0 && c.dim(1, 0) != c.nout)
    c.invalid(c.show(1), "; it must have one entry for each of the ", c.nout, " parts");
  int at = c.rank(0) < 0 ? -1 : axis_value(c, 2, c.rank(0));
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
    .doc("Joins tensors along an axis that they have.")
    .example("tf.concat([[1, 2], [3]], axis=0)", "[1 2 3]")
    .type("T", kAnyType).type("Tidx", kIndex)
    .list_input_arg("values", "T").lone_list().input("axis", "Tidx").output("output", "T")
    .api("concat(values, axis, name='concat')")
    .infer(infer_concat).cpu(kAnyType, concat_kernel)
    .saves({ListShapes()}).grad(grad_concat);

ZEAL_OP(Split)
    .doc("Cuts a tensor into num_split equal parts along an axis.")
    .type("T", kAnyType)
    .attrs<SplitAttrs>().attr("num_split", &SplitAttrs::num_split, /*required=*/true)
    .input("split_dim", "int32").input("value", "T")
    .list_output("output", "T", count_splits)
    .infer(infer_split).dispatch_on(1)
    .cpu(kAnyType, [](Kernel& k) { split_into(k, k.input(1), k.input(0)); })
    .saves({In(0)}).grad([](Grad& g) { g.set(1, join_gradients(g, g.in(0))); });

ZEAL_OP(SplitV)
    .doc("Cuts a tensor into parts of the given sizes along an axis; one size may be -1.")
    .type("T", kAnyType).type("Tlen", kIndex)
    .attrs<SplitAttrs>().attr("num_split", &SplitAttrs::num_split, /*required=*/true)
    .input("value", "T").input("size_splits", "Tlen").input("split_dim", "int32")
    .list_output("output", "T", count_splits)
    .infer(infer_split_v).cpu(kAnyType, [](Kernel& k) { split_into(k, k.input(0), k.input(2)); })
    .saves({In(2)}).grad([](Grad& g) { g.set(0, join_gradients(g, g.in(2))); });

}  // namespace zeal
