// Loops whose steps are elementwise ops on few elements of one shape: they run over plain memory, where what steps leave
// for their gradients lies row by row, and no value of a step is a tensor.
#pragma once
#include <vector>

#include "core/variant.h"
#include "graph/calls.h"
#include "op/fused/program.h"

namespace zeal {

// What one run of such a program does. Values are numbered: what it is fed, then constants and results of ops.
struct ElementSteps {
  struct Op {
    ElementLoop loop;
    int nin;
    int args[kMaxLoopArgs];  // operands, then the result; behind them the result again
  };
  struct Group {  // ops that came from one instruction
    const FusedProgram* program;  // tells which of its inputs may be scalars; null: none
    std::vector<int> inputs;
  };
  std::vector<DType> dtypes;  // of values
  std::vector<Op> ops;
  std::vector<Group> groups;
  std::vector<std::pair<int, Tensor>> constants;
  std::vector<int> fetches;
};

// A loop that may be run so.
struct FewLoop {
  const ElementSteps& steps;
  int64_t count;             // of steps
  std::vector<Tensor>& now;  // what is carried: before, and then behind the loop
  TensorImpl* const* args;   // the program is fed what is carried, these,
  int num_args;
  const std::vector<Field>& fields;         // and these of the records of `lists`, from the last to the first
  const std::vector<Records*>& lists;
  std::vector<Tensor>& sums;  // of what the program gives behind what is carried
  Records* saved;             // of what it gives behind these; null: nothing is

  // False where it is not that plain; then nothing has happened.
  bool run(SessionState& state);
};

}  // namespace zeal
