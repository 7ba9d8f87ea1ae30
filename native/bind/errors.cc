// C++ exceptions become Python ones.
#include <new>

#include "bind/graph/graph.h"
#include "graph/program.h"

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
  if (code == Code::kUnsupportedType) return "UnsupportedTypeError";
  if (code == Code::kNotAllowedInGraph) return "OperatorNotAllowedInGraphError";
  static const char* names[] = {
      "", "CancelledError", "UnknownError", "InvalidArgumentError", "DeadlineExceededError", "NotFoundError",
      "AlreadyExistsError", "PermissionDeniedError", "ResourceExhaustedError", "FailedPreconditionError",
      "AbortedError", "OutOfRangeError", "UnimplementedError", "InternalError", "UnavailableError",
      "DataLossError", "UnauthenticatedError"};
  return names[int(code)];
}

// The message under the name of what the program called: `function`, or what stands in the frames. What goes
// wrong here must not hide the error.
Ref named(const std::string& message, PyObject* function) {
  Ref text(PyUnicode_DecodeUTF8(message.data(), Py_ssize_t(message.size()), "replace"));
  Ref module(text ? PyImport_ImportModule("zeal.called_function") : nullptr);
  Ref better(module ? PyObject_CallMethod(module.get(), "named", "OO", text.get(), function ? function : Py_None) : nullptr);
  if (better && PyUnicode_Check(better.get())) return better;
  PyErr_Clear();
  return text;
}

// None where there is none.
PyObject* operation_of(Node* node) {
  if (node && node->graph->object) {
    try {
      return wrap_operation(*node);
    } catch (const PythonError&) {
      PyErr_Clear();
    }
  }
  return Py_NewRef(Py_None);
}

// Of OpErrors alone: the program's own exceptions stay as they are. What goes wrong here must not hide the error.
void add_to_error(const std::string& text, Culprit which, Node* node) {
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);
  PyErr_NormalizeException(&type, &error, &trace);
  {
    Ref op(which == Culprit::kThis ? operation_of(node) : Py_NewRef(which == Culprit::kNone ? Py_None : Py_Ellipsis));
    Ref module(PyImport_ImportModule("zeal.errors"));
    Ref done(module ? PyObject_CallMethod(module.get(), "_add_to_message", "OsO", error, text.c_str(), op.get()) : nullptr);
  }
  PyErr_Clear();
  PyErr_Restore(type, error, trace);
}

HostRef<Node> host_operation(Node& node) {
  Ref op(operation_of(&node));
  return op.get() == Py_None ? HostRef<Node>() : HostRef<Node>(node);
}

void set_run_error(PyObject* cls, PyObject* text, const RunError& e) {
  Ref error(PyObject_CallOneArg(cls, text));
  if (!error) return;
  if (PyObject_HasAttrString(error.get(), "_op") && PyObject_SetAttrString(error.get(), "_op", static_cast<PyObject*>(e.op->object)) < 0) return;
  PyErr_SetObject(cls, error.get());
}

bool drop_error() {
  if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception)) return false;
  PyErr_Clear();
  return true;
}

}  // namespace

void install_errors() {
  g_add_to_host_error = add_to_error;
  g_host_operation = host_operation;
  g_drop_host_error = drop_error;
}

PyObject* error_class(Code code) {
  if (code >= Code::kTypeError && code < Code::kUnsupportedType) return builtin_class(code);
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);  // an import loses what is raised
  Ref module(PyImport_ImportModule("zeal.errors"));
  PyObject* cls = module ? PyObject_GetAttrString(module.get(), class_name(code)) : nullptr;
  if (!cls) PyErr_Clear();
  PyErr_Restore(type, value, trace);
  if (!cls) return PyExc_RuntimeError;
  Py_DECREF(cls);  // the module keeps it
  return cls;
}

bool raises(Code code) {
  PyObject* cls = PyErr_Occurred() ? error_class(code) : nullptr;
  return cls && cls != PyExc_RuntimeError && PyErr_ExceptionMatches(cls);  // which a program that ends has for all
}

void set_python_error(PyObject* function) {
  thread_state().op_name = nullptr;  // asked for by the call that failed
  try {
    throw;
  } catch (const PythonError&) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a call failed without setting an error");
  } catch (const Error& e) {
    PyObject* cls = error_class(e.code());
    Ref text = named(e.message(), function);
    const auto* of_run = dynamic_cast<const RunError*>(&e);
    if (text && of_run && of_run->op) set_run_error(cls, text.get(), *of_run);
    else if (text) PyErr_SetObject(cls, text.get());
    else PyErr_SetString(cls, e.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  }
}

}  // namespace zeal::bind
