// Fusion: which nodes of a program run as one instruction.
#pragma once
#include <memory>
#include <vector>

#include "graph/passes/plan.h"
#include "op/fused/program.h"

namespace zeal {

// Elementwise nodes, and maybe a reduction behind them, that run as one fused program.
struct FusedNodes {
  std::vector<const Node*> nodes;  // one per step
  std::vector<const Symbol*> inputs, outputs;
  FusedProgram program;

  // `dying`: inputs that the program keeps nowhere else; `at`: the node at hand, for when it throws.
  void run(TensorImpl* const* in, Tensor* out, uint32_t dying, const Node*& at) const;
};

// What a program does at a time: a node, or fused ones, of which `node` is the last.
struct Instruction {
  const Node* node;
  std::unique_ptr<FusedNodes> fused;
};

// The nodes of a plan in their order, some of them fused.
std::vector<Instruction> fuse(const Plan& plan);

}  // namespace zeal
