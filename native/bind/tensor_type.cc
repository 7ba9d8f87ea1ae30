// zeal.Tensor for CPython: allocation, attributes, methods, buffers.
#include <algorithm>

#include "bind/graph/graph.h"
#include "bind/numpy_api.h"
#include "bind/operators.h"
#include "bind/shape_values.h"
#include "bind/shown.h"
#include "core/thread_state.h"
#include "op/graph_words.h"

namespace zeal::bind {
namespace {

// Tensor objects are made and dropped at every op: keep some. The GIL guards this list.
constexpr int kMaxFree = 256;
PyObject* g_free[kMaxFree];
int g_num_free = 0;

[[gnu::always_inline]] inline void release_impl(TensorImpl* t) {
  const bool left = t->id && is_recording() && !t->refs.unique();
  t->unref();
  if (left) g_followed_left(*t);
}

PyTensor& self_of(PyObject* o) { return *reinterpret_cast<PyTensor*>(o); }

// Both run code of the user.
[[gnu::cold, gnu::noinline]] void clear_extras(PyObject* o) {
  PyObject_GC_UnTrack(o);
  if (self_of(o).weakrefs) PyObject_ClearWeakRefs(o);
  Py_CLEAR(self_of(o).dict);
}

void free_object(PyObject* o) {
  PyObject_GC_UnTrack(o);
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

// A symbolic tensor's object keeps the graph, which owns what the object stands for, and lets others be made of it
// before code of the user runs.
[[gnu::cold, gnu::noinline]] void dealloc_symbolic(PyObject* o) {
  PyObject_GC_UnTrack(o);
  const Ref graph(unwrap_symbolic(o));
  if (self_of(o).dict || self_of(o).weakrefs) clear_extras(o);
  release_impl(impl_of(o));
  free_object(o);
}

void tensor_dealloc(PyObject* o) {
  TensorImpl* t = impl_of(o);
  if (t && t->symbolic()) [[unlikely]] return dealloc_symbolic(o);
  if (self_of(o).dict || self_of(o).weakrefs) [[unlikely]] clear_extras(o);
  if (t) release_impl(t);
  if (Py_TYPE(o) == &TensorType && g_num_free < kMaxFree) {
    g_free[g_num_free++] = o;
    return;
  }
  free_object(o);
}

int tensor_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(self_of(o).dict);
  if (impl_of(o) && impl_of(o)->symbolic()) Py_VISIT(graph_of(*impl_of(o)));
  return 0;
}
// Whoever has a dict is followed by the collector, so the dict itself stays until the end.
int tensor_clear(PyObject* o) {
  if (self_of(o).dict) PyDict_Clear(self_of(o).dict);
  return 0;
}

// From its first attribute on a tensor may be part of a cycle.
void follow(PyObject* o) {
  if (self_of(o).dict && !PyObject_GC_IsTracked(o)) PyObject_GC_Track(o);
}
int set_attribute(PyObject* o, PyObject* name, PyObject* value) {
  const int status = PyObject_GenericSetAttr(o, name, value);
  follow(o);
  return status;
}
PyObject* get_dict(PyObject* o, void*) {
  PyObject* dict = PyObject_GenericGetDict(o, nullptr);
  follow(o);
  return dict;
}
int set_dict(PyObject* o, PyObject* dict, void*) {
  const int status = PyObject_GenericSetDict(o, dict, nullptr);
  follow(o);
  return status;
}

PyObject* repr(PyObject* o) { return call_hook(kHookRepr, o); }
PyObject* str(PyObject* o) { return call_hook(kHookStr, o); }

// --- attributes ---
PyObject* get_shape(PyObject* o, void*) {
  return guarded([&] { return shape_object(*impl_of(o)); });
}
PyObject* get_dtype(PyObject* o, void*) {
  return guarded([&] { return Py_NewRef(dtype_object(impl_of(o)->dtype)); });
}
PyObject* get_ndim(PyObject* o, void*) {
  if (impl_of(o)->rank < 0) Py_RETURN_NONE;
  return PyLong_FromLong(impl_of(o)->rank);
}
PyObject* get_device(PyObject* o, void*) {
  if (const Symbol* s = symbol_of(*impl_of(o))) return device_asked_for(*s->node);
  return PyUnicode_FromString("/job:localhost/replica:0/task:0/device:CPU:0");
}
PyObject* get_id(PyObject* o, void*) {
  TensorImpl* t = impl_of(o);
  if (!t->id) t->id = next_id();
  return PyLong_FromUnsignedLongLong(t->id);
}
PyObject* get_nbytes(PyObject* o, void*) {
  return guarded([&] { return require_value(*impl_of(o), "nbytes"), PyLong_FromSize_t(impl_of(o)->nbytes()); });
}

PyObject* get_elements(PyObject* o, void*) {
  if (impl_of(o)->symbolic()) Py_RETURN_NONE;
  return PyLong_FromLongLong(impl_of(o)->numel);
}

PyObject* no_numpy() { return PyErr_Format(PyExc_AttributeError, "'Tensor' object has no attribute 'numpy'"); }
PyObject* numpy(PyObject* o, PyObject*) {
  if (impl_of(o)->symbolic()) [[unlikely]] return no_numpy();
  note_leave(*impl_of(o), "numpy()");
  return guarded([&] { return to_numpy(o); });
}
PyObject* array(PyObject* o, PyObject* args, PyObject* kwargs) {
  if (impl_of(o)->symbolic()) [[unlikely]]
    return PyErr_Format(PyExc_NotImplementedError, "Cannot convert a symbolic Tensor (%s:%d) to a numpy array.",
                        node_behind(o).name.c_str(), symbol_of(*impl_of(o))->index);
  note_leave(*impl_of(o), "numpy()");
  return guarded([&] { return to_array(o, args, kwargs); });
}
PyObject* get_shape_tuple(PyObject* o, PyObject*) { return shape_tuple(*impl_of(o)); }
PyObject* get_shape_list(PyObject* o, PyObject*) {
  if (impl_of(o)->rank < 0) Py_RETURN_NONE;
  return guarded([&] {
    Ref sizes = checked(shape_tuple(*impl_of(o)));
    return PySequence_List(sizes.get());
  });
}
PyObject* tolist_at(TensorImpl& t, int axis, int64_t& at) {
  if (axis == t.rank) return item(t, at++);
  Ref list = checked(PyList_New(t.dim(axis)));
  for (int64_t i = 0; i < t.dim(axis); ++i) PyList_SET_ITEM(list.get(), i, checked(tolist_at(t, axis + 1, at)).release());
  return list.release();
}
PyObject* tolist(PyObject* o, PyObject*) {
  int64_t at = 0;
  return guarded([&] { return require_value(*impl_of(o), "tolist"), tolist_at(*impl_of(o), 0, at); });
}
PyObject* consumers_of(const Symbol& s) {
  Ref list = checked(PyList_New(0));
  for (Node& node : s.node->graph->nodes())
    if (std::find(node.inputs.begin(), node.inputs.end(), &s) != node.inputs.end())
      check(PyList_Append(list.get(), checked(wrap_operation(node)).get()));
  return list.release();
}
// The sizes of what a TensorShape can be made of.
Shape sizes_of(PyObject* o) {
  Ref shape = checked(PyObject_CallOneArg(hook(kHookShape), o));
  Ref ndims = checked(PyObject_GetAttrString(shape.get(), "ndims"));
  return shape_from(ndims.get() == Py_None ? Py_None : checked(PyObject_CallMethod(shape.get(), "as_list", nullptr)).get());
}
PyObject* get_shape_method(PyObject* o, PyObject*) { return get_shape(o, nullptr); }
// --- what graph values have; asked of an eager tensor: TF's words ---
template <class Fn> PyObject* of_graph(PyObject* o, const char* name, Fn&& fn) {
  const Symbol* s = symbol_of(*impl_of(o));
  if (!s) return PyErr_Format(PyExc_AttributeError, "Tensor.%s is meaningless when eager execution is enabled.", name);
  return guarded([&] { return fn(*s); });
}
PyObject* get_symbolic(PyObject* o, void*) { return PyBool_FromLong(impl_of(o)->symbolic()); }
bool g_layers_cast = false;  // whether they do to what is not float32; here, since layers ask for `_bare` at each call
bool takes_cast(DType d) { return g_layers_cast && d != DType::kFloat32 && (kFloating & bit(d)); }
PyObject* get_bare(PyObject* o, void*) {
  return PyBool_FromLong(!self_of(o).dict && !impl_of(o)->symbolic() && !takes_cast(impl_of(o)->dtype));
}
PyObject* py_set_layers_cast(PyObject*, PyObject* arg) {
  const int on = PyObject_IsTrue(arg);
  if (on < 0) return nullptr;
  g_layers_cast = on;
  Py_RETURN_NONE;
}
PyObject* get_name(PyObject* o, void*) {
  return of_graph(o, "name", [](const Symbol& s) { return PyUnicode_FromFormat("%s:%d", s.node->name.c_str(), s.index); });
}
PyObject* get_op(PyObject* o, void*) {
  return of_graph(o, "op", [](const Symbol& s) { return wrap_operation(*s.node); });
}
PyObject* get_value_index(PyObject* o, void*) {
  return of_graph(o, "value_index", [](const Symbol& s) { return PyLong_FromLong(s.index); });
}
PyObject* get_graph(PyObject* o, void*) {
  return of_graph(o, "graph", [&](const Symbol&) { return Py_NewRef(graph_of(*impl_of(o))); });
}
PyObject* eval(PyObject* o, PyObject* args, PyObject* kwargs) {
  if (impl_of(o)->symbolic())
    return guarded([&] { return PyObject_Call(checked(PyObject_GetAttrString(o, "_eval")).get(), args, kwargs); });
  return PyErr_Format(PyExc_NotImplementedError, "eval is not supported when eager execution is enabled, is .numpy() what you're looking for?");
}
PyObject* consumers(PyObject* o, PyObject*) {
  if (const Symbol* s = symbol_of(*impl_of(o))) return guarded([&] { return consumers_of(*s); });
  return PyErr_Format(PyExc_NotImplementedError, "Tensor.consumers is meaningless when eager execution is enabled.");
}
void narrow(TensorImpl& t, ShapeView s) {
  const std::string words = t.rank < 0 || !s.known_rank() ? "" : differing_shapes(t.shape(), s);
  if (!words.empty()) fail(Code::kValueError, words);
  merge_shape(t, s);
}
PyObject* set_shape(PyObject* o, PyObject* shape) {
  return guarded([&]() -> PyObject* {
    if (impl_of(o)->symbolic()) return narrow(*impl_of(o), sizes_of(shape)), Py_NewRef(Py_None);
    Ref own = checked(get_shape(o, nullptr));
    Ref fits = checked(PyObject_CallMethod(own.get(), "is_compatible_with", "(O)", shape));
    if (fits.get() == Py_True) Py_RETURN_NONE;
    fail(Code::kValueError, "Tensor's shape ", impl_of(o)->shape().tuple(), " is not compatible with supplied shape ",
         shown(shape, PyObject_Str));
  });
}
PyObject* format(PyObject* o, PyObject* spec) { return call_hook(kHookFormat, o, spec); }
PyObject* html(PyObject* o, PyObject*) { return call_hook(kHookHtml, o); }
PyObject* cpu(PyObject* o, PyObject*) { return Py_NewRef(o); }
PyObject* gpu(PyObject*, PyObject* const* args, Py_ssize_t n) {
  long index = n ? PyLong_AsLong(args[0]) : 0;
  if (index == -1 && PyErr_Occurred()) return nullptr;
  return PyErr_Format(PyExc_RuntimeError, "Error copying tensor to device: GPU:%ld. GPU:%ld unknown device: this machine has only CPU:0", index, index);
}
// Immutable: a copy is the tensor itself.
PyObject* copy(PyObject* o, PyObject*) { return Py_NewRef(o); }

int refuse_assignment(PyObject* o, PyObject*, PyObject* value) {
  return refuse_item(o, value,
                     "tensors never change. Keep the value in a tf.Variable and write v[i].assign(value), build a new tensor with "
                     "tf.where or tf.concat, or change the copy that x.numpy() gives");
}

// --- buffer protocol: a read-only view ---
// A case for each dtype: the letter of its format.
const char* buffer_format(DType t) {
  switch (storage_of(t)) {
    case DType::kFloat32: return "f";
    case DType::kFloat64: return "d";
    case DType::kFloat16: return "e";
    case DType::kInt8: return "b";
    case DType::kInt16: return "h";
    case DType::kInt32: return "i";
    // NumPy's int64 is C's long where that has 64 bits, and `long long` a type apart.
    case DType::kInt64: return sizeof(long) == 8 ? "l" : "q";
    case DType::kUInt8: return "B";
    case DType::kUInt16: return "H";
    case DType::kUInt32: return "I";
    case DType::kUInt64: return sizeof(long) == 8 ? "L" : "Q";
    case DType::kBool: return "?";
    case DType::kComplex64: return "Zf";
    case DType::kComplex128: return "Zd";
    default: return nullptr;  // strings, and bfloat16: readers would take its bits for integers
  }
}

int get_buffer(PyObject* o, Py_buffer* view, int flags) {
  TensorImpl& t = *impl_of(o);
  const char* format = buffer_format(t.dtype);
  if (!format || (flags & PyBUF_WRITABLE)) {
    PyErr_Format(PyExc_BufferError, format ? "tensors are read-only" : "a %s tensor has no buffer", dtype_name(t.dtype));
    view->obj = nullptr;
    return -1;
  }
  if (t.symbolic()) return PyErr_SetString(PyExc_BufferError, "a symbolic tensor has no value yet"), view->obj = nullptr, -1;
  note_leave(t, "its buffer (np.asarray)");
  auto* strides = new Py_ssize_t[t.rank + 1];
  Py_ssize_t size = Py_ssize_t(dtype_size(t.dtype)), step = size;
  for (int i = t.rank - 1; i >= 0; --i) {
    strides[i] = step;
    step = Py_ssize_t(size_t(step) * size_t(t.dim(i)));  // without elements it may be anything
  }
  *view = {t.data, Py_NewRef(o), Py_ssize_t(t.nbytes()), size, 1, t.rank, const_cast<char*>(format),
           reinterpret_cast<Py_ssize_t*>(t.dims()), strides, nullptr, strides};
  return 0;
}
void release_buffer(PyObject*, Py_buffer* view) { delete[] static_cast<Py_ssize_t*>(view->internal); }

PyNumberMethods number_methods = kValueNumberMethods;
PyMappingMethods mapping_methods = {value_length, value_subscript, refuse_assignment};
PySequenceMethods sequence_methods = {.sq_length = value_length, .sq_item = value_item};
PyBufferProcs buffer_methods = {get_buffer, release_buffer};

PyMethodDef numpy_method = {"numpy", numpy, METH_NOARGS, "The value as a NumPy array, a copy that may be written to, or as a NumPy scalar."};

// A method that values of graphs lack: programs ask with hasattr. Calls take the way of any method.
PyObject* get_method(PyObject* method, PyObject* o, PyObject* type) {
  if (o && impl_of(o)->symbolic()) [[unlikely]] return no_numpy();
  return PyMethodDescr_Type.tp_descr_get(method, o, type);
}
PyTypeObject ValueMethodType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.ValueMethod",
    .tp_basicsize = sizeof(PyMethodDescrObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_doc = "A method of tensors that have a value.",
    .tp_base = &PyMethodDescr_Type,
    .tp_descr_get = get_method,
};

void add_numpy(PyTypeObject& type) {
  check(PyType_Ready(&ValueMethodType));
  Ref method = checked(PyDescr_NewMethod(&type, &numpy_method));
  Py_SET_TYPE(method.get(), &ValueMethodType);
  check(PyDict_SetItemString(type.tp_dict, "numpy", method.get()));
}

PyGetSetDef getset[] = {
    {"shape", get_shape, nullptr, "The shape, a TensorShape.", nullptr},
    {"dtype", get_dtype, nullptr, "The element type, a DType.", nullptr},
    {"device", get_device, nullptr, "Name of the device that holds the value.", nullptr},
    {"backing_device", get_device, nullptr, "Name of the device whose memory holds the value.", nullptr},
    {"ndim", get_ndim, nullptr, "Number of dimensions.", nullptr},
    {"_elements", get_elements, nullptr, "Number of elements of a concrete tensor; None of a symbolic one.", nullptr},
    {"nbytes", get_nbytes, nullptr, "Size of the value in bytes.", nullptr},
    {"name", get_name, nullptr, nullptr, nullptr},
    {"op", get_op, nullptr, nullptr, nullptr},
    {"value_index", get_value_index, nullptr, nullptr, nullptr},
    {"graph", get_graph, nullptr, nullptr, nullptr},
    {"_symbolic", get_symbolic, nullptr, "Whether it is a value of a graph.", nullptr},
    {"_bare", get_bare, nullptr, "Whether it has a value, nobody gave it attributes, and layers of float32 take it as it is.", nullptr},
    {"_id", get_id, nullptr, "A number unique to this tensor.", nullptr},
    {"__dict__", get_dict, set_dict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef methods[] = {
    {"__array__", fn(array), METH_VARARGS | METH_KEYWORDS,
     "__array__(dtype=None, copy=None): the value as a read-only array on the tensor's memory, or a copy."},
    {"__complex__", value_complex, METH_NOARGS, nullptr},
    {"_shape_tuple", get_shape_tuple, METH_NOARGS, "The shape as a tuple of ints."},
    {"_shape_as_list", get_shape_list, METH_NOARGS, "The shape as a list of ints; None where the rank is open."},
    {"_tolist", tolist, METH_NOARGS, "The value as nested lists of Python scalars."},
    {"__format__", format, METH_O, nullptr},
    {"_repr_html_", html, METH_NOARGS, nullptr},
    {"get_shape", get_shape_method, METH_NOARGS, "The shape, a TensorShape."},
    {"set_shape", set_shape, METH_O, "Checks that the shape is compatible with the given one."},
    {"eval", fn(eval), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"consumers", consumers, METH_NOARGS, nullptr},
    {"__copy__", copy, METH_NOARGS, nullptr},
    {"__deepcopy__", copy, METH_O, nullptr},
    {"cpu", cpu, METH_NOARGS, "The tensor on CPU:0."},
    {"gpu", fn(gpu), METH_FASTCALL, "gpu(gpu_index=0): a copy on a GPU."},
    {nullptr, nullptr, 0, nullptr},
};

PyMethodDef functions[] = {
    {"set_layers_cast", py_set_layers_cast, METH_O,
     "set_layers_cast(on): whether Keras's layers cast floating inputs, so that those of other types than float32 are not `_bare`."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyTypeObject TensorType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Tensor",
    .tp_basicsize = sizeof(PyTensor),
    .tp_dealloc = tensor_dealloc,
    .tp_repr = repr,
    .tp_as_number = &number_methods,
    .tp_as_sequence = &sequence_methods,
    .tp_as_mapping = &mapping_methods,
    .tp_hash = identity_hash,
    .tp_str = str,
    .tp_setattro = set_attribute,
    .tp_as_buffer = &buffer_methods,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A value: an immutable n-dimensional array on a device. Made by ops, tf.constant and tf.convert_to_tensor.",
    .tp_traverse = tensor_traverse,
    .tp_clear = tensor_clear,
    .tp_richcompare = value_compare,
    .tp_weaklistoffset = offsetof(PyTensor, weakrefs),
    .tp_iter = value_iterate,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyTensor, dict),
    .tp_free = PyObject_GC_Del,
};

PyObject* new_tensor_object(PyTypeObject* type, Tensor t) {
  const int collects = PyGC_Disable();  // to make a tensor runs no finalizers: callers are in the middle of things
  auto* o = PyObject_GC_New(PyTensor, type);
  if (collects) PyGC_Enable();
  if (!o) throw PythonError();
  o->impl = t.release();
  o->dict = o->weakrefs = nullptr;
  return reinterpret_cast<PyObject*>(o);
}

PyObject* wrap(Tensor t) {
  if (t->symbolic()) [[unlikely]] return wrap_symbolic(std::move(t));
  t->flags |= kShown;
  if (!g_num_free) [[unlikely]] return new_tensor_object(&TensorType, std::move(t));
  PyObject* o = g_free[--g_num_free];
  Py_SET_REFCNT(o, 1);
  reinterpret_cast<PyTensor*>(o)->impl = t.release();
  return o;
}

PyObject* wrap_unseen(TensorImpl& t) {
  const bool shared = !t.unshared() && !(t.flags & kShown) && dtype_size(t.dtype);
  return wrap(shared ? make_view(t, t.shape()) : Tensor::share(&t));
}

PyObject* wrap_outputs(Outputs& out) {
  Ref list = checked(PyList_New(out.size()));
  for (int i = 0; i < out.size(); ++i) PyList_SET_ITEM(list.get(), i, wrap(std::move(out[i])));
  return list.release();
}

void add_tensor_type(PyObject* module) {
  check(PyModule_AddFunctions(module, functions));
  check(PyType_Ready(&TensorType));
  add_numpy(TensorType);
  ready_subscripts(TensorType);
  Ref priority = checked(PyLong_FromLong(100));  // ndarray + tensor asks the tensor
  check(PyDict_SetItemString(TensorType.tp_dict, "__array_priority__", priority.get()));
  check(PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(&TensorType)));
}

}  // namespace zeal::bind
