// tf.gradients: the nodes between xs and ys, recorded on a tape whose walker's rules append nodes.
#include <algorithm>

#include "core/error.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "graph/graph.h"
#include "op/functions.h"

namespace zeal {
namespace {

Node* node_of(const Tensor& t) {
  const Symbol* s = t ? symbol_of(*t) : nullptr;
  if (!s) fail(Code::kValueError, "tf.gradients: ", t ? describe(*t) : "None", " is no value of a graph");
  return s->node;
}

// Whether gradients end at one of the node's outputs.
bool is_stop(const Node& node, const std::vector<Tensor>& stops) {
  return std::any_of(stops.begin(), stops.end(), [&](const Tensor& t) { return node_of(t) == &node; });
}

// A tape follows what comes from the xs, and skips the rest.
void replay(Tape& tape, const Node& node) {
  std::vector<TensorImpl*> in;
  for (const Symbol* s : node.inputs) in.push_back(s->value.get());
  std::vector<Tensor> out;
  for (int i = 0; i < node.num_outputs; ++i) out.push_back(node.outputs[i].value);
  if (node.make_hook) {
    std::vector<Tensor> inputs;
    for (size_t i = size_t(node.num_outputs); i < node.inputs.size(); ++i) inputs.push_back(node.inputs[i]->value);
    tape.record_hook(node.make_hook(inputs), in.data() + node.num_outputs, int(inputs.size()), out.data(), node.num_outputs);
    return;
  }
  if (node.calls) {
    std::vector<Tensor> inputs;
    for (const Symbol* s : node.inputs) inputs.push_back(s->value);
    tape.record_hook(make_hook(node.calls, std::move(inputs), out), in.data(), int(in.size()), out.data(), node.num_outputs);
    return;
  }
  const OpDef& op = node.gradient ? g_differentiated(*node.op, node.gradient) : *node.op;
  tape.record(op, node.attrs, in.data(), int(in.size()), out.data(), node.num_outputs);
}

}  // namespace

std::vector<GradValue> graph_gradients(const std::vector<Tensor>& ys, const std::vector<Tensor>& seeds,
                                       const std::vector<Tensor>& xs, const std::vector<Tensor>& stops, const std::vector<Symbol*>& ends) {
  struct Release {
    void operator()(Tape* t) const { t->unref(); }
  };
  std::unique_ptr<Tape, Release> tape(new Tape);
  if (ys.size() != seeds.size()) fail(Code::kValueError, "tf.gradients: ", seeds.size(), " seeds for ", ys.size(), " ys");
  for (const auto* list : {&ys, &xs, &stops})
    for (const Tensor& t : *list) node_of(t);
  tape->start(/*persistent=*/false, /*watch_variables=*/false);
  for (const Tensor& x : xs) tape->watch(*x);
  {
    const PauseRecording pause;
    std::vector<Symbol*> outputs;
    std::unordered_map<const Symbol*, Tensor> given;
    for (Symbol* s : ends) given[s] = s->value;
    for (const Tensor& y : ys) outputs.push_back(symbol_of(*y));
    for (const Node* node : needed_nodes(outputs, {}, given)) {
      if (is_stop(*node, stops)) continue;
      std::vector<std::pair<Symbol*, int>> stands;  // ends among the node's outputs go on standing for themselves
      for (int i = 0; i < node->num_outputs; ++i)
        if (given.count(&node->outputs[i])) stands.push_back({&node->outputs[i], tape->node_of(*node->outputs[i].value)});
      replay(*tape, *node);
      for (const auto& [s, number] : stands) tape->rebind(*s->value, number);
    }
  }
  std::vector<int> targets, sources;
  std::vector<Tensor> given;
  for (size_t i = 0; i < ys.size(); ++i) {
    targets.push_back(tape->node_of(*ys[i]));
    given.push_back(seeds[i] ? seeds[i] : ones_like(ys[i]));
  }
  for (const Tensor& x : xs) sources.push_back(tape->node_of(*x));
  std::vector<GradValue> out(xs.size());
  tape->gradient(targets.data(), given.data(), int(ys.size()), sources.data(), int(xs.size()), out.data());
  return out;
}

}  // namespace zeal
