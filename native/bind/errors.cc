// C++ exceptions become Python ones.
#include <new>

#include "bind/bind.h"

namespace zeal::bind {
namespace {

PyObject* builtin_class(Code code) {
  switch (code) {
    case Code::kTypeError: return PyExc_TypeError;
    case Code::kValueError: return PyExc_ValueError;
    case Code::kLookupError: return PyExc_LookupError;
    case Code::kIndexError: return PyExc_IndexError;
    default: return PyExc_RuntimeError;
  }
}

const char* class_name(Code code) {
  static const char* names[] = {
      "", "CancelledError", "UnknownError", "InvalidArgumentError", "DeadlineExceededError", "NotFoundError",
      "AlreadyExistsError", "PermissionDeniedError", "ResourceExhaustedError", "FailedPreconditionError",
      "AbortedError", "OutOfRangeError", "UnimplementedError", "InternalError", "UnavailableError",
      "DataLossError", "UnauthenticatedError"};
  return names[int(code)];
}

}  // namespace

PyObject* error_class(Code code) {
  if (int(code) >= 100) return builtin_class(code);
  Ref module(PyImport_ImportModule("zeal.errors"));
  PyObject* cls = module ? PyObject_GetAttrString(module.get(), class_name(code)) : nullptr;
  if (!cls) {
    PyErr_Clear();
    return PyExc_RuntimeError;
  }
  Py_DECREF(cls);  // the module keeps it
  return cls;
}

void set_python_error() {
  try {
    throw;
  } catch (const PythonError&) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a call failed without setting an error");
  } catch (const Error& e) {
    PyErr_SetString(error_class(e.code()), e.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  }
}

}  // namespace zeal::bind
