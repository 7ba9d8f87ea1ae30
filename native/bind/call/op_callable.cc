// zeal.Op: a registered op as a Python callable, called through vectorcall.
#include <algorithm>
#include <cstddef>
#include <deque>

#include "bind/call/bound.h"
#include "bind/call/op_doc.h"
#include "bind/convert/inputs.h"

namespace zeal::bind {
namespace {

struct OpObject {
  PyObject_HEAD
  vectorcallfunc call;
  const OpDef* op;
  const Signature* sig;
  PyObject* dict;
  Plans plans;
};

PyObject* call_planned(OpObject& o, PyObject* const* args, size_t n, PyObject* kwnames) {
  Ref dropped;
  Plan& plan = o.plans.find(*o.sig, n, kwnames, dropped);
  const PlanInUse follows(plan);
  Bound b(*o.op, nullptr, o.op->defaults);
  bind_arguments<false>(*o.op, *o.sig, plan, args, b);
  Inputs in;
  Ref seq;
  gather(*o.op, *o.sig, b.inputs, in, seq);
  if (plan.name >= 0) [[unlikely]] ask_for_name(args[plan.name]);
  return run_gathered(*o.op, in, b.attrs, b.inputs[0]);
}

// Inputs only, by position: attributes stay at their defaults.
inline bool is_direct(const Signature& s, size_t n, PyObject* kwnames) {
  return !kwnames && n >= s.needed && n <= s.direct;
}
inline bool are_tensors(PyObject* const* args, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (Py_TYPE(args[i]) != &TensorType) return false;
  return true;
}

[[gnu::noinline]] PyObject* call_converting(const OpDef& op, const Signature& s, PyObject* const* args, size_t n) {
  PyObject* by_input[kInlineInputs];
  std::copy_n(args, n, by_input);
  for (size_t i = n; i < op.inputs.size(); ++i) by_input[i] = nullptr;
  return run_op(op, s, by_input, op.defaults);
}

// value.__zeal_function__(function, args, kwargs): the class of an argument (IndexedSlices, or a
// user's) answers for the function that it was given to.
PyObject* call_override(PyObject* self, PyObject* value, PyObject* const* args, size_t n, PyObject* kwnames) {
  Ref positional = checked(PyTuple_New(Py_ssize_t(n))), named = checked(PyDict_New());
  for (size_t i = 0; i < n; ++i) PyTuple_SET_ITEM(positional.get(), Py_ssize_t(i), Py_NewRef(args[i]));
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k)
    check(PyDict_SetItem(named.get(), PyTuple_GET_ITEM(kwnames, k), args[n + size_t(k)]));
  return PyObject_CallMethod(value, "__zeal_function__", "OOO", self, positional.get(), named.get());
}

PyObject* vectorcall(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  auto* o = reinterpret_cast<OpObject*>(self);
  size_t n = PyVectorcall_NARGS(nargsf);
  return guarded([&] {
    try {
      if (is_direct(*o->sig, n, kwnames)) [[likely]]
        return are_tensors(args, n) ? run_direct(*o->op, args, n, o->op->defaults) : call_converting(*o->op, *o->sig, args, n);
      return call_planned(*o, args, n, kwnames);
    } catch (const Overridden& e) {
      return call_override(self, e.value.get(), args, n, kwnames);
    }
  });
}

PyObject* op_repr(PyObject* self) {
  auto* o = reinterpret_cast<OpObject*>(self);
  return PyUnicode_FromFormat("<op %s%s>", o->sig->name.c_str(), o->sig->text.c_str());
}
PyObject* get_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->sig->name.c_str());
}
PyObject* get_doc(PyObject* self, void*) {
  auto* o = reinterpret_cast<OpObject*>(self);
  return guarded([&] { return PyUnicode_FromString(op_doc(*o->op, *o->sig).c_str()); });
}
PyObject* get_text_signature(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->sig->text.c_str());
}
PyObject* get_signature(PyObject* self, void*) {
  return guarded([&] {
    Ref text = checked(get_text_signature(self, nullptr));
    return PyObject_CallOneArg(hook(kHookSignature), text.get());
  });
}
PyObject* get_op_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->op->name.c_str());
}

// Pickled by name, like a function.
PyObject* reduce(PyObject* self, PyObject*) {
  auto* o = reinterpret_cast<OpObject*>(self);
  const char* space = o->sig->name == o->op->name ? "raw" : "api";
  return guarded([&] {
    Ref native = checked(PyImport_ImportModule("zeal._native"));
    Ref find = checked(PyObject_GetAttrString(native.get(), "op_callable"));
    return Py_BuildValue("O(ss)", find.get(), space, o->sig->name.c_str());
  });
}

PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, "Pickled by name."},
    {nullptr, nullptr, 0, nullptr},
};

PyGetSetDef getset[] = {
    {"__name__", get_name, nullptr, nullptr, nullptr},
    {"__qualname__", get_name, nullptr, nullptr, nullptr},
    {"__doc__", get_doc, nullptr, nullptr, nullptr},
    {"__text_signature__", get_text_signature, nullptr, nullptr, nullptr},
    {"__signature__", get_signature, nullptr, nullptr, nullptr},
    {"op_name", get_op_name, nullptr, "Name in the op registry.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

// To pydoc a routine is what has `__get__`. As an attribute of a class it does not bind.
PyObject* get(PyObject* self, PyObject*, PyObject*) { return Py_NewRef(self); }

PyTypeObject OpType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Op",
    .tp_basicsize = sizeof(OpObject),
    .tp_vectorcall_offset = offsetof(OpObject, call),
    .tp_repr = op_repr,
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_descr_get = get,
    .tp_dictoffset = offsetof(OpObject, dict),
};

}  // namespace

void add_callable(PyObject* ns, const OpDef& op, Signature sig) {
  static auto* signatures = new std::deque<Signature>;  // callables live as long as the process
  auto* o = PyObject_New(OpObject, &OpType);
  if (!o) throw PythonError();
  o->call = vectorcall;
  o->op = &op;
  o->sig = &signatures->emplace_back(std::move(sig));
  o->dict = PyDict_New();
  o->plans = {};
  Ref owned(reinterpret_cast<PyObject*>(o));
  Ref where = checked(PyUnicode_FromString("zeal"));
  check(PyDict_SetItemString(o->dict, "__module__", where.get()));
  check(PyModule_AddObjectRef(ns, o->sig->name.c_str(), owned.get()));
}

void add_op_callables(PyObject* module) {
  check(PyType_Ready(&OpType));
  Ref raw = checked(PyModule_New("zeal._native.raw")), api = checked(PyModule_New("zeal._native.api"));
  for (const OpDef* op : all_ops()) {
    add_callable(raw.get(), *op, raw_signature(*op));
    for (const char* text : op->apis) add_callable(api.get(), *op, parse_signature(*op, text));
  }
  check(PyModule_AddObjectRef(module, "raw", raw.get()));
  check(PyModule_AddObjectRef(module, "api", api.get()));
}

}  // namespace zeal::bind
