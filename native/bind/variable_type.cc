// zeal.Variable for CPython: a mutable tensor; ops read it as its current value.
#include "bind/variable.h"

#include "op/ops.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

struct PyVariable {
  PyObject_HEAD
  VariableImpl* impl;
  PyObject* dict;
  PyObject* weakrefs;
};

void variable_dealloc(PyObject* o) {
  auto* v = reinterpret_cast<PyVariable*>(o);
  PyObject_GC_UnTrack(o);
  if (v->weakrefs) PyObject_ClearWeakRefs(o);
  if (v->impl) {
    v->impl->object = nullptr;
    v->impl->unref();
  }
  Py_CLEAR(v->dict);
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

int variable_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(reinterpret_cast<PyVariable*>(o)->dict);
  return 0;
}
int variable_clear(PyObject* o) {
  Py_CLEAR(reinterpret_cast<PyVariable*>(o)->dict);
  return 0;
}

PyObject* variable_new(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* o = type->tp_alloc(type, 0);
  if (!o) return nullptr;
  auto* v = reinterpret_cast<PyVariable*>(o);
  v->impl = new VariableImpl;
  v->impl->object = o;
  return o;
}

Py_hash_t hash(PyObject* o) { return _Py_HashPointer(o); }

PyGetSetDef getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject VariableType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Variable",
    .tp_basicsize = sizeof(PyVariable),
    .tp_dealloc = variable_dealloc,
    .tp_hash = hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A mutable tensor.",
    .tp_traverse = variable_traverse,
    .tp_clear = variable_clear,
    .tp_weaklistoffset = offsetof(PyVariable, weakrefs),
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyVariable, dict),
    .tp_new = variable_new,
};

}  // namespace

bool is_variable(PyObject* o) { return PyObject_TypeCheck(o, &VariableType); }
VariableImpl& variable_of(PyObject* o) { return *reinterpret_cast<PyVariable*>(o)->impl; }

const Tensor& variable_value(PyObject* o) {
  VariableImpl& v = variable_of(o);
  if (!v.value) fail(Code::kFailedPrecondition, "the variable has no value: it was not initialised");
  return read_variable(v);
}

void add_variable_type(PyObject* module) {
  check(PyType_Ready(&VariableType));
  check(PyModule_AddObjectRef(module, "Variable", reinterpret_cast<PyObject*>(&VariableType)));
}

}  // namespace zeal::bind
