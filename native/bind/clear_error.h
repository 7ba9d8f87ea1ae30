// Forgetting an error of Python.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// The error of an attempt that something else follows. Ctrl-C and its like are no errors: they go on.
[[gnu::cold]] inline void clear_error() {
  if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception)) throw PythonError();
  PyErr_Clear();
}

// Before a better text for a TypeError; whatever else the program's own code raised goes on.
inline void forget_type_error() {
  if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_TypeError)) throw PythonError();
  PyErr_Clear();
}

}  // namespace zeal::bind
