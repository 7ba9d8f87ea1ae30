// zeal.Function: what native callables show of the Python function behind them.
#include "bind/call/function.h"

#include <cstddef>

namespace zeal::bind {
namespace {

PyObject* getattro(PyObject* self, PyObject* name) {
  if (PyObject* v = PyObject_GenericGetAttr(self, name)) return v;
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return nullptr;
  PyErr_Clear();
  return PyObject_GetAttr(function_of(self).python, name);
}
PyObject* of_function(PyObject* self, void* name) {
  return PyObject_GetAttrString(function_of(self).python, static_cast<const char*>(name));
}
PyObject* wrapped(PyObject* self, void*) { return Py_NewRef(function_of(self).python); }
PyObject* repr(PyObject* self) { return PyObject_Repr(function_of(self).python); }
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

}  // namespace

PyTypeObject function_type(const char* name, size_t size) {
  return {
      .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
      .tp_name = name,
      .tp_basicsize = Py_ssize_t(size),
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
}

PyObject* new_function_object(PyTypeObject& type, PyObject* python, vectorcallfunc call) {
  PyObject* o = checked(type.tp_alloc(&type, 0)).release();
  function_of(o).call = call;
  function_of(o).python = Py_NewRef(python);
  function_of(o).dict = PyDict_New();
  return o;
}

Ref code_of(PyObject* python, const char* attribute) {
  Ref code = checked(PyObject_GetAttrString(python, "__code__"));
  return checked(PyObject_GetAttrString(code.get(), attribute));
}

}  // namespace zeal::bind
