// Iterators over datasets for CPython.
#include <optional>
#include <utility>

#include "bind/dataset.h"
#include "core/fork_guard.h"

namespace zeal::bind {
namespace {

using data::Element;

struct PyIterator {
  PyObject_HEAD
  IteratorState* state;
};

int iterator_traverse(PyObject* o, visitproc visit, void* arg) {
  IteratorState* s = reinterpret_cast<PyIterator*>(o)->state;
  if (!s) return 0;
  Py_VISIT(s->node.get());
  Py_VISIT(s->function.get());
  if (s->outermost) Py_VISIT(s->context->generators.get());
  return 0;
}
int iterator_clear(PyObject* o) {
  if (IteratorState* s = reinterpret_cast<PyIterator*>(o)->state) {
    s->node = Ref();
    s->function = Ref();
    if (s->outermost) s->context->generators = Ref();
  }
  return 0;
}
void iterator_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  delete reinterpret_cast<PyIterator*>(o)->state;
  Py_TYPE(o)->tp_free(o);
}

PyObject* iterator_next(PyObject* o);
PyObject* iterator_next_method(PyObject* o, PyObject*);
PyObject* iterator_get_next(PyObject* o, PyObject* const*, Py_ssize_t, PyObject*);
PyObject* iterator_position(PyObject* o, PyObject*);
PyObject* iterator_go_to(PyObject* o, PyObject* args);
PyObject* iterator_part_of(PyObject* o, PyObject* args);

PyMethodDef iterator_methods[] = {
    {"next", iterator_next_method, METH_NOARGS, "The next element; StopIteration at the end."},
    {"get_next", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(iterator_get_next)), METH_FASTCALL | METH_KEYWORDS,
     "get_next(name=None): the next element; OutOfRangeError at the end."},
    {"_position", iterator_position, METH_NOARGS, "How many elements were taken; and the seed, two numbers, but of iterators that draw from another one's."},
    {"_go_to", iterator_go_to, METH_VARARGS, "_go_to(*position): starts anew and goes to a position."},
    {"_part_of", iterator_part_of, METH_VARARGS, "_part_of(function, value): function(value), which makes elements of the pipeline that this iterator is in."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyTypeObject IteratorType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.DatasetIterator",
    .tp_basicsize = sizeof(PyIterator),
    .tp_dealloc = iterator_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Iterates over a dataset.",
    .tp_traverse = iterator_traverse,
    .tp_clear = iterator_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = iterator_methods,
};

namespace {

// --- iterating ---
int g_forks = 0;  // that led to this process
[[maybe_unused]] const bool forks_are_counted = on_fork_in_child([] { ++g_forks; });

// Those whose elements this thread makes at the moment, by what they share with iterators inside them, the last one first.
struct Making {
  explicit Making(const std::shared_ptr<PyContext>& c) : context(c), before(std::exchange(last, this)) {}
  ~Making() { last = before; }
  const std::shared_ptr<PyContext>& context;  // which may become another one meanwhile
  const Making* before;
  static thread_local const Making* last;
};
thread_local const Making* Making::last = nullptr;

// Datasets may call Python, which may let other threads run: those wait here, without the GIL.
class Turn {
 public:
  explicit Turn(IteratorState& s) : s_(s) {
    if (s_.outermost && Making::last) [[unlikely]] refuse_own_threads();
    if (s_.busy.try_lock()) {
      take();
      return;
    }
    if (s_.owner == std::this_thread::get_id())
      fail(Code::kFailedPrecondition, "a dataset's function asked the iterator that is running it for the next element");
    if (s_.forks != g_forks)
      fail(Code::kFailedPrecondition, "the process was forked while another thread asked this iterator for an element, which "
           "that thread will never finish here; make an iterator in the child");
    if (is_shutting_down()) fail(Code::kAborted, "the program ends, and a thread that it ended was asking this iterator for an element");
    {
      WithoutHostLock others_run;
      s_.busy.lock();
    }
    take();
  }
  ~Turn() {
    making_.reset();
    s_.owner = {};
    s_.busy.unlock();
  }

 private:
  // A thread that makes elements ahead has a turn inside alone; whoever has the turn outside may wait for it.
  void refuse_own_threads() const {
    for (const Making* m = Making::last; m; m = m->before)
      if (m->context == s_.context)
        fail(Code::kFailedPrecondition, "a dataset's function asked the iterator that is running it for the next element");
  }
  void take() {
    making_.emplace(s_.context);
    s_.owner = std::this_thread::get_id();
    s_.forks = g_forks;
  }

  IteratorState& s_;
  std::optional<Making> making_;
};

PyObject* pack(const IteratorState& s, Element& e) {
  std::vector<Tensor> tensors = e.take();
  if (s.pack == Pack::kSingle) {
    if (tensors.size() != 1)
      fail(Code::kInvalidArgument, "an element of ", tensors.size(), " tensors where those before had one: a mapped function "
           "must return the same structure for every element");
    return wrap(std::move(tensors[0]));
  }
  if (s.pack == Pack::kList) return list_of(std::move(tensors));
  if (s.pack == Pack::kCall && !s.function) fail(Code::kFailedPrecondition, "the iterator is being destroyed");
  if (s.pack == Pack::kCall) return PyObject_CallOneArg(s.function.get(), checked(list_of(std::move(tensors))).get());
  Ref tuple = checked(PyTuple_New(Py_ssize_t(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i) PyTuple_SET_ITEM(tuple.get(), i, wrap(std::move(tensors[i])));
  return tuple.release();
}

PyObject* next_element(PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (!reinterpret_cast<PyIterator*>(o)->state) fail(Code::kFailedPrecondition, "the iterator was not made from a dataset");
    if (thread_state().mode & kGraphMode) [[unlikely]] return PyObject_CallMethod(o, "_next_in_graph", nullptr);
    IteratorState& s = *reinterpret_cast<PyIterator*>(o)->state;
    Turn turn(s);
    s.patience.turn();
    Element e;
    if (!s.iterator->next(e)) return nullptr;
    ++s.taken;
    return pack(s, e);
  });
}

// Makes the error that is raised the cause of another one.
[[gnu::cold]] void raise_from_it(PyObject* error, const char* words) {
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  if (trace) PyException_SetTraceback(value, trace);
  Py_DECREF(type);
  Py_XDECREF(trace);
  PyErr_Format(error, words, value);
  PyObject *outer_type, *outer, *outer_trace;
  PyErr_Fetch(&outer_type, &outer, &outer_trace);
  PyErr_NormalizeException(&outer_type, &outer, &outer_trace);
  PyException_SetCause(outer, value);  // takes it over
  PyErr_Restore(outer_type, outer, outer_trace);
}

// A function that asked an iterator of its own for too much, or an op that is out of range, must not pass for the end of the
// dataset: what Python says of generators, and TensorFlow of its iterators.
[[gnu::cold, gnu::noinline]] void refuse_ends() {
  if (PyErr_ExceptionMatches(PyExc_StopIteration)) raise_from_it(PyExc_RuntimeError, "a dataset's function raised StopIteration");
  else if (raises(Code::kOutOfRange))
    raise_from_it(error_class(Code::kInternal),
                  "Iterator returned `OutOfRange`. This indicates an implementation error as `OutOfRange` errors are not expected "
                  "to be returned here. Original message: %S");
}

// Null without an error set at the end.
PyObject* iterator_next(PyObject* o) {
  PyObject* element = next_element(o);
  if (!element && PyErr_Occurred()) refuse_ends();
  return element;
}
PyObject* iterator_next_method(PyObject* o, PyObject*) {
  PyObject* value = iterator_next(o);
  if (!value && !PyErr_Occurred()) PyErr_SetNone(PyExc_StopIteration);
  return value;
}
PyObject* iterator_get_next(PyObject* o, PyObject* const*, Py_ssize_t, PyObject*) {
  PyObject* value = iterator_next(o);
  if (!value && !PyErr_Occurred())
    return guarded([]() -> PyObject* { fail(Code::kOutOfRange, "[IteratorGetNext] End of sequence"); });
  return value;
}

IteratorState& state_of(PyObject* o) {
  IteratorState* s = reinterpret_cast<PyIterator*>(o)->state;
  if (!s || !s->node) fail(Code::kFailedPrecondition, "the iterator was not made from a dataset");
  return *s;
}

PyObject* iterator_position(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    IteratorState& s = state_of(o);
    Turn turn(s);
    if (s.context->source) return Py_BuildValue("(L)", static_cast<long long>(s.taken));
    const data::Seeds seed = s.context->seed();  // also where nothing was random yet: it may be from here on
    return Py_BuildValue("LKK", static_cast<long long>(s.taken), static_cast<unsigned long long>(seed.seed),
                         static_cast<unsigned long long>(seed.seed2));
  });
}

PyObject* iterator_go_to(PyObject* o, PyObject* args) {
  long long taken;
  unsigned long long seed, seed2;
  if (!PyArg_ParseTuple(args, "L|KK", &taken, &seed, &seed2)) return nullptr;
  return guarded([&]() -> PyObject* {
    IteratorState& s = state_of(o);
    auto context = std::make_shared<PyContext>();
    if (PyTuple_GET_SIZE(args) == 3) context->given = data::Seeds{seed, seed2};
    Turn turn(s);
    data::IteratorPtr fresh = s.dataset->iterate(*context);
    s.iterator = std::move(fresh);  // the one before goes before the context that it uses
    s.context = std::move(context);
    s.taken = 0;
    s.taken = s.iterator->skip(taken);
    return PyLong_FromLongLong(s.taken);
  });
}

PyObject* iterator_part_of(PyObject* o, PyObject* args) {
  PyObject *function, *value;
  if (!PyArg_ParseTuple(args, "OO", &function, &value)) return nullptr;
  IteratorState* s = reinterpret_cast<PyIterator*>(o)->state;
  const std::shared_ptr<PyContext> context = s ? s->context : nullptr;
  Making making(context);
  return PyObject_CallOneArg(function, value);
}

}  // namespace

PyObject* list_of(std::vector<Tensor> tensors) {
  Ref list = checked(PyList_New(Py_ssize_t(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i) PyList_SET_ITEM(list.get(), i, wrap(std::move(tensors[i])));
  return list.release();
}
std::vector<Tensor> tensors_of(PyObject* sequence) {
  Ref fast = checked(PySequence_Tuple(sequence));
  std::vector<Tensor> out;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(fast.get()); ++i) out.push_back(concrete_tensor(PyTuple_GET_ITEM(fast.get(), i)));
  return out;
}

Ref new_iterator(PyTypeObject* type, std::unique_ptr<IteratorState> state) {
  Ref it = checked(type->tp_alloc(type, 0));
  reinterpret_cast<PyIterator*>(it.get())->state = state.release();
  return it;
}

}  // namespace zeal::bind
