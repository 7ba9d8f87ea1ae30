// Docstrings of op callables, written from the registry.
#include "bind/call/op_doc.h"
#include "op/short_attrs.h"

namespace zeal::bind {
namespace {

std::string set_text(DTypeSet set) {
  if (set == kAnyType) return "any dtype";
  std::string out;
  for (int t = 0; t < kNumDTypes; ++t)
    if (contains(set, DType(t))) out += (out.empty() ? "" : ", ") + std::string(dtype_name(DType(t)));
  return out;
}

std::string input_text(const OpDef& op, const ArgDef& a) {
  std::string text = a.list ? "list of tensors of " : "tensor of ";
  text += set_text(a.allowed);
  if (a.same_as >= 0) text += "; the dtype of " + std::string(op.inputs[a.same_as].name);
  if (a.optional) text += "; may be left out";
  return text + ".";
}

std::string attr_text(const AttrDef& a) {
  static constexpr const char* kKinds[] = {"bool", "int", "int", "float", "dtype", "string", "list of ints", "list of dtypes", "string", "list of ints", "list of floats"};
  static_assert(std::size(kKinds) == kNumAllAttrKinds);
  std::string text = kKinds[int(a.kind)];
  if (a.kind == AttrKind::kType) text += ", one of " + set_text(a.types);
  return text + ".";
}

std::string param_text(const OpDef& op, const Signature& sig, const Param& p) {
  switch (p.kind) {
    case Param::kInput: return input_text(op, op.inputs[p.target]);
    case Param::kAttr: return attr_text(op.attr_defs[p.target]);
    case Param::kAlias: return concat("deprecated alias of ", PyUnicode_AsUTF8(sig.params[p.target].name), ".");
    default: return "accepted for compatibility.";
  }
}

std::string output_text(const OpDef& op, const ArgDef& a) {
  std::string kind = a.list ? "A list of tensors" : "A tensor";
  if (a.type_attr < 0) return kind + " of " + dtype_name(a.fixed);
  const TypeAttr& t = op.types[a.type_attr];
  return kind + (t.from_input >= 0 ? " of the dtype of " + std::string(op.inputs[t.from_input].name)
                                   : " of the dtype given by " + std::string(t.name));
}

}  // namespace

std::string op_doc(const OpDef& op, const Signature& sig) {
  std::string doc = concat(op.summary, "\n\nArgs:\n");
  for (const Param& p : sig.params) doc += concat("  ", PyUnicode_AsUTF8(p.name), ": ", param_text(op, sig, p), "\n");
  doc += "\nReturns:\n";
  for (const ArgDef& a : op.outputs) doc += concat("  ", output_text(op, a), op.outputs.size() > 1 ? concat(" (", a.name, ")") : "", ".\n");
  doc += "\nRaises:\n  InvalidArgumentError: dtypes or shapes do not fit; the message names operand and fix.\n";
  if (op.grad_kind == GradKind::kNotDifferentiable) doc += "\nNo gradient flows through this op.\n";
  if (op.example_call) doc += concat("\nExample:\n  >>> print(", op.example_call, ".numpy())\n  ", op.example_shows, "\n");
  return doc;
}

}  // namespace zeal::bind
