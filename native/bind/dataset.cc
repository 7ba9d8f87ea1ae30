// Datasets for CPython: nodes of a pipeline, and the functions that make them.
#include "bind/dataset.h"

#include <algorithm>
#include <chrono>


namespace zeal::bind {
namespace {

using data::DatasetPtr;

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
std::vector<DatasetPtr> datasets_of(PyObject* tuple) {
  std::vector<DatasetPtr> all;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) all.push_back(dataset_of(PyTuple_GET_ITEM(tuple, i)));
  return all;
}
PyObject* py_zip(PyObject*, PyObject* nodes) {
  return guarded([&] {
    Ref fast = checked(PySequence_Tuple(nodes));
    DatasetPtr dataset = data::zip(datasets_of(fast.get()));
    return wrap_node(std::move(dataset), std::move(fast));
  });
}
PyObject* py_concatenate(PyObject*, PyObject* args) {
  PyObject *a, *b;
  if (!PyArg_ParseTuple(args, "OO", &a, &b)) return nullptr;
  return guarded([&] { return wrap_node(data::concatenate(dataset_of(a), dataset_of(b)), checked(PyTuple_Pack(2, a, b))); });
}
template <DatasetPtr (*make)(DatasetPtr, PyObject*, Function*&)> PyObject* py_function(PyObject*, PyObject* args) {
  PyObject *node, *function;
  if (!PyArg_ParseTuple(args, "OO", &node, &function)) return nullptr;
  return guarded([&] {
    Function* own;
    DatasetPtr dataset = make(dataset_of(node), function, own);
    return wrap_node(std::move(dataset), checked(PyTuple_Pack(1, node)), own);
  });
}
PyObject* py_generate(PyObject*, PyObject* args) {
  PyObject *nodes, *function;
  long long count = data::kUnknownCount;
  if (!PyArg_ParseTuple(args, "OO|L", &nodes, &function, &count)) return nullptr;
  return guarded([&] {
    Ref fast = checked(PySequence_Tuple(nodes));
    Function* own;
    DatasetPtr dataset = generate_dataset(datasets_of(fast.get()), function, count, own);
    return wrap_node(std::move(dataset), std::move(fast), own);
  });
}

PyObject* py_records(PyObject*, PyObject* args) {
  PyObject *names, *open;
  if (!PyArg_ParseTuple(args, "OO", &names, &open)) return nullptr;
  return guarded([&] { return wrap_step(records_dataset(dataset_of(names), open), names); });
}

PyObject* py_count(PyObject*, PyObject* node) {
  return guarded([&] { return PyLong_FromLongLong(dataset_of(node)->count()); });
}

// --- iterating ---
// dataset_iterator(type, node, pack): pack is 1 for one tensor, 0 for a tuple, None for a list, or a
// function of the list of tensors.
PyObject* py_iterator(PyObject*, PyObject* args) {
  PyObject *type, *node, *how;
  if (!PyArg_ParseTuple(args, "O!OO", &PyType_Type, &type, &node, &how)) return nullptr;
  return guarded([&] {
    auto* cls = reinterpret_cast<PyTypeObject*>(type);
    if (!PyType_IsSubtype(cls, &IteratorType)) fail(Code::kTypeError, "an iterator type is expected");
    auto s = std::make_unique<IteratorState>();
    s->dataset = dataset_of(node);
    s->node = Ref::share(node);
    s->context = std::make_shared<PyContext>();
    s->outermost = true;
    if (t_generating) s->context->source = t_generating->shared_from_this();
    s->iterator = s->dataset->iterate(*s->context);
    if (PyCallable_Check(how)) s->pack = Pack::kCall, s->function = Ref::share(how);
    else if (how == Py_None) s->pack = Pack::kList;
    else s->pack = PyObject_IsTrue(how) ? Pack::kSingle : Pack::kTuple;
    return new_iterator(cls, std::move(s)).release();
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
    {"dataset_map", py_function<map_dataset>, METH_VARARGS, "dataset_map(node, function)"},
    {"dataset_filter", py_function<filter_dataset>, METH_VARARGS, "dataset_filter(node, function)"},
    {"dataset_generate", py_generate, METH_VARARGS, "dataset_generate(nodes, function, count=-2)"},
    {"dataset_records", py_records, METH_VARARGS, "dataset_records(names, open): records of files; open(path) for compressed ones, else None."},
    {"dataset_count", py_count, METH_O, "dataset_count(node): its elements, -1 without an end, -2 where nobody knows."},
    {"dataset_iterator", py_iterator, METH_VARARGS, "dataset_iterator(type, node, pack)"},
    {nullptr, nullptr, 0, nullptr},
};

// Loops without an end must not keep other threads from running, the one that would stop them among
// these. As often as Python's own loop gives way, since getting the lock back takes others' time.
void let_others_run() {
  using Clock = std::chrono::steady_clock;
  static Clock::time_point last;  // the lock guards it
  const Clock::time_point now = Clock::now();
  if (now - last < std::chrono::milliseconds(5)) return;
  {
    WithoutHostLock others_run;
  }
  last = Clock::now();
}

}  // namespace

void add_datasets(PyObject* module) {
  data::g_interrupt = [] {
    check(PyErr_CheckSignals());
    let_others_run();
  };
  check(PyType_Ready(&NodeType));
  check(PyType_Ready(&IteratorType));
  check(PyModule_AddObjectRef(module, "DatasetIterator", reinterpret_cast<PyObject*>(&IteratorType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
