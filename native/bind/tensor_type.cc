// zeal.Tensor for CPython: allocation, number protocol, conversions to Python scalars, attributes.
#include "bind/bind.h"
#include "core/thread_state.h"
#include "op/ops.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

// Tensor objects are made and dropped at every op: keep some. The GIL guards this list.
constexpr int kMaxFree = 256;
PyObject* g_free[kMaxFree];
int g_num_free = 0;

void tensor_dealloc(PyObject* o) {
  if (TensorImpl* t = impl_of(o)) t->unref();
  if (Py_TYPE(o) == &TensorType && g_num_free < kMaxFree) {
    g_free[g_num_free++] = o;
    return;
  }
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

// --- operators ---
// Which dtype a plain Python operand takes: the tensor's.
DType hint(PyObject* o) {
  if (is_tensor(o)) return impl_of(o)->dtype;
  return variable_value(o)->dtype;
}

bool is_value(PyObject* o) { return is_tensor(o) || is_variable(o); }

[[gnu::noinline]] Tensor operand(PyObject* o, PyObject* other) {
  if (is_value(o)) return to_tensor(o);
  return to_tensor(o, is_value(other) ? hint(other) : DType::kInvalid);
}

// True for objects that want to handle a binary op with a tensor themselves.
bool defers(PyObject* o) {
  return !is_value(o) && !is_python_scalar(o) && !PyList_Check(o) && !PyTuple_Check(o) && !PyObject_CheckBuffer(o) &&
         PyObject_HasAttrString(o, "__zeal_defer__");
}

// A Python number beside a tensor, the common mix.
inline bool is_plain_number(PyObject* o) { return PyFloat_CheckExact(o) || PyLong_CheckExact(o); }

PyObject* binary_number(const OpDef& op, PyObject* a, PyObject* b) {
  bool left = Py_TYPE(a) == &TensorType;
  TensorImpl* t = impl_of(left ? a : b);
  Tensor number = from_scalar(left ? b : a, t->dtype);
  TensorImpl* in[] = {left ? t : number.get(), left ? number.get() : t};
  Outputs out;
  execute(op, in, 2, op.defaults, out);
  return wrap(std::move(out[0]));
}

PyObject* binary_slow(const OpDef& op, PyObject* a, PyObject* b) {
  if (Py_TYPE(a) == &TensorType ? is_plain_number(b) : Py_TYPE(b) == &TensorType && is_plain_number(a))
    return binary_number(op, a, b);
  if (defers(a) || defers(b)) Py_RETURN_NOTIMPLEMENTED;
  // The first operand converts first, so that tapes see reads in order.
  Tensor x = operand(a, b), y = operand(b, a);
  return wrap(call(op, {std::move(x), std::move(y)}));
}

inline PyObject* binary(const OpDef& op, PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    if (Py_TYPE(a) != &TensorType || Py_TYPE(b) != &TensorType) return binary_slow(op, a, b);
    TensorImpl* in[] = {impl_of(a), impl_of(b)};
    Outputs out;
    execute(op, in, 2, op.defaults, out);
    return wrap(std::move(out[0]));
  });
}

inline PyObject* unary(const OpDef& op, PyObject* a) {
  return guarded([&] { return wrap(call(op, {to_tensor(a)})); });
}

#define BINARY(fn, op) \
  PyObject* fn(PyObject* a, PyObject* b) { return binary(OP(op), a, b); }
BINARY(nb_add, AddV2)
BINARY(nb_subtract, Sub)
BINARY(nb_multiply, Mul)
BINARY(nb_floor_divide, FloorDiv)
BINARY(nb_remainder, FloorMod)
BINARY(nb_matmul, MatMul)
#undef BINARY

// Python 3 division of integers gives floats: float32 up to 16 bits, else float64 (TF's rule).
Tensor to_quotient_type(const Tensor& t) {
  if (!contains(kIntegers, t->dtype)) return t;
  bool small = dtype_size(t->dtype) <= 2;
  return cast(t, small ? DType::kFloat32 : DType::kFloat64);
}
PyObject* nb_true_divide(PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    if (defers(a) || defers(b)) Py_RETURN_NOTIMPLEMENTED;
    Tensor x = operand(a, b), y = operand(b, a);
    if (x->dtype == y->dtype) x = to_quotient_type(x), y = to_quotient_type(y);
    return wrap(call(OP(RealDiv), {x, y}));
  });
}

PyObject* nb_power(PyObject* a, PyObject* b, PyObject* mod) {
  if (mod != Py_None) {
    PyErr_SetString(PyExc_TypeError, "pow() of tensors takes no modulus");
    return nullptr;
  }
  return binary(OP(Pow), a, b);
}
// And, or, xor are logical and want bools; TF 1.x has no integer form.
PyObject* nb_and(PyObject* a, PyObject* b) { return binary(OP(LogicalAnd), a, b); }
PyObject* nb_or(PyObject* a, PyObject* b) { return binary(OP(LogicalOr), a, b); }
PyObject* nb_xor(PyObject* a, PyObject* b) { return binary(OP(NotEqual), a, b); }
PyObject* nb_negative(PyObject* a) { return unary(OP(Neg), a); }
PyObject* nb_absolute(PyObject* a) { return unary(contains(kComplexTypes, hint(a)) ? OP(ComplexAbs) : OP(Abs), a); }
PyObject* nb_invert(PyObject* a) { return unary(OP(LogicalNot), a); }
PyObject* nb_positive(PyObject* a) { return Py_NewRef(a); }

void note_leave(TensorImpl& t, const char* how) {
  ThreadState& ts = thread_state();
  if ((ts.mode & kRecording) && t.id)
    for (Tape* tape : ts.tapes) tape->on_leave(t, how);
}

TensorImpl& single(PyObject* o, const char* what) {
  TensorImpl& t = *impl_of(o);
  if (t.numel != 1)
    fail(Code::kTypeError, "only a tensor of one element converts to a Python ", what, "; this one is ", describe(t));
  note_leave(t, what);
  return t;
}

int nb_bool(PyObject* o) {
  return guarded(-1, [&] {
    TensorImpl& t = *impl_of(o);
    if (t.numel != 1)
      fail(Code::kValueError, "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
           " (the tensor is ", describe(t), "; use tf.reduce_any or tf.reduce_all)");
    note_leave(t, "bool");
    return PyObject_IsTrue(checked(item(t, 0)).get());
  });
}
PyObject* nb_int(PyObject* o) {
  return guarded([&] { return PyNumber_Long(checked(item(single(o, "int"), 0)).get()); });
}
PyObject* nb_float(PyObject* o) {
  return guarded([&] { return PyNumber_Float(checked(item(single(o, "float"), 0)).get()); });
}
PyObject* nb_index(PyObject* o) {
  return guarded([&] {
    TensorImpl& t = *impl_of(o);
    if (!contains(kIntegers, t.dtype) || t.rank != 0)
      fail(Code::kTypeError, "only integer scalar tensors can be converted to an index; this one is ", describe(t));
    note_leave(t, "index");
    return item(t, 0);
  });
}

PyObject* compare(PyObject* a, PyObject* b, int op) {
  switch (op) {
    case Py_LT: return binary(OP(Less), a, b);
    case Py_LE: return binary(OP(LessEqual), a, b);
    case Py_GT: return binary(OP(Greater), a, b);
    case Py_GE: return binary(OP(GreaterEqual), a, b);
    default: Py_RETURN_NOTIMPLEMENTED;  // == and != are identity in TF 1.x
  }
}

Py_ssize_t length(PyObject* o) {
  TensorImpl* t = impl_of(o);
  if (t->rank > 0) return t->dim(0);
  PyErr_SetString(PyExc_TypeError, "Scalar tensor has no `len()`");
  return -1;
}

PyObject* call_hook(Hook which, PyObject* a, PyObject* b = nullptr) {
  return guarded([&] { return PyObject_CallFunctionObjArgs(hook(which), a, b, nullptr); });
}
PyObject* subscript(PyObject* o, PyObject* key) { return call_hook(kHookSubscript, o, key); }
PyObject* sq_item(PyObject* o, Py_ssize_t i) {
  if (i < 0 || i >= length(o)) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_IndexError, "tensor index out of range");
    return nullptr;
  }
  Ref key(PyLong_FromSsize_t(i));
  return key ? subscript(o, key.get()) : nullptr;
}
Py_hash_t hash(PyObject* o) { return _Py_HashPointer(o); }
PyObject* repr(PyObject* o) { return call_hook(kHookRepr, o); }
PyObject* str(PyObject* o) { return call_hook(kHookStr, o); }

PyObject* iterate(PyObject* o) {
  if (impl_of(o)->rank == 0) {
    PyErr_SetString(PyExc_TypeError, "Cannot iterate over a scalar tensor.");
    return nullptr;
  }
  return PySeqIter_New(o);
}

// --- attributes ---
PyObject* get_shape(PyObject* o, void*) {
  return guarded([&] {
    TensorImpl& t = *impl_of(o);
    Ref tuple = checked(PyTuple_New(t.rank));
    for (int i = 0; i < t.rank; ++i) PyTuple_SET_ITEM(tuple.get(), i, PyLong_FromLongLong(t.dim(i)));
    // Filled in place of `TensorShape(tuple)`, which would check every length again.
    static PyObject* lengths = PyUnicode_InternFromString("_lengths");
    auto* type = reinterpret_cast<PyTypeObject*>(hook(kHookShape));
    Ref shape = checked(type->tp_alloc(type, 0));
    if (PyObject_SetAttr(shape.get(), lengths, tuple.get())) throw PythonError();
    return shape.release();
  });
}
PyObject* get_dtype(PyObject* o, void*) {
  return guarded([&] { return Py_NewRef(dtype_object(impl_of(o)->dtype)); });
}
PyObject* get_ndim(PyObject* o, void*) { return PyLong_FromLong(impl_of(o)->rank); }
PyObject* get_device(PyObject*, void*) {
  return PyUnicode_FromString("/job:localhost/replica:0/task:0/device:CPU:0");
}
PyObject* get_id(PyObject* o, void*) {
  TensorImpl* t = impl_of(o);
  if (!t->id) t->id = next_id();
  return PyLong_FromUnsignedLongLong(t->id);
}
PyObject* get_nbytes(PyObject* o, void*) { return PyLong_FromSize_t(impl_of(o)->nbytes()); }

PyObject* numpy(PyObject* o, PyObject*) {
  note_leave(*impl_of(o), "numpy()");
  return call_hook(kHookNumpy, o);
}
PyObject* array(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  note_leave(*impl_of(o), "numpy()");
  return guarded([&] {
    Ref value = checked(PyObject_CallOneArg(hook(kHookNumpy), o));
    Ref base = checked(PyObject_GetAttrString(value.get(), "__array__"));
    return PyObject_Vectorcall(base.get(), args, n, kwnames);
  });
}
PyObject* shape_tuple(PyObject* o, PyObject*) {
  TensorImpl& t = *impl_of(o);
  PyObject* tuple = PyTuple_New(t.rank);
  for (int i = 0; tuple && i < t.rank; ++i) PyTuple_SET_ITEM(tuple, i, PyLong_FromLongLong(t.dim(i)));
  return tuple;
}
PyObject* tolist_at(TensorImpl& t, int axis, int64_t& at) {
  if (axis == t.rank) return item(t, at++);
  Ref list = checked(PyList_New(t.dim(axis)));
  for (int64_t i = 0; i < t.dim(axis); ++i) PyList_SET_ITEM(list.get(), i, checked(tolist_at(t, axis + 1, at)).release());
  return list.release();
}
PyObject* tolist(PyObject* o, PyObject*) {
  int64_t at = 0;
  return guarded([&] { return tolist_at(*impl_of(o), 0, at); });
}
PyObject* format(PyObject* o, PyObject* spec) { return call_hook(kHookFormat, o, spec); }
PyObject* html(PyObject* o, PyObject*) { return call_hook(kHookHtml, o); }
PyObject* cpu(PyObject* o, PyObject*) { return Py_NewRef(o); }
PyObject* gpu(PyObject*, PyObject* const* args, Py_ssize_t n) {
  long index = n ? PyLong_AsLong(args[0]) : 0;
  if (index == -1 && PyErr_Occurred()) return nullptr;
  return PyErr_Format(PyExc_RuntimeError, "Error copying tensor to device: GPU:%ld. GPU:%ld unknown device: this machine has only CPU:0", index, index);
}
PyObject* dlpack(PyObject* o, PyObject*, PyObject*) {
  Ref module(PyImport_ImportModule("zeal._native"));
  return module ? PyObject_CallMethod(module.get(), "to_dlpack", "O", o) : nullptr;
}
PyObject* dlpack_device(PyObject*, PyObject*) { return Py_BuildValue("(ii)", 1, 0); }
// Immutable: a copy is the tensor itself.
PyObject* copy(PyObject* o, PyObject*) { return Py_NewRef(o); }

// --- buffer protocol: a read-only view ---
const char* buffer_format(DType t) {
  switch (t) {
    case DType::kFloat32: return "f";
    case DType::kFloat64: return "d";
    case DType::kFloat16: return "e";
    case DType::kInt8: return "b";
    case DType::kInt16: return "h";
    case DType::kInt32: return "i";
    // NumPy's int64 is C's long where that has 64 bits, and `long long` a type apart.
    case DType::kInt64: return sizeof(long) == 8 ? "l" : "q";
    case DType::kUInt8: return "B";
    case DType::kUInt16: case DType::kBFloat16: return "H";
    case DType::kUInt32: return "I";
    case DType::kUInt64: return sizeof(long) == 8 ? "L" : "Q";
    case DType::kBool: return "?";
    case DType::kComplex64: return "Zf";
    case DType::kComplex128: return "Zd";
    default: return nullptr;
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
  auto* strides = new Py_ssize_t[t.rank + 1];
  Py_ssize_t size = Py_ssize_t(dtype_size(t.dtype)), step = size;
  for (int i = t.rank - 1; i >= 0; --i) strides[i] = step, step *= t.dim(i);
  *view = {t.data, Py_NewRef(o), Py_ssize_t(t.nbytes()), size, 1, t.rank, const_cast<char*>(format),
           reinterpret_cast<Py_ssize_t*>(t.dims()), strides, nullptr, strides};
  return 0;
}
void release_buffer(PyObject*, Py_buffer* view) { delete[] static_cast<Py_ssize_t*>(view->internal); }

PyNumberMethods number_methods = {
    .nb_add = nb_add, .nb_subtract = nb_subtract, .nb_multiply = nb_multiply, .nb_remainder = nb_remainder,
    .nb_power = nb_power, .nb_negative = nb_negative, .nb_positive = nb_positive, .nb_absolute = nb_absolute,
    .nb_bool = nb_bool, .nb_invert = nb_invert, .nb_and = nb_and, .nb_xor = nb_xor, .nb_or = nb_or,
    .nb_int = nb_int, .nb_float = nb_float, .nb_floor_divide = nb_floor_divide, .nb_true_divide = nb_true_divide,
    .nb_index = nb_index, .nb_matrix_multiply = nb_matmul,
};
PyMappingMethods mapping_methods = {length, subscript, nullptr};
PySequenceMethods sequence_methods = {.sq_length = length, .sq_item = sq_item};
PyBufferProcs buffer_methods = {get_buffer, release_buffer};

PyGetSetDef getset[] = {
    {"shape", get_shape, nullptr, "The shape, a TensorShape.", nullptr},
    {"dtype", get_dtype, nullptr, "The element type, a DType.", nullptr},
    {"device", get_device, nullptr, "Name of the device that holds the value.", nullptr},
    {"ndim", get_ndim, nullptr, "Number of dimensions.", nullptr},
    {"nbytes", get_nbytes, nullptr, "Size of the value in bytes.", nullptr},
    {"_id", get_id, nullptr, "A number unique to this tensor.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef methods[] = {
    {"numpy", numpy, METH_NOARGS, "The value as a NumPy array or scalar; read-only, shares memory where safe."},
    {"__array__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(array)), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"_shape_tuple", shape_tuple, METH_NOARGS, "The shape as a tuple of ints."},
    {"_tolist", tolist, METH_NOARGS, "The value as nested lists of Python scalars."},
    {"__format__", format, METH_O, nullptr},
    {"_repr_html_", html, METH_NOARGS, nullptr},
    {"__copy__", copy, METH_NOARGS, nullptr},
    {"__deepcopy__", copy, METH_O, nullptr},
    {"cpu", cpu, METH_NOARGS, "The tensor on CPU:0."},
    {"gpu", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(gpu)), METH_FASTCALL, "gpu(gpu_index=0): a copy on a GPU."},
    {"__dlpack__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(dlpack)), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"__dlpack_device__", dlpack_device, METH_NOARGS, nullptr},
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
    .tp_hash = hash,
    .tp_str = str,
    .tp_as_buffer = &buffer_methods,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "A value: an immutable n-dimensional array on a device. Made by ops, tf.constant and tf.convert_to_tensor.",
    .tp_richcompare = compare,
    .tp_iter = iterate,
    .tp_methods = methods,
    .tp_getset = getset,
};

PyObject* wrap(Tensor t) {
  PyObject* o;
  if (g_num_free) {
    o = g_free[--g_num_free];
    Py_SET_REFCNT(o, 1);
  } else {
    o = PyObject_New(PyObject, &TensorType);
    if (!o) throw PythonError();
  }
  reinterpret_cast<PyTensor*>(o)->impl = t.release();
  return o;
}

PyObject* wrap_outputs(Outputs& out) {
  Ref list = checked(PyList_New(out.size()));
  for (int i = 0; i < out.size(); ++i) PyList_SET_ITEM(list.get(), i, wrap(std::move(out[i])));
  return list.release();
}

void add_tensor_type(PyObject* module) {
  check(PyType_Ready(&TensorType));
  Ref priority = checked(PyLong_FromLong(100));  // ndarray + tensor asks the tensor
  check(PyDict_SetItemString(TensorType.tp_dict, "__array_priority__", priority.get()));
  check(PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(&TensorType)));
}

}  // namespace zeal::bind
