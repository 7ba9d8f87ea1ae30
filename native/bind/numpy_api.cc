// NumPy's C API: this file alone includes it and holds its table of functions.
#define NPY_NO_DEPRECATED_API NPY_1_23_API_VERSION
#define NPY_TARGET_VERSION NPY_1_23_API_VERSION  // the oldest NumPy for Python 3.11; what is built runs on 2.x too
#include "bind/numpy_api.h"

#include <numpy/arrayobject.h>

namespace zeal::bind {
namespace {

bool g_loaded = false;  // the table may be there but too old: NumPy's own pointer does not tell

void load() {
  if (g_loaded) [[likely]] return;
  check(_import_array());
  g_loaded = true;
}

PyArrayObject* as_array(PyObject* o) { return reinterpret_cast<PyArrayObject*>(o); }

int type_number(DType t) {
  switch (t) {
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
  Ref type = checked(PyObject_GetAttrString(dtype_object(t), "as_numpy_dtype"));  // bfloat16, of ml_dtypes
  PyArray_Descr* descr = nullptr;
  if (!PyArray_DescrConverter(type.get(), &descr)) throw PythonError();
  return descr;
}

// An array on a tensor's memory; takes over `descr`.
Ref array_on(TensorImpl& t, PyArray_Descr* descr, int flags) {
  auto* dims = reinterpret_cast<npy_intp*>(t.dims());
  return checked(PyArray_NewFromDescr(&PyArray_Type, descr, t.rank, dims, nullptr, t.data, flags, nullptr));
}

}  // namespace

PyObject* to_numpy(PyObject* o) {
  TensorImpl& t = *impl_of(o);
  if (t.dtype == DType::kString) return checked(PyObject_CallOneArg(hook(kHookStringArray), o)).release();
  load();
  PyArray_Descr* descr = descr_of(t.dtype);
  if (!t.rank) {
    Ref held(reinterpret_cast<PyObject*>(descr));
    return checked(PyArray_Scalar(t.data, descr, nullptr)).release();
  }
  Ref array = array_on(t, descr, NPY_ARRAY_CARRAY_RO);
  check(PyArray_SetBaseObject(as_array(array.get()), Py_NewRef(o)));
  return array.release();
}

PyObject* to_array(PyObject* tensor, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  Ref value(to_numpy(tensor));
  if (PyBytes_Check(value.get())) {  // a scalar string
    Ref numpy = checked(PyImport_ImportModule("numpy"));
    value = checked(PyObject_CallMethod(numpy.get(), "array", "Os", value.get(), "O"));
  }
  Ref method = checked(PyObject_GetAttrString(value.get(), "__array__"));
  return checked(PyObject_Vectorcall(method.get(), args, n, kwnames)).release();
}

}  // namespace zeal::bind
