// NumPy's C API: this file alone includes it and holds its table of functions.
#define NPY_NO_DEPRECATED_API NPY_1_23_API_VERSION
#define NPY_TARGET_VERSION NPY_1_23_API_VERSION  // the oldest NumPy for Python 3.11; what is built runs on 2.x too
#include "bind/numpy_api.h"

#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>

#include "bind/held_object.h"

namespace zeal::bind {
namespace {

bool g_loaded = false;  // the table may be there but too old: NumPy's own pointer does not tell

// Scalar types by type number, and what tensors hold their values.
struct ScalarType {
  PyTypeObject* type;
  DType dtype;
};
ScalarType g_scalars[NPY_HALF + 1];

// Types that a package adds have numbers past NumPy's own; their kinds may be those of numbers.
DType dtype_of(const PyArray_Descr* d) {
  return d->type_num < NPY_USERDEF ? number_dtype(d->kind, PyDataType_ELSIZE(d)) : DType::kInvalid;
}

// False with Python's error set.
bool load() {
  if (g_loaded) [[likely]] return true;
  if (_import_array() < 0) return false;
  for (int n = 0; n <= NPY_HALF; ++n) {
    const PyArray_Descr* d = PyArray_DescrFromType(n);  // kept: NumPy never lets go of these
    g_scalars[n] = {d->typeobj, dtype_of(d)};
  }
  return g_loaded = true;
}

// Whether the program has loaded NumPy. Until then nothing can be one of its objects, and to look at a buffer
// is no reason to load it.
bool loaded() {
  if (g_loaded) [[likely]] return true;
  static PyObject* name = PyUnicode_InternFromString("numpy");
  if (Ref(PyImport_GetModule(name))) load();
  PyErr_Clear();
  return g_loaded;
}

PyArrayObject* as_array(PyObject* o) { return reinterpret_cast<PyArrayObject*>(o); }

int type_number(DType t) {
  switch (storage_of(t)) {
    case DType::kBool: return NPY_BOOL;
    case DType::kInt8: return NPY_INT8;
    case DType::kInt16: return NPY_INT16;
    case DType::kInt32: return NPY_INT32;
    case DType::kInt64: return NPY_INT64;
    case DType::kUInt8: return NPY_UINT8;
    case DType::kUInt16: return NPY_UINT16;
    case DType::kUInt32: return NPY_UINT32;
    case DType::kUInt64: return NPY_UINT64;
    case DType::kFloat16: return NPY_FLOAT16;
    case DType::kFloat32: return NPY_FLOAT32;
    case DType::kFloat64: return NPY_FLOAT64;
    case DType::kComplex64: return NPY_COMPLEX64;
    case DType::kComplex128: return NPY_COMPLEX128;
    default: return NPY_NOTYPE;
  }
}

// NumPy's dtype for a tensor's; owned by the caller.
PyArray_Descr* descr_of(DType t) {
  const int number = type_number(t);
  if (number != NPY_NOTYPE) return PyArray_DescrFromType(number);
  if (!contains(kAnyType, t)) fail(Code::kValueError, "Cannot convert a Tensor of dtype ", dtype_name(t), " to a NumPy array.");
  Ref type = checked(PyObject_GetAttrString(dtype_object(t), "as_numpy_dtype"));  // bfloat16, of ml_dtypes
  PyArray_Descr* descr = nullptr;
  if (!PyArray_DescrConverter(type.get(), &descr)) throw PythonError();
  return descr;
}

// An array of a tensor's shape on `data`, or on memory of its own; takes over `descr`.
Ref array_on(TensorImpl& t, PyArray_Descr* descr, void* data, int flags) {
  auto* dims = reinterpret_cast<npy_intp*>(t.dims());
  return checked(PyArray_NewFromDescr(&PyArray_Type, descr, t.rank, dims, nullptr, data, flags, nullptr));
}

// A read-only array on a tensor's memory, which it holds.
Ref view_of(PyObject* o) {
  TensorImpl& t = *impl_of(o);
  Ref array = array_on(t, descr_of(t.dtype), t.data, NPY_ARRAY_CARRAY_RO);
  check(PyArray_SetBaseObject(as_array(array.get()), Py_NewRef(o)));
  return array;
}

// An array of bytes objects; for a scalar the one in it.
Ref string_value(PyObject* o) {
  const TensorImpl& t = *impl_of(o);
  if (t.rank) return checked(PyObject_CallOneArg(hook(kHookStringArray), o));
  const std::string& bytes = t.as<std::string>()[0];
  return checked(PyBytes_FromStringAndSize(bytes.data(), Py_ssize_t(bytes.size())));
}
Ref array_of_object(PyObject* o) {
  Ref array = checked(PyArray_SimpleNew(0, nullptr, NPY_OBJECT));
  check(PyArray_SETITEM(as_array(array.get()), static_cast<char*>(PyArray_DATA(as_array(array.get()))), o));
  return array;
}

Ref string_array(PyObject* o) {
  Ref value = string_value(o);
  return PyArray_Check(value.get()) ? std::move(value) : array_of_object(value.get());
}

Tensor from_array(PyArrayObject* a) {
  const DType dtype = dtype_of(PyArray_DESCR(a));
  if (dtype == DType::kInvalid) return {};
  Tensor t = make_tensor(dtype, {PyArray_NDIM(a), reinterpret_cast<const int64_t*>(PyArray_DIMS(a))});
  if (PyArray_ISCARRAY_RO(a)) std::memcpy(t->data, PyArray_DATA(a), t->nbytes());
  else check(PyArray_CopyInto(as_array(array_on(*t, descr_of(dtype), t->data, NPY_ARRAY_CARRAY).get()), a));
  if (dtype == DType::kBool) clean_bools(t->as<uint8_t>(), t->as<uint8_t>(), t->numel);
  return t;
}

// Of NumPy's own classes, which keep the value right behind the object's header. A subclass may not.
Tensor from_array_scalar(PyObject* o) {
  for (const ScalarType& s : g_scalars)
    if (Py_TYPE(o) == s.type && s.dtype != DType::kInvalid) {
      Tensor t = make_tensor(s.dtype, {0, nullptr});
      std::memcpy(t->data, reinterpret_cast<char*>(o) + sizeof(PyObject), t->nbytes());
      return t;
    }
  return {};
}
static_assert(offsetof(PyBoolScalarObject, obval) == sizeof(PyObject));
static_assert(offsetof(PyCDoubleScalarObject, obval) == sizeof(PyObject));

}  // namespace

// TensorFlow's words for a value that only a run has.
static void require_array(PyObject* o, const char* format) {
  if (impl_of(o)->has_value()) return;
  PyErr_SetString(PyExc_NotImplementedError, format);
  throw PythonError();
}

PyObject* to_numpy(PyObject* o) {
  require_array(o, "numpy() is only available when eager execution is enabled.");
  TensorImpl& t = *impl_of(o);
  if (t.dtype == DType::kString) return string_value(o).release();
  if (!load()) throw PythonError();
  PyArray_Descr* descr = descr_of(t.dtype);
  if (!t.rank) {
    Ref held(reinterpret_cast<PyObject*>(descr));
    return checked(PyArray_Scalar(t.data, descr, nullptr)).release();
  }
  Ref array = array_on(t, descr, nullptr, 0);
  std::memcpy(PyArray_DATA(as_array(array.get())), t.data, t.nbytes());
  return array.release();
}

PyObject* to_object_array(PyObject* o) {
  if (!load()) throw PythonError();
  return array_of_object(o).release();
}

PyObject* to_array(PyObject* tensor, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"dtype", "copy", nullptr};
  PyObject *dtype = Py_None, *copy = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO:__array__", const_cast<char**>(names), &dtype, &copy)) return nullptr;
  require_array(tensor, "Cannot convert a symbolic Tensor or a variable of a graph to a numpy array.");
  if (!load()) throw PythonError();
  const int copies = copy == Py_None ? 0 : PyObject_IsTrue(copy);
  check(copies);
  Ref array = impl_of(tensor)->dtype == DType::kString ? string_array(tensor) : view_of(tensor);
  PyArray_Descr* descr = PyArray_DESCR(as_array(array.get()));
  if (dtype != Py_None && !PyArray_DescrConverter(dtype, &descr)) throw PythonError();
  if (dtype == Py_None) Py_INCREF(descr);
  if (copy != Py_None && !copies && !PyArray_EquivTypes(descr, PyArray_DESCR(as_array(array.get())))) {
    Py_DECREF(descr);
    fail(Code::kValueError, "a tensor of dtype ", dtype_name(impl_of(tensor)->dtype), " has no array of another dtype without a copy");
  }
  return PyArray_FromArray(as_array(array.get()), descr, NPY_ARRAY_FORCECAST | (copies ? NPY_ARRAY_ENSURECOPY : 0));
}

bool is_numpy(PyObject* o) { return loaded() && (PyArray_Check(o) || PyArray_IsScalar(o, Generic)); }

Tensor borrow_numpy(PyObject* o, DType dtype) {
  constexpr size_t kWorthIt = 4096;  // bytes, which are copied as fast
  if (!loaded() || !PyArray_CheckExact(o)) return {};
  PyArrayObject* a = as_array(o);
  if (dtype_of(PyArray_DESCR(a)) != dtype || !PyArray_ISCARRAY_RO(a) || size_t(PyArray_NBYTES(a)) < kWorthIt) return {};
  auto memory = std::make_unique<HeldObject>();
  memory->object = Ref::share(o);
  return tensor_on(std::move(memory), dtype, {PyArray_NDIM(a), reinterpret_cast<const int64_t*>(PyArray_DIMS(a))}, PyArray_DATA(a));
}

Tensor from_numpy(PyObject* o) { return PyArray_Check(o) ? from_array(as_array(o)) : from_array_scalar(o); }

Tensor array_of_list(PyObject* list) {
  if (!loaded()) return {};
  const Ref array(PyArray_FromAny(list, nullptr, 0, 0, 0, nullptr));
  if (!array) PyErr_Clear();  // of rows that differ: other code has the words
  return array ? from_array(as_array(array.get())) : Tensor();
}

}  // namespace zeal::bind
