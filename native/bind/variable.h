// zeal.Variable for CPython: access for other files of the binding.
#pragma once
#include "bind/bind.h"
#include "core/handle.h"
#include "ops/array/slice_spec.h"

namespace zeal::bind {

struct PyVariable {
  PyObject_HEAD
  VariableImpl* impl;
  PyObject* name;        // "weight:0"; null until initialised
  PyObject* constraint;  // null for none
  PyObject* dict;
  PyObject* weakrefs;
  PyObject* handle;      // the tensor that ops take, from when it is first asked for; see core/handle.h
  Tensor cast;           // what a variable that casts itself was last read as, eagerly
};

inline VariableImpl& variable_of(PyObject* o) { return *reinterpret_cast<PyVariable*>(o)->impl; }

// The dtype that reads have: the variable's, or the one in force where it casts itself.
DType cast_dtype(PyObject* o);
inline DType read_dtype(PyObject* o) { return Py_TYPE(o) == &VariableType ? variable_of(o).dtype : cast_dtype(o); }

// The variable's handle; borrowed. Throws where there is no value.
PyObject* handle_of(PyObject* variable);

// The inputs of StridedSlice beside the tensor.
struct SliceKey {
  Tensor begin, end, strides;
  SliceMasks masks;
};
// variable[key]: a tensor that remembers where it came from, for assign().
PyObject* wrap_slice(PyObject* variable, SliceKey key, Tensor value);
// What an update of a variable gives in a graph: its value behind it, to be updated again.
PyObject* wrap_updated(Tensor value);

}  // namespace zeal::bind
