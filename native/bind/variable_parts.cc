// Parts of a variable: variable[key], and its assign(value).
#include <new>

#include "bind/call/bound.h"
#include "bind/graph/graph.h"
#include "bind/operators.h"
#include "bind/variable.h"

namespace zeal::bind {
namespace {

// What variable[key] gives: a tensor that can be assigned as long as it lives, so it keeps the variable.
struct PySlice {
  PyTensor tensor;
  PyObject* variable;  // null once the garbage collector broke a cycle here
  SliceKey key;
};

PySlice& slice_of(PyObject* o) { return *reinterpret_cast<PySlice*>(o); }

// Most slices are read once and dropped: keep some objects. The GIL guards this list.
constexpr int kMaxFree = 64;
PyObject* g_free[kMaxFree];
int g_num_free = 0;

void slice_free(void* o) {
  if (g_num_free < kMaxFree) g_free[g_num_free++] = static_cast<PyObject*>(o);
  else PyObject_GC_Del(o);
}

int slice_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(slice_of(o).variable);
  return TensorType.tp_traverse(o, visit, arg);
}
int slice_clear(PyObject* o) {
  Py_CLEAR(slice_of(o).variable);
  return TensorType.tp_clear(o);
}
void slice_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  Py_CLEAR(slice_of(o).variable);
  slice_of(o).key.~SliceKey();
  TensorType.tp_dealloc(o);
}

PyObject* slice_assign(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"value", "name", nullptr};
  PyObject *value, *name = nullptr;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:assign", const_cast<char**>(names), &value, &name)) return nullptr;
  return guarded([&] {
    Ref variable = Ref::share(slice_of(o).variable);
    if (!variable) fail(Code::kFailedPrecondition, "the variable of this slice no longer exists");
    VariableImpl& v = variable_of(variable.get());
    const SliceKey& k = slice_of(o).key;
    const Tensor handle = Tensor::share(impl_of(handle_of(variable.get()))), written = to_tensor(value, v.dtype);
    if (name && name != Py_None && (thread_state().mode & kGraphMode)) thread_state().op_name = name_text(name);
    call(OP(ResourceStridedSliceAssign), {handle, k.begin, k.end, k.strides, written}, Attrs::of(k.masks));
    if (!(thread_state().mode & kGraphMode)) return variable.release();
    Graph& graph = graph_for(&handle, 1);
    const Waiting behind(graph, graph.nodes().back());
    return as_tensor_object(variable.get()).release();
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
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Part of a variable: a tensor whose assign(value) writes to the variable.",
    .tp_traverse = slice_traverse,
    .tp_clear = slice_clear,
    .tp_methods = slice_methods,
    .tp_base = &TensorType,
    .tp_free = slice_free,
};

// What an update gives in a graph: the value behind it, with the methods of a variable that has one.
PyTypeObject UpdatedType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.UpdatedVariable",
    .tp_basicsize = sizeof(PyTensor),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A variable's value behind an update of it in a graph, which may be updated again.",
    .tp_base = &TensorType,
};

// The types are static, so Python code cannot set their attributes.
PyObject* add_methods(PyTypeObject& type, PyObject* methods) {
  if (PyDict_Update(type.tp_dict, methods) < 0) return nullptr;
  PyType_Modified(&type);
  Py_RETURN_NONE;
}
PyObject* py_add_variable_methods(PyObject*, PyObject* methods) { return add_methods(VariableType, methods); }
PyObject* py_add_tensor_methods(PyObject*, PyObject* methods) { return add_methods(TensorType, methods); }
PyObject* py_add_updated_methods(PyObject*, PyObject* methods) { return add_methods(UpdatedType, methods); }
PyObject* py_add_operation_methods(PyObject*, PyObject* methods) { return add_methods(OperationType, methods); }

PyMethodDef functions[] = {
    {"add_variable_methods", py_add_variable_methods, METH_O, "Adds the attributes of a dict to Variable."},
    {"add_operation_methods", py_add_operation_methods, METH_O, "Adds the attributes of a dict to Operation."},
    {"add_updated_methods", py_add_updated_methods, METH_O, "Adds the attributes of a dict to what updates give."},
    {"add_tensor_methods", py_add_tensor_methods, METH_O, "Adds the attributes of a dict to Tensor."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* wrap_slice(PyObject* variable, SliceKey key, Tensor value) {
  PyObject* o;
  if (g_num_free) {
    o = g_free[--g_num_free];
    Py_SET_REFCNT(o, 1);
    slice_of(o).tensor.impl = value.release();
  } else {
    o = new_tensor_object(&SliceType, std::move(value));
  }
  if (impl_of(o)->symbolic()) Py_XINCREF(graph_of(*impl_of(o)));  // as every object of a symbolic tensor
  slice_of(o).variable = Py_NewRef(variable);
  new (&slice_of(o).key) SliceKey(std::move(key));
  PyObject_GC_Track(o);
  return o;
}

PyObject* wrap_updated(Tensor value) { return wrap_symbolic(std::move(value), &UpdatedType); }

void add_variable_parts(PyObject* module) {
  check(PyType_Ready(&SliceType));
  check(PyType_Ready(&UpdatedType));
  check(PyModule_AddObjectRef(module, "VariableSlice", reinterpret_cast<PyObject*>(&SliceType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
