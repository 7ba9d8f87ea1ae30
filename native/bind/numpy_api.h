// Arrays and scalars of NumPy from tensors, and back. NumPy is loaded by the first array that is made.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// A tensor object's value as an array of its own, or as a scalar: the method numpy(). A new reference; throws.
PyObject* to_numpy(PyObject* tensor);
// The method __array__(dtype=None, copy=None): an array whatever the rank. Unless it must be a copy it is
// read-only, shares the tensor's memory and holds the object.
PyObject* to_array(PyObject* tensor, PyObject* args, PyObject* kwargs);
// An array of rank 0 with the object in it, as NumPy makes of what it does not know: a variable of a graph.
PyObject* to_object_array(PyObject* o);

// Whether `o` is an array or a scalar of NumPy, of subclasses too.
bool is_numpy(PyObject* o);
// The value of such an object, copied. Empty where its dtype is none of those that both sides keep in the
// same bytes: text, objects, dates, bfloat16.
Tensor from_numpy(PyObject* o);
// What numpy.array makes of a list. Empty where it makes no numbers of it, or while NumPy is not loaded.
Tensor array_of_list(PyObject* list);

// An array's memory itself, if it is large and as a tensor of that dtype would have it; else empty. The tensor keeps the
// array, whose owner may write to it.
Tensor borrow_numpy(PyObject* o, DType dtype);

}  // namespace zeal::bind
