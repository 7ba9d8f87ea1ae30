// zeal._native.Programs: those of a session by what is fetched and fed, and the short way of Session.run.
#include <unordered_map>

#include "bind/graph/program.h"
#include "bind/numpy_api.h"
#include "core/small_list.h"

namespace zeal::bind {
namespace {

// What is fetched, nothing, what is fed: objects that the program keeps, so that an address means one object.
using Key = std::vector<PyObject*>;
struct Hash {
  size_t operator()(const Key& key) const {
    size_t h = key.size();
    for (PyObject* o : key) h = (h ^ (reinterpret_cast<size_t>(o) >> 4)) * 0x9E3779B97F4A7C15u;
    return h;
  }
};

struct PyPrograms {
  PyObject_HEAD
  std::unordered_map<Key, PyObject*, Hash>* known;  // programs, owned
  Key* last;  // room for the key of a call
};
PyPrograms& self_of(PyObject* o) { return *reinterpret_cast<PyPrograms*>(o); }

PyObject* programs_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] {
    Ref o = checked(type->tp_alloc(type, 0));
    self_of(o.get()).known = new std::unordered_map<Key, PyObject*, Hash>;
    self_of(o.get()).last = new Key;
    return o.release();
  });
}
int programs_clear(PyObject* o) {
  auto gone = std::exchange(*self_of(o).known, {});
  for (auto& [key, program] : gone) Py_DECREF(program);
  return 0;
}
void programs_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  programs_clear(o);
  delete self_of(o).known;
  delete self_of(o).last;
  Py_TYPE(o)->tp_free(o);
}
int programs_traverse(PyObject* o, visitproc visit, void* arg) {
  for (auto& [key, program] : *self_of(o).known) Py_VISIT(program);
  return 0;
}

// --- the short way: tensors, operations and variables, alone or in a list, fed values that fit their placeholders ---
bool is_plain_fetch(PyObject* o) { return is_tensor(o) || is_operation(o) || is_variable(o); }

bool read_fetches(PyObject* fetches, Key& key) {
  if (is_plain_fetch(fetches)) return key.push_back(fetches), true;
  if (!is_list(fetches)) return false;
  PyObject** items = PySequence_Fast_ITEMS(fetches);
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fetches); ++i) {
    if (!is_plain_fetch(items[i])) return false;
    key.push_back(items[i]);
  }
  return true;
}

using Values = SmallList<Ref, 4>;
using Tensors = SmallList<Tensor, 4>;

bool read_feeds(PyObject* feeds, Key& key, Values& values) {
  key.push_back(nullptr);
  if (feeds == Py_None) return true;
  if (!PyDict_CheckExact(feeds)) return false;
  PyObject *tensor, *value;
  for (Py_ssize_t at = 0; PyDict_Next(feeds, &at, &tensor, &value);) {
    if (Py_TYPE(tensor) != &TensorType) return false;
    key.push_back(tensor);
    values.push_back(Ref::share(value));
  }
  return true;
}

// A fed value as a tensor; null where it does not fit, about which the long way has words.
Tensor fed(const Program& program, size_t i, PyObject* value) {
  const TensorImpl& want = program.feed(i);
  if (is_variable(value) || (is_tensor(value) && impl_of(value)->symbolic())) return {};
  Tensor t;
  try {
    if (program.borrows_feed(i)) t = borrow_numpy(value, want.dtype);
    if (!t) t = to_tensor(value, want.dtype);
  } catch (const Error&) {
    return {};
  } catch (const PythonError&) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_ValueError) && !PyErr_ExceptionMatches(PyExc_OverflowError)) throw;
    PyErr_Clear();
    return {};
  }
  return t->has_value() && t->dtype == want.dtype && are_compatible(t->shape(), want.shape()) ? t : Tensor();
}

PyObject* as_numpy(Tensor t) {
  Ref o = checked(wrap(std::move(t)));
  return to_numpy(o.get());
}

PyObject* value_at(Tensors& results, int place) { return place < 0 ? Py_NewRef(Py_None) : as_numpy(results[size_t(place)]); }

PyObject* run_program(PyObject* program, SessionState& state, Tensors& feeds, bool lone, bool tuple) {
  const Ref held = Ref::share(program);
  const PyProgram& p = program_in(program);
  Tensors results;
  for (size_t i = 0; i < p.held->num_fetches(); ++i) results.push_back(Tensor());
  p.held->run(state, feeds.data(), results.data());
  if (lone) return value_at(results, (*p.places)[0]);
  const auto n = Py_ssize_t(p.places->size());
  Ref out = checked(tuple ? PyTuple_New(n) : PyList_New(n));
  for (Py_ssize_t i = 0; i < n; ++i) {
    PyObject* value = checked(value_at(results, (*p.places)[size_t(i)])).release();
    if (tuple) PyTuple_SET_ITEM(out.get(), i, value);
    else PyList_SET_ITEM(out.get(), i, value);
  }
  return out.release();
}

PyObject* try_run(PyObject* o, PyObject* const* args) {
  Key& key = *self_of(o).last;
  key.clear();
  Values values;
  if (!read_fetches(args[1], key) || !read_feeds(args[2], key, values)) return Py_NewRef(Py_NotImplemented);
  const auto known = self_of(o).known->find(key);
  if (known == self_of(o).known->end() || !program_in(known->second).held->is_current()) return Py_NewRef(Py_NotImplemented);
  const Ref program = Ref::share(known->second);
  Tensors feeds;
  {
    const RunNow now;
    for (size_t i = 0; i < values.size(); ++i) {
      feeds.push_back(fed(*program_in(program.get()).held, i, values[i].get()));
      if (!feeds[i]) return Py_NewRef(Py_NotImplemented);
    }
  }
  return run_program(program.get(), state_in(args[0]), feeds, !is_list(args[1]), PyTuple_CheckExact(args[1]));
}

// run(state, fetches, feed_dict): NotImplemented where the short way does not serve.
PyObject* programs_run(PyObject* o, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 3) fail(Code::kTypeError, "run(state, fetches, feed_dict) takes 3 arguments");
    const Ref held = Ref::share(args[0]);
    return try_run(o, args);
  });
}

// call(state, program, values, lone): what the program gives, fed these values in order; NotImplemented where one does not fit.
PyObject* programs_call(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 4 || Py_TYPE(args[1]) != &ProgramType || !PyTuple_CheckExact(args[2])) fail(Code::kTypeError, "call(state, program, values, lone)");
    const Ref held = Ref::share(args[0]);
    const Program& program = *program_in(args[1]).held;
    if (size_t(PyTuple_GET_SIZE(args[2])) != program.num_feeds() || !program.is_current()) return Py_NewRef(Py_NotImplemented);
    Tensors feeds;
    {
      const RunNow now;
      for (size_t i = 0; i < program.num_feeds(); ++i) {
        feeds.push_back(fed(program, i, PyTuple_GET_ITEM(args[2], Py_ssize_t(i))));
        if (!feeds[i]) return Py_NewRef(Py_NotImplemented);
      }
    }
    return run_program(args[1], state_in(args[0]), feeds, args[3] == Py_True, false);
  });
}

// get(keys): the program whose keys these objects are, or None; add(program) notes one by its own.
Key key_of(PyObject* keys) {
  Key key;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); ++i) {
    PyObject* o = PyTuple_GET_ITEM(keys, i);
    key.push_back(o == Py_None ? nullptr : o);
  }
  return key;
}
PyObject* programs_get(PyObject* o, PyObject* keys) {
  return guarded([&]() -> PyObject* {
    if (!PyTuple_CheckExact(keys)) fail(Code::kTypeError, "get(keys) takes a tuple");
    const auto known = self_of(o).known->find(key_of(keys));
    if (known == self_of(o).known->end()) return Py_NewRef(Py_None);
    if (program_in(known->second).held->is_current()) return Py_NewRef(known->second);
    const Ref of_old_edges(known->second);  // dies when the table is done with it
    self_of(o).known->erase(known);
    return Py_NewRef(Py_None);
  });
}
PyObject* programs_add(PyObject* o, PyObject* program) {
  return guarded([&] {
    if (Py_TYPE(program) != &ProgramType) fail(Code::kTypeError, "add(program) takes a Program");
    if (self_of(o).known->try_emplace(key_of(program_in(program).keys), program).second) Py_INCREF(program);
    return Py_NewRef(Py_None);
  });
}
PyObject* programs_forget(PyObject* o, PyObject*) { return programs_clear(o), Py_NewRef(Py_None); }

PyMethodDef methods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(programs_run)), METH_FASTCALL, "run(state, fetches, feed_dict): values, or NotImplemented."},
    {"call", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(programs_call)), METH_FASTCALL, "call(state, program, values, lone): values, or NotImplemented."},
    {"get", programs_get, METH_O, "get(keys): a program, or None."},
    {"add", programs_add, METH_O, "add(program): keeps it by its keys."},
    {"clear", programs_forget, METH_NOARGS, "clear(): forgets all."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject ProgramsType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Programs",
    .tp_basicsize = sizeof(PyPrograms),
    .tp_dealloc = programs_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "The programs of a session.",
    .tp_traverse = programs_traverse,
    .tp_clear = programs_clear,
    .tp_methods = methods,
    .tp_new = programs_new,
};

}  // namespace

void add_program_cache(PyObject* module) {
  check(PyType_Ready(&ProgramsType));
  check(PyModule_AddObjectRef(module, "Programs", reinterpret_cast<PyObject*>(&ProgramsType)));
}

}  // namespace zeal::bind
