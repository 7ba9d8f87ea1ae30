// The engine of the ops that train: one step of an optimizer on a variable and its slots, in place.
#pragma once
#include <vector>

#include "core/variable.h"
#include "op/op_def.h"
#include "ops/train/step_kernel.h"
#include "tape/tape.h"

namespace zeal {

// What an op of this kind is told besides its inputs.
struct TrainAttrs {
  bool use_locking = false, use_nesterov = false, update_slots = true;
};

// A step: what it computes, the variables that it changes, and with what numbers. `op` is for messages and says
// which of its inputs is what.
struct Step {
  const OpDef& op;
  Rule rule;
  VariableImpl* state[kMaxState] = {};  // the variable, then its slots
  int num_state = 0;
  double numbers[kMaxNumbers] = {};  // in the order of the op's inputs, rounded to the variable's dtype when used
};

enum class StepInput : uint8_t { kState, kNumber, kGradient, kIndices };
// What is known of a step op besides its definition: the rule it follows, and the one that it follows where its
// attribute says so; what its inputs are, how many slots and numbers it has, whether its gradient is one of rows.
struct StepOp {
  const OpDef* op;
  Rule rule, other;
  int slots = 0, numbers = 0;
  bool rows = false;
  std::vector<StepInput> inputs = {};
};
// The op of that name, if it is one that takes steps; else null.
const StepOp* find_step_op(std::string_view name);
Rule rule_of(const StepOp& step, const TrainAttrs& attrs);
// The name of the op's number i.
const char* number_name(const StepOp& step, int i);

// Raises when the step cannot be taken: a variable without a value, dtypes, shapes, indices out of range.
void check_step(const Step& s, const GradValue& gradient);
// Whether a step by rows is left to single ops: of a half type, which they round one by one, where they are what there is
// in graphs.
bool wants_ops(const Step& s, DType type);
// Takes a step that was checked. Rows that repeat follow one another; of an op without a sparse kin, as Adam, all rows
// take a step, and none may repeat.
void take_step(const Step& s, const GradValue& gradient);
// The gradient with rows that repeat summed, in the order in which their indices appear first.
Slices sum_repeated(const Slices& gradient);

}  // namespace zeal
