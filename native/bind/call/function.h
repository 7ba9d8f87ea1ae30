// Function: a Python function behind a native callable, which shows what the function shows.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// The head of such callables; they live as long as the process.
struct Function {
  PyObject_HEAD
  vectorcallfunc call;
  PyObject* python;
  PyObject* dict;
};
inline Function& function_of(PyObject* o) { return *reinterpret_cast<Function*>(o); }

// A type named `name` of objects with such a head, `size` bytes large.
PyTypeObject function_type(const char* name, size_t size);
// An object of such a type around a Python function.
PyObject* new_function_object(PyTypeObject& type, PyObject* python, vectorcallfunc call);

// An attribute of the code object.
Ref code_of(PyObject* python, const char* attribute);

}  // namespace zeal::bind
