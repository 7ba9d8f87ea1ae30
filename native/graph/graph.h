// Graph: nodes in the order in which they were made, and their names.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/symbolic.h"
#include "graph/host_ref.h"
#include "op/execute.h"
#include "ops/random/streams.h"
#include "tape/tape.h"

namespace zeal {

class Graph;
struct Calls;

// One op of a graph. What it reads and waits for changes by Graph::rewire and Graph::set_controls alone.
struct Node {
  Graph* graph;
  int id;  // its place among the graph's nodes: inputs come before, where the graph is `in_order`
  const OpDef* op;
  Attrs attrs;
  std::string name;
  std::vector<Symbol*> inputs;
  std::vector<Node*> controls;
  std::unique_ptr<Symbol[]> outputs;
  int num_outputs = 0;
  SourceLine line;         // of the program
  void* object = nullptr;  // the host language's object of the node, while there is one
  HostRef<Calls> calls;    // of a node that runs bodies
  const char* device = "";         // that the program asked for
  const char* gradient = nullptr;  // the name of the rule that takes the place of the op's own
  bool counts_reads = false;       // of a variable that TensorFlow reads by an op of its own each time
  // Of a node with a gradient from outside: makes a hook for the inputs behind the first `num_outputs`.
  std::function<std::shared_ptr<GradHook>(const std::vector<Tensor>&)> make_hook;
};

// What stands in graphs alone. IdentityN: its outputs are its first inputs. Const: its value is its output's `constant`. Placeholder: a value that a run is fed.
const OpDef& const_op();
const OpDef& placeholder_op();
const OpDef& identity_n_op();

// Where a thread's new nodes go within a graph.
struct Place {
  std::string scope;            // the prefix of their names, "" or "outer/inner"
  std::vector<Node*> controls;  // what they wait for
  const char* device = "";      // that the program asks for
  // The names of rules that take the place of ops' own, by the name of the op, which may be registered later.
  std::unordered_map<std::string, const char*> gradients;
};

// Nodes and their outputs live as long as the graph. Not thread safe: the host language's lock guards it.
class Graph {
 public:
  void* object = nullptr;  // the host language's, which owns the graph
  std::vector<void*> held;  // objects of the host language that nodes own, for its collector
  std::vector<Node*> calling;  // the nodes that run bodies
  std::unordered_map<const Node*, NodeStream> streams;  // of a function's random ops, for calls outside graphs

  Graph() = default;
  Graph(const Graph&) = delete;
  ~Graph();

  // Appends a call whose inputs are of this graph, or concrete: those become constants. `outputs`: as inferred.
  Node& append(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, const std::vector<struct OutSpec>& outputs);
  Node& constant(const Tensor& value, std::string_view name = "Const");
  Node& placeholder(DType dtype, ShapeView shape, std::string_view name = "Placeholder");

  // A name no node has: `name` within the present scope, with a number where it is taken. One that ends in "/" stands
  // for itself. Throws kValueError for what is no name.
  std::string unique_name(std::string_view name, bool mark = true);
  // The scope that a name enters: a new one within the present scope; one that ends in "/" that very one; "" the root.
  // Throws kValueError for what is no name.
  std::string new_scope(std::string_view name);
  // Of this thread.
  Place& here();
  const std::string& scope() { return here().scope; }
  std::vector<Node*>& controls() { return here().controls; }
  // Gives a node another name, whole, for which one from `first` on takes the node's old one; where an older node has
  // it, a number follows.
  void rename(Node& node, std::string name, int first);

  const std::deque<Node>& nodes() const { return nodes_; }
  std::deque<Node>& nodes() { return nodes_; }
  Node* find(const std::string& name) const;
  bool finalized = false;
  bool in_order = true;  // no node reads or waits for a later one
  int edits = 0;         // how often edges changed: programs and what is compiled of bodies are of one such number
  int depth = 0;  // how deep bodies lie in each other that its nodes run
  // How many nodes TensorFlow would have made so far: there a variable is read once, where it is made. The seed of a
  // random op that has none.
  int64_t op_count() const { return int64_t(nodes_.size()) - reads_ + handles_ + more_; }
  void count_more(int64_t n) { more_ += n; }

  // The graph of a function being traced: values of the program, and of graphs around it, that its ops use are
  // captured, each by a placeholder.
  bool captures_values = false;
  std::vector<const Graph*> around;  // those whose values it may use
  struct Capture {
    Tensor value;
    Symbol* stand_in;
  };
  const std::vector<Capture>& captures() const { return captures_; }
  // The value as one of this graph: itself, a constant, or what stands for a captured one.
  Symbol* own(TensorImpl& t);

  // Outputs that are `values`, with a gradient by `inputs` that `make_hook` makes.
  std::vector<Tensor> append_hooked(const std::vector<Tensor>& values, const std::vector<Tensor>& inputs,
                                    decltype(Node::make_hook) make_hook, std::string_view name = "IdentityN");

  // Lets go of what its nodes hold of the host language, whose collector found that nobody needs the graph.
  void let_go();

  // A node that runs bodies. Returns all its outputs.
  std::vector<Tensor> append_calls(const HostRef<Calls>& calls, const std::vector<Tensor>& inputs);

  // Nodes read other values, of the same dtypes; what is known behind them is found anew. Throws, with all as it was, where
  // that makes a cycle or shapes that do not fit.
  struct Edge {
    Node* node;
    size_t input;
    Symbol* value;
  };
  void rewire(std::vector<Edge> edges);
  void set_controls(Node& node, std::vector<Node*> controls);
  // A node that does what another one does, of other inputs; it waits for nothing.
  Node& copy(const Node& node, const std::vector<Tensor>& inputs, const std::string& name);

 private:
  Symbol* capture(TensorImpl& t);

  Node& add(const OpDef& op, const Attrs& attrs, std::string name, int num_outputs);
  // `reader`: the name of the node that reads it.
  Symbol* input_symbol(TensorImpl& t, const OpDef& op, int i, int nin, const std::string& reader);
  std::string place_name(std::string_view wanted);
  std::string free_name(std::string name, bool mark = true);
  void rename_constant(Node& node, size_t prefix, const std::string& reader);

  std::deque<Node> nodes_;
  std::vector<Capture> captures_;
  std::unordered_map<std::string, Node*> by_name_;
  std::unordered_map<std::string, int> taken_;  // names in lower case
  // Of functions, the nodes that tell sizes, which stand once: what derivatives read of a call stays little.
  std::map<std::tuple<const OpDef*, const Symbol*, std::string>, Node*> sizes_;
  int64_t reads_ = 0, handles_ = 0;  // nodes that read variables, and that are variables
  int64_t more_ = 0;                 // that TensorFlow has besides, less those that it lacks
  std::unordered_map<std::thread::id, Place> places_;
  std::thread::id last_thread_;
  Place* last_place_ = nullptr;  // of the thread that asked last
};

// The nodes that these outputs and nodes need, in their graph's order; `given` outputs need none.
std::vector<const Node*> needed_nodes(const std::vector<Symbol*>& outputs, const std::vector<Node*>& targets,
                                      const std::unordered_map<const Symbol*, Tensor>& given);
// Whether the op tells the size of its input: Shape and its kin.
bool is_size(const OpDef& op);
// Whether the node does something that nobody may read: with each run of a function it runs too.
bool has_effects(const Node& node);
// The op with the rule of a name in the place of its own. Throws kLookupError for one that is not registered. Set by
// the binding.
extern const OpDef& (*g_differentiated)(const OpDef& op, const char* gradient);
// The graph that this thread builds, whether or not it is in graph mode. Throws when there is none.
Graph& current_graph();
// The graph that a call goes to: the one that this thread builds, else that of its inputs.
Graph& graph_for(TensorImpl* const* in, int nin);
inline Graph& graph_for(const Tensor* in, size_t n) { return graph_for(reinterpret_cast<TensorImpl* const*>(in), int(n)); }
// Makes the graph of programs that never enable eager execution; set by the binding.
extern Graph& (*g_default_graph)();
// Drops the error of the host language under way; false for one that must be seen, as of Ctrl-C. Set by the binding.
extern bool (*g_drop_host_error)();
// Installs the door of execute().
void open_graph_door();

// Ops of this thread run, whatever graph it builds, and no tape records them, while one of these lives.
class RunNow {
 public:
  RunNow() : state_(thread_state()), builds_(state_.mode & kGraphMode) { state_.mode &= ~kGraphMode; }
  ~RunNow() { state_.mode |= builds_; }
  RunNow(const RunNow&) = delete;

 private:
  const PauseRecording pause_;
  ThreadState& state_;
  uint32_t builds_;
};

// Ops of this thread go to `graph`, and wait for nothing, while one of these lives.
class Building {
 public:
  explicit Building(Graph& graph);
  ~Building();
  Building(const Building&) = delete;

 private:
  Graph& graph_;
  std::vector<Node*> controls_;
  void* before_;
  uint32_t mode_;
};

// New nodes of a graph wait for `node` too, or for `nodes` alone, while one of these lives.
class Waiting {
 public:
  explicit Waiting(Graph& graph, std::vector<Node*> nodes) : graph_(graph), before_(std::move(nodes)) { before_.swap(graph.controls()); }
  Waiting(Graph& graph, Node& node) : Waiting(graph, graph.controls()) { graph.controls().push_back(&node); }
  ~Waiting() { graph_.controls().swap(before_); }
  Waiting(const Waiting&) = delete;

 private:
  Graph& graph_;
  std::vector<Node*> before_;
};

// New nodes of a graph have names below `scope` while one of these lives.
class Scope {
 public:
  Scope(Graph& graph, std::string scope) : graph_(graph), before_(std::move(scope)) { before_.swap(graph.here().scope); }
  ~Scope() { graph_.here().scope.swap(before_); }
  Scope(const Scope&) = delete;

 private:
  Graph& graph_;
  std::string before_;
};

// A call whose node has this name.
Tensor named_call(const std::string& name, const OpDef& op, std::initializer_list<Tensor> in, const Attrs& attrs);

// What is known of a new node's outputs from what is known of its inputs.
void find_known_values(Node& node);
// What Shape, Size or Rank say of this shape, where it is known; null else, and for other ops.
Tensor known_size(const OpDef& op, ShapeView shape, DType dtype);

// d(sum of ys * seeds) / d(xs), as nodes of their graph; an empty slot where no path leads. A null seed is ones.
// Nothing is looked for behind the `ends`.
std::vector<GradValue> graph_gradients(const std::vector<Tensor>& ys, const std::vector<Tensor>& seeds, const std::vector<Tensor>& xs,
                                       const std::vector<Tensor>& stops, const std::vector<Symbol*>& ends = {});

}  // namespace zeal
