// Step ops as the registry sees them.
#include "ops/train/declare.h"

#include <algorithm>
#include <vector>

#include "core/half.h"
#include "op/functions.h"
#include "ops/state/on_handle.h"

namespace zeal {
namespace {

// Filled as the module is loaded, a few dozen entries; never destroyed.
std::vector<StepOp>& step_ops() {
  static auto& ops = *new std::vector<StepOp>;
  return ops;
}
const StepOp& entry(const OpDef& op) {
  return *std::find_if(step_ops().begin(), step_ops().end(), [&](const StepOp& s) { return s.op == &op; });
}

StepInput kind_of(std::string_view name) {
  using enum StepInput;
  return name == "grad" || name == "delta" ? kGradient : name == "indices" ? kIndices : kNumber;
}

template <class Fn> void each_name(const char* names, Fn fn) {
  std::string_view rest = names;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(','), rest.size());
    fn(intern_string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
}

// --- inference: what is known of shapes, checked on the line that makes the node ---
void infer_step(InferContext& c) {
  const Shape of_variable = shape_of_values(c);
  const StepOp& s = entry(c.op);
  for (int i = 0; i < c.nin; ++i) {
    const char* name = c.op.inputs[i].name;
    if (s.inputs[i] == StepInput::kNumber) c.require_rank(i, 0, name, " is not a scalar: ", c.shape(i));
    if (s.inputs[i] == StepInput::kGradient && !s.rows && symbol_of(c.input(0)) && !are_compatible(of_variable, c.shape(i)))
      c.invalid("var and ", name, " do not have the same shape", ShapeView(of_variable), " ", c.shape(i));
    if (s.inputs[i] == StepInput::kIndices) c.require_rank(i, 1, "indices must be one-dimensional");
  }
}

double number_at(const TensorImpl& t) {
  switch (t.dtype) {
    case DType::kFloat32: return *t.as<float>();
    case DType::kFloat64: return *t.as<double>();
    case DType::kInt64: return double(*t.as<int64_t>());
    case DType::kFloat16: return t.as<Half>()->to_float();
    case DType::kBFloat16: return t.as<BFloat16>()->to_float();
    default: return *t.as<float>();  // of a complex number, whose dtype's kernel looks at both parts
  }
}

void step_kernel(Kernel& k) {
  const StepOp& known = entry(k.op);
  Step s{k.op, rule_of(known, k.attr<TrainAttrs>())};
  int numbers = 0;
  GradValue gradient;
  Tensor indices;
  for (int i = 0; i < k.nin; ++i) {
    switch (known.inputs[i]) {
      case StepInput::kState: s.state[s.num_state++] = &variable_at(k.input(i)); break;
      case StepInput::kNumber: s.numbers[numbers++] = number_at(k.input(i)); break;
      case StepInput::kGradient: gradient.dense = Tensor::share(k.in[i]); break;
      case StepInput::kIndices: indices = Tensor::share(k.in[i]);
    }
  }
  if (indices) gradient = GradValue(Slices{std::move(gradient.dense), std::move(indices), {}, nullptr});
  variable_with_value(k);
  check_step(s, gradient);
  take_step(s, gradient);
}

}  // namespace

const StepOp* find_step_op(std::string_view name) {
  for (const StepOp& s : step_ops())
    if (s.op->name == name) return &s;
  return nullptr;
}
const char* number_name(const StepOp& s, int i) {
  for (size_t k = 0; k < s.inputs.size(); ++k)
    if (s.inputs[k] == StepInput::kNumber && i-- == 0) return s.op->inputs[k].name;
  return "";
}
Rule rule_of(const StepOp& s, const TrainAttrs& a) { return a.use_nesterov || !a.update_slots ? s.other : s.rule; }

OpDef& declare_step(OpDef& op, Rule rule, Rule other, const char* state, const char* rest, DTypeSet types) {
  StepOp step{&op, rule, other};
  op.type("T", types).attrs<TrainAttrs>().attr("use_locking", &TrainAttrs::use_locking);
  if (std::string_view(rest).find("indices") != std::string_view::npos) op.type("Tindices", kIndex);
  each_name(state, [&](const char* name) { op.input(name, "resource"), step.inputs.push_back(StepInput::kState); });
  step.slots = int(step.inputs.size()) - 1;
  each_name(rest, [&](const char* name) {
    const std::string_view n = name;
    op.input(name, n == "indices" ? "Tindices" : n == "global_step" ? "int64" : "T");
    const StepInput kind = step.inputs.emplace_back(kind_of(n));
    if (kind == StepInput::kGradient) op.dispatch_on(int(op.inputs.size()) - 1);
    step.numbers += kind == StepInput::kNumber, step.rows |= kind == StepInput::kIndices;
  });
  step_ops().push_back(step);
  return op.infer(infer_step).stateful().cpu(kFloating, step_kernel).not_differentiable();
}

OpDef& nesterov_step_of(OpDef& op, Rule rule, Rule nesterov, const char* state, const char* rest) {
  return declare_step(op, rule, nesterov, state, rest).attr("use_nesterov", &TrainAttrs::use_nesterov);
}
OpDef& growing_step_of(OpDef& op, Rule rule, Rule frozen, const char* state, const char* rest) {
  return declare_step(op, rule, frozen, state, rest).attr("update_slots", &TrainAttrs::update_slots);
}

}  // namespace zeal
