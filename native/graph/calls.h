// Nodes that run bodies: calls of functions, conditions and loops, and the derivatives of each, which are nodes of the
// same kinds.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "graph/counter.h"
#include "graph/graph.h"
#include "op/infer.h"

namespace zeal {

class Program;
struct SessionState;
struct Derivative;

// Part of a graph as a function of some of its values.
class Body {
 public:
  Body(Graph& graph, std::vector<Symbol*> inputs, std::vector<Symbol*> outputs, std::vector<Node*> effects = {});

  Graph& graph;
  const HostRef<Graph> held;  // the graph
  const std::vector<Symbol*> inputs, outputs;
  const std::vector<Node*> effects;  // run with each call, read or not
  // What derivatives read of a call. It grows with each of them and never shrinks, so that places stay.
  std::vector<Symbol*> saved;
  int saved_at(Symbol* s);
  // The inputs that stand while a loop runs: from the first number to before the second.
  std::pair<size_t, size_t> fixed = {};

  int counted = -1;  // which output a loop can count itself; see Counter

  struct Compiled {
    std::shared_ptr<const Program> program;
    size_t saved = 0;             // how much of what is saved it gives
    bool leaves_counter = false;  // it leaves what is counted as it is: nobody else looks at it
    int edits = 0;                // of the graph, when it was made
  };
  // Gives the outputs; when it `saves`, what is saved behind them. It may `trust` what the graph knows of inputs: those of
  // captured constants, if nobody feeds these.
  const Compiled& compiled(bool saves, bool trusts);

 private:
  Compiled compile(bool saves, bool trusts) const;

  Compiled compiled_[2][2];
};

// An input of a body that comes from the record of the step: its place in list `list`. Where that has none, it is zeros
// like another one.
struct Field {
  int list, place, like_list = -1, like_place = -1;
  bool sole = false;  // no other field of the part looks at that place
};

struct Part {
  std::shared_ptr<Body> body;  // inputs: carried, args, fields; outputs: carried, results, what is emitted
  std::vector<Field> fields = {};
  // For each list that is emitted, which output of the body goes to each place of the record; -1: none.
  std::vector<std::vector<int>> emitted = {};
};

// What such a node does. Inputs: an index where it chooses, what loops carry, arguments, lists of records (one per step,
// walked from the last to the first). Outputs: what is carried, results (of loops: sums over all steps), lists that are
// emitted, and what it saves for derivatives, which is made where somebody reads it.
struct Calls {
  void* object = nullptr;  // the host language's, which owns it
  const OpDef* op = nullptr;
  std::string name;
  std::shared_ptr<Body> condition = nullptr;  // of a loop; without one there is a step for each record
  std::vector<Part> parts = {};
  Counter counter = {};
  bool chooses = false, repeats = false;
  bool of_function = false;  // a loop in a function: as in TensorFlow all that it takes has a gradient, be it zeros
  int carried = 0, args = 0, lists = 0, results = 0, emits = 0;
  std::vector<int> zeros = {};  // of a loop: for each result the input that its zeros are like
  std::vector<OutSpec> outputs = {};  // of what is carried and of results
  // By which outputs' gradients they take; where that of what is saved is among them, by how much that is.
  std::map<std::pair<std::vector<bool>, size_t>, std::shared_ptr<Derivative>> derivatives = {};
  int prepared = 0;  // up to which order a run saves what derivatives read
  // Makes the gradient of one call, of its inputs and outputs, in the place of a derivative.
  std::function<std::shared_ptr<GradHook>(std::vector<Tensor>, std::vector<Tensor>)> own_gradient = {};

  int first_arg() const { return chooses + carried; }
  int first_list() const { return first_arg() + args; }
  int num_inputs() const { return first_list() + lists; }
  int saved_output() const { return carried + results + emits; }
  int num_outputs() const { return saved_output() + 1; }
  int depth() const;
};

const OpDef& call_op();
const OpDef& if_op();
const OpDef& case_op();
const OpDef& while_op();

// Gives it an object of the host language. Set by the binding.
extern HostRef<Calls> (*g_new_calls)(Calls calls);
// Runs or, in graphs, appends; tapes record it. Gives all outputs; the last is empty where nothing needs it.
std::vector<Tensor> call_bodies(const HostRef<Calls>& calls, const std::vector<Tensor>& inputs);
// The same outside graphs and tapes, of values that fit; `out` has room for all outputs. It may `trust` what the graph
// knows of captured values, where these are what it was made with.
void call_now(Calls& calls, TensorImpl* const* in, Tensor* out, bool saves = false, bool trusts = false);
// Runs; `out` has room for all outputs.
void run_calls(const Calls& calls, TensorImpl* const* in, Tensor* out, bool saves, bool trusts, SessionState& state);
// The gradient of one call, for tapes.
std::shared_ptr<GradHook> make_hook(const HostRef<Calls>& calls, std::vector<Tensor> inputs, const std::vector<Tensor>& outputs);
// Finds out what runs must save for derivatives of this order.
void prepare_derivatives(Calls& calls, int order);

// The node's kind that a derivative is.
const HostRef<Calls>& calls_of(const Derivative& d);
// How a derivative is wired to the node that it is of.
struct Wires {
  std::vector<std::pair<int, int>> seeds;     // outputs of that node, and the inputs by which their gradients come
  std::vector<std::pair<int, bool>> targets;  // inputs of that node that outputs are gradients of; three outputs where sparse
};
// False for what is no derivative of `x`.
bool find_wires(const Calls& x, const Calls& derivative, Wires& wires);

// Zeros like x: of a list, one whose places have nothing; of a handle, like the values of its variable.
Tensor zeros_for(const Tensor& x);

}  // namespace zeal
