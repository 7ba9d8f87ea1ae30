// Gates: their declarations, gradients, and what becomes of instructions behind them.
#include "graph/gates.h"

#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_switch(InferContext& c) {
  c.require_rank(1, 0, "Shape must be rank 0 but is rank ", c.rank(1));
  c.out(0) = c.out(1) = Shape(c.shape(0));
}

void infer_merge(InferContext& c) {
  if (c.nin == 0) c.invalid("needs at least one tensor to choose from");
  Shape& out = c.out() = Shape(c.shape(0));
  for (int i = 1; i < c.nin; ++i) {
    if (out.rank != c.rank(i)) out = Shape::unknown();
    for (int d = 0; d < out.rank; ++d)
      if (out[d] != c.dim(i, d)) out[d] = kUnknownDim;
  }
}

Tensor output(int k, const OpDef& op, std::initializer_list<Tensor> in) {
  return call_list(op, in.begin(), int(in.size()), op.defaults)[k];
}

// What flows back on either way does where the value came by.
void switch_gradient(Grad& g) {
  const auto back = [&](int way) {
    return output(way, switch_op(), {g.has_dy(way) ? g.dy(way) : call(OP(ZerosLike), {g.in(0)}), g.in(1)});
  };
  g.set(0, output(0, merge_op(), {back(0), back(1)}));
}

void merge_gradient(Grad& g) {
  for (int i = 0; i < g.nin(); ++i)
    if (g.wants(i)) g.set(i, output(1, switch_op(), {g.dy(), call(OP(Equal), {g.out(1), make_scalar<int32_t>(i)})}));
}

}  // namespace

const OpDef& switch_op() {
  static const OpDef& op = (new OpDef("Switch"))
      ->type("T", kAnyType).input("data", "T").input("pred", "bool").output("output_false", "T").output("output_true", "T")
      .infer(infer_switch).stateful().saves({In(0), In(1)}).grad(switch_gradient);
  return op;
}

const OpDef& merge_op() {
  static const OpDef& op = (new OpDef("Merge"))
      ->type("T", kAnyType).list_input_arg("inputs", "T").output("output", "T").output("value_index", "int32")
      .infer(infer_merge).stateful().saves({Out(1)}).grad(merge_gradient);
  return op;
}

const OpDef& node_op(std::string_view name) {
  if (name == switch_op().name) return switch_op();
  return name == merge_op().name ? merge_op() : get_op(name);
}

Gates::Gates(const std::vector<const Node*>& instructions) : nodes_(instructions), controls_(instructions.size()) {
  std::unordered_map<const Node*, size_t> places;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    places[nodes_[i]] = i;
    for (const Node* c : nodes_[i]->controls)
      if (const auto at = places.find(c); at != places.end()) controls_[i].push_back(at->second);
  }
}

bool Gates::pass(size_t i, TensorImpl* const* in, Tensor* out, std::vector<bool>& closed) const {
  const Node& node = *nodes_[i];
  const auto end = in + node.inputs.size();
  const bool merges = node.op == &merge_op();
  const auto first = merges ? std::find_if(in, end, [](const TensorImpl* t) { return t; }) : in;
  const auto is_closed = [&](size_t c) { return closed[c]; };
  closed[i] = std::any_of(controls_[i].begin(), controls_[i].end(), is_closed) || (merges ? first == end : std::count(in, end, nullptr) > 0);
  if (closed[i]) return true;
  if (node.op == &const_op()) return out[0] = node.outputs[0].constant, true;
  if (!is_gate(node)) return false;
  if (merges) {
    out[0] = Tensor::share(*first);
    out[1] = make_scalar<int32_t>(int32_t(first - in));
  } else {
    if (in[1]->rank != 0) fail(Code::kInvalidArgument, "The second input must be a scalar, but it has shape ", in[1]->shape());
    out[in[1]->as<bool>()[0] ? 1 : 0] = Tensor::share(in[0]);
  }
  return true;
}

}  // namespace zeal
