// Words of wrong calls where a graph is built.
#include "op/graph_words.h"

#include <algorithm>
#include <bit>

#include "core/error.h"
#include "core/thread_state.h"
#include "op/execute.h"

namespace zeal {
namespace {

std::string names_of(DTypeSet set) {
  std::string out;
  for (int t = 0; t < kNumDTypes; ++t)
    if (contains(set, DType(t))) out += (out.empty() ? "" : ", ") + std::string(dtype_name(DType(t)));
  return out;
}

// Of the list input, which starts at the op's `list_input`.
std::string list_types(const OpDef& op, TensorImpl* const* in, int nin) {
  std::string out;
  for (int i = 0; i < nin; ++i)
    if (op.arg_of(i, nin) == op.list_input) out += (out.empty() ? "" : ", ") + std::string(dtype_name(in[i]->dtype));
  return out;
}

// The earlier input that has the same type attribute; the op's own number of it, -1 for none.
int bound_by(const OpDef& op, int arg) {
  for (int k = 0; k < arg; ++k)
    if (op.inputs[k].type_attr == op.inputs[arg].type_attr && op.inputs[k].type_attr >= 0) return k;
  return -1;
}

}  // namespace

bool is_building(TensorImpl* const* in, int nin) {
  return (thread_state().mode & kGraphMode) || std::any_of(in, in + nin, [](const TensorImpl* t) { return t && t->symbolic(); });
}

void bad_type_in_graph(const OpDef& op, TensorImpl* const* in, int nin, int i) {
  const int arg = op.arg_of(i, nin);
  const ArgDef& a = op.inputs[size_t(arg)];
  const std::string have = dtype_name(in[i]->dtype), given = concat("; ", a.name, " is ", describe(*in[i]), "; convert it with tf.cast");
  const bool lone = !contains(a.allowed, in[i]->dtype) && std::has_single_bit(a.allowed);
  if (a.list && lone)
    fail(Code::kTypeError, "Tensors in list passed to '", a.name, "' of '", op.name, "' Op have types [", list_types(op, in, nin),
         "] that do not match expected type ", names_of(a.allowed), ".");
  if (lone) fail(Code::kTypeError, "Input '", a.name, "' of '", op.name, "' Op has type ", have, " that does not match expected type of ", names_of(a.allowed), ".", given);
  const int other = bound_by(op, arg);
  if (a.list && other < 0 && in[op.list_input]->dtype != in[i]->dtype)
    fail(Code::kTypeError, "Tensors in list passed to '", a.name, "' of '", op.name, "' Op have types [", list_types(op, in, nin), "] that don't all match.");
  if (other >= 0 && in[other]->dtype != in[i]->dtype)
    fail(Code::kTypeError, "Input '", a.name, "' of '", op.name, "' Op has type ", have, " that does not match type ", dtype_name(in[other]->dtype),
         " of argument '", op.inputs[size_t(other)].name, "'.", given);
  fail(Code::kTypeError, "Value passed to parameter '", a.name, "' has DataType ", have, " not in list of allowed values: ", names_of(a.allowed),
       "; op: '", op.name, "'", given);
}

void fail_unexpected_type(const std::string& op, int i, DType want, DType have, const std::string& why) {
  const OpDef* def = find_op(op);
  if (!(thread_state().mode & kGraphMode) || !def || def->inputs.size() < 2)
    fail(Code::kInvalidArgument, unexpected_type(op, i, want, have), "; ", why);
  const int arg = def->arg_of(i, std::max(i + 1, int(def->inputs.size()))), first = arg ? 0 : 1;
  fail(Code::kTypeError, "Input '", def->inputs[size_t(arg)].name, "' of '", op, "' Op has type ", dtype_name(have), " that does not match type ",
       dtype_name(want), " of argument '", def->inputs[size_t(first)].name, "'. ", why);
}

std::string differing_shapes(ShapeView a, ShapeView b) {
  if (a.rank != b.rank) return concat("Shapes must be equal rank, but are ", a.rank, " and ", b.rank);
  for (int d = 0; d < a.rank; ++d)
    if (a[d] != b[d] && a[d] >= 0 && b[d] >= 0)
      return concat("Dimension ", d, " in both shapes must be equal, but are ", a[d], " and ", b[d], ". Shapes are ", a, " and ", b, ".");
  return "";
}

std::string of_node(const std::string& name, const OpDef& op, TensorImpl* const* in, int nin) {
  std::string shapes;
  for (int i = 0; i < nin; ++i)
    if (in[i]) shapes += (shapes.empty() ? "" : ", ") + in[i]->shape().str();
  return concat(" for '", name, "' (op: '", op.name, "') with input shapes: ", shapes, ".");
}

}  // namespace zeal
