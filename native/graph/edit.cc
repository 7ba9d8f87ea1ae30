// Graphs whose edges change: nodes read other values, and what is known behind them is found anew.
#include <algorithm>
#include <unordered_set>

#include "core/error.h"
#include "core/pool.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "op/infer.h"

namespace zeal {
namespace {

void find_behind(Graph& graph, std::vector<Node*> todo);

// The header of a symbolic tensor has room for the rank that it was made with, and for any where that was not known.
void reset_shape(TensorImpl& t, ShapeView shape) {
  if (shape.rank > 0 && sizeof(TensorImpl) + sizeof(int64_t) * size_t(shape.rank) > pool::class_bytes(t.size_class))
    fail(Code::kUnimplemented, "an input of another rank, which gives a tensor the shape ", shape, " in place of ", t.shape());
  t.rank = int8_t(kUnknownRank);
  t.numel = -1;
  merge_shape(t, shape);
}

bool fits(ShapeView made_for, ShapeView now) {
  if (!made_for.known_rank()) return true;
  if (now.rank != made_for.rank) return false;
  for (int i = 0; i < now.rank; ++i)
    if (made_for[i] >= 0 && now[i] != made_for[i]) return false;
  return true;
}

bool same_elements(const Symbol& a, const Symbol& b) { return a.elements && b.elements && a.elements->view() == b.elements->view(); }

// Bodies were made for what their inputs were known to be: values are forgotten, shapes must fit.
void forget(Body& body, const Calls& calls, const std::vector<Symbol*>& inputs) {
  std::vector<Node*> changed;
  for (size_t i = 0; i < size_t(calls.carried + calls.args); ++i) {
    Symbol& in = *body.inputs[i];
    const Symbol& now = *inputs[size_t(calls.chooses) + i];
    if (!fits(in.value->shape(), now.value->shape()))
      fail(Code::kUnimplemented, calls.name, ": its body was made for an input of shape ", in.value->shape(), ", not ", now.value->shape());
    if ((!in.constant || in.constant.get() == now.constant.get()) && (!in.elements || same_elements(in, now))) continue;
    in.constant = {};
    in.elements = nullptr;
    for (Node& node : body.graph.nodes())
      if (std::find(node.inputs.begin(), node.inputs.end(), &in) != node.inputs.end()) changed.push_back(&node);
  }
  if (changed.empty()) return;
  ++body.graph.edits;
  find_behind(body.graph, changed);
}

void forget_inputs(const Calls& calls, const std::vector<Symbol*>& inputs) {
  if (calls.condition) forget(*calls.condition, calls, inputs);
  for (const Part& part : calls.parts) forget(*part.body, calls, inputs);
}

void find_anew(Node& node) {
  if (node.calls) return forget_inputs(*node.calls, node.inputs);
  std::vector<TensorImpl*> in;
  for (const Symbol* s : node.inputs) in.push_back(s->value.get());
  std::vector<OutSpec> outputs;
  if (!node.make_hook) outputs = infer_call(*node.op, in.data(), int(in.size()), node.attrs);
  for (int i = 0; i < node.num_outputs; ++i) {
    reset_shape(*node.outputs[i].value, node.make_hook ? in[size_t(i)]->shape() : ShapeView(outputs[size_t(i)].shape));
    node.outputs[i].constant = {};
    node.outputs[i].elements = nullptr;
  }
  if (!node.make_hook) find_known_values(node);
}

// These nodes and all that read them, inputs first.
void find_behind(Graph& graph, std::vector<Node*> todo) {
  std::unordered_map<const Node*, std::vector<Node*>> readers;
  for (Node& node : graph.nodes())
    for (const Symbol* s : node.inputs) readers[s->node].push_back(&node);
  std::unordered_set<Node*> found(todo.begin(), todo.end());
  while (!todo.empty()) {
    const Node* node = todo.back();
    todo.pop_back();
    for (Node* reader : readers[node])
      if (found.insert(reader).second) todo.push_back(reader);
  }
  for (const Node* node : needed_nodes({}, {found.begin(), found.end()}, {}))
    if (auto* own = const_cast<Node*>(node); found.count(own)) find_anew(*own);
}

void swap_inputs(Graph& graph, std::vector<Graph::Edge>& edges) {
  std::vector<Node*> changed;
  for (Graph::Edge& e : edges) {
    std::swap(e.node->inputs[e.input], e.value);
    graph.in_order &= e.node->inputs[e.input]->node->id < e.node->id;
    changed.push_back(e.node);
  }
  std::reverse(edges.begin(), edges.end());  // so that the next time undoes it
  find_behind(graph, changed);
}

}  // namespace

void Graph::rewire(std::vector<Edge> edges) {
  if (finalized) fail(Code::kRuntimeError, "Graph is finalized and cannot be modified.");
  for (const Edge& e : edges) {
    if (e.input >= e.node->inputs.size()) fail(Code::kIndexError, e.node->name, " has no input ", e.input);
    const DType was = e.node->inputs[e.input]->value->dtype, is = e.value->value->dtype;
    if (was != is) fail(Code::kValueError, "Cannot update edge, incompatible types: ", dtype_name(is), " and ", dtype_name(was));
  }
  sizes_.clear();
  ++edits;
  try {
    swap_inputs(*this, edges);
  } catch (...) {
    swap_inputs(*this, edges);
    throw;
  }
}

void Graph::set_controls(Node& node, std::vector<Node*> controls) {
  if (finalized) fail(Code::kRuntimeError, "Graph is finalized and cannot be modified.");
  for (const Node* before : controls) {
    if (before->graph != this) fail(Code::kValueError, "a control input must be of the same graph");
    in_order &= before->id < node.id;
  }
  if (controls == node.controls) return;  // programs stay as they are
  ++edits;
  node.controls = std::move(controls);
}

Node& Graph::copy(const Node& node, const std::vector<Tensor>& inputs, const std::string& name) {
  const Waiting for_nothing(*this, std::vector<Node*>());
  const std::string whole = name + "/";
  const auto* in = reinterpret_cast<TensorImpl* const*>(inputs.data());
  if (inputs.size() != node.inputs.size()) fail(Code::kValueError, node.name, " takes ", node.inputs.size(), " inputs, got ", inputs.size());
  if (node.op == &const_op()) return constant(node.outputs[0].constant, whole);
  if (node.op == &placeholder_op()) return placeholder(node.outputs[0].value->dtype, node.outputs[0].value->shape(), whole);
  if (node.make_hook) {
    const auto end = inputs.begin() + node.num_outputs;
    append_hooked({inputs.begin(), end}, {end, inputs.end()}, node.make_hook, whole);
  } else {
    const auto outputs = node.calls ? std::vector<OutSpec>() : infer_call(*node.op, in, int(inputs.size()), node.attrs);
    thread_state().op_name = whole.c_str();
    if (node.calls) append_calls(node.calls, inputs);
    else append(*node.op, in, int(inputs.size()), node.attrs, outputs);
  }
  Node& made = nodes_.back();
  if (made.calls) forget_inputs(*made.calls, made.inputs);
  made.gradient = node.gradient;
  made.device = node.device;
  return made;
}

}  // namespace zeal
