// zeal.Variable for CPython: access for other files of the binding.
#pragma once
#include "bind/bind.h"
#include "core/variable.h"

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

// variable[key]: a tensor that remembers where it came from, for assign().
PyObject* wrap_slice(PyObject* variable, PyObject* key, Tensor value);
// variable[key] = value, of the slice's shape and the variable's dtype; bind/subscript.cc.
void assign_subscript(VariableImpl& v, PyObject* key, const TensorImpl& value);

}  // namespace zeal::bind
