// Gates: TensorFlow's ops that let a value pass on one of two ways. What hangs on the other way does not run.
#pragma once
#include <vector>

#include "graph/graph.h"

namespace zeal {

// Switch: its value as output 1 where the predicate holds, else as output 0; the other output has no value.
const OpDef& switch_op();
// Merge: the first of its inputs that has a value, and its place.
const OpDef& merge_op();
// Any op of the registry, or one of these. Throws kNotFound.
const OpDef& node_op(std::string_view name);
inline bool is_gate(const Node& node) { return node.op == &switch_op() || node.op == &merge_op(); }

// Which instructions of a program each one waits for besides its inputs: without a value there, it does not run either.
class Gates {
 public:
  // What an instruction runs.
  explicit Gates(const std::vector<const Node*>& instructions);
  // Whether nothing is left to do: the instruction is a gate, or does not run. `closed`: those that did not.
  bool pass(size_t i, TensorImpl* const* in, Tensor* out, std::vector<bool>& closed) const;

 private:
  std::vector<const Node*> nodes_;
  std::vector<std::vector<size_t>> controls_;
};

}  // namespace zeal
