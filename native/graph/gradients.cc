// tf.gradients: the nodes between xs and ys, recorded on a tape whose walker's rules append nodes.
#include <algorithm>

#include "core/error.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "graph/graph.h"
#include "op/functions.h"
#include "tape/walk.h"

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

// The names of what a walk appends: what the rule of a node makes is in a scope of its own, "gradients/Square_grad".
class Naming {
 public:
  Naming(const Tape& tape, Graph& graph) : tape_(tape), graph_(graph), base_(graph.scope()), outer_(std::exchange(s_last, this)) {}
  ~Naming() {
    s_last = outer_;
    graph_.here().scope = base_;
  }
  Naming(const Naming&) = delete;

  void add(int first_out, const Node& node) { nodes_[first_out] = &node; }
  static void at_rule(const Tape& tape, int first_out) {
    if (s_last && &s_last->tape_ == &tape) s_last->enter(first_out);
  }

 private:
  void enter(int first_out) {
    std::string& scope = graph_.here().scope;
    scope = base_;
    const auto node = nodes_.find(first_out);
    if (node != nodes_.end()) scope = graph_.unique_name(node->second->name + "_grad");
  }

  const Tape& tape_;
  Graph& graph_;
  const std::string base_;
  std::unordered_map<int, const Node*> nodes_;  // by the tape's numbers of their first outputs
  Naming* const outer_;
  static constinit thread_local Naming* s_last;
};
constinit thread_local Naming* Naming::s_last = nullptr;

// What flows into a y where nobody says: ones, made as TensorFlow makes them.
Tensor ones_into(Graph& graph, const Tensor& y, size_t i) {
  if (!contains(kNumbers, y->dtype)) return ones_like(y);
  Tensor shape = shape_of(y);
  if (shape->has_value()) shape = graph.constant(shape, "Shape").outputs[0].value;
  const Tensor one = graph.constant(make_scalar(y->dtype, 1), concat("grad_ys_", i)).outputs[0].value;
  return call(OP(Fill), {shape, one});
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
  g_at_rule = Naming::at_rule;
  Graph& graph = ys.empty() ? current_graph() : *node_of(ys[0])->graph;
  Naming naming(*tape, graph);
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
      if (const int number = node->num_outputs ? tape->node_of(*node->outputs[0].value) : -1; number >= 0) naming.add(number, *node);
      for (const auto& [s, number] : stands) tape->rebind(*s->value, number);
    }
  }
  std::vector<int> targets, sources;
  std::vector<Tensor> given;
  for (size_t i = 0; i < ys.size(); ++i) {
    targets.push_back(tape->node_of(*ys[i]));
    given.push_back(seeds[i] ? seeds[i] : ones_into(graph, ys[i], i));
  }
  for (const Tensor& x : xs) sources.push_back(tape->node_of(*x));
  std::vector<GradValue> out(xs.size());
  tape->gradient(targets.data(), given.data(), int(ys.size()), sources.data(), int(xs.size()), out.data());
  return out;
}

}  // namespace zeal
