// zeal.GradientTape for CPython.
#include "bind/bind.h"
#include "bind/variable.h"
#include "core/thread_state.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

struct PyTape {
  PyObject_HEAD
  Tape* tape;
  bool active, used;
  PyObject* dict;
};
PyTape& self_of(PyObject* o) { return *reinterpret_cast<PyTape*>(o); }

PyObject* tape_new(PyTypeObject* type, PyObject*, PyObject*) {
  PyObject* o = type->tp_alloc(type, 0);
  return o;
}

int tape_init(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"persistent", "watch_accessed_variables", nullptr};
  int persistent = 0, watch = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|pp:GradientTape", const_cast<char**>(names), &persistent, &watch)) return -1;
  if (self_of(o).tape) {
    PyErr_SetString(PyExc_RuntimeError, "a GradientTape is initialised once");
    return -1;
  }
  self_of(o).tape = new Tape(persistent, watch);
  return 0;
}

void stop(PyTape& t) {
  if (t.active) pop_tape(t.tape);
  t.active = false;
}

void tape_dealloc(PyObject* o) {
  PyTape& t = self_of(o);
  if (t.tape) {
    stop(t);
    delete t.tape;
  }
  Py_CLEAR(t.dict);
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

PyTape& checked_tape(PyObject* o) {
  if (!self_of(o).tape) fail(Code::kRuntimeError, "GradientTape.__init__ was not called");
  return self_of(o);
}

PyObject* enter(PyObject* o, PyObject*) {
  return guarded([&] {
    PyTape& t = checked_tape(o);
    if (t.active) fail(Code::kValueError, "Tape is already recording.");
    if (t.used) t.tape->clear();
    t.used = false;
    push_tape(t.tape);
    t.active = true;
    return Py_NewRef(o);
  });
}

PyObject* leave(PyObject* o, PyObject* const*, Py_ssize_t) {
  stop(self_of(o));
  Py_RETURN_NONE;
}

// Pauses and resumes recording; zeal.GradientTape.stop_recording is built on them.
PyObject* pause(PyObject* o, PyObject*) {
  return guarded([&] {
    PyTape& t = checked_tape(o);
    if (!t.active) fail(Code::kValueError, "Tape is not recording.");
    stop(t);
    return Py_NewRef(Py_None);
  });
}
PyObject* resume(PyObject* o, PyObject*) {
  return guarded([&] {
    PyTape& t = checked_tape(o);
    if (!t.active) push_tape(t.tape);
    t.active = true;
    return Py_NewRef(Py_None);
  });
}
PyObject* reset(PyObject* o, PyObject*) {
  return guarded([&] {
    PyTape& t = checked_tape(o);
    t.tape->clear();
    t.used = false;
    return Py_NewRef(Py_None);
  });
}

// Calls fn on every value of a nested structure.
template <class Fn> void each(PyObject* o, Fn&& fn) {
  if (is_tensor(o) || is_variable(o)) return fn(o);
  Ref flat;
  if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) flat = Ref::share(o);
  else flat = checked(PyObject_CallOneArg(hook(kHookFlatten), o));
  Ref tuple = checked(PySequence_Tuple(flat.get()));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) {
    PyObject* e = PyTuple_GET_ITEM(tuple.get(), i);
    if (is_tensor(e) || is_variable(e) || e == Py_None) fn(e);
    else if (e == o || is_python_scalar(e)) fn(e);
    else each(e, fn);
  }
}

PyObject* watch(PyObject* o, PyObject* value) {
  return guarded([&] {
    PyTape& t = checked_tape(o);
    each(value, [&](PyObject* e) {
      if (is_variable(e)) {
        t.tape->watch(variable_of(e));
        return;
      }
      if (!is_tensor(e)) fail(Code::kTypeError, "GradientTape.watch takes tensors and variables, got a ", Py_TYPE(e)->tp_name);
      TensorImpl* impl = impl_of(e);
      if (contains(kTrainable, impl->dtype)) t.tape->watch(*impl);
      else if (PyErr_WarnFormat(PyExc_UserWarning, 1, "The dtype of the watched tensor must be floating (e.g. tf.float32), got %s; it is not watched", dtype_name(impl->dtype)) < 0) throw PythonError();
    });
    return Py_NewRef(Py_None);
  });
}

int node_of(const Tape& tape, PyObject* o) {
  if (is_variable(o)) return tape.node_of(variable_of(o));
  if (is_tensor(o)) return tape.node_of(*impl_of(o));
  return -1;
}

PyObject* wrap_gradient(GradValue& g) {
  if (g.empty()) Py_RETURN_NONE;
  if (!g.sparse()) return wrap(std::move(g.dense));
  Ref values(wrap(std::move(g.values))), indices(wrap(std::move(g.indices))), shape(wrap(std::move(g.dense_shape)));
  return PyObject_CallFunctionObjArgs(hook(kHookIndexedSlices), values.get(), indices.get(), shape.get(), nullptr);
}

Tensor default_seed(PyObject* target) {
  Tensor t = is_variable(target) ? variable_value(target) : Tensor::share(impl_of(target));
  return call(OP(OnesLike), {t});
}

struct Targets {
  std::vector<int> nodes;
  std::vector<Tensor> seeds;
};

Targets read_targets(const Tape& tape, PyObject* target, PyObject* output_gradients) {
  Targets t;
  std::vector<PyObject*> values;
  each(target, [&](PyObject* e) {
    if (!is_tensor(e) && !is_variable(e))
      fail(Code::kTypeError, "GradientTape.gradient: targets must be tensors or variables, got a ", Py_TYPE(e)->tp_name);
    values.push_back(e);
  });
  std::vector<PyObject*> given;
  if (output_gradients != Py_None) each(output_gradients, [&](PyObject* e) { given.push_back(e); });
  if (!given.empty() && given.size() != values.size())
    fail(Code::kValueError, "output_gradients has ", given.size(), " entries for ", values.size(), " targets");
  for (size_t i = 0; i < values.size(); ++i) {
    int node = node_of(tape, values[i]);
    t.nodes.push_back(node);
    if (node < 0) {
      t.seeds.emplace_back();
      continue;
    }
    bool has = !given.empty() && given[i] != Py_None;
    TensorImpl* v = is_variable(values[i]) ? variable_value(values[i]).get() : impl_of(values[i]);
    Tensor seed = has ? to_tensor(given[i], v->dtype, "output_gradients") : default_seed(values[i]);
    if (!(seed->shape() == v->shape()))
      fail(Code::kInvalidArgument, "output_gradients[", i, "] is ", describe(*seed), ", its target is ", describe(*v), "; the shapes must be equal");
    t.seeds.push_back(std::move(seed));
  }
  return t;
}

std::vector<PyObject*> read_sources(PyObject* sources) {
  std::vector<PyObject*> out;
  each(sources, [&](PyObject* e) {
    if (!is_tensor(e) && !is_variable(e))
      fail(Code::kTypeError, "GradientTape.gradient: sources must be tensors or variables, got a ", Py_TYPE(e)->tp_name);
    out.push_back(e);
  });
  return out;
}

PyObject* zeros_of(PyObject* source) {
  Tensor t = is_variable(source) ? variable_value(source) : Tensor::share(impl_of(source));
  return wrap(call(OP(ZerosLike), {t}));
}

// A flat list in the order of the sources, packed into their structure.
PyObject* pack(PyObject* sources, Ref flat) {
  if (is_tensor(sources) || is_variable(sources)) return Py_NewRef(PyList_GET_ITEM(flat.get(), 0));
  bool simple = PyList_CheckExact(sources);
  for (Py_ssize_t i = 0; simple && i < PyList_GET_SIZE(sources); ++i) {
    PyObject* e = PyList_GET_ITEM(sources, i);
    simple = is_tensor(e) || is_variable(e);
  }
  if (simple) return flat.release();
  return PyObject_CallFunctionObjArgs(hook(kHookPack), sources, flat.get(), nullptr);
}

// Reads unconnected_gradients: true for "zero".
bool wants_zeros(PyObject* o) {
  if (!o || o == Py_None) return false;
  Ref value(PyUnicode_Check(o) ? Py_NewRef(o) : PyObject_GetAttrString(o, "value"));
  if (value && PyUnicode_Check(value.get())) {
    if (!PyUnicode_CompareWithASCIIString(value.get(), "zero")) return true;
    if (!PyUnicode_CompareWithASCIIString(value.get(), "none")) return false;
  }
  PyErr_Clear();
  fail(Code::kValueError, "Unknown value for unconnected_gradients: it must be tf.UnconnectedGradients.NONE or ZERO");
}

PyObject* run_gradient(PyTape& t, PyObject* target, PyObject* sources, PyObject* seeds, bool zeros) {
  if (t.used) fail(Code::kRuntimeError, "GradientTape.gradient can only be called once on non-persistent tapes.");
  if (!t.tape->persistent()) {
    stop(t);
    t.used = true;
  }
  Targets targets = read_targets(*t.tape, target, seeds);
  std::vector<PyObject*> flat = read_sources(sources);
  std::vector<int> nodes;
  for (PyObject* s : flat) nodes.push_back(node_of(*t.tape, s));
  std::vector<GradValue> grads = t.tape->gradient(targets.nodes, std::move(targets.seeds), nodes);
  Ref out = checked(PyList_New(Py_ssize_t(flat.size())));
  for (size_t i = 0; i < flat.size(); ++i) {
    bool fill = zeros && grads[i].empty();
    PyList_SET_ITEM(out.get(), i, checked(fill ? zeros_of(flat[i]) : wrap_gradient(grads[i])).release());
  }
  return pack(sources, std::move(out));
}

PyObject* gradient(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  static const char* names[] = {"target", "sources", "output_gradients", "unconnected_gradients"};
  PyObject* v[4] = {};
  if (n > 4) return PyErr_Format(PyExc_TypeError, "gradient() takes at most 4 arguments, got %zd", n);
  for (Py_ssize_t i = 0; i < n; ++i) v[i] = args[i];
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k) {
    int at = 0;
    while (at < 4 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, k), names[at])) ++at;
    if (at == 4 || v[at]) return PyErr_Format(PyExc_TypeError, "gradient() got an unexpected or repeated argument '%U'", PyTuple_GET_ITEM(kwnames, k));
    v[at] = args[n + k];
  }
  if (!v[0] || !v[1]) return PyErr_Format(PyExc_TypeError, "gradient() needs target and sources");
  return guarded([&] { return run_gradient(checked_tape(o), v[0], v[1], v[2] ? v[2] : Py_None, wants_zeros(v[3])); });
}

PyObject* watched_variables(PyObject* o, PyObject*) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (VariableImpl* v : checked_tape(o).tape->variables())
      if (v->object) check(PyList_Append(list.get(), static_cast<PyObject*>(v->object)));
    return PyList_AsTuple(list.get());
  });
}

PyObject* get_persistent(PyObject* o, void*) {
  return guarded([&] { return PyBool_FromLong(checked_tape(o).tape->persistent()); });
}
PyObject* get_size(PyObject* o, void*) {
  return guarded([&] { return PyLong_FromSize_t(checked_tape(o).tape->size()); });
}

template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef methods[] = {
    {"__enter__", enter, METH_NOARGS, nullptr},
    {"__exit__", fn(leave), METH_FASTCALL, nullptr},
    {"_pause", pause, METH_NOARGS, nullptr},
    {"_resume", resume, METH_NOARGS, nullptr},
    {"reset", reset, METH_NOARGS, "Forgets everything recorded so far."},
    {"watch", watch, METH_O, "watch(tensor): ensures that tensor is being traced by this tape."},
    {"watched_variables", watched_variables, METH_NOARGS, "Variables watched by this tape, in order of first use."},
    {"gradient", fn(gradient), METH_FASTCALL | METH_KEYWORDS,
     "gradient(target, sources, output_gradients=None, unconnected_gradients=None)\n\n"
     "Computes the gradient of target by sources from what the tape recorded.\n\n"
     "Args:\n  target: tensor, variable, or a nested structure of them.\n  sources: the same.\n"
     "  output_gradients: gradients of the targets, ones by default.\n"
     "  unconnected_gradients: tf.UnconnectedGradients.NONE (default) or ZERO.\n\n"
     "Returns:\n  Gradients in the structure of sources; None where target does not depend on a source.\n\n"
     "Raises:\n  RuntimeError: a second call on a tape that is not persistent."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef getset[] = {
    {"_persistent", get_persistent, nullptr, nullptr, nullptr},
    {"_num_entries", get_size, nullptr, nullptr, nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject TapeType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.GradientTape",
    .tp_basicsize = sizeof(PyTape),
    .tp_dealloc = tape_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "Records ops so that gradients can be computed.",
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyTape, dict),
    .tp_init = tape_init,
    .tp_new = tape_new,
};

}  // namespace

void add_tape_type(PyObject* module) {
  check(PyType_Ready(&TapeType));
  check(PyModule_AddObjectRef(module, "GradientTape", reinterpret_cast<PyObject*>(&TapeType)));
}

}  // namespace zeal::bind
