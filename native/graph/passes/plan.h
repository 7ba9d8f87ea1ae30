// Plan: the nodes of a program while passes change it. Nodes belong to their graph and stay as they are: a plan knows
// what readers of a value read instead, which values are known, and which nodes are gone.
#pragma once
#include <deque>
#include <unordered_map>
#include <vector>

#include "graph/graph.h"

namespace zeal {

using Given = std::unordered_map<const Symbol*, Tensor>;

// The sizes of a value's axes: numbers, and for those that only the run tells numbers below -1 that are the same where
// the sizes are. Where even the rank is unknown, `whole` is such a number for all of them.
struct Extent {
  Shape sizes = Shape::unknown();
  int64_t whole = 0;

  bool operator==(const Extent& o) const { return whole == o.whole && sizes.view() == o.sizes.view(); }
  int rank() const { return sizes.rank; }
  int64_t operator[](int axis) const { return sizes[axis]; }
};

class Plan {
 public:
  // `nodes`: in their graph's order. `fetches` are values that the program returns, `targets` nodes that it runs
  // besides, `given` values that it is fed: these three stay what they are.
  Plan(const std::vector<const Node*>& nodes, const std::vector<Symbol*>& fetches, const std::vector<Node*>& targets, const Given& given);

  int size() const { return int(places_.size()); }
  const Node& node(int i) const { return *places_[i].node; }
  bool is_gone(int i) const { return places_[i].gone; }
  void drop(int i) { places_[i].gone = true; }
  // Whether it runs whatever becomes of its readers: it is fetched, acts, keeps state, or others wait for it.
  bool stays(int i) const { return places_[i].stays; }
  bool is_fetched(int i) const { return places_[i].fetched; }
  // Whether a pass may take what it makes for the same as what equal nodes make, and run it at another time.
  bool is_pure(int i) const { return places_[i].pure; }
  bool is_fed(const Symbol* s) const { return given_.count(s); }

  // The place of a node; -1 for what is none of the program's.
  int place(const Node& node) const {
    const size_t at = size_t(node.id) - size_t(first_id_);
    return at < by_id_.size() ? by_id_[at] : -1;
  }
  // The place of the node that makes a value; -1 for values that are given.
  int maker(const Symbol* s) const {
    const int p = place(*s->node);
    return p < 0 || (places_[p].fed && given_.count(s)) ? -1 : p;
  }
  // What stands for a value.
  const Symbol* now(const Symbol* s) const;
  const Symbol* input(int i, size_t k) const { return now(places_[i].node->inputs[k]); }
  // The value that a fetch gives.
  const Symbol* fetched(const Symbol* s) const;

  // What is known of a value before each run; null where nothing is.
  const TensorImpl* known(const Symbol* s) const;
  bool is_known(int i) const { return node(i).num_outputs && known_[size_t(slot(i, 0))]; }
  const TensorImpl* known_input(int i, size_t k) const { return known(input(i, k)); }
  // Whether what its graph found out about a node's values holds: none of them follows from a known value that is now fed.
  bool holds(int i) const { return doubted_.empty() || !doubted_[i]; }
  // As far as it is known.
  ShapeView shape(const Symbol* s) const;
  Extent extent(const Symbol* s) const;
  void give_extent(int i, int k, const Extent& extent);
  int64_t new_size() const { return --last_size_; }
  // Whether two values have one shape in each run.
  bool same_shape(const Symbol* a, const Symbol* b) const { return extent(a) == extent(b); }
  // Whether `a` repeats to the shape of `b` in each run.
  bool repeats_to(const Symbol* a, const Symbol* b) const;

  // Readers of output k of node i read `by` from now on. Whether something changed.
  bool replace(int i, int k, const Symbol* by);
  bool know(int i, int k, Tensor value);
  // Another call takes the place of node i, and makes what it made.
  bool rewrite(int i, const OpDef& op, const Attrs& attrs, std::vector<const Symbol*> inputs);
  // A value of no node.
  const Symbol* constant(const Tensor& value);

  // Nodes that rewrite() and constant() made: a program keeps them.
  std::deque<Node> take_made() { return std::move(made_); }

 private:
  struct Place {
    const Node* node;
    int first;  // its outputs' number
    bool stays = false, fetched = false, pure = false, fed = false, gone = false;
  };

  void number(const std::vector<const Node*>& nodes);
  void find_doubts(const std::vector<const Node*>& nodes);
  int slot(int place, int output) const { return places_[place].first + output; }
  Node& make(int id, const OpDef& op, int outputs);

  std::vector<Place> places_;
  const Given& given_;
  int first_id_ = 0;
  std::vector<int> by_id_;
  std::vector<const Symbol*> stands_;  // of each output, what stands for it
  // Numbers of extents, which are made when asked for.
  mutable std::vector<int> extent_of_;
  mutable std::unordered_map<const Symbol*, int> extent_of_given_;
  mutable std::deque<Extent> extents_;
  mutable int64_t last_size_ = kUnknownDim;
  std::vector<Tensor> known_;
  std::vector<bool> doubted_;
  std::deque<Node> made_;
};

// Ops whose kernels are Python code are registered after this many.
extern size_t g_native_ops;

// Whether a node's outputs follow from its inputs alone, by one of our kernels.
bool is_pure(const Node& node);

// An attribute of an op by its name.
template <class T> const T& attr_of(const OpDef& op, const Attrs& attrs, const char* name) {
  return *reinterpret_cast<const T*>(attrs.bytes + op.find_attr(name)->offset);
}

// What a pass does with nodes of an op: changes the plan at place i, and says whether it did.
using Rule = bool (*)(Plan&, int i);
class Rules {
 public:
  Rules(std::initializer_list<std::pair<const char*, Rule>> rules);
  Rule of(const OpDef& op) const { return op.id < rules_.size() && rules_[op.id].op == &op ? rules_[op.id].rule : nullptr; }
  // To all nodes in order whose values are not known; how many changed.
  int apply(Plan& plan) const;

 private:
  struct Entry {
    const OpDef* op = nullptr;
    Rule rule = nullptr;
  };
  std::vector<Entry> rules_;
};

}  // namespace zeal
