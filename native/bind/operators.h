// Operators and conversions to Python scalars, shared by tensors and variables.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// A tensor's own value, or a variable's current one (the read is noted on active tapes). Borrowed:
// valid until the variable is assigned.
inline TensorImpl& value_of(PyObject* o) { return is_tensor(o) ? *impl_of(o) : *variable_value(o).get(); }

// The number protocol of both types; without in-place operators.
extern const PyNumberMethods kValueNumberMethods;
// Whether == and != compare elements (tf.enable_tensor_equality).
extern bool g_compares_elements;
PyObject* value_compare(PyObject* a, PyObject* b, int op);
Py_ssize_t value_length(PyObject* o);
// x[key]; bind/subscript.cc.
PyObject* value_subscript(PyObject* o, PyObject* key);

// The error of x[key] = value and del x[key], with what to write instead.
int refuse_item(PyObject* o, PyObject* value, const char* instead);
// Completes a type: a slot that only refuses is there for its error; to a look at the attributes there is no such method.
void ready_subscripts(PyTypeObject& type);
// x[i] for iteration: IndexError past the end.
PyObject* value_item(PyObject* o, Py_ssize_t i);
PyObject* value_iterate(PyObject* o);
// The method __complex__.
PyObject* value_complex(PyObject* o, PyObject*);
Py_hash_t identity_hash(PyObject* o);
// A new TensorShape; of sizes that may be unknown.
PyObject* open_shape_object(ShapeView shape);
PyObject* shape_object(const TensorImpl& t);
PyObject* shape_tuple(const TensorImpl& t);
// For Tape::explain(): a value went to plain Python.
void note_leave(TensorImpl& t, const char* how);
PyObject* call_hook(Hook which, PyObject* a, PyObject* b = nullptr);
// The object as a tensor: itself, or a variable's current value.
Ref as_tensor_object(PyObject* o);

}  // namespace zeal::bind
