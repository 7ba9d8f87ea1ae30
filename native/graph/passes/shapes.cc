// Shapes: which sizes are the same in each run, though only the run tells them. Gradients sum what was broadcast over
// axes that they find out then; where nothing was, they need not look.
#include <algorithm>

#include "graph/passes/passes.h"
#include "op/infer.h"

namespace zeal {
namespace {

// Whether a pass may believe what a node's graph found out, and then whether that says all.
bool is_known(const Plan& p, int i) { return p.holds(i) && p.node(i).outputs[0].value->shape().fully_known(); }

// What an input tells the shape of, if it is one.
const Symbol* told(const Plan& p, int i, size_t k) {
  static const OpDef& shape = get_op("Shape");
  const int maker = p.maker(p.input(i, k));
  return maker >= 0 && p.node(maker).op == &shape ? p.input(maker, 0) : nullptr;
}

// The size of two operands' axis: 1 repeats to any other.
int64_t broadcast(const Plan& p, int64_t a, int64_t b) {
  if (a == b || b == 1) return a;
  if (a == 1) return b;
  if (a < 0 && b < 0) return p.new_size();
  return std::max(a, b);
}

bool broadcast(const Plan& p, Extent& a, const Extent& b) {
  if (a == b || b.rank() == 0) return true;
  if (a.rank() == 0) return a = b, true;
  if (a.rank() < 0 || b.rank() < 0) return false;
  Extent out{Shape()};
  const int rank = std::max(a.rank(), b.rank());
  for (int axis = 0; axis < rank; ++axis) {
    const int in_a = axis - rank + a.rank(), in_b = axis - rank + b.rank();
    out.sizes.push(broadcast(p, in_a < 0 ? 1 : a[in_a], in_b < 0 ? 1 : b[in_b]));
  }
  return a = out, true;
}

// Rules give the extent of a node's output; false where they cannot.
using ExtentOf = bool (*)(const Plan& p, int i, Extent& out);

bool of_first(const Plan& p, int i, Extent& out) { return out = p.extent(p.input(i, 0)), true; }

bool of_all(const Plan& p, int i, Extent& out) {
  out = p.extent(p.input(i, 0));
  for (size_t k = 1; k < p.node(i).inputs.size(); ++k)
    if (!broadcast(p, out, p.extent(p.input(i, k)))) return false;
  return true;
}

template <int input> bool of_told(const Plan& p, int i, Extent& out) {
  const Symbol* s = told(p, i, input);
  return s && (out = p.extent(s), true);
}

bool of_product(const Plan& p, int i, Extent& out) {
  const Extent a = p.extent(p.input(i, 0)), b = p.extent(p.input(i, 1));
  const Node& node = p.node(i);
  if (a.rank() != 2 || b.rank() != 2) return false;
  out.sizes = Shape();
  out.sizes.push(a[attr_of<bool>(*node.op, node.attrs, "transpose_a")]);
  out.sizes.push(b[!attr_of<bool>(*node.op, node.attrs, "transpose_b")]);
  return true;
}

// Known axes of x, one bit each; false where they are not known.
bool read_axes(const TensorImpl* axes, int rank, uint64_t& set) {
  set = 0;
  if (!axes || !contains(kIndex, axes->dtype) || rank < 0) return false;
  for (int64_t k = 0; k < axes->numel; ++k) {
    const int64_t axis = int_at(*axes, k), at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank) return false;
    set |= uint64_t{1} << at;
  }
  return true;
}

bool of_reduction(const Plan& p, int i, Extent& out) {
  const Extent x = p.extent(p.input(i, 0));
  const Node& node = p.node(i);
  const bool keeps = attr_of<bool>(*node.op, node.attrs, "keep_dims");
  uint64_t axes;
  if (!read_axes(p.known_input(i, 1), x.rank(), axes)) return false;
  out.sizes = Shape();
  for (int axis = 0; axis < x.rank(); ++axis)
    if (!(axes >> axis & 1)) out.sizes.push(x[axis]);
    else if (keeps) out.sizes.push(1);
  return true;
}

bool of_expansion(const Plan& p, int i, Extent& out) {
  const Extent x = p.extent(p.input(i, 0));
  uint64_t axes;
  if (x.rank() < 0 || x.rank() == kMaxRank || !read_axes(p.known_input(i, 1), x.rank() + 1, axes)) return false;
  out.sizes = Shape();
  for (int axis = 0; axis <= x.rank(); ++axis) {
    if (axes >> axis & 1) out.sizes.push(1);
    if (axis < x.rank()) out.sizes.push(x[axis]);
  }
  return true;
}

bool of_transpose(const Plan& p, int i, Extent& out) {
  const Extent x = p.extent(p.input(i, 0));
  const TensorImpl* perm = p.known_input(i, 1);
  if (!perm || perm->numel != x.rank()) return false;
  out.sizes = Shape();
  for (int k = 0; k < x.rank(); ++k) {
    const int64_t axis = int_at(*perm, k), at = axis < 0 ? axis + x.rank() : axis;
    if (at < 0 || at >= x.rank()) return false;
    out.sizes.push(x[int(at)]);
  }
  return true;
}

ExtentOf rule_of(const OpDef& op) {
  static const auto* rules = new std::unordered_map<const OpDef*, ExtentOf>{
      {&get_op("BiasAdd"), of_first}, {&get_op("Softmax"), of_first}, {&get_op("LogSoftmax"), of_first},
      {&get_op("BroadcastTo"), of_told<1>}, {&get_op("Reshape"), of_told<1>}, {&get_op("Fill"), of_told<0>},
      {&get_op("MatMul"), of_product}, {&get_op("Sum"), of_reduction}, {&get_op("Mean"), of_reduction}, {&get_op("Max"), of_reduction},
      {&get_op("Min"), of_reduction}, {&get_op("Prod"), of_reduction}, {&get_op("ExpandDims"), of_expansion}, {&get_op("Transpose"), of_transpose},
  };
  if (op.infer_fn == infer_same_shape) return of_first;
  if (op.infer_fn == infer_broadcast) return of_all;
  const auto at = rules->find(&op);
  return at == rules->end() ? nullptr : at->second;
}

// A loss for each row of logits, and the gradient by them.
void give_extents_of_loss(Plan& p, int i) {
  static const OpDef& op = get_op("SparseSoftmaxCrossEntropyWithLogits");
  if (p.node(i).op != &op) return;
  const Extent logits = p.extent(p.input(i, 0));
  if (logits.rank() != 2) return;
  p.give_extent(i, 0, {Shape{logits[0]}});
  p.give_extent(i, 1, logits);
}

void find_extent(Plan& p, int i) {
  if (p.node(i).num_outputs == 2) return give_extents_of_loss(p, i);
  Extent extent;
  const ExtentOf rule = p.node(i).num_outputs == 1 && !p.node(i).inputs.empty() && !is_known(p, i) ? rule_of(*p.node(i).op) : nullptr;
  if (rule && rule(p, i, extent)) p.give_extent(i, 0, extent);
}

// reshape(sum(x, axes), like) with the axes along which `like` was repeated to x: none, where both have one shape.
const Symbol* not_summed(const Plan& p, int i) {
  static const OpDef &reshape = get_op("Reshape"), &sum = get_op("Sum"), &args = get_op("BroadcastGradientArgs");
  if (p.node(i).op != &reshape) return nullptr;
  const Symbol* like = told(p, i, 1);
  const int summed = p.maker(p.input(i, 0));
  if (!like || summed < 0 || p.node(summed).op != &sum) return nullptr;
  const Symbol *x = p.input(summed, 0), *axes = p.input(summed, 1);
  const int from = p.maker(axes);
  if (from < 0 || p.node(from).op != &args || axes->index != 0) return nullptr;
  const Symbol *a = told(p, from, 0), *b = told(p, from, 1);
  return a && b && p.same_shape(a, b) && p.same_shape(like, x) && p.same_shape(a, x) ? x : nullptr;
}

}  // namespace

int find_shapes(Plan& plan) {
  int changes = 0;
  for (int i = 0; i < plan.size(); ++i) {
    find_extent(plan, i);
    if (const Symbol* x = not_summed(plan, i)) changes += plan.replace(i, 0, x);
  }
  return changes;
}

}  // namespace zeal
