// Buffers to tensors: any strides, byte order and number format. NumPy's own objects have a shorter way.
#include <algorithm>
#include <bit>
#include <string_view>

#include "bind/numpy_api.h"

namespace zeal::bind {
namespace {

struct Buffer {
  Py_buffer view;
  const bool given;
  explicit Buffer(PyObject* o) : given(PyObject_GetBuffer(o, &view, PyBUF_FULL_RO) >= 0) {}
  ~Buffer() {
    if (given) PyBuffer_Release(&view);
  }
};

bool is_other_order(char order) {
  return std::endian::native == std::endian::little ? order == '>' || order == '!' : order == '<';
}

// number_dtype's kind of a letter of the struct module; 0 for what is no number.
char kind_of_letter(char letter) {
  static constexpr struct { char kind; std::string_view letters; } kKinds[] = {
      {'b', "?"}, {'i', "bhilqn"}, {'u', "BHILQN"}, {'f', "efdg"}};
  for (const auto& k : kKinds)
    if (k.letters.find(letter) != k.letters.npos) return k.kind;
  return 0;
}

// Dtype of a struct-module format of one element.
DType format_dtype(std::string_view f, Py_ssize_t size, bool* swapped) {
  *swapped = size > 1 && !f.empty() && is_other_order(f[0]);
  if (f.find_first_of("@=<>!") == 0) f.remove_prefix(1);
  const bool complex = f.size() == 2 && f[0] == 'Z';
  if (complex) f.remove_prefix(1);
  if (f.size() != 1) return DType::kInvalid;
  return number_dtype(complex ? 'c' : kind_of_letter(f[0]), size);
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
  Tensor t = make_tensor(dtype, {b.ndim, reinterpret_cast<const int64_t*>(b.shape)});
  size_t unit = contains(kComplexTypes, dtype) ? b.itemsize / 2 : b.itemsize;
  if (!t->numel) return t;
  copy_elements(*t, b, unit, swapped);
  if (dtype == DType::kBool) clean_bools(t->as<uint8_t>(), t->as<uint8_t>(), t->numel);
  return t;
}

// The value of an object that is not NumPy's; empty where its elements are no numbers.
Tensor from_exporter(PyObject* o) {
  // Arrays of other libraries that refuse a buffer of some dtypes (bfloat16) have __array__ besides.
  const bool array = !PyMemoryView_Check(o) && PyObject_HasAttrString(o, "dtype");
  Buffer b(o);
  if (!b.given && !array) throw PythonError();
  if (!b.given) return PyErr_Clear(), Tensor();
  bool swapped;
  const DType dtype = format_dtype(b.view.format ? b.view.format : "B", b.view.itemsize, &swapped);
  return dtype == DType::kInvalid ? Tensor() : copy_of(b.view, dtype, swapped);
}

}  // namespace

// A case for each kind of number, in it a branch for each size.
DType number_dtype(char kind, Py_ssize_t size) {
  switch (kind) {
    case 'b': return DType::kBool;
    case 'i': return size == 1 ? DType::kInt8 : size == 2 ? DType::kInt16 : size == 4 ? DType::kInt32 : DType::kInt64;
    case 'u': return size == 1 ? DType::kUInt8 : size == 2 ? DType::kUInt16 : size == 4 ? DType::kUInt32 : DType::kUInt64;
    case 'f': return size == 2 ? DType::kFloat16 : size == 4 ? DType::kFloat32 : size == 8 ? DType::kFloat64 : DType::kInvalid;
    case 'c': return size == 8 ? DType::kComplex64 : size == 16 ? DType::kComplex128 : DType::kInvalid;
    default: return DType::kInvalid;
  }
}

Tensor from_buffer(PyObject* o, DType want) {
  Tensor t = is_numpy(o) ? from_numpy(o) : from_exporter(o);
  if (!t) return through_python(o, want);  // no number format: text, objects, dates, bfloat16
  if (want == DType::kString)
    fail(Code::kValueError, "Cannot convert an array of ", dtype_name(t->dtype), " to a tensor of strings");
  return cast_value(t, want);
}

}  // namespace zeal::bind
