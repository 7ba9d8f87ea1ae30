// zeal.OpFunction: a Python function over one op. Calls of the plain kind, tensors and numbers where the op
// wants them, go straight to the op; all others to the function.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "bind/call/bound.h"
#include "bind/call/function.h"
#include "bind/call/plain.h"
#include "core/text.h"
#include "op/short_attrs.h"

namespace zeal::bind {
namespace {

struct OpFunction : Function {
  const OpDef* op;
  const Signature* sig;         // the op's
  const Signature* parameters;  // of the Python function
  bool draws;  // a random op: under a global seed its seeds are drawn in Python
  uint8_t direct;    // so many positional tensors are the op's inputs; 0: no call is that simple
  uint8_t layout;    // where the attributes have their data_format, if they have one: by default channels are last
  uint32_t vectors;  // inputs (bits) that are vectors, for which the Python code takes scalars too
  // What a call starts from: defaults of the parameters, and inputs that no parameter gives.
  PyObject* inputs[kInlineInputs];
  Attrs attrs;
  Plans plans;
};

// Tensors alone, of the op's dtypes.
inline bool are_direct(const OpDef& op, PyObject* const* args) {
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    if (Py_TYPE(args[i]) != &TensorType) return false;
    const ArgDef& arg = op.inputs[i];
    const DType t = impl_of(args[i])->dtype;
    if (!contains(arg.allowed, t) || (arg.same_as >= 0 && impl_of(args[arg.same_as])->dtype != t)) return false;
  }
  return true;
}

// The op's result; null, with no error set, for a call that is not plain.
PyObject* call_plain(OpFunction& f, PyObject* const* args, size_t n, PyObject* kwnames) {
  if (n == f.direct && n && !kwnames && are_direct(*f.op, args)) return run_direct(*f.op, args, n, f.attrs);
  Ref dropped;
  Plan& plan = f.plans.find(*f.parameters, n, kwnames, dropped);
  const PlanInUse follows(plan);
  // The ops of a graph have the names that the Python code gives them.
  if (!plan.plain || (thread_state().mode & kGraphMode) || (f.draws && has_global_seed())) return nullptr;
  Bound b(*f.op, f.inputs, f.attrs);
  if (!bind_arguments<true>(*f.op, *f.parameters, plan, args, b)) return nullptr;
  if (b.of_last && std::memcmp(b.attrs.bytes + f.layout, f.attrs.bytes + f.layout, sizeof(ShortString))) return nullptr;
  Inputs in;
  Ref seq;
  if (!gather_plain(*f.op, *f.sig, b.inputs, f.vectors, in, seq)) return nullptr;
  return run_gathered(*f.op, in, b.attrs, b.inputs[0]);
}

PyObject* vectorcall(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  auto& f = *reinterpret_cast<OpFunction*>(self);
  const size_t n = size_t(PyVectorcall_NARGS(nargsf));
  try {
    if (PyObject* result = call_plain(f, args, n, kwnames)) return result;
  } catch (...) {
    return set_python_error(f.python), nullptr;
  }
  return PyObject_Vectorcall(f.python, args, nargsf, kwnames);
}

// --- making ---
std::string_view text_of(PyObject* o) {
  Py_ssize_t n;
  const char* text = PyUnicode_AsUTF8AndSize(o, &n);
  if (!text) throw PythonError();
  return {text, size_t(n)};
}

[[noreturn, gnu::cold]] void no_target(const OpDef& op, std::string_view name) {
  fail(Code::kInternal, "op ", op.name, " has no input or attribute ", std::string(name));
}

Param& find_parameter(Signature& s, const OpDef& op, std::string_view spec, std::string_view name) {
  for (Param& p : s.params)
    if (!PyUnicode_CompareWithASCIIString(p.name, std::string(name).c_str())) return p;
  no_target(op, spec);
}

// "name", "name:target" or "name:target.part"; "name[]..." for an input that is a vector; "...(n)" for an attribute of n
// integers, one per axis of images, of which those of batch and channels, or all but one, may be left out.
void read_target(OpFunction& f, Signature& s, std::string_view spec) {
  std::string_view entries = spec, part = cut(entries, '('), target = cut(part, '.'), name = cut(target, ':');
  const bool vector = name.ends_with("[]");
  if (vector) name.remove_suffix(2);
  if (target.empty()) target = name;
  const int input = f.op->find_input(target);
  const AttrDef* attr = f.op->find_attr(target);
  if (input < 0 && !attr) no_target(*f.op, spec);
  Param& p = find_parameter(s, *f.op, spec, name);
  p.kind = attr ? Param::kAttr : Param::kInput;
  p.target = uint8_t(attr ? attr - f.op->attr_defs.data() : input);
  p.unstated = attr && attr->required && p.value == Py_None;
  if (vector) f.vectors |= 1u << p.target;
  if (!entries.empty()) p.entries = uint8_t(entries[0] - '0');
  if (!part.empty()) p.part = PyUnicode_InternFromString(std::string(part).c_str());
}

void read_targets(OpFunction& f, Signature& s, std::string_view specs) {
  while (!specs.empty()) read_target(f, s, cut(specs, ','));
}

// The function's parameters and their defaults; what no target names is for the Python code.
Signature read_parameters(const OpFunction& f) {
  Ref count = code_of(f.python, "co_argcount"), names = code_of(f.python, "co_varnames");
  Ref defaults = checked(PyObject_GetAttrString(f.python, "__defaults__"));
  const long n = PyLong_AsLong(count.get()), first = n - (defaults.get() == Py_None ? 0 : PyTuple_GET_SIZE(defaults.get()));
  if (n > kMaxParams) fail(Code::kInternal, "op ", f.op->name, " has a function with too many parameters");
  Signature s{.of_function = true};
  for (long i = 0; i < n; ++i) {
    PyObject* name = Py_NewRef(PyTuple_GET_ITEM(names.get(), i));
    const bool ignored = !PyUnicode_CompareWithASCIIString(name, "name");
    PyObject* value = i < first ? nullptr : Py_NewRef(PyTuple_GET_ITEM(defaults.get(), i - first));
    s.params.push_back({.kind = ignored ? Param::kIgnored : Param::kOther, .required = !value, .name = name, .value = value});
  }
  return s;
}

// What a call starts from.
void read_defaults(OpFunction& f, PyObject* constants) {
  f.attrs = f.op->defaults;
  std::fill_n(f.inputs, kInlineInputs, nullptr);
  for (const Param& p : f.parameters->params) {
    if (p.kind == Param::kInput && !p.part) f.inputs[p.target] = p.value;
    if (p.kind == Param::kAttr && p.value && p.value != Py_None) set_attr(*f.op, f.op->attr_defs[p.target], p.value, f.attrs);
  }
  PyObject *key, *value;
  for (Py_ssize_t at = 0; constants && PyDict_Next(constants, &at, &key, &value);) {
    const int input = f.op->find_input(text_of(key));
    const AttrDef* attr = f.op->find_attr(text_of(key));
    if (input < 0 && !attr) no_target(*f.op, text_of(key));
    if (attr) set_attr(*f.op, *attr, value, f.attrs);
    else impl_of(f.inputs[input] = wrap(to_tensor(value)))->flags &= uint8_t(~kShown);  // a constant of every graph
  }
}

// How many positional arguments are inputs of the op, in its order, and all that it takes.
uint8_t count_direct(const OpFunction& f) {
  const size_t n = f.op->inputs.size();
  if (f.op->list_input >= 0 || f.draws || f.vectors || f.parameters->params.size() < n) return 0;
  for (size_t i = 0; i < f.parameters->params.size(); ++i) {
    const Param& p = f.parameters->params[i];
    if (i < n ? p.kind != Param::kInput || p.target != i || p.part : p.required) return 0;
  }
  return uint8_t(n);
}

PyTypeObject& type();

// op_function(function, op, targets, **constants): lives as long as the process.
PyObject* make(PyObject*, PyObject* args, PyObject* constants) {
  PyObject *python, *targets;
  const char* op;
  if (!PyArg_ParseTuple(args, "OsU", &python, &op, &targets)) return nullptr;
  return guarded([&] {
    auto* f = reinterpret_cast<OpFunction*>(new_function_object(type(), python, vectorcall));
    f->op = &get_op(op);
    f->draws = f->op->find_attr("seed2");
    f->sig = new Signature(raw_signature(*f->op));
    const AttrDef* layout = f->op->find_attr("data_format");
    f->layout = layout ? layout->offset : 0;
    f->vectors = 0;
    f->plans = {};
    auto* parameters = new Signature(read_parameters(*f));
    read_targets(*f, *parameters, text_of(targets));
    f->parameters = parameters;
    read_defaults(*f, constants);
    f->direct = count_direct(*f);
    return reinterpret_cast<PyObject*>(f);
  });
}

PyTypeObject OpFunctionType = function_type("zeal.OpFunction", sizeof(OpFunction));
PyTypeObject& type() { return OpFunctionType; }

PyMethodDef function = {
    "op_function", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(make)), METH_VARARGS | METH_KEYWORDS,
    "op_function(function, op, targets, **constants): the function, with its plain calls served by the op."};

}  // namespace

void add_op_functions(PyObject* module) {
  check(PyType_Ready(&type()));
  check(PyModule_AddObjectRef(module, "OpFunction", reinterpret_cast<PyObject*>(&type())));
  check(PyModule_AddObject(module, function.ml_name, checked(PyCFunction_New(&function, nullptr)).release()));
}

}  // namespace zeal::bind
