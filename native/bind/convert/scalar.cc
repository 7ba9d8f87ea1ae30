// Python scalars to tensors.
#include <cmath>
#include <complex>

#include "bind/bind.h"
#include "bind/shown.h"

namespace zeal::bind {
namespace {

[[noreturn, gnu::cold]] void bad_scalar(PyObject* o, DType want) {
  const bool fraction = PyFloat_Check(o) && contains(kIntegers, want);
  if (thread_state().mode & kGraphMode)
    fail(Code::kTypeError, "Expected ", dtype_name(want), ", got ", shown(o), " of type '", Py_TYPE(o)->tp_name, "' instead.",
         fraction ? " Cast the integer tensor that it meets to a floating dtype, with tf.cast" : "");
  fail(Code::kTypeError, "Cannot convert ", shown(o), " to EagerTensor of dtype ", dtype_word(want), ": it is a Python ",
       Py_TYPE(o)->tp_name, fraction ? "; cast the integer tensor that it meets to a floating dtype, with tf.cast" : "");
}

[[noreturn, gnu::cold]] void out_of_range(PyObject* o, DType want) {
  fail(Code::kValueError, "Can't convert Python sequence with out-of-range integer to Tensor: ", shown(o),
       " is out of range for dtype ", dtype_name(want));
}

template <class T> Tensor int_scalar(PyObject* o, DType want, long long v) {
  if (v < (long long)std::numeric_limits<T>::min() || (v > 0 && (unsigned long long)v > std::numeric_limits<T>::max()))
    out_of_range(o, want);
  return make_scalar<T>(T(v));
}

// Integers of any size round to a floating dtype, unless they are larger than all it holds.
Tensor rounded(PyObject* o, DType want) {
  const double d = PyLong_AsDouble(o);
  if (d == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    out_of_range(o, want);
  }
  if (want == DType::kFloat32 && std::isinf(float(d))) out_of_range(o, want);
  return make_scalar(want, d);
}

// The one integer dtype that holds more than a long long does.
Tensor as_uint64(PyObject* o) {
  const unsigned long long v = PyLong_AsUnsignedLongLong(o);
  if (v == ~0ull && PyErr_Occurred()) {
    PyErr_Clear();
    out_of_range(o, DType::kUInt64);
  }
  return make_scalar<uint64_t>(v);
}

Tensor as_integer(PyObject* o, DType want, long long v) {
  switch (want) {
    case DType::kInt32: return int_scalar<int32_t>(o, want, v);
    case DType::kInt64: return int_scalar<int64_t>(o, want, v);
    case DType::kInt8: return int_scalar<int8_t>(o, want, v);
    case DType::kInt16: return int_scalar<int16_t>(o, want, v);
    case DType::kUInt8: return int_scalar<uint8_t>(o, want, v);
    case DType::kUInt16: return int_scalar<uint16_t>(o, want, v);
    case DType::kUInt32: return int_scalar<uint32_t>(o, want, v);
    default: bad_scalar(o, want);
  }
}

Tensor from_int(PyObject* o, DType want) {
  int overflow = 0;
  const long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (v == -1 && PyErr_Occurred()) throw PythonError();
  if (want == DType::kInvalid)
    want = overflow || v < INT32_MIN || v > INT32_MAX ? DType::kInt64 : DType::kInt32;
  if (contains(kFloating | kComplexTypes, want)) return rounded(o, want);
  if (want == DType::kUInt64) return as_uint64(o);
  if (overflow) out_of_range(o, want);
  if (!contains(kQuantized, want)) return as_integer(o, want, v);
  const Tensor t = from_int(o, storage_of(want));
  return make_view_as(*t, want, t->shape());
}

Tensor from_complex(PyObject* o, DType want) {
  Py_complex v = PyComplex_AsCComplex(o);
  if (want == DType::kComplex64) {
    Tensor t = make_scalar(want, v.real);
    t->as<float>()[1] = float(v.imag);
    return t;
  }
  if (want != DType::kInvalid && want != DType::kComplex128) bad_scalar(o, want);
  Tensor t = make_scalar(DType::kComplex128, v.real);
  t->as<double>()[1] = v.imag;
  return t;
}

Tensor from_text(PyObject* o, DType want) {
  if (want != DType::kInvalid && want != DType::kString) bad_scalar(o, want);
  Tensor t = make_tensor(DType::kString, ShapeView{0, nullptr});
  char* data;
  Py_ssize_t n;
  if (PyUnicode_Check(o)) {
    data = const_cast<char*>(PyUnicode_AsUTF8AndSize(o, &n));
    if (!data) throw PythonError();
  } else {
    check(PyBytes_AsStringAndSize(o, &data, &n));
  }
  t->as<std::string>()->assign(data, n);
  return t;
}

}  // namespace

bool is_python_scalar(PyObject* o) {
  return PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o) || PyComplex_CheckExact(o) ||
         PyUnicode_Check(o) || PyBytes_Check(o);
}

float to_float32(double v) {
  float f = float(v);
  if (std::isinf(f) && !std::isinf(v))
    fail(Code::kValueError, "Can't convert Python sequence with a value out of range for dtype float32: ", v, "; pass dtype=tf.float64");
  return f;
}

Tensor from_scalar(PyObject* o, DType want) {
  if (PyFloat_CheckExact(o)) {
    double v = PyFloat_AS_DOUBLE(o);
    if (want == DType::kFloat32 || want == DType::kInvalid) return make_scalar<float>(to_float32(v));
    if (!contains(kFloating | kComplexTypes, want)) bad_scalar(o, want);
    return make_scalar(want, v);
  }
  if (PyBool_Check(o)) {
    if (contains(kNumbers, want)) return make_scalar(want, o == Py_True);
    if (want != DType::kInvalid && want != DType::kBool) bad_scalar(o, want);
    return make_scalar<bool>(o == Py_True);
  }
  if (PyLong_CheckExact(o)) return from_int(o, want);
  if (PyComplex_CheckExact(o)) return from_complex(o, want);
  return from_text(o, want);
}

}  // namespace zeal::bind
