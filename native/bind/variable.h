// zeal.Variable for CPython: access for other files of the binding.
#pragma once
#include "bind/bind.h"
#include "core/variable.h"
#include "ops/array/slice_spec.h"

namespace zeal::bind {

struct PyVariable {
  PyObject_HEAD
  VariableImpl* impl;
  PyObject* name;        // "weight:0"; null until initialised
  PyObject* constraint;  // null for none
  PyObject* dict;
  PyObject* weakrefs;
};

inline VariableImpl& variable_of(PyObject* o) { return *reinterpret_cast<PyVariable*>(o)->impl; }

// The inputs of StridedSlice beside the tensor.
struct SliceKey {
  Tensor begin, end, strides;
  SliceMasks masks;
};
// variable[key]: a tensor that remembers where it came from, for assign().
PyObject* wrap_slice(PyObject* variable, SliceKey key, Tensor value);

}  // namespace zeal::bind
