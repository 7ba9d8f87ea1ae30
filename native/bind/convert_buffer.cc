// NumPy arrays and other buffers to tensors: any strides, byte order and number format.
#include <algorithm>
#include <bit>

#include "bind/bind.h"
#include "core/half.h"

namespace zeal::bind {
namespace {

struct Buffer {
  Py_buffer view;
  explicit Buffer(PyObject* o) { check(PyObject_GetBuffer(o, &view, PyBUF_FULL_RO)); }
  ~Buffer() { PyBuffer_Release(&view); }
};

DType sized(char kind, Py_ssize_t size) {
  switch (kind) {
    case 'i': return size == 1 ? DType::kInt8 : size == 2 ? DType::kInt16 : size == 4 ? DType::kInt32 : DType::kInt64;
    case 'u': return size == 1 ? DType::kUInt8 : size == 2 ? DType::kUInt16 : size == 4 ? DType::kUInt32 : DType::kUInt64;
    case 'f': return size == 2 ? DType::kFloat16 : size == 4 ? DType::kFloat32 : size == 8 ? DType::kFloat64 : DType::kInvalid;
    case 'c': return size == 8 ? DType::kComplex64 : size == 16 ? DType::kComplex128 : DType::kInvalid;
    default: return DType::kInvalid;
  }
}

// Dtype of a struct-module format of one element.
DType format_dtype(const char* f, Py_ssize_t size, bool* swapped) {
  bool big = *f == '>' || *f == '!';
  *swapped = size > 1 && big == (std::endian::native == std::endian::little) && (big || *f == '<');
  if (*f && std::strchr("@=<>!", *f)) ++f;
  if (*f == 'Z' && f[1]) return f[2] ? DType::kInvalid : sized('c', size);
  if (!*f || f[1]) return DType::kInvalid;
  if (*f == '?') return DType::kBool;
  if (std::strchr("bhilqn", *f)) return sized('i', size);
  if (std::strchr("BHILQN", *f)) return sized('u', size);
  if (std::strchr("efdg", *f)) return sized('f', size);
  return DType::kInvalid;
}

void copy_element(char* dst, const char* src, size_t size, size_t unit, bool swap) {
  std::memmove(dst, src, size);
  for (size_t i = 0; swap && i < size; i += unit) std::reverse(dst + i, dst + i + unit);
}

// Copies a strided block into contiguous order.
char* gather(char* dst, const char* src, const Py_buffer& b, const Py_ssize_t* strides, int axis, size_t unit, bool swap) {
  if (axis == b.ndim) {
    copy_element(dst, src, b.itemsize, unit, swap);
    return dst + b.itemsize;
  }
  for (Py_ssize_t i = 0; i < b.shape[axis]; ++i)
    dst = gather(dst, src + i * strides[axis], b, strides, axis + 1, unit, swap);
  return dst;
}

// Strides of a contiguous array, for exporters that leave them out (ctypes).
void fill_strides(const Py_buffer& b, Py_ssize_t* strides) {
  Py_ssize_t step = b.itemsize;
  for (int i = b.ndim - 1; i >= 0; --i) strides[i] = step, step *= b.shape[i];
}

void copy_elements(TensorImpl& t, const Py_buffer& b, size_t unit, bool swapped) {
  if (!swapped && PyBuffer_IsContiguous(&b, 'C')) {
    std::memcpy(t.data, b.buf, t.nbytes());
  } else if (b.suboffsets) {  // rows behind pointers
    check(PyBuffer_ToContiguous(t.data, &b, b.len, 'C'));
    for (int64_t i = 0; swapped && i < t.numel; ++i) copy_element(t.data + i * b.itemsize, t.data + i * b.itemsize, b.itemsize, unit, true);
  } else {
    Py_ssize_t strides[kMaxRank];
    if (b.strides) std::copy_n(b.strides, b.ndim, strides);
    else fill_strides(b, strides);
    gather(t.data, static_cast<const char*>(b.buf), b, strides, 0, unit, swapped);
  }
}

Tensor copy_of(const Py_buffer& b, DType dtype, bool swapped) {
  if (b.ndim > kMaxRank)
    fail(Code::kInvalidArgument, "an array of ", b.ndim, " dimensions; at most ", kMaxRank, " are supported");
  Shape shape;
  for (int i = 0; i < b.ndim; ++i) shape.push(b.shape[i]);
  Tensor t = make_tensor(dtype, shape);
  size_t unit = contains(kComplexTypes, dtype) ? b.itemsize / 2 : b.itemsize;
  if (!t->numel) return t;
  copy_elements(*t, b, unit, swapped);
  if (dtype == DType::kBool) clean_bools(t->as<uint8_t>(), t->as<uint8_t>(), t->numel);
  return t;
}

// NumPy's scalars of dates and durations hand out their bytes as if they were numbers.
bool is_date(PyObject* o, const Py_buffer& b, DType dtype) {
  if (dtype != DType::kUInt8 || b.ndim != 1 || PyMemoryView_Check(o) || !PyObject_HasAttrString(o, "dtype")) return false;
  Ref type = checked(PyObject_GetAttrString(o, "dtype")), size(PyObject_GetAttrString(type.get(), "itemsize"));
  const bool wider = size && PyLong_Check(size.get()) && PyLong_AsLong(size.get()) != 1;
  PyErr_Clear();
  return wider;
}

// Arrays with no number format (text, objects, bfloat16) go through Python.
Tensor through_python(PyObject* o, DType want) {
  Ref dtype = Ref::share(want == DType::kInvalid ? Py_None : dtype_object(want));
  Ref r = checked(PyObject_CallFunctionObjArgs(hook(kHookConvert), o, dtype.get(), nullptr));
  if (!is_tensor(r.get())) fail(Code::kTypeError, "Cannot convert a ", Py_TYPE(o)->tp_name, " to a tensor");
  return Tensor::share(impl_of(r.get()));
}

}  // namespace

Tensor from_buffer(PyObject* o, DType want) {
  if (PyObject_HasAttrString(o, "dtype") && !PyMemoryView_Check(o)) {
    // Extension dtypes (bfloat16) and datetimes refuse the buffer protocol.
    Py_buffer probe;
    if (PyObject_GetBuffer(o, &probe, PyBUF_FULL_RO) < 0) {
      PyErr_Clear();
      return through_python(o, want);
    }
    PyBuffer_Release(&probe);
  }
  Tensor t;
  {
    Buffer b(o);
    bool swapped;
    const char* format = b.view.format ? b.view.format : "B";
    DType dtype = format_dtype(format, b.view.itemsize, &swapped);
    if (dtype != DType::kInvalid && !is_date(o, b.view, dtype)) t = copy_of(b.view, dtype, swapped);
  }
  if (t && want == DType::kString)
    fail(Code::kValueError, "Cannot convert an array of ", dtype_name(t->dtype), " to a tensor of strings");
  return t ? cast_value(t, want) : through_python(o, want);
}

}  // namespace zeal::bind
