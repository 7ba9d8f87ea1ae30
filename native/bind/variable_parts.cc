// Updates of parts of a variable: variable[key].assign(value), and scatter.
#include "bind/operators.h"
#include "bind/variable.h"
#include "ops/state/scatter.h"

namespace zeal::bind {
namespace {

// What variable[key] gives. It holds the state, not the Python object: a variable whose attributes
// lead to a slice of itself would never die.
struct PySlice {
  PyTensor tensor;
  VariableImpl* variable;
  PyObject* key;
};

PySlice& slice_of(PyObject* o) { return *reinterpret_cast<PySlice*>(o); }

void slice_dealloc(PyObject* o) {
  slice_of(o).variable->unref();
  Py_CLEAR(slice_of(o).key);
  TensorType.tp_dealloc(o);
}

PyObject* slice_assign(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"value", "name", nullptr};
  PyObject *value, *name = nullptr;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:assign", const_cast<char**>(names), &value, &name)) return nullptr;
  return guarded([&] {
    VariableImpl& v = *slice_of(o).variable;
    if (!v.object) fail(Code::kFailedPrecondition, "the variable of this slice no longer exists");
    assign_subscript(v, slice_of(o).key, *to_tensor(value, v.dtype));
    return Py_NewRef(static_cast<PyObject*>(v.object));
  });
}

template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef slice_methods[] = {
    {"assign", fn(slice_assign), METH_VARARGS | METH_KEYWORDS,
     "assign(value, name=None): sets this slice of the variable; returns the variable."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject SliceType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.VariableSlice",
    .tp_basicsize = sizeof(PySlice),
    .tp_dealloc = slice_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Part of a variable: a tensor whose assign(value) writes to the variable.",
    .tp_methods = slice_methods,
    .tp_base = &TensorType,
};

PyObject* py_scatter(PyObject*, PyObject* args) {
  PyObject *variable, *indices, *updates;
  int how, tuples;
  if (!PyArg_ParseTuple(args, "O!iOpO:scatter", &VariableType, &variable, &how, &indices, &tuples, &updates)) return nullptr;
  return guarded([&] {
    VariableImpl& v = variable_of(variable);
    scatter(v, Scatter(how), *to_tensor(indices), tuples, *to_tensor(updates, v.dtype));
    return Py_NewRef(variable);
  });
}

// The types are static, so Python code cannot set their attributes.
PyObject* add_methods(PyTypeObject& type, PyObject* methods) {
  if (PyDict_Update(type.tp_dict, methods) < 0) return nullptr;
  PyType_Modified(&type);
  Py_RETURN_NONE;
}
PyObject* py_add_variable_methods(PyObject*, PyObject* methods) { return add_methods(VariableType, methods); }
PyObject* py_add_tensor_methods(PyObject*, PyObject* methods) { return add_methods(TensorType, methods); }

PyMethodDef functions[] = {
    {"scatter", py_scatter, METH_VARARGS, "scatter(variable, how, indices, tuples, updates): see ops/state/scatter.h; returns variable."},
    {"add_variable_methods", py_add_variable_methods, METH_O, "Adds the attributes of a dict to Variable."},
    {"add_tensor_methods", py_add_tensor_methods, METH_O, "Adds the attributes of a dict to Tensor."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* wrap_slice(PyObject* variable, PyObject* key, Tensor value) {
  PyObject* o = new_tensor_object(&SliceType, std::move(value));
  slice_of(o).variable = &variable_of(variable);
  slice_of(o).variable->ref();
  slice_of(o).key = Py_NewRef(key);
  return o;
}

void add_variable_parts(PyObject* module) {
  check(PyType_Ready(&SliceType));
  check(PyModule_AddObjectRef(module, "VariableSlice", reinterpret_cast<PyObject*>(&SliceType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
