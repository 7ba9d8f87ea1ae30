// zeal._native.Graph: the object that owns a graph; zeal/graph/graph.py makes tf.Graph of it.
#include "bind/graph/graph.h"

#include <algorithm>

#include "bind/call/bound.h"
#include "bind/each.h"
#include "bind/operators.h"
#include "bind/shape_values.h"
#include "bind/tape.h"
#include "bind/variable.h"
#include "core/handle.h"
#include "core/thread_state.h"
#include "graph/calls.h"

namespace zeal::bind {
namespace {

struct PyGraph {
  PyObject_HEAD
  Graph* graph;
};
PyGraph& self_of(PyObject* o) { return *reinterpret_cast<PyGraph*>(o); }

PyObject* graph_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] {
    Ref o = checked(type->tp_alloc(type, 0));
    self_of(o.get()).graph = new Graph;
    self_of(o.get()).graph->object = o.get();
    return o.release();
  });
}
void graph_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  delete self_of(o).graph;
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

// Functions that the program gave as gradients often use the graph's own values.
int graph_traverse(PyObject* o, visitproc visit, void* arg) {
  const Graph* graph = self_of(o).graph;
  if (!graph) return 0;
  for (void* held : graph->held) Py_VISIT(static_cast<PyObject*>(held));
  for (const Node* node : graph->calling) Py_VISIT(static_cast<PyObject*>(node->calls->object));
  return 0;
}
int graph_clear(PyObject* o) {
  if (Graph* graph = self_of(o).graph) graph->let_go();
  return 0;
}

Graph& own(PyObject* o) { return *self_of(o).graph; }

Ref text(const std::string& s) { return checked(PyUnicode_FromStringAndSize(s.data(), Py_ssize_t(s.size()))); }

PyObject* unique_name(PyObject* o, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"name", "mark_as_used", nullptr};
  PyObject* name;
  int mark = 1;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|p:unique_name", const_cast<char**>(names), &name, &mark)) return nullptr;
  return guarded([&] { return text(own(o).unique_name(name_text(name), mark)).release(); });
}
PyObject* new_scope(PyObject* o, PyObject* name) {
  return guarded([&] { return text(own(o).new_scope(name_text(name))).release(); });
}
PyObject* set_scope(PyObject* o, PyObject* scope) {
  return guarded([&] { return text(std::exchange(own(o).here().scope, name_text(scope))).release(); });
}
PyObject* set_device(PyObject* o, PyObject* device) {
  return guarded([&] { return text(std::exchange(own(o).here().device, intern_string(name_text(device)))).release(); });
}
// The rules in force, by op: a dict of names; returns the one before.
PyObject* set_gradients(PyObject* o, PyObject* names) {
  return guarded([&] {
    if (!PyDict_Check(names)) fail(Code::kTypeError, "_set_gradients takes a dict");
    decltype(Place::gradients) found;
    PyObject *op, *rule;
    for (Py_ssize_t at = 0; PyDict_Next(names, &at, &op, &rule);)
      found[name_text(op)] = intern_string(name_text(rule));
    found.swap(own(o).here().gradients);
    Ref before = checked(PyDict_New());
    for (const auto& [known, name] : found) check(PyDict_SetItemString(before.get(), known.c_str(), text(name).get()));
    return before.release();
  });
}
PyObject* get_scope(PyObject* o, PyObject*) {
  return guarded([&] { return text(own(o).scope()).release(); });
}
PyObject* placeholder(PyObject* o, PyObject* args) {
  PyObject *dtype, *sizes, *name;
  if (!PyArg_ParseTuple(args, "OOO:_placeholder", &dtype, &sizes, &name)) return nullptr;
  return guarded([&] {
    Node& node = own(o).placeholder(to_dtype(dtype), shape_from(sizes), name_text(name));
    return wrap(node.outputs[0].value);
  });
}
PyObject* constant(PyObject* o, PyObject* args) {
  PyObject *value, *name;
  if (!PyArg_ParseTuple(args, "OO:_constant", &value, &name)) return nullptr;
  return guarded([&] {
    const Tensor t = to_tensor(value);
    return wrap(t->symbolic() ? t : own(o).constant(t, name != Py_None ? name_text(name) : "Const").outputs[0].value);
  });
}
PyObject* import_value(PyObject* o, PyObject* value) {
  return guarded([&] { return wrap(own(o).own(*to_tensor(value))->value); });
}
PyObject* count_more(PyObject* o, PyObject* n) {
  return guarded([&] {
    const long more = PyLong_AsLong(n);
    if (more == -1 && PyErr_Occurred()) throw PythonError();
    own(o).count_more(more);
    return Py_NewRef(Py_None);
  });
}
// The variable has been read once.
PyObject* count_reads(PyObject* o, PyObject* handle) {
  return guarded([&] {
    Symbol* s = symbol_of(*to_tensor(handle));
    if (s && !s->node->counts_reads) s->node->counts_reads = true, own(o).count_more(1);
    return Py_NewRef(Py_None);
  });
}
// The nodes that run with each call of a function.
PyObject* effects(PyObject* o, PyObject*) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (Node& node : own(o).nodes())
      if (has_effects(node)) check(PyList_Append(list.get(), checked(wrap_operation(node)).get()));
    return list.release();
  });
}
PyObject* append_any(PyObject* o, PyObject* args) { return append_node(own(o), args); }
PyObject* operations_from(Graph& graph, size_t first) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (size_t i = first; i < graph.nodes().size(); ++i) check(PyList_Append(list.get(), checked(wrap_operation(graph.nodes()[i])).get()));
    return list.release();
  });
}
PyObject* operations(PyObject* o, PyObject*) { return operations_from(own(o), 0); }
PyObject* operations_behind(PyObject* o, PyObject* first) {
  const size_t at = PyLong_AsSize_t(first);
  return PyErr_Occurred() ? nullptr : operations_from(own(o), at);
}
// Triples of an operation, the number of an input, and what that becomes.
PyObject* rewire(PyObject* o, PyObject* triples) {
  return guarded([&] {
    std::vector<Graph::Edge> edges;
    each(triples, [&](PyObject* triple) {
      PyObject *op, *value;
      Py_ssize_t i;
      if (!PyArg_ParseTuple(triple, "OnO:_rewire", &op, &i, &value)) throw PythonError();
      Node& node = node_behind(op);
      if (node.graph != &own(o)) fail(Code::kValueError, "Tensor or Operation ", node.name, " is not an element of this graph.");
      edges.push_back({&node, size_t(i), own(o).own(*to_tensor(value))});
    });
    own(o).rewire(std::move(edges));
    return Py_NewRef(Py_None);
  });
}
PyObject* copy(PyObject* o, PyObject* args) {
  PyObject *op, *inputs;
  const char* name;
  if (!PyArg_ParseTuple(args, "OOs:_copy", &op, &inputs, &name)) return nullptr;
  return guarded([&] {
    const Node& node = node_behind(op);
    std::vector<Tensor> in;
    each(inputs, [&](PyObject* value) { in.push_back(own(o).own(*to_tensor(value))->value); });
    return wrap_operation(own(o).copy(node, in, name));
  });
}
PyObject* find(PyObject* o, PyObject* name) {
  return guarded([&]() -> PyObject* {
    Node* node = own(o).find(name_text(name));
    return node ? wrap_operation(*node) : Py_NewRef(Py_None);
  });
}
// The nodes that new ones wait for; returns those before.
PyObject* set_controls(PyObject* o, PyObject* ops) {
  return guarded([&] {
    std::vector<Node*> controls;
    each(ops, [&](PyObject* o) { controls.push_back(&node_behind(o)); });
    for (const Node* node : controls)
      if (node->graph != &own(o)) fail(Code::kValueError, "Tensor or Operation ", node->name, " is not an element of this graph.");
    controls.swap(own(o).controls());
    Ref before = checked(PyTuple_New(Py_ssize_t(controls.size())));
    for (size_t i = 0; i < controls.size(); ++i) PyTuple_SET_ITEM(before.get(), Py_ssize_t(i), checked(wrap_operation(*controls[i])).release());
    return before.release();
  });
}
// The graph's ops may use values of `outer`, and of those that it may use itself.
PyObject* capture_values(PyObject* o, PyObject* outer) {
  return guarded([&] {
    Graph& graph = own(o);
    graph.captures_values = true;
    graph.around = native_graph(outer).around;
    graph.around.push_back(&native_graph(outer));
    return Py_NewRef(Py_None);
  });
}
PyObject* captures(PyObject* o, PyObject*) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (const Graph::Capture& c : own(o).captures()) {
      Ref pair = checked(Py_BuildValue("(NN)", wrap(c.value), wrap(c.stand_in->value)));
      check(PyList_Append(list.get(), pair.get()));
    }
    return list.release();
  });
}
PyObject* finalize(PyObject* o, PyObject* on) { return own(o).finalized = on == Py_True, Py_NewRef(Py_None); }

PyObject* get_finalized(PyObject* o, void*) { return PyBool_FromLong(own(o).finalized); }
PyObject* get_op_count(PyObject* o, void*) { return PyLong_FromLongLong(own(o).op_count()); }
PyObject* get_edits(PyObject* o, void*) { return PyLong_FromLong(own(o).edits); }
PyObject* get_size(PyObject* o, void*) { return PyLong_FromSize_t(own(o).nodes().size()); }

PyMethodDef methods[] = {
    {"unique_name", reinterpret_cast<PyCFunction>(unique_name), METH_VARARGS | METH_KEYWORDS, "unique_name(name, mark_as_used=True): a name that no op has, within the present scope."},
    {"_new_scope", new_scope, METH_O, "_new_scope(name): the scope that a name enters: a new one, or one that is entered again (\"a/\")."},
    {"_set_scope", set_scope, METH_O, "_set_scope(prefix): what goes before names; returns the prefix before."},
    {"_set_device", set_device, METH_O, "_set_device(name): the device that new ops ask for; returns the one before."},
    {"_set_gradients", set_gradients, METH_O, "_set_gradients(dict): names of rules, by op, that new ops have; returns those before."},
    {"get_name_scope", get_scope, METH_NOARGS, "The present name scope."},
    {"_placeholder", placeholder, METH_VARARGS, "_placeholder(dtype, sizes, name): a value that runs are fed."},
    {"_constant", constant, METH_VARARGS, "_constant(value, name): a constant."},
    {"_import", import_value, METH_O, "_import(value): the value as one of this graph."},
    {"_effects", effects, METH_NOARGS, "_effects(): the ops that do something though nobody reads them."},
    {"_append", append_any, METH_VARARGS, "_append(op, inputs, attrs, name): any op of the registry, under exactly this name."},
    {"get_operations", operations, METH_NOARGS, "All ops, in the order in which they were made."},
    {"_operations", operations_behind, METH_O, "_operations(first): those from the number `first` on."},
    {"_rewire", rewire, METH_O, "_rewire(edges): triples of an op, the number of an input and what that becomes."},
    {"_copy", copy, METH_VARARGS, "_copy(op, inputs, name): an op that does the same, of other inputs, under exactly this name."},
    {"_find", find, METH_O, "_find(name): the op of that name, or None."},
    {"_count_more", count_more, METH_O, "_count_more(n): TensorFlow's graph would have so many ops more."},
    {"_count_reads", count_reads, METH_O, "_count_reads(handle): TensorFlow reads this variable by an op each time, once so far."},
    {"_set_controls", set_controls, METH_O, "_set_controls(ops): what new ops wait for; returns what they did before."},
    {"_capture_values", capture_values, METH_O, "_capture_values(outer): values of outer and of the program are captured, each by a placeholder."},
    {"_captures", captures, METH_NOARGS, "Pairs of what was captured and its placeholder."},
    {"_finalize", finalize, METH_O, "_finalize(on): lets no more ops be added, or lets them again."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef getset[] = {
    {"finalized", get_finalized, nullptr, "Whether no ops can be added.", nullptr},
    {"_op_count", get_op_count, nullptr, "How many ops TensorFlow's graph would have: what random ops without a seed take.", nullptr},
    {"_edits", get_edits, nullptr, "How often edges changed.", nullptr},
    {"version", get_size, nullptr, "A number that grows with every op.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject GraphType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Graph",
    .tp_basicsize = sizeof(PyGraph),
    .tp_dealloc = graph_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A graph of ops.",
    .tp_traverse = graph_traverse,
    .tp_clear = graph_clear,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_new = graph_new,
};

// set_graph(graph): ops of this thread go there; None: they run; False: as where threads of the program start. Returns what was in force, for another call: a graph,
// None, True for the process's own, or, where a run goes on while a graph is built, a tuple with that graph.
PyObject* py_set_graph(PyObject*, PyObject* o) {
  return guarded([&] {
    ThreadState& ts = thread_state();
    const bool builds = ts.mode & kGraphMode, running = PyTuple_CheckExact(o) && PyTuple_GET_SIZE(o) == 1;
    PyObject* graph = running ? PyTuple_GET_ITEM(o, 0) : o;
    auto* before = static_cast<Graph*>(ts.graph);
    PyObject* own_before = before ? static_cast<PyObject*>(before->object) : nullptr;
    Ref result = builds ? Ref::share(before ? own_before : Py_True) : before ? checked(PyTuple_Pack(1, own_before)) : Ref::share(Py_None);
    const bool named = graph != Py_None && !PyBool_Check(graph);
    const bool runs = o == Py_False ? !(ThreadState().mode & kGraphMode) : o == Py_None || running;
    if (named && !PyObject_TypeCheck(graph, &GraphType)) fail(Code::kTypeError, "set_graph takes a graph, None, a bool or what it returned");
    const Ref held(own_before);  // the thread owns a reference
    ts.graph = named ? (Py_INCREF(graph), self_of(graph).graph) : nullptr;
    ts.mode = runs ? ts.mode & ~kGraphMode : ts.mode | kGraphMode;
    ts.op_name = nullptr;
    return result.release();
  });
}

PyObject* py_current_graph(PyObject*, PyObject*) {
  return guarded([] { return Py_NewRef(static_cast<PyObject*>(current_graph().object)); });
}

Graph& default_graph() {
  Ref graph = checked(PyObject_CallNoArgs(hook(kHookDefaultGraph)));  // held by the Python side
  return own(graph.get());
}

// gradients(ys, seeds, xs, stops): lists of tensors, None for a seed of ones.
PyObject* py_gradients(PyObject*, PyObject* args) {
  PyObject *ys, *seeds, *xs, *stops;
  if (!PyArg_ParseTuple(args, "OOOO:gradients", &ys, &seeds, &xs, &stops)) return nullptr;
  return guarded([&] {
    std::vector<GradValue> grads = graph_gradients(graph_values(ys), graph_values(seeds), graph_values(xs), graph_values(stops));
    Ref out = checked(PyList_New(Py_ssize_t(grads.size())));
    for (size_t i = 0; i < grads.size(); ++i) PyList_SET_ITEM(out.get(), Py_ssize_t(i), checked(wrap_gradient(grads[i])).release());
    return out.release();
  });
}

// known_value(tensor): what the run will give, where that is known; None where it is not.
PyObject* py_known_value(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    const Tensor t = to_tensor(o);
    const TensorImpl* known = known_value(*t);
    if (!known) Py_RETURN_NONE;
    return known == t.get() ? wrap(t) : wrap_unseen(*const_cast<TensorImpl*>(known));
  });
}

// known_sizes(vector): what is known of a vector of sizes, with None where the run tells; None where nothing is.
PyObject* py_known_sizes(PyObject*, PyObject* o) {
  return guarded([&]() -> PyObject* {
    const Symbol* s = symbol_of(*to_tensor(o));
    if (!s || !s->elements) Py_RETURN_NONE;
    Ref list = checked(PyList_New(s->elements->rank));
    for (int i = 0; i < s->elements->rank; ++i)
      PyList_SET_ITEM(list.get(), i, (*s->elements)[i] < 0 ? Py_NewRef(Py_None) : checked(PyLong_FromLongLong((*s->elements)[i])).release());
    return list.release();
  });
}

// handle_dtype(handle): the dtype of the variable that a handle names.
PyObject* py_handle_dtype(PyObject*, PyObject* o) {
  return guarded([&] { return Py_NewRef(dtype_object(variable_at(*concrete_tensor(o)).dtype)); });
}

PyMethodDef functions[] = {
    {"handle_dtype", py_handle_dtype, METH_O, "handle_dtype(handle): the dtype of the variable that a handle names."},
    {"set_graph", py_set_graph, METH_O, "Sets where ops of this thread go: a graph, None (they run), True (the process's graph), False (as where threads start)."},
    {"current_graph", py_current_graph, METH_NOARGS, "The graph that this thread builds, whether or not it is in graph mode."},
    {"known_value", py_known_value, METH_O, "known_value(tensor): what a run will give, where that is known; else None."},
    {"known_sizes", py_known_sizes, METH_O, "known_sizes(vector): its elements in a list, None where a run tells; None where nothing is known."},
    {"gradients", py_gradients, METH_VARARGS, "gradients(ys, seeds, xs, stops): derivatives as nodes of the graph."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

std::vector<Tensor> graph_values(PyObject* list) {
  std::vector<Tensor> out;
  each(list, [&](PyObject* o) {
    out.push_back(o == Py_None ? Tensor() : is_variable(o) ? Tensor::share(impl_of(handle_of(o))) : to_tensor(o));
  });
  return out;
}

bool is_graph(PyObject* o) { return PyObject_TypeCheck(o, &GraphType); }
Graph& native_graph(PyObject* o) {
  if (!is_graph(o)) fail(Code::kTypeError, "expected a Graph, got a ", Py_TYPE(o)->tp_name);
  return own(o);
}

PyObject* graph_of(const TensorImpl& t) {
  const Symbol* s = symbol_of(t);
  return s ? static_cast<PyObject*>(s->node->graph->object) : nullptr;
}

PyObject* wrap_symbolic(Tensor t, PyTypeObject* type) {
  Symbol* s = symbol_of(*t);
  if (s && s->object) return Py_NewRef(static_cast<PyObject*>(s->object));
  PyObject* o = new_tensor_object(type, std::move(t));
  if (!s) return o;
  s->object = o;
  Py_INCREF(graph_of(*impl_of(o)));
  PyObject_GC_Track(o);
  return o;
}

PyObject* unwrap_symbolic(PyObject* o) {
  Symbol* s = symbol_of(*impl_of(o));
  if (!s) return nullptr;
  if (s->object == o) s->object = nullptr;
  return graph_of(*impl_of(o));
}

void require_value(const TensorImpl& t, const char* what) {
  if (t.has_value()) return;
  const Symbol* s = symbol_of(t);
  const std::string name = s ? concat(s->node->name, ":", s->index) : "of a graph that is gone";
  fail(Code::kTypeError, what, " of the symbolic Tensor (", name, "): it has a value only while its graph runs; use Session.run or eval()");
}

void add_graphs(PyObject* module) {
  check(PyType_Ready(&GraphType));
  check(PyModule_AddObjectRef(module, "Graph", reinterpret_cast<PyObject*>(&GraphType)));
  check(PyModule_AddFunctions(module, functions));
  g_default_graph = default_graph;
  open_graph_door();
  open_gradient_rules();
  add_operations(module);
  add_programs(module);
  add_calls(module);
  add_host_calls(module);
}

}  // namespace zeal::bind
