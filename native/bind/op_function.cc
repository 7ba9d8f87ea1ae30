// zeal.OpFunction: a Python function over one op. Calls of the plain kind, tensors and numbers where the op
// wants them, go straight to the op; all others to the function.
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "bind/call_plan.h"
#include "bind/op_inputs.h"

namespace zeal::bind {
namespace {

// Where an argument goes. Parameters that the op does not know keep a call from being plain.
struct Target {
  enum Kind : uint8_t { kUnknown, kIgnored, kInput, kAttr } kind = kUnknown;
  uint8_t index = 0;
  PyObject* attribute = nullptr;  // the input is this attribute of the argument
  PyObject* value = nullptr;      // default; null where there is none
};

// One form of call: which of its arguments matter, and what they stand for.
struct Form {
  struct Step {
    uint8_t target;
    int8_t argument;  // -1: the default
  };
  PyObject* kwnames = nullptr;  // owned
  size_t positional = 0;
  bool plain = false;
  int count = 0;
  Step steps[kMaxParams];
};

struct Function {
  PyObject_HEAD
  vectorcallfunc call;
  const OpDef* op;
  const Signature* sig;
  PyObject* python;
  PyObject* dict;
  const Signature* parameters;  // of the Python function: names alone
  bool draws;  // a random op: under a global seed its seeds are drawn in Python
  int count;
  Target targets[kMaxParams];
  // What a call starts from: defaults of the parameters, and inputs that no parameter gives.
  PyObject* inputs[kInlineInputs];
  Attrs attrs;
  Form forms[2];
};

// Whether calls of this form may be plain: known parameters, none missing.
bool plan(const Function& f, Form& form) {
  int8_t place[kMaxParams];
  try {
    place_arguments(*f.parameters, form.positional, form.kwnames, place);
  } catch (const Error&) {  // which the function shall raise
    return PyErr_Clear(), false;
  }
  for (int i = 0; i < f.count; ++i) {
    const Target& t = f.targets[i];
    const bool given = place[i] >= 0;
    if (given ? t.kind == Target::kUnknown : t.kind > Target::kIgnored && !t.value) return false;
    if (t.kind > Target::kIgnored && (given || t.attribute)) form.steps[form.count++] = {uint8_t(i), place[i]};
  }
  return true;
}

// A copy: code that runs during the call may call the function in other forms.
inline Form form_of(Function& f, size_t n, PyObject* kwnames) {
  for (const Form& form : f.forms)
    if (form.kwnames == kwnames && form.positional == n) return form;
  Form fresh{.kwnames = Py_XNewRef(kwnames), .positional = n};
  fresh.plain = plan(f, fresh);
  const Ref dropped(f.forms[1].kwnames);
  f.forms[1] = f.forms[0];
  f.forms[0] = fresh;
  return fresh;
}

bool is_plain_attr(const AttrDef& def, PyObject* v) {
  switch (def.kind) {
    case AttrKind::kBool: return PyBool_Check(v);
    case AttrKind::kInt:
    case AttrKind::kInt32: return PyLong_CheckExact(v);
    case AttrKind::kFloat: return PyFloat_CheckExact(v);
    default: return false;
  }
}

// A tensor of a dtype that the op takes, a number, or a list for an input of sizes or axes.
bool is_plain_input(const Function& f, int i, PyObject* v) {
  const ArgDef& arg = f.op->inputs[i];
  if (!v || v == Py_None) return arg.optional;
  if (arg.list) return all_tensors(v);
  if (Py_TYPE(v) == &TensorType) return contains(arg.allowed, impl_of(v)->dtype);
  if (PyLong_CheckExact(v) || PyFloat_CheckExact(v)) return true;
  return (f.sig->index_inputs >> i & 1) && is_list(v);
}

// An attribute; null where there is none.
Ref part_of(PyObject* o, PyObject* name) {
  Ref part(PyObject_GetAttr(o, name));
  if (part) return part;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw PythonError();
  PyErr_Clear();
  return part;
}

// The op's result; null, with no error set, for a call that is not plain after all.
PyObject* call_plain(const Function& f, const Form& form, PyObject* const* args) {
  PyObject* by_input[kInlineInputs];
  std::copy_n(f.inputs, kInlineInputs, by_input);
  Attrs attrs = f.attrs;
  Ref part;
  for (int i = 0; i < form.count; ++i) {
    const Target& t = f.targets[form.steps[i].target];
    PyObject* v = form.steps[i].argument < 0 ? t.value : args[form.steps[i].argument];
    if (t.kind == Target::kAttr) {
      if (v != Py_None && !is_plain_attr(f.op->attr_defs[t.index], v)) return nullptr;
      if (v != Py_None) set_attr(*f.op, f.op->attr_defs[t.index], v, attrs);
      continue;
    }
    if (t.attribute && !(part = part_of(v, t.attribute))) return nullptr;
    by_input[t.index] = t.attribute ? part.get() : v;
  }
  for (int i = 0; i < int(f.op->inputs.size()); ++i)
    if (!is_plain_input(f, i, by_input[i])) return nullptr;
  return run_op(*f.op, *f.sig, by_input, attrs);
}

// Where the op fails, the function shall say why, or make it work.
PyObject* try_plain(const Function& f, const Form& form, PyObject* const* args) {
  try {
    return call_plain(f, form, args);
  } catch (const Error&) {
    return nullptr;
  }
}

PyObject* vectorcall(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  auto& f = *reinterpret_cast<Function*>(self);
  const Form form = form_of(f, size_t(PyVectorcall_NARGS(nargsf)), kwnames);
  if (form.plain && !(f.draws && has_global_seed())) {
    PyObject* result = guarded([&] { return try_plain(f, form, args); });
    if (result || PyErr_Occurred()) return result;
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

int find_parameter(const Function& f, const std::string& name) {
  for (int i = 0; i < f.count; ++i)
    if (!PyUnicode_CompareWithASCIIString(f.parameters->params[i].name, name.c_str())) return i;
  return -1;
}

// "name", "name:target" or "name:target.attribute".
void set_target(const OpDef& op, Function& f, std::string_view spec) {
  const size_t colon = spec.find(':'), dot = spec.find('.');
  const std::string_view name = spec.substr(0, std::min(colon, spec.size()));
  const std::string_view target = colon == spec.npos ? name : spec.substr(colon + 1, dot == spec.npos ? dot : dot - colon - 1);
  const int at = find_parameter(f, std::string(name));
  const int input = op.find_input(target);
  const AttrDef* attr = op.find_attr(target);
  if (at < 0 || (input < 0 && !attr)) no_target(op, spec);
  Target& t = f.targets[at];
  t.kind = attr ? Target::kAttr : Target::kInput;
  t.index = uint8_t(attr ? attr - op.attr_defs.data() : input);
  if (dot != spec.npos) t.attribute = PyUnicode_InternFromString(std::string(spec.substr(dot + 1)).c_str());
}

// The function's parameters and their defaults.
void read_parameters(Function& f) {
  Ref code = checked(PyObject_GetAttrString(f.python, "__code__"));
  Ref count = checked(PyObject_GetAttrString(code.get(), "co_argcount")), names = checked(PyObject_GetAttrString(code.get(), "co_varnames"));
  Ref defaults = checked(PyObject_GetAttrString(f.python, "__defaults__"));
  f.count = int(PyLong_AsLong(count.get()));
  if (f.count > kMaxParams) fail(Code::kInternal, "op ", f.op->name, " has a function with too many parameters");
  auto* parameters = new Signature;
  const int first = f.count - (defaults.get() == Py_None ? 0 : int(PyTuple_GET_SIZE(defaults.get())));
  for (int i = 0; i < f.count; ++i) {
    Target& t = f.targets[i] = Target();
    PyObject* name = Py_NewRef(PyTuple_GET_ITEM(names.get(), i));
    parameters->params.push_back({.kind = Param::kIgnored, .name = name});
    if (!PyUnicode_CompareWithASCIIString(name, "name")) t.kind = Target::kIgnored;
    if (i >= first) t.value = Py_NewRef(PyTuple_GET_ITEM(defaults.get(), i - first));
  }
  f.parameters = parameters;
}

void read_targets(Function& f, std::string_view specs) {
  while (!specs.empty()) {
    const size_t comma = specs.find(", ");
    set_target(*f.op, f, specs.substr(0, comma));
    specs = comma == specs.npos ? "" : specs.substr(comma + 2);
  }
}

// What a call starts from.
void read_defaults(Function& f, PyObject* values) {
  f.attrs = f.op->defaults;
  std::fill_n(f.inputs, kInlineInputs, nullptr);
  for (int i = 0; i < f.count; ++i) {
    const Target& t = f.targets[i];
    if (t.kind == Target::kInput && !t.attribute) f.inputs[t.index] = t.value;
    if (t.kind == Target::kAttr && t.value && t.value != Py_None) set_attr(*f.op, f.op->attr_defs[t.index], t.value, f.attrs);
  }
  PyObject *key, *value;
  for (Py_ssize_t at = 0; values && PyDict_Next(values, &at, &key, &value);) {
    const int input = f.op->find_input(text_of(key));
    const AttrDef* attr = f.op->find_attr(text_of(key));
    if (input < 0 && !attr) no_target(*f.op, text_of(key));
    if (attr) set_attr(*f.op, *attr, value, f.attrs);
    else f.inputs[input] = wrap(to_tensor(value));
  }
}

PyTypeObject& type();

// op_function(function, op, targets, **constants): lives as long as the process.
PyObject* make(PyObject*, PyObject* args, PyObject* constants) {
  PyObject *python, *targets;
  const char* op;
  if (!PyArg_ParseTuple(args, "OsU", &python, &op, &targets)) return nullptr;
  return guarded([&] {
    auto* f = PyObject_New(Function, &type());
    if (!f) throw PythonError();
    f->dict = PyDict_New();
    f->python = Py_NewRef(python);
    f->call = vectorcall;
    f->op = &get_op(op);
    f->draws = f->op->find_attr("seed2");
    f->sig = new Signature(raw_signature(*f->op));
    f->forms[0] = f->forms[1] = Form{.positional = size_t(-1)};
    read_parameters(*f);
    read_targets(*f, text_of(targets));
    read_defaults(*f, constants);
    return reinterpret_cast<PyObject*>(f);
  });
}

// --- what it shows of the function ---
PyObject* getattro(PyObject* self, PyObject* name) {
  if (PyObject* v = PyObject_GenericGetAttr(self, name)) return v;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return nullptr;
  PyErr_Clear();
  return PyObject_GetAttr(reinterpret_cast<Function*>(self)->python, name);
}
PyObject* of_function(PyObject* self, void* name) {
  return PyObject_GetAttrString(reinterpret_cast<Function*>(self)->python, static_cast<const char*>(name));
}
PyObject* wrapped(PyObject* self, void*) { return Py_NewRef(reinterpret_cast<Function*>(self)->python); }
PyObject* repr(PyObject* self) { return PyObject_Repr(reinterpret_cast<Function*>(self)->python); }
PyObject* reduce(PyObject* self, PyObject*) { return of_function(self, const_cast<char*>("__qualname__")); }

PyGetSetDef getset[] = {
    {"__doc__", of_function, nullptr, nullptr, const_cast<char*>("__doc__")},
    {"__module__", of_function, nullptr, nullptr, const_cast<char*>("__module__")},
    {"__wrapped__", wrapped, nullptr, "The Python function.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, "Pickled by name."},
    {nullptr, nullptr, 0, nullptr},
};

// To pydoc a routine is what has `__get__`. As an attribute of a class it does not bind.
PyObject* get(PyObject* self, PyObject*, PyObject*) { return Py_NewRef(self); }

PyTypeObject FunctionType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.OpFunction",
    .tp_basicsize = sizeof(Function),
    .tp_vectorcall_offset = offsetof(Function, call),
    .tp_repr = repr,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_descr_get = get,
    .tp_dictoffset = offsetof(Function, dict),
};
PyTypeObject& type() { return FunctionType; }

PyMethodDef function = {
    "op_function", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(make)), METH_VARARGS | METH_KEYWORDS,
    "op_function(function, op, targets, **constants): the function, with its plain calls served by the op."};

}  // namespace

void add_op_functions(PyObject* module) {
  check(PyType_Ready(&FunctionType));
  check(PyModule_AddObjectRef(module, "OpFunction", reinterpret_cast<PyObject*>(&FunctionType)));
  check(PyModule_AddObject(module, function.ml_name, checked(PyCFunction_New(&function, nullptr)).release()));
}

}  // namespace zeal::bind
