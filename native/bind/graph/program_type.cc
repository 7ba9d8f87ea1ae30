// zeal._native.Program and SessionState: what Session.run is made of.
#include <chrono>

#include "bind/each.h"
#include "bind/graph/program.h"
#include "core/thread_state.h"
#include "graph/passes/passes.h"

namespace zeal::bind {
namespace {

struct PyState {
  PyObject_HEAD
  SessionState* held;
};

// A queue or iterator may refer to the session. While a run uses it, somebody else holds its handle.
int state_traverse(PyObject* o, visitproc visit, void* arg) {
  const SessionState* state = reinterpret_cast<PyState*>(o)->held;
  if (!state) return 0;
  for (const auto& [node, handle] : state->handles)
    if (handle && handle->refs.unique()) Py_VISIT(object_behind(*handle));
  return 0;
}
int state_clear(PyObject* o) {
  const auto gone = std::exchange(reinterpret_cast<PyState*>(o)->held->handles, {});
  return 0;
}
void state_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  delete reinterpret_cast<PyState*>(o)->held;
  Py_TYPE(o)->tp_free(o);
}
void program_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  PyProgram& p = program_in(o);
  delete p.held;
  delete p.places;
  Py_CLEAR(p.keys);
  PyObject* graph = p.graph;
  Py_TYPE(o)->tp_free(o);
  Py_XDECREF(graph);
}
int program_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(program_in(o).graph);
  Py_VISIT(program_in(o).keys);
  return 0;
}
int program_clear(PyObject* o) {
  Py_CLEAR(program_in(o).keys);
  return 0;
}

extern PyTypeObject StateType;

// A program lives as long as its graph, and keeps that one alone.
void require_node_of(const Node& node, PyObject* graph) {
  if (node.graph->object != graph) fail(Code::kValueError, "the op ", node.name, " is not an element of the program's graph");
}

// Reads what is fetched: a tensor has a place among the results, an operation none.
struct Fetches {
  std::vector<Symbol*> tensors;
  std::vector<Node*> targets;
  std::vector<int> places;

  void add(PyObject* o) {
    if (is_operation(o)) targets.push_back(&node_of(o));
    else tensors.push_back(symbol_in(o));
    places.push_back(is_operation(o) ? -1 : int(tensors.size()) - 1);
  }
};

// What is asked for, all of one graph.
struct Request {
  std::vector<Symbol*> feeds;
  Fetches fetches;

  Request(PyObject* graph, PyObject* fed, PyObject* fetched) {
    each(fed, [&](PyObject* o) { feeds.push_back(symbol_in(o)); });
    each(fetched, [&](PyObject* o) { fetches.add(o); });
    for (const auto* list : {&feeds, &fetches.tensors})
      for (const Symbol* s : *list) require_node_of(*s->node, graph);
    for (const Node* node : fetches.targets) require_node_of(*node, graph);
  }
};

// Program(graph, feeds, fetches, keys=(), last=()).
PyObject* program_new(PyTypeObject*, PyObject* args, PyObject*) {
  PyObject *graph, *feeds, *fetches, *keys = nullptr, *last = nullptr;
  if (!PyArg_ParseTuple(args, "OOO|OO:Program", &graph, &feeds, &fetches, &keys, &last)) return nullptr;
  return guarded([&] {
    Request request(graph, feeds, fetches);
    Ref kept = checked(keys ? PySequence_Tuple(keys) : PyTuple_New(0));
    std::vector<Symbol*> late;
    if (last) each(last, [&](PyObject* read) { late.push_back(symbol_in(read)); });
    auto program = std::make_unique<Program>(request.feeds, request.fetches.tensors, request.fetches.targets, std::pair<size_t, size_t>(), late);
    Ref o = checked(ProgramType.tp_alloc(&ProgramType, 0));
    PyProgram& p = program_in(o.get());
    p.held = program.release();
    p.graph = Py_NewRef(graph);
    p.keys = kept.release();
    p.places = new std::vector<int>(std::move(request.fetches.places));
    return o.release();
  });
}

// run(state, feeds): tensors for the fetches that are no operations.
PyObject* program_run(PyObject* o, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2) fail(Code::kTypeError, "run(state, feeds) takes a SessionState and a list");
    SessionState& state = state_in(args[0]);
    const Program& program = *program_in(o).held;
    std::vector<Tensor> feeds;
    each(args[1], [&](PyObject* e) { feeds.push_back(to_tensor(e)); });
    if (feeds.size() != program.num_feeds()) fail(Code::kValueError, "the program takes ", program.num_feeds(), " feeds, got ", feeds.size());
    std::vector<Tensor> results(program.num_fetches());
    program.run(state, feeds.data(), results.data());
    return wrap_all(results);
  });
}
PyObject* program_length(PyObject* o, void*) { return PyLong_FromSize_t(program_in(o).held->size()); }

// The Python objects among what the session keeps.
PyObject* state_objects(PyObject* o, PyObject*) {
  return guarded([&] {
    std::vector<Ref> found;  // before anything of Python runs, which may add some
    for (const auto& [node, handle] : state_in(o).handles)
      if (PyObject* object = handle ? object_behind(*handle) : nullptr) found.push_back(Ref::share(object));
    Ref list = checked(PyList_New(Py_ssize_t(found.size())));
    for (size_t i = 0; i < found.size(); ++i) PyList_SET_ITEM(list.get(), Py_ssize_t(i), found[i].release());
    return list.release();
  });
}

PyObject* state_close(PyObject* o, PyObject*) {
  return guarded([&] {
    state_in(o).closed = true;
    return Py_NewRef(Py_None);
  });
}

PyObject* state_new(PyTypeObject*, PyObject*, PyObject*) {
  return guarded([&] {
    Ref o = checked(StateType.tp_alloc(&StateType, 0));
    reinterpret_cast<PyState*>(o.get())->held = new SessionState;
    return o.release();
  });
}

PyMethodDef program_methods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(program_run)), METH_FASTCALL, "run(state, feeds): a tensor for each fetch."},
    {nullptr, nullptr, 0, nullptr},
};
PyMethodDef state_methods[] = {
    {"close", state_close, METH_NOARGS, "Ends what other threads run."},
    {"objects", state_objects, METH_NOARGS, "The queues, readers and iterators that the session keeps."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef program_getset[] = {
    {"num_instructions", program_length, nullptr, "How many instructions a run executes.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject StateType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.SessionState",
    .tp_basicsize = sizeof(PyState),
    .tp_dealloc = state_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "What a session keeps between runs: the values of its variables.",
    .tp_traverse = state_traverse,
    .tp_clear = state_clear,
    .tp_methods = state_methods,
    .tp_new = state_new,
};

// What raises once a run has taken too long, while there are runs that may; else null.
PyObject* deadline_check = nullptr;
PyObject* set_deadline_check(PyObject*, PyObject* fn) {
  Py_XSETREF(deadline_check, fn == Py_None ? nullptr : Py_NewRef(fn));
  Py_RETURN_NONE;
}
// passes(graph, feeds, fetches): what each pass makes of the program that Program() would be.
PyObject* py_passes(PyObject*, PyObject* args) {
  PyObject *graph, *feeds, *fetches;
  if (!PyArg_ParseTuple(args, "OOO:passes", &graph, &feeds, &fetches)) return nullptr;
  return guarded([&] {
    const Request request(graph, feeds, fetches);
    Given given;
    for (const Symbol* s : request.feeds) given[s] = Tensor();
    Plan plan(needed_nodes(request.fetches.tensors, request.fetches.targets, given), request.fetches.tensors, request.fetches.targets, given);
    Ref list = checked(PyList_New(0));
    compile(plan, [&](const char* pass, int changes, const std::string& text) {
      check(PyList_Append(list.get(), checked(Py_BuildValue("(sis)", pass, changes, text.c_str())).get()));
    });
    return list.release();
  });
}

PyMethodDef functions[] = {
    {"passes", py_passes, METH_VARARGS, "passes(graph, feeds, fetches): (pass, how many nodes it changed, the program behind it), first as it is, last fused."},
    {"set_deadline_check", set_deadline_check, METH_O, "set_deadline_check(function): what long runs call now and then, and which may raise; or None."},
    {nullptr, nullptr, 0, nullptr},
};

// A run keeps Python's lock between its kernels; as the interpreter does between instructions, it lets other threads
// have it now and then. The pause is longer than the interpreter's own: only a thread that has waited so long asks for the
// lock, and is waited for.
void let_others_run() {
  using Clock = std::chrono::steady_clock;
  static Clock::time_point since;
  if (Clock::now() - since < std::chrono::milliseconds(12)) return;
  if (void* lock = g_host_lock.leave()) g_host_lock.enter(lock);
  since = Clock::now();
}

}  // namespace

PyTypeObject ProgramType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Program",
    .tp_basicsize = sizeof(PyProgram),
    .tp_dealloc = program_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Program(graph, feeds, fetches, keys=(), last=()): the instructions that some fetches of a graph need.",
    .tp_traverse = program_traverse,
    .tp_clear = program_clear,
    .tp_methods = program_methods,
    .tp_getset = program_getset,
    .tp_new = program_new,
};

SessionState& state_in(PyObject* o) {
  if (Py_TYPE(o) != &StateType) fail(Code::kRuntimeError, "Attempted to use a closed Session.");
  return *reinterpret_cast<PyState*>(o)->held;
}

// What a run does now and then: it ends where the program was interrupted or its time is over, and lets other threads in.
static void look_around() {
  check(PyErr_CheckSignals());
  if (const Ref check_now = Ref::share(deadline_check); check_now) checked(PyObject_CallNoArgs(check_now.get()));
  let_others_run();
}

Symbol* symbol_in(PyObject* o) {
  Symbol* s = is_tensor(o) ? symbol_of(*impl_of(o)) : nullptr;
  if (!s) fail(Code::kTypeError, "a program takes and gives symbolic tensors, got a ", Py_TYPE(o)->tp_name);
  return s;
}
void add_programs(PyObject* module) {
  g_check_interrupt = look_around;
  check(PyModule_AddFunctions(module, functions));
  check(PyType_Ready(&ProgramType));
  check(PyType_Ready(&StateType));
  check(PyModule_AddObjectRef(module, "Program", reinterpret_cast<PyObject*>(&ProgramType)));
  add_program_cache(module);
  add_traces(module);
  check(PyModule_AddObjectRef(module, "SessionState", reinterpret_cast<PyObject*>(&StateType)));
}

}  // namespace zeal::bind
