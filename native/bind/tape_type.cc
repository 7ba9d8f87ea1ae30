// zeal.GradientTape for CPython: construction, recording, watching.
#include "bind/tape.h"

#include <algorithm>
#include <cstddef>

#include "bind/variable.h"
#include "core/thread_state.h"

namespace zeal::bind {
namespace {

// Tapes are made and dropped at every training step: keep some. The GIL guards this list.
constexpr int kMaxFree = 8;
PyObject* g_free[kMaxFree];
int g_num_free = 0;

extern PyTypeObject TapeType;

PyObject* make_tape(PyTypeObject* type) {
  if (type == &TapeType && g_num_free) {
    PyObject* o = g_free[--g_num_free];
    Py_SET_REFCNT(o, 1);
    PyObject_GC_Track(o);
    return o;
  }
  PyObject* o = type->tp_alloc(type, 0);
  if (!o) return nullptr;
  tape_of(o).tape = new Tape;
  tape_of(o).tape->object = o;
  tape_of(o).pooled = type == &TapeType;
  return o;
}

PyObject* tape_new(PyTypeObject* type, PyObject*, PyObject*) { return make_tape(type); }

int tape_init(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"persistent", "watch_accessed_variables", nullptr};
  int persistent = 0, watch = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|pp:GradientTape", const_cast<char**>(names), &persistent, &watch)) return -1;
  PyTape& t = tape_of(o);
  if (t.home || t.tape->busy()) {
    PyErr_SetString(PyExc_RuntimeError, "a GradientTape in use cannot be initialised again");
    return -1;
  }
  t.tape->start(persistent, watch);
  t.live = false;
  return 0;
}

// GradientTape() with no argument, the common case, skips argument parsing.
PyObject* tape_vectorcall(PyObject* type, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  size_t n = PyVectorcall_NARGS(nargsf) + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
  if (n) {
    Ref tuple(PyTuple_New(PyVectorcall_NARGS(nargsf))), dict(PyDict_New());
    if (!tuple || !dict) return nullptr;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) PyTuple_SET_ITEM(tuple.get(), i, Py_NewRef(args[i]));
    for (Py_ssize_t i = PyTuple_GET_SIZE(tuple.get()); i < Py_ssize_t(n); ++i)
      if (PyDict_SetItem(dict.get(), PyTuple_GET_ITEM(kwnames, i - PyTuple_GET_SIZE(tuple.get())), args[i]) < 0) return nullptr;
    Ref o(make_tape(reinterpret_cast<PyTypeObject*>(type)));
    if (!o || tape_init(o.get(), tuple.get(), dict.get()) < 0) return nullptr;
    return o.release();
  }
  return make_tape(reinterpret_cast<PyTypeObject*>(type));
}

void tape_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  PyTape& t = tape_of(o);  // a recording tape is held by its thread, so this one does not record
  t.tape->start(false, true);  // one from the pool is as good as new
  t.live = false;
  Py_CLEAR(t.dict);
  if (t.pooled && g_num_free < kMaxFree) {
    g_free[g_num_free++] = o;
    return;
  }
  t.tape->unref();
  Py_TYPE(o)->tp_free(o);  // a Python subclass drops its own reference to its type
}

int tape_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(tape_of(o).dict);
  auto on_object = reinterpret_cast<int (*)(void*, void*)>(visit);
  return tape_of(o).tape->traverse(on_object, arg);
}

int tape_clear(PyObject* o) {
  Py_CLEAR(tape_of(o).dict);
  if (!tape_of(o).home && !tape_of(o).tape->busy()) tape_of(o).tape->clear();
  return 0;
}

// A tape that was used up keeps entries without their values, for explain(): they must not be met again.
void start_anew(PyTape& t) {
  if (t.tape->busy()) fail(Code::kRuntimeError, "the tape is computing a gradient; it cannot start anew");
  t.live = true;  // first: finalizers may use the tape, and use it up
  t.tape->clear();
}

// While it records, the thread holds a reference: `with GradientTape():` needs no name for it.
void start_recording(PyObject* o) {
  PyTape& t = tape_of(o);
  ThreadState& ts = thread_state();
  if (!t.home && !t.live) start_anew(t);
  if (t.home) fail(Code::kValueError, "Tape is already recording.");
  if (!ts.guarded) guard_thread(ts);
  push_tape(t.tape);
  t.home = &ts;
  Py_INCREF(o);
}

void require_recording(PyTape& t) {
  if (!t.home) fail(Code::kValueError, "Tape is not recording.");
}

PyObject* enter(PyObject* o, PyObject*) {
  return guarded([&] {
    start_recording(o);
    return Py_NewRef(o);
  });
}

PyObject* leave(PyObject* o, PyObject* const*, Py_ssize_t) {
  return guarded([&] {
    if (tape_of(o).home) stop_tape(tape_of(o));
    return Py_NewRef(Py_None);
  });
}

PyObject* pause(PyObject* o, PyObject*) {
  return guarded([&] {
    if (!tape_of(o).home) fail(Code::kRuntimeError, "Trying to stop recording a tape which is not recording.");
    stop_tape(tape_of(o));
    return Py_NewRef(Py_None);
  });
}
PyObject* resume(PyObject* o, PyObject*) {
  return guarded([&] {
    start_recording(o);
    return Py_NewRef(Py_None);
  });
}
PyObject* reset(PyObject* o, PyObject*) {
  return guarded([&] {
    PyTape& t = tape_of(o);
    require_recording(t);
    if (t.tape->busy()) fail(Code::kRuntimeError, "the tape is computing a gradient; it cannot be reset");
    t.tape->clear();
    return Py_NewRef(Py_None);
  });
}

void check_watchable(PyObject* e) {
  if (is_variable(e) || is_tensor(e)) return;
  fail(Code::kValueError, "Passed in object of type <class '", Py_TYPE(e)->tp_name, "'>, not tf.Tensor");
}

void watch_one(Tape& tape, PyObject* e) {
  check_watchable(e);
  if (is_variable(e)) {
    tape.watch(variable_of(e));
    return;
  }
  TensorImpl& t = *impl_of(e);
  if (contains(kTrainable, t.dtype)) tape.watch(t);
  else if (t.dtype == DType::kResource) tape.watch(variable_at(t));
  else checked(PyObject_CallFunction(hook(kHookWarnDType), "sN", "watched", Py_NewRef(dtype_object(t.dtype))));
}

PyObject* watch(PyObject* o, PyObject* value) {
  return guarded([&] {
    PyTape& t = tape_of(o);
    if (!t.live) each_leaf(value, check_watchable);
    if (!t.live) fail(Code::kRuntimeError, "GradientTape.watch: the tape has not recorded yet; call watch inside its `with` block");
    if (is_tensor(value) && contains(kTrainable, impl_of(value)->dtype)) t.tape->watch(*impl_of(value));
    else each_leaf(value, [&](PyObject* e) { watch_one(*t.tape, e); });
    return Py_NewRef(Py_None);
  });
}

PyObject* watched_variables(PyObject* o, PyObject*) {
  return guarded([&] {
    std::vector<VariableImpl*> found = tape_of(o).tape->variables();
    std::erase_if(found, [](auto* v) { return !v->object; });
    std::sort(found.begin(), found.end(), [](auto* a, auto* b) { return a->id < b->id; });
    std::vector<Ref> held;  // a tuple is made in a collector's sight: its finalizers may reset the tape
    for (VariableImpl* v : found) held.push_back(Ref::share(static_cast<PyObject*>(v->object)));
    Ref tuple = checked(PyTuple_New(Py_ssize_t(held.size())));
    for (size_t i = 0; i < held.size(); ++i) PyTuple_SET_ITEM(tuple.get(), Py_ssize_t(i), held[i].release());
    return tuple.release();
  });
}

PyObject* record_nothing(PyObject* o, PyObject* hide) {
  tape_of(o).tape->record_nothing(hide == Py_True);
  Py_RETURN_NONE;
}

PyObject* get_persistent(PyObject* o, void*) { return PyBool_FromLong(tape_of(o).tape->persistent()); }
PyObject* get_recording(PyObject* o, void*) { return PyBool_FromLong(tape_of(o).home != nullptr); }
PyObject* get_size(PyObject* o, void*) { return PyLong_FromSize_t(tape_of(o).tape->size()); }

template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef methods[] = {
    {"__enter__", enter, METH_NOARGS, nullptr},
    {"__exit__", fn(leave), METH_FASTCALL, nullptr},
    {"_pause", pause, METH_NOARGS, nullptr},
    {"_resume", resume, METH_NOARGS, nullptr},
    {"_record_nothing", record_nothing, METH_O,
     "From here on only notes which variables are read; True hides ops from the tapes around it too."},
    {"reset", reset, METH_NOARGS,
     "reset()\n\nForgets everything recorded so far; recording goes on.\n\n"
     "Raises:\n  ValueError: the tape is not recording."},
    {"watch", watch, METH_O,
     "watch(tensor)\n\nFollows a tensor from here on.\n\n"
     "Args:\n  tensor: a floating point or complex tensor, a variable, or a nested structure of them.\n\n"
     "Raises:\n  ValueError: it is something else."},
    {"watched_variables", watched_variables, METH_NOARGS,
     "watched_variables()\n\nReturns the variables this tape follows, a tuple in order of their creation."},
    {"gradient", fn(tape_gradient), METH_FASTCALL | METH_KEYWORDS,
     "gradient(target, sources, output_gradients=None, unconnected_gradients=UnconnectedGradients.NONE)\n\n"
     "Computes the gradient of target by sources from what the tape recorded.\n\n"
     "Args:\n  target: tensor, variable, or a nested structure of them; several are added up.\n  sources: the same.\n"
     "  output_gradients: gradients of the targets, ones by default.\n"
     "  unconnected_gradients: tf.UnconnectedGradients.NONE or ZERO.\n\n"
     "Returns:\n  Gradients in the structure of sources; None where target does not depend on a source\n"
     "  (explain says why). IndexedSlices for gathers.\n\n"
     "Raises:\n  RuntimeError: a second call on a tape that is not persistent.\n"
     "  ValueError: unconnected_gradients is unknown.\n\n"
     "Example:\n  >>> x = tf.constant(3.0)\n  >>> with tf.GradientTape() as tape:\n  ...     tape.watch(x)\n  ...     y = x * x\n"
     "  >>> tape.gradient(y, x).numpy()\n  6.0"},
    {"explain", fn(tape_explain), METH_FASTCALL,
     "explain(target, source)\n\nSays why the gradient of target by source is None: which op broke the path, on which\n"
     "line of the program; or that a value left through numpy(), or was never watched.\n\n"
     "Args:\n  target: a tensor or variable.\n  source: a tensor or variable.\n\nReturns:\n  A sentence or two.\n\n"
     "Example:\n  >>> x = tf.constant(3.0)\n  >>> with tf.GradientTape() as tape:\n  ...     tape.watch(x)\n"
     "  ...     y = tf.stop_gradient(x) * 2.0\n  >>> 'StopGradient' in tape.explain(y, x)\n  True"},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef getset[] = {
    {"_persistent", get_persistent, nullptr, nullptr, nullptr},
    {"_recording", get_recording, nullptr, nullptr, nullptr},
    {"_num_entries", get_size, nullptr, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject TapeType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.GradientTape",
    .tp_basicsize = sizeof(PyTape),
    .tp_dealloc = tape_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "GradientTape(persistent=False, watch_accessed_variables=True)\n--\n\n"
              "Records operations for automatic differentiation.\n\n"
              "Args:\n  persistent: whether `gradient` may be called more than once.\n"
              "  watch_accessed_variables: whether trainable variables are watched when they are read.\n\n"
              "Example:\n  >>> x = tf.constant(3.0)\n  >>> with tf.GradientTape() as tape:\n  ...     tape.watch(x)\n"
              "  ...     y = x * x\n  >>> tape.gradient(y, x).numpy()\n  6.0",
    .tp_traverse = tape_traverse,
    .tp_clear = tape_clear,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyTape, dict),
    .tp_init = tape_init,
    .tp_new = tape_new,
    .tp_vectorcall = tape_vectorcall,
};

void keep_object(void* o) { Py_INCREF(static_cast<PyObject*>(o)); }
void release_object(void* o) { Py_DECREF(static_cast<PyObject*>(o)); }

}  // namespace

void stop_tape(PyTape& t) {
  if (t.home != &thread_state())
    fail(Code::kRuntimeError, "the GradientTape records in another thread; leave its `with` block there first");
  pop_tape(t.tape);
  t.home = nullptr;
  Py_DECREF(reinterpret_cast<PyObject*>(&t));  // the caller holds another
}

namespace {

PyObject* extend_tape(PyObject*, PyObject* functions) {
  if (PyDict_Update(TapeType.tp_dict, functions) < 0) return nullptr;
  PyType_Modified(&TapeType);
  Py_RETURN_NONE;
}

PyMethodDef functions[] = {
    {"extend_tape", extend_tape, METH_O, "Adds methods, a dict of functions, to GradientTape."},
    {"record_gradient", fn(record_gradient), METH_FASTCALL,
     "record_gradient(name, outputs, inputs, function): outputs as tensors whose gradient is function(*output gradients)."},
    {"set_gradient", fn(set_gradient), METH_FASTCALL,
     "set_gradient(op_name, rule): differentiates an op by a Python function, or by none; False when there is no such op."},
    {"set_library_kernel", fn(set_library_kernel), METH_FASTCALL,
     "set_library_kernel(op_name, kernel): the part of a native op that a library does; see zeal/ops/host_op.py."},
    {"register_host_op", register_host_op, METH_O, "Adds an op with a Python kernel to the registry; see zeal/ops/host_op.py."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_tape_type(PyObject* module) {
  g_object_keep = keep_object;
  g_object_release = release_object;
  check(PyType_Ready(&TapeType));
  check(PyModule_AddObjectRef(module, "GradientTape", reinterpret_cast<PyObject*>(&TapeType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
