// Arrays and scalars of NumPy from tensors, and back. NumPy is loaded by the first array that is made.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// A tensor object's value as a read-only array that shares its memory and holds the object; a scalar, or an
// array of strings, is a copy. A new reference; throws.
PyObject* to_numpy(PyObject* tensor);
// The same as an array whatever it is: the method __array__, with the arguments that NumPy passes.
PyObject* to_array(PyObject* tensor, PyObject* const* args, Py_ssize_t n, PyObject* kwnames);

// Whether `o` is an array or a scalar of NumPy, of subclasses too.
bool is_numpy(PyObject* o);
// The value of such an object, copied. Empty where its dtype is none of those that both sides keep in the
// same bytes: text, objects, dates, bfloat16.
Tensor from_numpy(PyObject* o);

}  // namespace zeal::bind
