// Gradient rules written in Python, for ops of the registry (tf.RegisterGradient, host ops).
#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <unordered_map>

#include "bind/call/signature.h"
#include "bind/tape.h"
#include "graph/graph.h"

namespace zeal::bind {
namespace {

// A copy of an op that differentiates by a rule of its own. It lives as long as the process: a tape may have
// recorded with it, whatever is registered later.
struct RuledOp : OpDef {
  PyObject* rule = nullptr;
};

PyObject* wrap_list(const Grad& g, int first, int n) {
  Ref list = checked(PyList_New(n));
  for (int i = 0; i < n; ++i) PyList_SET_ITEM(list.get(), i, wrap(g.saved(first + i)));
  return list.release();
}

Ref attr_value(const AttrDef& d, const Attrs& a) {
  if (d.kind != AttrKind::kType) return checked(get_attr(d, a));
  return Ref::share(dtype_object(*reinterpret_cast<const DType*>(a.bytes + d.offset)));
}

// Attributes by name, those that inputs bind ("T") included.
Ref attr_dict(const Grad& g) {
  Ref dict = checked(PyDict_New());
  for (const AttrDef& d : g.op().own_attrs()) check(PyDict_SetItemString(dict.get(), d.name, attr_value(d, g.attrs()).get()));
  for (const TypeAttr& t : g.op().types)
    if (t.from_input >= 0 && t.from_input < g.nin())
      check(PyDict_SetItemString(dict.get(), t.name, dtype_object(g.saved(t.from_input)->dtype)));
  return dict;
}

void check_gradient(const Grad& g, int i, GradValue& dx) {
  const Tensor input = g.saved(i);
  const TensorImpl& in = *input;
  bool fits = dx.sparse() ? dx.slices->values->dtype == in.dtype && slices_fit(dx, in.shape()) : dx.dense->dtype == in.dtype && are_compatible(dx.dense->shape(), in.shape());
  if (!fits)
    fail(Code::kInvalidArgument, "[", g.op().name, "] its gradient function returned ", describe(dx.sparse() ? *dx.slices->values : *dx.dense),
         " for input ", i, ", which is ", describe(in), "; shape and dtype must be equal");
}

void run_python_rule(Grad& g) {
  PyObject* rule = static_cast<const RuledOp&>(g.op()).rule;
  Ref inputs = checked(wrap_list(g, 0, g.nin())), outputs = checked(wrap_list(g, g.nin(), g.nout())), attrs = attr_dict(g);
  Ref dys = checked(PyList_New(g.nout()));
  for (int i = 0; i < g.nout(); ++i) {
    const bool flows = dtype_size(g.saved(g.nin() + i)->dtype);  // nothing does through what has no elements
    PyList_SET_ITEM(dys.get(), i, flows ? wrap(g.dy(i)) : Py_NewRef(Py_None));
  }
  Ref name = checked(PyUnicode_FromString(g.op().name.c_str()));
  Ref result = checked(PyObject_CallFunctionObjArgs(rule, name.get(), inputs.get(), outputs.get(), attrs.get(), dys.get(), nullptr));
  Ref grads = checked(PySequence_Tuple(result.get()));
  int n = int(PyTuple_GET_SIZE(grads.get()));
  if (n != g.nin())
    fail(Code::kValueError, "[", g.op().name, "] its gradient function returned ", n, " gradients for ", g.nin(),
         " inputs; return one per input, None where there is none");
  for (int i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(grads.get(), i);
    GradValue dx = unwrap_gradient(o, is_tensor(o) ? DType::kInvalid : g.saved(i)->dtype);
    if (dx.empty()) continue;
    check_gradient(g, i, dx);
    g.set(i, std::move(dx));
  }
}

// A copy without a rule; it lives as long as the process.
RuledOp& bare_copy(const OpDef& op) {
  static auto* copies = new std::deque<RuledOp>;
  RuledOp& copy = copies->emplace_back(RuledOp{op});
  copy.differentiated_as = nullptr;
  copy.save_list.clear();
  std::fill_n(copy.slot_in, std::size(copy.slot_in), int8_t(-1));
  std::fill_n(copy.slot_out, std::size(copy.slot_out), int8_t(-1));
  copy.broadcasts = false;
  return copy;
}

RuledOp& copy_with(const OpDef& op, PyObject* rule) {
  RuledOp& copy = bare_copy(op);
  if (rule == Py_None) {
    copy.not_differentiable();
  } else {
    copy.saves_all = true;
    copy.grad(run_python_rule);
    copy.rule = Py_NewRef(rule);
  }
  return copy;
}

// All rules that were registered, by name: those of ops, and others, which graphs ask for.
std::unordered_map<std::string, Ref>& rules() {
  static auto* map = new std::unordered_map<std::string, Ref>;
  return *map;
}

// The rule of another op of the registry: one that does not read attributes fits ops of as many inputs and outputs.
const OpDef& copy_with_rule_of(const OpDef& op, const OpDef& other) {
  if (!other.attr_defs.empty() || other.inputs.size() != op.inputs.size() || other.outputs.size() != op.outputs.size())
    fail(Code::kUnimplemented, "the gradient of ", other.name, " does not fit ", op.name, ": register a function with tf.RegisterGradient");
  RuledOp& copy = bare_copy(op);
  copy.save_list = other.save_list;
  std::copy_n(other.slot_in, std::size(copy.slot_in), copy.slot_in);
  std::copy_n(other.slot_out, std::size(copy.slot_out), copy.slot_out);
  std::copy_n(other.slot_shape, std::size(copy.slot_shape), copy.slot_shape);
  copy.broadcasts = other.broadcasts;
  copy.grad_fn = other.grad_fn;
  copy.grad_kind = other.grad_kind;
  return copy;
}

const OpDef& differentiated(const OpDef& op, const char* name) {
  static auto* known = new std::map<std::pair<const OpDef*, const void*>, const OpDef*>;
  const auto rule = rules().find(name);
  const OpDef* other = rule == rules().end() ? find_op(name) : nullptr;
  if (other == &op) return op;
  if (rule == rules().end() && (!other || other->grad_kind == GradKind::kMissing))
    fail(Code::kLookupError, "gradient registry has no entry for: ", name, "; the op ", op.name, " was to have it by gradient_override_map");
  const void* key = other ? static_cast<const void*>(other) : rule->second.get();
  const OpDef*& copy = (*known)[{&op, key}];
  if (!copy) copy = other ? &copy_with_rule_of(op, *other) : &copy_with(op, rule->second.get());
  return *copy;
}

}  // namespace

void open_gradient_rules() { g_differentiated = differentiated; }

PyObject* set_gradient(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2) fail(Code::kTypeError, "set_gradient(op_name, rule) takes 2 arguments");
    const char* name = PyUnicode_AsUTF8(args[0]);
    if (!name) throw PythonError();
    rules().insert_or_assign(name, Ref::share(args[1]));
    const OpDef* known = find_op(name);
    if (!known) return Py_NewRef(Py_False);
    // Tapes that recorded the op before keep the rule they knew.
    all_ops()[known->id]->differentiated_as = &copy_with(*known, args[1]);
    return Py_NewRef(Py_True);
  });
}

}  // namespace zeal::bind
