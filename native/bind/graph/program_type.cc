// zeal._native.Program and SessionState: what Session.run is made of.
#include "bind/graph/graph.h"
#include "graph/program.h"

namespace zeal::bind {
namespace {

template <class T> struct Holder {
  PyObject_HEAD
  T* held;
  PyObject* graph;  // owned: nodes live as long
};
using PyProgram = Holder<Program>;
using PyState = Holder<SessionState>;
template <class T> Holder<T>& self_of(PyObject* o) { return *reinterpret_cast<Holder<T>*>(o); }

template <class T> void holder_dealloc(PyObject* o) {
  delete self_of<T>(o).held;
  Py_XDECREF(self_of<T>(o).graph);
  Py_TYPE(o)->tp_free(o);
}
template <class T> PyObject* make(PyTypeObject& type, std::unique_ptr<T> held, PyObject* graph) {
  Ref o = checked(type.tp_alloc(&type, 0));
  self_of<T>(o.get()).held = held.release();
  self_of<T>(o.get()).graph = Py_XNewRef(graph);
  return o.release();
}

extern PyTypeObject ProgramType, StateType;

template <class Fn> void each(PyObject* list, Fn&& fn) {
  Ref tuple = checked(PySequence_Tuple(list));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) fn(PyTuple_GET_ITEM(tuple.get(), i));
}

// A program lives as long as its graph, and keeps that one alone.
void require_node_of(const Node& node, PyObject* graph) {
  if (node.graph->object != graph) fail(Code::kValueError, "the op ", node.name, " is not an element of the program's graph");
}

PyObject* program_new(PyTypeObject*, PyObject* args, PyObject*) {
  PyObject *graph, *feeds, *fetches, *targets;
  if (!PyArg_ParseTuple(args, "OOOO:Program", &graph, &feeds, &fetches, &targets)) return nullptr;
  return guarded([&] {
    std::vector<Symbol*> in, out;
    std::vector<Node*> nodes;
    each(feeds, [&](PyObject* o) { in.push_back(symbol_in(o)); });
    each(fetches, [&](PyObject* o) { out.push_back(symbol_in(o)); });
    each(targets, [&](PyObject* o) { nodes.push_back(&node_behind(o)); });
    for (const auto* list : {&in, &out})
      for (const Symbol* s : *list) require_node_of(*s->node, graph);
    for (const Node* node : nodes) require_node_of(*node, graph);
    return make(ProgramType, std::make_unique<Program>(in, out, nodes), graph);
  });
}

// run(state, feeds): tensors for the fetches.
PyObject* program_run(PyObject* o, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2 || Py_TYPE(args[0]) != &StateType) fail(Code::kTypeError, "run(state, feeds) takes a SessionState and a list");
    const Program& program = *self_of<Program>(o).held;
    std::vector<Tensor> feeds;
    each(args[1], [&](PyObject* e) { feeds.push_back(to_tensor(e)); });
    if (feeds.size() != program.num_feeds()) fail(Code::kValueError, "the program takes ", program.num_feeds(), " feeds, got ", feeds.size());
    std::vector<Tensor> results(program.num_fetches());
    program.run(*self_of<SessionState>(args[0]).held, feeds.data(), results.data());
    return wrap_all(results);
  });
}
PyObject* program_length(PyObject* o, void*) { return PyLong_FromSize_t(self_of<Program>(o).held->size()); }

// The Python objects among what the session keeps.
PyObject* state_objects(PyObject* o, PyObject*) {
  return guarded([&] {
    std::vector<Ref> found;  // before anything of Python runs, which may add some
    for (const auto& [node, handle] : self_of<SessionState>(o).held->handles)
      if (PyObject* object = handle ? object_behind(*handle) : nullptr) found.push_back(Ref::share(object));
    Ref list = checked(PyList_New(Py_ssize_t(found.size())));
    for (size_t i = 0; i < found.size(); ++i) PyList_SET_ITEM(list.get(), Py_ssize_t(i), found[i].release());
    return list.release();
  });
}

PyObject* state_new(PyTypeObject*, PyObject*, PyObject*) {
  return guarded([&] { return make(StateType, std::make_unique<SessionState>(), nullptr); });
}

PyMethodDef program_methods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(program_run)), METH_FASTCALL, "run(state, feeds): a tensor for each fetch."},
    {nullptr, nullptr, 0, nullptr},
};
PyMethodDef state_methods[] = {
    {"objects", state_objects, METH_NOARGS, "The queues, readers and iterators that the session keeps."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef program_getset[] = {
    {"num_instructions", program_length, nullptr, "How many instructions a run executes.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject ProgramType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Program",
    .tp_basicsize = sizeof(PyProgram),
    .tp_dealloc = holder_dealloc<Program>,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Program(graph, feeds, fetches, targets): the instructions that some fetches of a graph need.",
    .tp_methods = program_methods,
    .tp_getset = program_getset,
    .tp_new = program_new,
};
PyTypeObject StateType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.SessionState",
    .tp_basicsize = sizeof(PyState),
    .tp_dealloc = holder_dealloc<SessionState>,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "What a session keeps between runs: the values of its variables.",
    .tp_methods = state_methods,
    .tp_new = state_new,
};

}  // namespace

Symbol* symbol_in(PyObject* o) {
  Symbol* s = is_tensor(o) ? symbol_of(*impl_of(o)) : nullptr;
  if (!s) fail(Code::kTypeError, "a program takes and gives symbolic tensors, got a ", Py_TYPE(o)->tp_name);
  return s;
}
void add_programs(PyObject* module) {
  g_check_interrupt = [] { check(PyErr_CheckSignals()); };
  check(PyType_Ready(&ProgramType));
  check(PyType_Ready(&StateType));
  check(PyModule_AddObjectRef(module, "Program", reinterpret_cast<PyObject*>(&ProgramType)));
  check(PyModule_AddObjectRef(module, "SessionState", reinterpret_cast<PyObject*>(&StateType)));
}

}  // namespace zeal::bind
