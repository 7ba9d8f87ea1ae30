// Arrays and scalars of NumPy from tensors. NumPy is loaded by the first array that is made.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// A tensor object's value as a read-only array that shares its memory and holds the object; a scalar, or an
// array of strings, is a copy. A new reference; throws.
PyObject* to_numpy(PyObject* tensor);
// The same as an array whatever it is: the method __array__, with the arguments that NumPy passes.
PyObject* to_array(PyObject* tensor, PyObject* const* args, Py_ssize_t n, PyObject* kwnames);

}  // namespace zeal::bind
