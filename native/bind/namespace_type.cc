// zeal.Namespace: a module whose names are found without a search of its type first.
#include "bind/bind.h"

namespace zeal::bind {
namespace {

// CPython reads names of a module that has __getattr__ the slow way: type, dict, then __getattr__.
PyObject* find_name(PyObject* self, PyObject* name) {
  auto* dict = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + PyModule_Type.tp_dictoffset);
  PyObject* value = PyDict_GetItemWithError(dict, name);
  if (value) [[likely]] return Py_NewRef(value);
  return PyErr_Occurred() ? nullptr : PyModule_Type.tp_getattro(self, name);
}

PyTypeObject NamespaceType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Namespace",
    .tp_getattro = find_name,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "A module of public names.",
    .tp_base = &PyModule_Type,
};

}  // namespace

void add_namespace_type(PyObject* module) {
  check(PyType_Ready(&NamespaceType));
  check(PyModule_AddObjectRef(module, "Namespace", reinterpret_cast<PyObject*>(&NamespaceType)));
}

}  // namespace zeal::bind
