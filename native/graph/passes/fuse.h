// Fusion: which nodes of a program run as one instruction.
#pragma once
#include <memory>
#include <vector>

#include "graph/passes/plan.h"
#include "op/fused/program.h"

namespace zeal {

// Elementwise nodes, and maybe a reduction behind them, that run as one fused program.
struct FusedNodes {
  FusedNodes(std::vector<const Symbol*> inputs, FusedProgram program) : inputs(std::move(inputs)), program(std::move(program)) {}

  std::vector<const Node*> nodes;  // the source, if there is one, then one per step
  std::vector<const Symbol*> inputs, outputs;
  FusedProgram program;
  // The input of the program that the first node makes in parts: of what stands in its place, and the last input. -1: none.
  int source_at = -1;

  // `dying`: inputs that the program keeps nowhere else; `at`: the node at hand, for when it throws.
  void run(TensorImpl* const* in, Tensor* out, uint32_t dying, const Node*& at) const;
  // What an instruction of few elements is; null for others.
  const FusedProgram* few() const { return source_at < 0 && program.is_few() ? &program : nullptr; }

 private:
  void run_steps(TensorImpl* const* in, Tensor* out, uint64_t dying, const Node*& at, Source* source) const;
};

// What a program does at a time: a node, or fused ones, of which `node` is the last.
struct Instruction {
  const Node* node;
  std::unique_ptr<FusedNodes> fused;
};

// The nodes of a plan in their order, some of them fused.
std::vector<Instruction> fuse(const Plan& plan);

}  // namespace zeal
