// Small integers and short lists of them: axes, sizes, shapes and counts, the same few again and again. Each
// has one tensor, which must never become a result, since a consumer of its memory might write there.
#pragma once
#include <climits>

#include "bind/bind.h"

namespace zeal::bind {

// The value of an exact int of one digit; LONG_MAX for anything else.
inline long small_value(PyObject* o) {
  if (!PyLong_CheckExact(o)) return LONG_MAX;
  auto* number = reinterpret_cast<PyLongObject*>(o);
#if PY_VERSION_HEX >= 0x030C0000
  return PyUnstable_Long_IsCompact(number) ? long(PyUnstable_Long_CompactValue(number)) : LONG_MAX;
#else
  const Py_ssize_t size = Py_SIZE(number);
  return size >= -1 && size <= 1 ? long(size) * long(number->ob_digit[0]) : LONG_MAX;
#endif
}

struct SmallIntegers {
  TensorImpl* tensor;  // null: the value is something else
  bool lasts;          // immortal; other tensors have to be held
};
// Of an int, of a list or tuple of up to four, or of such lists with four in all.
SmallIntegers small_integers(PyObject* o);

}  // namespace zeal::bind
