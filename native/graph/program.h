// Program: what runs. The nodes that some fetches need, as a flat list of instructions with slots.
#pragma once
#include <unordered_map>
#include <vector>

#include "graph/gates.h"
#include "graph/passes/fuse.h"
#include "graph/trace.h"
#include "graph/waits.h"

namespace zeal {

// What a session keeps between runs.
struct SessionState {
  std::unordered_map<const Node*, Tensor> handles;  // of its variables, queues, iterators
  const uint64_t serial = next_id();
  uint32_t ticks = 0;  // instructions until somebody asks for an interrupt
  std::unordered_map<const Node*, NodeStream> streams;  // of its random ops
  // That of calls of functions outside graphs: streams are kept by the functions' graphs, and restart with the program's.
  bool of_functions = false;
  bool closed = false;      // runs under way end
  std::vector<std::unique_ptr<Trace>> traces = {};  // that threads asked for, the last ones behind

  // The one that this thread's runs are noted in now; null for none.
  Trace* trace() const;
  // What an op that makes state made at its first run.
  const Tensor& handle(const Node& node, TensorImpl* const* in);
  NodeStream& stream(const Node& node);
};

// Throws when the program was asked to stop; set by the binding.
extern void (*g_check_interrupt)();
// The same where the session was closed meanwhile.
void look_around(const SessionState& state);
inline void tick(SessionState& state) {
  if (!(++state.ticks & 255)) [[unlikely]] look_around(state);
}
// Which node the error of a run is told to be of: the one at hand; the one that an error from within its bodies is of;
// none, where that lies in a function, whose nodes TensorFlow does not know by then.
enum class Culprit { kThis, kInner, kNone };
// An error of a run, and the host language's object of the node that it is of.
class RunError : public Error {
 public:
  RunError(Code code, std::string message, HostRef<Node> op) : Error(code, std::move(message)), op(std::move(op)) {}
  HostRef<Node> op;
};
// Adds the failing op's name, and the op, to the exception that the host language has set. Set by the binding.
extern void (*g_add_to_host_error)(const std::string& text, Culprit which, Node* node);
// The host language's object of a node, if that can be had. Set by the binding.
extern HostRef<Node> (*g_host_operation)(Node& node);

class Program {
 public:
  // `feeds` are outputs that a run is given, `fetches` those that it returns, `targets` nodes that it runs besides. The
  // feeds from `fixed.first` to before `fixed.second` serve many steps of one run. `last` are fetches that reads of
  // variables give: these are done when everything else has run. If it `trusts` its graph, feeds whose values that knows
  // are these in each run.
  Program(const std::vector<Symbol*>& feeds, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets,
          std::pair<size_t, size_t> fixed = {}, const std::vector<Symbol*>& last = {}, bool trusts = false);
  Program(const Program&) = delete;
  ~Program();

  // Gives one tensor per fetch. Throws Error, with the node's name and line.
  void run(SessionState& state, const Tensor* feeds, Tensor* results) const;
  // Throws where `t` is no value for feed i.
  void check_feed(size_t i, const TensorImpl& t) const;
  const TensorImpl& feed(size_t i) const { return *feeds_[i]->value; }
  size_t size() const { return steps_.size(); }
  size_t num_feeds() const { return feeds_.size(); }
  size_t num_fetches() const { return fetches_.size(); }
  bool reads_feed(size_t i) const { return feed_is_read_[i]; }
  // Whether nothing of feed i is left behind a run: it may lie in memory that is the program's only meanwhile.
  bool borrows_feed(size_t i) const { return borrowed_[i]; }
  // Whether the graph's edges are still those that it was made of.
  bool is_current() const { return !graph_ || graph_->edits == edits_; }

  // What a run does, if that is elementwise ops alone; else null.
  const struct ElementSteps* element_steps() const;

  // Slots, lent for one run of one or many steps.
  class Run {
   public:
    Run(const Program& program, SessionState& state);
    ~Run();
    Run(const Run&) = delete;
    void feed(size_t i, Tensor value) { slots_[i] = std::move(value); }
    void go();
    Tensor take(size_t fetch) {
      const Fetch& f = program_.fetches_[fetch];
      return f.moves ? std::move(slots_[f.slot]) : slots_[f.slot];
    }

   private:
    const Program& program_;
    SessionState& state_;
    struct Frame* frame_;
    Tensor* slots_;
    bool done_ = true;
  };

 private:
  struct Step {
    const Node* node;
    int32_t first_in, nin;
    int32_t out, nout;
    int32_t first_drop, ndrop;  // slots that nobody reads after this step
    bool draws;                 // random numbers, from a stream that the session keeps for the node
    bool saves;                 // of a node that runs bodies: somebody reads what it saves
    bool trusts;                // of these: what their graphs know of captured values holds
    bool plain;                 // elementwise: operands of one shape need neither inference nor a layout
    int8_t reuse;               // of these: an operand that dies here and has the result's dtype; -1: none
    uint32_t dying;             // inputs that are in no slot afterwards, of an op that may take them over
    const FusedNodes* fused;    // several nodes, of which `node` is the last
  };
  struct Fetch {
    int32_t slot;
    bool moves;  // nobody else needs what is in the slot
  };
  struct Builder;

  bool run_plain(const Step& step, Tensor* slots) const;
  void run_step(const Step& step, SessionState& state, Tensor* slots, const Node*& node) const;
  bool pass_gates(size_t i, Tensor* slots, std::vector<bool>& closed) const;
  void check_fetches(const Tensor* slots) const;
  void run_steps(SessionState& state, Tensor* slots) const;
  void run_traced(SessionState& state, Tensor* slots) const;
  template <class Each> void name_errors(const SessionState& state, Each&& each) const;
  template <class Around> void run_waiting(SessionState& state, Tensor* slots, Around&& around) const;
  template <class Around> void run_each(SessionState& state, Tensor* slots, Around&& around) const;
  struct Frame* lend(SessionState& state) const;
  bool find_element_steps(ElementSteps& e) const;

  const Graph* graph_ = nullptr;  // of what it fetches
  int edits_ = 0;
  std::vector<Step> steps_;
  std::deque<Node> made_;  // by passes
  std::vector<std::unique_ptr<const FusedNodes>> fused_;
  std::vector<int32_t> operands_, drops_, cleared_;
  std::vector<Fetch> fetches_;
  std::vector<std::pair<int32_t, Tensor>> constants_;
  std::vector<std::pair<int32_t, const Node*>> handles_;
  std::vector<const Symbol*> feeds_;
  std::vector<bool> feed_is_read_, borrowed_;
  int32_t num_slots_ = 0;
  std::unique_ptr<const WaitOrder> waits_;  // where instructions may wait for others that come later, or there are gates
  std::vector<int32_t> readers_;            // of these programs: how many read each slot; many where it stays
  std::unique_ptr<const Gates> gates_;      // of these, where instructions may not run at all
  mutable std::vector<struct Frame*> idle_;  // frames that no run uses
  mutable std::shared_ptr<const ElementSteps> elements_;
  mutable bool looked_for_elements_ = false;
};

}  // namespace zeal
