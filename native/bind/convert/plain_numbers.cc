// Plain numbers.
#include "bind/convert/plain_numbers.h"

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace zeal::bind {
namespace {

// Lists, nested or not, of nothing but floats, or but integers that fit int32: read in one pass, which
// gives up at the first entry of another kind. Exact types only: no code of the user runs.
class PlainReader {
 public:
  // The shape and the kind of number, as the first entries have them; false if this is something else.
  bool measure(PyObject* o) {
    while (is_list(o)) {
      if (!PySequence_Fast_GET_SIZE(o) || shape.rank == kDeepest) return false;
      shape.push(PySequence_Fast_GET_SIZE(o));
      o = *PySequence_Fast_ITEMS(o);
    }
    floats = PyFloat_CheckExact(o);
    return floats || PyLong_CheckExact(o);
  }

  bool read(PyObject* o, TensorImpl& t) {
    switch (t.dtype) {
      case DType::kFloat32: return read_as<float>(o, t);
      case DType::kFloat64: return read_as<double>(o, t);
      case DType::kInt32: return !floats && read_as<int32_t>(o, t);
      case DType::kInt64: return !floats && read_as<int64_t>(o, t);
      default: return false;
    }
  }

  Shape shape;
  bool floats = false;

 private:
  static constexpr int kDeepest = 8;  // a list may hold itself

  template <class T> bool read_as(PyObject* o, TensorImpl& t) {
    T* to = t.as<T>();
    return read_list(o, 0, to);
  }

  // `to` moves on behind what was read.
  template <class T> bool read_list(PyObject* o, int depth, T*& to) {
    if (!is_list(o)) return false;
    const int64_t n = PySequence_Fast_GET_SIZE(o);
    if (n != shape[depth]) return false;
    PyObject** items = PySequence_Fast_ITEMS(o);
    if (depth < shape.rank - 1) {
      for (int64_t i = 0; i < n; ++i)
        if (!read_list(items[i], depth + 1, to)) return false;
      return true;
    }
    T* row = std::exchange(to, to + n);
    if constexpr (std::is_floating_point_v<T>)
      if (floats) return read_floats(items, n, row);
    return read_integers(items, n, row);
  }

  template <class T> static bool read_floats(PyObject** items, int64_t n, T* to) {
    bool spoiled = false;  // whether some float32 is infinite or NaN, and may have been a number before
    for (int64_t i = 0; i < n; ++i) {
      if (!PyFloat_CheckExact(items[i])) return false;
      to[i] = T(PyFloat_AS_DOUBLE(items[i]));
      if constexpr (std::is_same_v<T, float>) spoiled |= !(std::fabs(to[i]) <= FLT_MAX);
    }
    for (int64_t i = 0; spoiled && i < n; ++i) to_float32(PyFloat_AS_DOUBLE(items[i]));
    return true;
  }

  template <class T> static bool read_integers(PyObject** items, int64_t n, T* to) {
    for (int64_t i = 0; i < n; ++i) {
      if (!PyLong_CheckExact(items[i])) return false;
      int overflow;
      const long v = PyLong_AsLongAndOverflow(items[i], &overflow);
      if (overflow || v > INT32_MAX || v < INT32_MIN) return false;
      to[i] = T(v);
    }
    return true;
  }
};

Tensor from_list(PyObject* o, DType want) {
  PlainReader reader;
  if (!reader.measure(o)) return {};
  if (want == DType::kInvalid) want = reader.floats ? DType::kFloat32 : DType::kInt32;
  if (!contains(bit(DType::kFloat32) | bit(DType::kFloat64) | kIndex, want)) return {};
  Tensor t = make_tensor(want, reader.shape);
  return reader.read(o, *t) ? t : Tensor();
}

template <class T> Tensor count(DType dtype, int64_t n, long long start, long long step) {
  Tensor t = make_tensor(dtype, ShapeView{1, &n});
  T* to = t->as<T>();
  for (int64_t i = 0; i < n; ++i) to[i] = T(start + i * step);
  return t;
}

bool narrow(long long v) { return v == int32_t(v); }

// A range is counted, not listed: memory may have no room for its integers as Python's objects. Null where
// it is empty, some integer is beyond int64, or `want` needs more than a plain conversion.
Tensor from_range(PyObject* o, DType want) {
  const int64_t n = PyObject_Size(o);
  if (n < 0) throw PythonError();
  Ref first = checked(PyObject_GetAttrString(o, "start")), by = checked(PyObject_GetAttrString(o, "step"));
  int far, large;
  const long long start = PyLong_AsLongLongAndOverflow(first.get(), &far), step = PyLong_AsLongLongAndOverflow(by.get(), &large);
  long long span, last;
  if (!n || far || large || __builtin_mul_overflow(step, n - 1, &span) || __builtin_add_overflow(start, span, &last)) return {};
  const bool small = narrow(start) && narrow(last);
  if (want == DType::kInvalid) want = small ? DType::kInt32 : DType::kInt64;
  switch (want) {
    case DType::kInt32: return small ? count<int32_t>(want, n, start, step) : Tensor();
    case DType::kInt64: return count<int64_t>(want, n, start, step);
    case DType::kFloat32: return count<float>(want, n, start, step);
    case DType::kFloat64: return count<double>(want, n, start, step);
    default: return {};
  }
}

}  // namespace

Tensor from_plain_numbers(PyObject* o, DType want) { return PyRange_Check(o) ? from_range(o, want) : from_list(o, want); }

}  // namespace zeal::bind
