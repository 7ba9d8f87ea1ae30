// Datasets and their iterators for CPython, and datasets that call Python functions.
#include <algorithm>
#include <mutex>
#include <thread>

#include "bind/bind.h"
#include "data/dataset.h"

namespace zeal::bind {
namespace {

using data::DatasetPtr;
using data::Element;

// A reference that may be dropped by any thread.
struct Function {
  explicit Function(PyObject* f) : fn(Ref::share(f)) {}
  ~Function() {
    PyGILState_STATE gil = PyGILState_Ensure();
    fn = Ref();
    PyGILState_Release(gil);
  }
  Ref call(Element& e) const;
  Ref fn;  // null once the garbage collector cleared it
};

// Deeper pipelines would overflow the stack: every step calls the one below.
constexpr int kMaxDepth = 10000;

struct PyNode {
  PyObject_HEAD
  DatasetPtr* dataset;
  PyObject* inputs;    // tuple of nodes: alive as long as this one, so that each function has its node
  Function* function;  // of the dataset itself, for the garbage collector; may be null
  int depth;
};
PyNode& node_of(PyObject* o) { return *reinterpret_cast<PyNode*>(o); }

// How an element's tensors become one Python value.
enum class Pack { kSingle, kTuple, kCall };

struct IteratorState {
  Ref node;
  DatasetPtr dataset;
  data::Context context;
  data::IteratorPtr iterator;
  Pack pack = Pack::kSingle;
  Ref function;  // of kCall
  std::mutex busy;
  std::thread::id owner;
};
struct PyIterator {
  PyObject_HEAD
  IteratorState* state;
};

// Functions often belong to objects that hold the dataset: the garbage collector must see through.
int node_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(node_of(o).inputs);
  if (node_of(o).function) Py_VISIT(node_of(o).function->fn.get());
  return 0;
}
int node_clear(PyObject* o) {
  if (node_of(o).function) node_of(o).function->fn = Ref();
  Py_CLEAR(node_of(o).inputs);
  return 0;
}
void node_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  delete node_of(o).dataset;
  Py_CLEAR(node_of(o).inputs);
  Py_TYPE(o)->tp_free(o);
}

int iterator_traverse(PyObject* o, visitproc visit, void* arg) {
  IteratorState* s = reinterpret_cast<PyIterator*>(o)->state;
  if (!s) return 0;
  Py_VISIT(s->node.get());
  Py_VISIT(s->function.get());
  return 0;
}
int iterator_clear(PyObject* o) {
  if (IteratorState* s = reinterpret_cast<PyIterator*>(o)->state) {
    s->node = Ref();
    s->function = Ref();
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

PyMethodDef iterator_methods[] = {
    {"next", iterator_next_method, METH_NOARGS, "The next element; StopIteration at the end."},
    {"get_next", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(iterator_get_next)), METH_FASTCALL | METH_KEYWORDS,
     "get_next(name=None): the next element; OutOfRangeError at the end."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject NodeType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.DatasetNode",
    .tp_basicsize = sizeof(PyNode),
    .tp_dealloc = node_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A step of an input pipeline.",
    .tp_traverse = node_traverse,
    .tp_clear = node_clear,
};
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

const DatasetPtr& dataset_of(PyObject* o) {
  if (Py_TYPE(o) != &NodeType) fail(Code::kTypeError, "a dataset node is expected, got a ", Py_TYPE(o)->tp_name);
  return *node_of(o).dataset;
}

// `inputs` is a tuple of nodes, which dataset_of() has checked.
PyObject* wrap_node(DatasetPtr d, Ref inputs, Function* function = nullptr) {
  int depth = 1;
  for (Py_ssize_t i = 0; inputs && i < PyTuple_GET_SIZE(inputs.get()); ++i)
    depth = std::max(depth, node_of(PyTuple_GET_ITEM(inputs.get(), i)).depth + 1);
  if (depth > kMaxDepth) fail(Code::kInvalidArgument, "an input pipeline has more than ", kMaxDepth, " steps on top of each other");
  auto* node = PyObject_GC_New(PyNode, &NodeType);
  if (!node) throw PythonError();
  node->dataset = new DatasetPtr(std::move(d));
  node->inputs = inputs.release();
  node->function = function;
  node->depth = depth;
  PyObject_GC_Track(node);
  return reinterpret_cast<PyObject*>(node);
}
PyObject* wrap_source(DatasetPtr d) { return wrap_node(std::move(d), Ref()); }
PyObject* wrap_step(DatasetPtr d, PyObject* input) { return wrap_node(std::move(d), checked(PyTuple_Pack(1, input))); }

PyObject* list_of(std::vector<Tensor> tensors) {
  Ref list = checked(PyList_New(Py_ssize_t(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i) PyList_SET_ITEM(list.get(), i, wrap(std::move(tensors[i])));
  return list.release();
}
std::vector<Tensor> tensors_of(PyObject* sequence) {
  Ref fast = checked(PySequence_Tuple(sequence));
  std::vector<Tensor> out;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(fast.get()); ++i) out.push_back(to_tensor(PyTuple_GET_ITEM(fast.get(), i)));
  return out;
}

// --- iterating ---
// Datasets may call Python, which may let other threads run: those wait here, without the GIL.
class Turn {
 public:
  explicit Turn(IteratorState& s) : s_(s) {
    if (s_.busy.try_lock()) {
      s_.owner = std::this_thread::get_id();
      return;
    }
    if (s_.owner == std::this_thread::get_id())
      fail(Code::kFailedPrecondition, "a dataset's function asked the iterator that is running it for the next element");
    if (is_shutting_down()) fail(Code::kAborted, "the program ends, and a thread that it ended was asking this iterator for an element");
    {
      WithoutHostLock others_run;
      s_.busy.lock();
    }
    s_.owner = std::this_thread::get_id();
  }
  ~Turn() {
    s_.owner = {};
    s_.busy.unlock();
  }

 private:
  IteratorState& s_;
};

PyObject* pack(const IteratorState& s, Element& e) {
  std::vector<Tensor> tensors = e.take();
  if (s.pack == Pack::kSingle) {
    if (tensors.size() != 1)
      fail(Code::kInvalidArgument, "an element of ", tensors.size(), " tensors where those before had one: a mapped function "
           "must return the same structure for every element");
    return wrap(std::move(tensors[0]));
  }
  if (s.pack == Pack::kCall && !s.function) fail(Code::kFailedPrecondition, "the iterator is being destroyed");
  if (s.pack == Pack::kCall) return PyObject_CallOneArg(s.function.get(), checked(list_of(std::move(tensors))).get());
  Ref tuple = checked(PyTuple_New(Py_ssize_t(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i) PyTuple_SET_ITEM(tuple.get(), i, wrap(std::move(tensors[i])));
  return tuple.release();
}

// Null without an error set at the end.
PyObject* iterator_next(PyObject* o) {
  return guarded([&]() -> PyObject* {
    if (!reinterpret_cast<PyIterator*>(o)->state) fail(Code::kFailedPrecondition, "the iterator was not made from a dataset");
    IteratorState& s = *reinterpret_cast<PyIterator*>(o)->state;
    Turn turn(s);
    Element e;
    return s.iterator->next(e) ? pack(s, e) : nullptr;
  });
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

// dataset_iterator(type, node, pack): pack is 1 for one tensor, 0 for a tuple, or a function of the
// list of tensors.
PyObject* py_iterator(PyObject*, PyObject* args) {
  PyObject *type, *node, *how;
  if (!PyArg_ParseTuple(args, "O!OO", &PyType_Type, &type, &node, &how)) return nullptr;
  return guarded([&] {
    auto* cls = reinterpret_cast<PyTypeObject*>(type);
    if (!PyType_IsSubtype(cls, &IteratorType)) fail(Code::kTypeError, "an iterator type is expected");
    auto s = std::make_unique<IteratorState>();
    s->dataset = dataset_of(node);
    s->node = Ref::share(node);
    s->iterator = s->dataset->iterate(s->context);
    if (PyCallable_Check(how)) s->pack = Pack::kCall, s->function = Ref::share(how);
    else s->pack = PyObject_IsTrue(how) ? Pack::kSingle : Pack::kTuple;
    Ref it = checked(cls->tp_alloc(cls, 0));
    reinterpret_cast<PyIterator*>(it.get())->state = s.release();
    return it.release();
  });
}

// --- datasets of Python functions ---
Ref Function::call(Element& e) const {
  if (!fn) fail(Code::kFailedPrecondition, "the dataset is being destroyed");
  Ref held = Ref::share(fn.get());
  return checked(PyObject_CallOneArg(held.get(), checked(list_of(e.take())).get()));
}

// Elements are what `function(list of tensors)` returns, a sequence of tensors.
class Map : public data::Dataset {
 public:
  Map(DatasetPtr input, PyObject* f) : input_(std::move(input)), function_(f) {}
  Function& function() { return function_; }
  data::IteratorPtr iterate(data::Context& c) const override { return std::make_unique<Iter>(function_, input_->iterate(c)); }

 private:
  struct Iter : data::Iterator {
    Iter(const Function& f, data::IteratorPtr in) : function(f), input(std::move(in)) {}
    bool next(Element& out) override {
      Element e;
      if (!input->next(e)) return false;
      out = Element(tensors_of(function.call(e).get()));
      return true;
    }
    const Function& function;
    data::IteratorPtr input;
  };
  DatasetPtr input_;
  Function function_;
};

// Elements for which `function(list of tensors)` is true.
class Filter : public data::Dataset {
 public:
  Filter(DatasetPtr input, PyObject* f) : input_(std::move(input)), function_(f) {}
  Function& function() { return function_; }
  data::IteratorPtr iterate(data::Context& c) const override { return std::make_unique<Iter>(function_, input_->iterate(c)); }

 private:
  struct Iter : data::Iterator {
    Iter(const Function& f, data::IteratorPtr in) : function(f), input(std::move(in)) {}
    bool next(Element& out) override {
      Element e;
      for (; input->next(e); patience.turn()) {
        std::vector<Tensor> values = e.take();
        Element copy(values);
        int keep = PyObject_IsTrue(function.call(copy).get());
        check(keep);
        if (keep) return out = Element(std::move(values)), true;
      }
      return false;
    }
    const Function& function;
    data::IteratorPtr input;
    data::Patience patience;
  };
  DatasetPtr input_;
  Function function_;
};

// --- making datasets ---
PyObject* py_slices(PyObject*, PyObject* tensors) {
  return guarded([&] { return wrap_source(data::from_tensor_slices(tensors_of(tensors))); });
}
PyObject* py_tensors(PyObject*, PyObject* tensors) {
  return guarded([&] { return wrap_source(data::from_tensors(tensors_of(tensors))); });
}
PyObject* py_range(PyObject*, PyObject* args) {
  long long start, stop, step;
  if (!PyArg_ParseTuple(args, "LLL", &start, &stop, &step)) return nullptr;
  return guarded([&] { return wrap_source(data::range(start, stop, step)); });
}
PyObject* py_shuffle(PyObject*, PyObject* args) {
  PyObject* node;
  long long size, seed, seed2;
  int reshuffle;
  if (!PyArg_ParseTuple(args, "OLLLp", &node, &size, &seed, &seed2, &reshuffle)) return nullptr;
  return guarded([&] { return wrap_step(data::shuffle(dataset_of(node), size, seed, seed2, reshuffle), node); });
}
template <DatasetPtr (*make)(DatasetPtr, int64_t)> PyObject* py_counted(PyObject*, PyObject* args) {
  PyObject* node;
  long long count;
  if (!PyArg_ParseTuple(args, "OL", &node, &count)) return nullptr;
  return guarded([&] { return wrap_step(make(dataset_of(node), count), node); });
}
PyObject* py_batch(PyObject*, PyObject* args) {
  PyObject* node;
  long long size;
  int drop;
  if (!PyArg_ParseTuple(args, "OLp", &node, &size, &drop)) return nullptr;
  return guarded([&] { return wrap_step(data::batch(dataset_of(node), size, drop), node); });
}
PyObject* py_zip(PyObject*, PyObject* nodes) {
  return guarded([&] {
    Ref fast = checked(PySequence_Tuple(nodes));
    std::vector<DatasetPtr> inputs;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(fast.get()); ++i) inputs.push_back(dataset_of(PyTuple_GET_ITEM(fast.get(), i)));
    return wrap_node(data::zip(std::move(inputs)), std::move(fast));
  });
}
PyObject* py_concatenate(PyObject*, PyObject* args) {
  PyObject *a, *b;
  if (!PyArg_ParseTuple(args, "OO", &a, &b)) return nullptr;
  return guarded([&] { return wrap_node(data::concatenate(dataset_of(a), dataset_of(b)), checked(PyTuple_Pack(2, a, b))); });
}
template <class D> PyObject* py_function(PyObject*, PyObject* args) {
  PyObject *node, *function;
  if (!PyArg_ParseTuple(args, "OO", &node, &function)) return nullptr;
  return guarded([&] {
    auto dataset = std::make_shared<D>(dataset_of(node), function);
    Function* own = &dataset->function();
    return wrap_node(std::move(dataset), checked(PyTuple_Pack(1, node)), own);
  });
}

PyMethodDef functions[] = {
    {"dataset_slices", py_slices, METH_O, "dataset_slices(tensors): rows of tensors."},
    {"dataset_tensors", py_tensors, METH_O, "dataset_tensors(tensors): one element."},
    {"dataset_range", py_range, METH_VARARGS, "dataset_range(start, stop, step)"},
    {"dataset_shuffle", py_shuffle, METH_VARARGS, "dataset_shuffle(node, buffer_size, seed, seed2, reshuffle)"},
    {"dataset_repeat", py_counted<data::repeat>, METH_VARARGS, "dataset_repeat(node, count)"},
    {"dataset_take", py_counted<data::take>, METH_VARARGS, "dataset_take(node, count)"},
    {"dataset_skip", py_counted<data::skip>, METH_VARARGS, "dataset_skip(node, count)"},
    {"dataset_batch", py_batch, METH_VARARGS, "dataset_batch(node, size, drop_remainder)"},
    {"dataset_zip", py_zip, METH_O, "dataset_zip(nodes)"},
    {"dataset_concatenate", py_concatenate, METH_VARARGS, "dataset_concatenate(first, second)"},
    {"dataset_map", py_function<Map>, METH_VARARGS, "dataset_map(node, function)"},
    {"dataset_filter", py_function<Filter>, METH_VARARGS, "dataset_filter(node, function)"},
    {"dataset_iterator", py_iterator, METH_VARARGS, "dataset_iterator(type, node, pack)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_datasets(PyObject* module) {
  data::g_interrupt = [] { check(PyErr_CheckSignals()); };
  check(PyType_Ready(&NodeType));
  check(PyType_Ready(&IteratorType));
  check(PyModule_AddObjectRef(module, "DatasetIterator", reinterpret_cast<PyObject*>(&IteratorType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
