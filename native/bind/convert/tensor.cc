// Python values to tensors: the rules in their order; and elements back to Python.
#include "bind/bind.h"
#include "bind/none_text.h"
#include "core/half.h"
#include "op/functions.h"
#include "ops/array/cast.h"

namespace zeal::bind {

// TensorFlow's rule for what a NumPy array or scalar of dtype `have` may become: as astype, towards
// zero. Only losing an imaginary part must be asked for (zeal/ops/array/constant.py).
static bool convertible(DType want, DType have) {
  constexpr DTypeSet real = kRealNumbers | bit(DType::kBool);
  if (want == have) return true;
  if (contains(kQuantized, want)) return contains(kIntegers, have);
  return contains(real, have) ? contains(real | kComplexTypes, want) : contains(kComplexTypes, have) && contains(kComplexTypes, want);
}

Tensor cast_value(const Tensor& t, DType want) {
  if (want == DType::kInvalid || t->dtype == want) return t;
  if (t->symbolic())
    fail(Code::kTypeError, "Cannot convert a list containing a tensor of dtype <dtype: '", dtype_name(t->dtype), "'> to <dtype: '", dtype_name(want),
         "'>; cast it first with tf.cast");
  if (!convertible(want, t->dtype))
    fail(Code::kTypeError, "Cannot convert a value of dtype ", dtype_name(t->dtype), " and shape ", t->shape(),
         " to a tensor of dtype ", dtype_name(want), "; cast it first");
  TensorImpl* in = t.get();
  Outputs out;
  run_kernel(OP(Cast), &in, 1, Attrs::of(CastAttrs{want}), out);
  return std::move(out[0]);
}

[[noreturn, gnu::cold]] static void other_dtype(const TensorImpl& t, DType want, const char* name) {
  fail(Code::kValueError, name ? name : "", name ? ": " : "", "Tensor conversion requested dtype ", dtype_name(want),
       " for Tensor with dtype ", dtype_name(t.dtype), " and shape ", t.shape(), "; use tf.cast");
}

// What is a tensor already is never cast.
static inline Tensor as_it_is(Tensor t, DType want, const char* name) {
  if (want != DType::kInvalid && t->dtype != want) [[unlikely]] other_dtype(*t, want, name);
  return t;
}

// The program may have its part in this: what comes back is not trusted, since memory is copied by `want`.
Tensor through_python(PyObject* o, DType want) {
  Ref dtype = Ref::share(want == DType::kInvalid ? Py_None : dtype_object(want));
  Ref r = checked(PyObject_CallFunctionObjArgs(hook(kHookConvert), o, dtype.get(), nullptr));
  if (!is_tensor(r.get())) fail(Code::kTypeError, "Cannot convert a ", Py_TYPE(o)->tp_name, " to a tensor");
  Tensor t = Tensor::share(impl_of(r.get()));
  if (want != DType::kInvalid && t->dtype != want)
    fail(Code::kRuntimeError, "Conversion of a ", Py_TYPE(o)->tp_name, " returned incompatible dtype: requested = ",
         dtype_name(want), ", actual = ", dtype_name(t->dtype));
  return t;
}

Tensor to_tensor(PyObject* o, DType want, const char* name) {
  if (PyLong_CheckExact(o) || PyFloat_CheckExact(o)) return from_scalar(o, want);
  if (is_list(o)) return from_sequence(o, want);
  if (is_tensor(o)) return as_it_is(Tensor::share(impl_of(o)), want, name);
  if (is_variable(o)) return as_it_is(variable_value(o), want, name);
  if (is_python_scalar(o)) return from_scalar(o, want);
  if (PyList_Check(o) || PyTuple_Check(o) || PyRange_Check(o)) return from_sequence(o, want);
  if (PyObject_CheckBuffer(o) && !PyBytes_Check(o)) return from_buffer(o, want);
  if (o == Py_None) fail(Code::kValueError, none_text());
  return through_python(o, want);
}

// A case for each dtype: what Python's own value of it is.
PyObject* item(const TensorImpl& t, int64_t i) {
  if (t.symbolic()) [[unlikely]] refuse_value(t);
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
