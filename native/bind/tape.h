// zeal.GradientTape's parts: the object, and its gradient method.
#pragma once
#include "bind/bind.h"
#include "tape/tape.h"

namespace zeal::bind {

struct PyTape {
  PyObject_HEAD
  Tape* tape;
  void* home;    // the thread state it records in, null while it does not
  bool live;     // holds a recording: entered, and not used up by gradient()
  bool pooled;   // an instance of GradientTape itself, not of a subclass
  PyObject* dict;
};
inline PyTape& tape_of(PyObject* o) { return *reinterpret_cast<PyTape*>(o); }

// Has the tapes of a thread that ends while it records let go; once per thread (bind/thread_guard.cc).
void guard_thread(ThreadState& ts);
// Stops recording; throws when it records in another thread.
void stop_tape(PyTape& t);

// METH_FASTCALL | METH_KEYWORDS methods (bind/tape_gradient.cc).
PyObject* tape_gradient(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames);
PyObject* tape_explain(PyObject* o, PyObject* const* args, Py_ssize_t n);

// Functions of the module, METH_FASTCALL.
PyObject* record_gradient(PyObject*, PyObject* const* args, Py_ssize_t n);  // bind/custom_gradient.cc
// Lets graphs find rules by name.
void open_gradient_rules();
PyObject* set_gradient(PyObject*, PyObject* const* args, Py_ssize_t n);     // bind/gradient_rules.cc
PyObject* set_library_kernel(PyObject*, PyObject* const* args, Py_ssize_t n);  // bind/host_op.cc, METH_FASTCALL
PyObject* register_host_op(PyObject*, PyObject* description);               // bind/host_op.cc, METH_O

// Calls fn on every leaf of a nested structure. Borrowed references.
template <class Fn> void each_leaf(PyObject* o, Fn&& fn) {
  if (is_tensor(o) || is_variable(o)) return fn(o);
  if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) {
    Nesting guard;
    Ref tuple = checked(PySequence_Tuple(o));  // fn may run code that changes a list
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) {
      PyObject* e = PyTuple_GET_ITEM(tuple.get(), i);
      if (e == Py_None) fn(e);
      else each_leaf(e, fn);
    }
    return;
  }
  Ref flat = checked(PyObject_CallOneArg(hook(kHookFlatten), o));
  Ref tuple = checked(PySequence_Tuple(flat.get()));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) fn(PyTuple_GET_ITEM(tuple.get(), i));
}

// A gradient as a tensor, IndexedSlices or None; and the reverse. `like` names the dtype.
PyObject* wrap_gradient(GradValue& g);
GradValue unwrap_gradient(PyObject* o, DType like);
// Whether slices that the user's code returned fit an input of this shape; fills in a missing dense_shape.
bool slices_fit(GradValue& g, ShapeView input);

}  // namespace zeal::bind
