// Program: what runs. The nodes that some fetches need, as a flat list of instructions with slots.
#pragma once
#include <unordered_map>
#include <vector>

#include "graph/graph.h"

namespace zeal {

// What a session keeps between runs.
struct SessionState {
  std::unordered_map<const Node*, Tensor> handles;  // of its variables, queues, iterators
};

class Program {
 public:
  // `feeds` are outputs that a run is given, `fetches` those that it returns, `targets` nodes that it runs besides.
  Program(const std::vector<Symbol*>& feeds, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets);

  // Gives one tensor per fetch. Throws Error, with the node's name and line.
  void run(SessionState& state, const Tensor* feeds, Tensor* results) const;
  size_t size() const { return steps_.size(); }
  size_t num_feeds() const { return feeds_.size(); }
  size_t num_fetches() const { return fetch_slots_.size(); }

 private:
  struct Step {
    const Node* node;
    int32_t first_in, nin;
    int32_t out, nout;
    int32_t first_drop, ndrop;  // slots that nobody reads after this step
  };
  struct Builder;

  void check_feed(size_t i, const TensorImpl& t) const;
  void run_step(const Step& step, SessionState& state, Tensor* slots) const;

  std::vector<Step> steps_;
  std::vector<int32_t> operands_, drops_, fetch_slots_;
  std::vector<std::pair<int32_t, Tensor>> constants_;
  std::vector<const Symbol*> feeds_;
  int32_t num_slots_;
};

}  // namespace zeal
