// Plans as text: "y = Mul(x, 2) float32 [?,3]".
#include "graph/passes/text.h"

#include "core/error.h"

namespace zeal {
namespace {

std::string name_of(const Symbol* s) { return s->index ? concat(s->node->name, ":", s->index) : s->node->name; }

std::string number(const TensorImpl& t, int64_t i) {
  if (contains(kIndex, t.dtype)) return std::to_string(int_at(t, i));
  if (t.dtype == DType::kBool) return t.as<bool>()[i] ? "true" : "false";
  return t.dtype == DType::kFloat32 ? concat(t.as<float>()[i]) : concat(t.as<double>()[i]);
}

// A known value: its elements where they are few and plain.
std::string value_of(const TensorImpl& t) {
  constexpr int64_t kMost = 8;
  constexpr DTypeSet kPlain = kIndex | bit(DType::kBool) | bit(DType::kFloat32) | bit(DType::kFloat64);
  if (t.numel > kMost || t.rank > 1 || !contains(kPlain, t.dtype)) return concat(dtype_name(t.dtype), t.shape().str());
  std::string all;
  for (int64_t i = 0; i < t.numel; ++i) all += (i ? " " : "") + number(t, i);
  return t.rank ? "[" + all + "]" : all;
}

std::string operand(const Plan& plan, const Symbol* s) {
  const TensorImpl* known = plan.known(s);
  return known ? value_of(*known) : name_of(s);
}

template <class Symbols> std::string operands(const Plan& plan, const Symbols& symbols) {
  std::string all;
  for (const Symbol* s : symbols) all += (all.empty() ? "" : ", ") + operand(plan, plan.now(s));
  return "(" + all + ")";
}

std::string types(const Symbol& s) { return concat(" ", dtype_name(s.value->dtype), " ", s.value->shape()); }

std::string line(const Plan& plan, const Node& node) {
  std::string text = node.name + " = " + node.op->name + operands(plan, node.inputs);
  for (int k = 0; k < node.num_outputs; ++k) text += (k ? "," : "") + types(node.outputs[k]);
  return text + "\n";
}

std::string line(const Plan& plan, const FusedNodes& fused) {
  std::string text, ops;
  for (const Symbol* s : fused.outputs) text += (text.empty() ? "" : ", ") + name_of(s);
  for (const Node* node : fused.nodes) ops += (ops.empty() ? "" : " | ") + node->op->name;
  text += " = {" + ops + "}" + operands(plan, fused.inputs);
  for (const Symbol* s : fused.outputs) text += (s == fused.outputs[0] ? "" : ",") + types(*s);
  return text + "\n";
}

}  // namespace

std::string text_of(const Plan& plan) {
  std::string all;
  for (int i = 0; i < plan.size(); ++i)
    if (!plan.is_gone(i) && plan.node(i).op != &const_op()) all += line(plan, plan.node(i));
  return all;
}

std::string text_of(const Plan& plan, std::span<const Instruction> instructions) {
  std::string all;
  for (const Instruction& i : instructions) all += i.fused ? line(plan, *i.fused) : line(plan, *i.node);
  return all;
}

}  // namespace zeal
