// Python values to tensors: the dispatcher and scalars; and elements back to Python.
#include <cmath>
#include <complex>

#include "bind/bind.h"
#include "bind/none_text.h"
#include "bind/shown.h"
#include "core/half.h"
#include "op/functions.h"
#include "ops/array/cast.h"

namespace zeal::bind {
namespace {

[[noreturn, gnu::cold]] void bad_scalar(PyObject* o, DType want) {
  const bool fraction = PyFloat_Check(o) && contains(kIntegers, want);
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

Tensor from_int(PyObject* o, DType want) {
  int overflow = 0;
  long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
  if (v == -1 && PyErr_Occurred()) throw PythonError();
  if (want == DType::kInvalid)
    want = overflow || v < INT32_MIN || v > INT32_MAX ? DType::kInt64 : DType::kInt32;
  if (contains(kFloating | kComplexTypes, want)) return rounded(o, want);
  if (want == DType::kUInt64) {
    unsigned long long u = PyLong_AsUnsignedLongLong(o);
    if (u == ~0ull && PyErr_Occurred()) {
      PyErr_Clear();
      overflow = 1;
    } else {
      return make_scalar<uint64_t>(u);
    }
  }
  if (overflow) out_of_range(o, want);
  if (contains(kQuantized, want)) {
    Tensor t = from_int(o, storage_of(want));
    return make_view_as(*t, want, t->shape());
  }
  switch (want) {
    case DType::kInt32: return int_scalar<int32_t>(o, want, v);
    case DType::kInt64: return make_scalar<int64_t>(v);
    case DType::kInt8: return int_scalar<int8_t>(o, want, v);
    case DType::kInt16: return int_scalar<int16_t>(o, want, v);
    case DType::kUInt8: return int_scalar<uint8_t>(o, want, v);
    case DType::kUInt16: return int_scalar<uint16_t>(o, want, v);
    case DType::kUInt32: return int_scalar<uint32_t>(o, want, v);
    default: bad_scalar(o, want);
  }
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
         PyUnicode_CheckExact(o) || PyBytes_CheckExact(o);
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

// TensorFlow's rule for what a NumPy array or scalar of dtype `have` may become: as astype, towards
// zero. Only losing an imaginary part must be asked for (zeal/ops/creation.py).
static bool convertible(DType want, DType have) {
  constexpr DTypeSet real = kRealNumbers | bit(DType::kBool);
  if (want == have) return true;
  if (contains(kQuantized, want)) return contains(kIntegers, have);
  return contains(real, have) ? contains(real | kComplexTypes, want) : contains(kComplexTypes, have) && contains(kComplexTypes, want);
}

Tensor cast_value(const Tensor& t, DType want) {
  if (want == DType::kInvalid || t->dtype == want) return t;
  if (!convertible(want, t->dtype))
    fail(Code::kTypeError, "Cannot convert a value of dtype ", dtype_name(t->dtype), " and shape ", t->shape(),
         " to a tensor of dtype ", dtype_name(want), "; cast it first");
  TensorImpl* in = t.get();
  Outputs out;
  run_kernel(OP(Cast), &in, 1, Attrs::of(CastAttrs{want}), out);
  return std::move(out[0]);
}

Tensor to_tensor(PyObject* o, DType want, const char* name) {
  if (PyLong_CheckExact(o) || PyFloat_CheckExact(o)) return from_scalar(o, want);
  if (is_list(o)) return from_sequence(o, want);
  if (is_tensor(o) || is_variable(o)) {
    Tensor t = is_tensor(o) ? Tensor::share(impl_of(o)) : variable_value(o);
    if (want != DType::kInvalid && t->dtype != want)
      fail(Code::kValueError, name ? name : "", name ? ": " : "", "Tensor conversion requested dtype ", dtype_name(want),
           " for Tensor with dtype ", dtype_name(t->dtype), " and shape ", t->shape(), "; use tf.cast");
    return t;
  }
  if (is_python_scalar(o)) return from_scalar(o, want);
  if (PyList_Check(o) || PyTuple_Check(o) || PyRange_Check(o)) return from_sequence(o, want);
  if (PyObject_CheckBuffer(o) && !PyBytes_Check(o)) return from_buffer(o, want);
  if (o == Py_None)
    fail(Code::kValueError, kNoneText);
  // Registered conversions, objects with __array__, subclasses of numbers.
  Ref dtype = want == DType::kInvalid ? Ref::share(Py_None) : Ref::share(dtype_object(want));
  Ref r = checked(PyObject_CallFunctionObjArgs(hook(kHookConvert), o, dtype.get(), nullptr));
  if (!is_tensor(r.get())) fail(Code::kTypeError, "Cannot convert a ", Py_TYPE(o)->tp_name, " to a tensor");
  return Tensor::share(impl_of(r.get()));
}

PyObject* item(const TensorImpl& t, int64_t i) {
  switch (storage_of(t.dtype)) {
    case DType::kFloat32: return PyFloat_FromDouble(t.as<float>()[i]);
    case DType::kFloat64: return PyFloat_FromDouble(t.as<double>()[i]);
    case DType::kFloat16: return PyFloat_FromDouble(t.as<Half>()[i].to_float());
    case DType::kBFloat16: return PyFloat_FromDouble(t.as<BFloat16>()[i].to_float());
    case DType::kInt8: return PyLong_FromLong(t.as<int8_t>()[i]);
    case DType::kInt16: return PyLong_FromLong(t.as<int16_t>()[i]);
    case DType::kInt32: return PyLong_FromLong(t.as<int32_t>()[i]);
    case DType::kInt64: return PyLong_FromLongLong(t.as<int64_t>()[i]);
    case DType::kUInt8: return PyLong_FromLong(t.as<uint8_t>()[i]);
    case DType::kUInt16: return PyLong_FromLong(t.as<uint16_t>()[i]);
    case DType::kUInt32: return PyLong_FromUnsignedLong(t.as<uint32_t>()[i]);
    case DType::kUInt64: return PyLong_FromUnsignedLongLong(t.as<uint64_t>()[i]);
    case DType::kBool: return PyBool_FromLong(t.as<uint8_t>()[i]);
    case DType::kComplex64: return PyComplex_FromDoubles(t.as<float>()[2 * i], t.as<float>()[2 * i + 1]);
    case DType::kComplex128: return PyComplex_FromDoubles(t.as<double>()[2 * i], t.as<double>()[2 * i + 1]);
    case DType::kString: return PyBytes_FromStringAndSize(t.as<std::string>()[i].data(), t.as<std::string>()[i].size());
    default: fail(Code::kValueError, "Cannot convert a Tensor of dtype ", dtype_name(t.dtype), " to a NumPy array.");
  }
}

}  // namespace zeal::bind
