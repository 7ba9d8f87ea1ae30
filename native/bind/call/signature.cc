// Parsing of signatures.
#include "bind/call/signature.h"

#include <algorithm>
#include <iterator>

#include "core/text.h"

namespace zeal::bind {
namespace {

// "matmul" for the public names "linalg.matmul, matmul".
std::string own_name(std::string_view published) {
  const std::string_view first = cut(published, ',');
  return std::string(first.substr(first.rfind('.') + 1));
}

Param resolve(const OpDef& op, const Signature& sig, std::string name, std::string target, std::string def) {
  Param p{Param::kIgnored, 0, def.empty(), PyUnicode_InternFromString(name.c_str()), def};
  if (target.empty()) target = name;
  if (int i = op.find_input(target); i >= 0) return p.kind = Param::kInput, p.target = uint8_t(i), p;
  for (size_t i = 0; i < op.attr_defs.size(); ++i)
    if (op.attr_defs[i].name == target) return p.kind = Param::kAttr, p.target = uint8_t(i), p;
  for (size_t i = 0; i < sig.params.size(); ++i)
    if (target != name && !PyUnicode_CompareWithASCIIString(sig.params[i].name, target.c_str()))
      return p.kind = Param::kAlias, p.target = uint8_t(i), p;
  if (p.required || target != name)
    fail(Code::kInternal, "signature of ", op.name, ": parameter ", name, " has no target ", target);
  return p;
}

void append(Signature& sig, Param p) {
  sig.text += (sig.params.empty() ? "(" : ", ") + std::string(PyUnicode_AsUTF8(p.name));
  if (!p.required) sig.text += "=" + p.text_default;
  sig.params.push_back(std::move(p));
}

// The inputs (bits) that have input i's dtype, i among them.
uint32_t sharing_type(const OpDef& op, size_t i) {
  const int8_t type = op.inputs[i].type_attr;
  uint32_t inputs = 1u << i;
  for (size_t k = 0; type >= 0 && k < op.inputs.size(); ++k) inputs |= uint32_t(op.inputs[k].type_attr == type) << k;
  return inputs;
}

// How values of the inputs are converted.
void classify_inputs(const OpDef& op, Signature& sig) {
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const ArgDef& arg = op.inputs[i];
    const uint32_t alone = 1u << i;
    sig.sharing[i] = sharing_type(op, i);
    sig.own_inputs |= op.shared_inputs & alone;
    if (op.list_input >= 0 && !arg.list && (sig.sharing[i] >> op.list_input & 1)) sig.own_inputs |= alone;
    if (!arg.list && contains(arg.allowed, DType::kInt32) && sig.sharing[i] == alone) sig.index_inputs |= alone;
  }
}

// Which calls give inputs alone, in their order.
void find_direct_calls(const OpDef& op, Signature& sig) {
  const auto& p = sig.params;
  while (sig.direct < p.size() && p[sig.direct].kind == Param::kInput && p[sig.direct].target == sig.direct) ++sig.direct;
  if (sig.direct < op.inputs.size()) sig.direct = 0;
  for (size_t i = 0; i < p.size(); ++i)
    if (p[i].required || (i < sig.direct && !op.inputs[i].optional)) sig.needed = uint8_t(i + 1);
  if (sig.needed > sig.direct || !sig.needed) sig.direct = 0;
}

// What calls need to know, found out once.
void prepare(const OpDef& op, Signature& sig) {
  if (sig.params.size() > kMaxParams)
    fail(Code::kInvalidArgument, "[", op.name, "] a callable has at most ", kMaxParams, " parameters, this one ", sig.params.size());
  classify_inputs(op, sig);
  if (op.list_input < 0) find_direct_calls(op, sig);
}

}  // namespace

Signature parse_signature(const OpDef& op, const char* text) {
  const std::string_view all = text;
  const size_t open = all.find('('), close = all.rfind(')');
  Signature sig;
  sig.name = own_name(all.substr(0, open));
  std::string_view body = all.substr(open + 1, close - open - 1);
  while (!body.empty()) {
    std::string_view def = cut(body, ','), target = cut(def, '=');
    const std::string_view name = cut(target, ':');
    append(sig, resolve(op, sig, std::string(name), std::string(target), std::string(def)));
  }
  sig.text += sig.params.empty() ? "()" : ")";
  prepare(op, sig);
  return sig;
}

Signature raw_signature(const OpDef& op) {
  Signature sig;
  sig.name = op.name;
  for (const ArgDef& a : op.inputs)
    append(sig, resolve(op, sig, a.name, "", a.optional ? "None" : ""));
  for (const AttrDef& a : op.own_attrs()) {
    std::string def;
    if (!a.required) {
      Ref value(get_attr(a, op.defaults)), shown(value ? PyObject_Repr(value.get()) : nullptr);
      def = shown ? PyUnicode_AsUTF8(shown.get()) : "None";
      PyErr_Clear();
    }
    append(sig, resolve(op, sig, a.name, "", def));
  }
  append(sig, resolve(op, sig, "name", "", "None"));
  sig.text += ")";
  prepare(op, sig);
  return sig;
}

}  // namespace zeal::bind
