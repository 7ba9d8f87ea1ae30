// zeal.NamedFunction: a Python function of several ops. While a graph is built, the ops of a call get names in a scope of
// that call, and what it returns gets TensorFlow's name; otherwise the call is the function's.
#include <algorithm>
#include <string>
#include <vector>

#include "bind/call/bound.h"
#include "bind/call/function.h"
#include "bind/graph/graph.h"
#include "graph/result_name.h"

namespace zeal::bind {
namespace {

struct NamedFunction : Function {
  std::string scope;  // its name where the call gives none
  // What the results are called in the scope, "" for the scope's own name; the last of these with a number where there
  // are more results. None leaves results their names.
  std::vector<std::string> results;
  const char* parameter;  // that names a call; null where none does
  Py_ssize_t place;       // of it, if it may be given by position
  long before, behind;    // how many ops TensorFlow has besides, before its own and behind them
};

const char* utf8(PyObject* o) {
  const char* text = PyUnicode_AsUTF8(o);
  if (!text) throw PythonError();
  return text;
}

// The name that a call asks for; null for none.
PyObject* asked_name(const NamedFunction& f, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  PyObject* name = f.place < n ? args[f.place] : nullptr;
  for (Py_ssize_t i = 0; f.parameter && kwnames && i < PyTuple_GET_SIZE(kwnames); ++i)
    if (!PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, i), f.parameter)) name = args[n + i];
  if (name && name != Py_None && !PyUnicode_Check(name) && !PyBytes_Check(name))
    fail(Code::kTypeError, f.parameter, " must be a string, got a ", Py_TYPE(name)->tp_name);
  return name == Py_None ? nullptr : name;
}

// The nodes that a call returns and made, each once, in order.
void find_results(PyObject* o, const Graph& graph, int first, std::vector<Node*>& nodes) {
  if (PyTuple_Check(o) || PyList_Check(o)) {
    Ref items = checked(PySequence_Tuple(o));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) find_results(PyTuple_GET_ITEM(items.get(), i), graph, first, nodes);
    return;
  }
  const Symbol* s = is_tensor(o) ? symbol_of(*impl_of(o)) : nullptr;
  if (!s || s->node->graph != &graph || s->node->id < first) return;
  for (const Node* known : nodes)
    if (known == s->node) return;
  nodes.push_back(s->node);
}

std::string result_name(const NamedFunction& f, size_t i, const std::string& scope) {
  const size_t known = std::min(i, f.results.size() - 1);
  const std::string& last = f.results[known];
  std::string name = last.empty() ? scope : concat(scope, "/", last);
  return i > known ? concat(name, "_", i - known) : name;
}

void name_results(const NamedFunction& f, PyObject* out, Graph& graph, const std::string& scope, int first) {
  std::vector<Node*> nodes;
  if (!f.results.empty()) find_results(out, graph, first, nodes);
  for (size_t i = 0; i < nodes.size(); ++i) graph.rename(*nodes[i], result_name(f, i, scope), first);
}

// The graph of the first symbolic argument, or entry of one, where another is in force that is no function's.
Graph* graph_elsewhere(PyObject* const* args, Py_ssize_t n) {
  Graph& here = current_graph();
  for (Py_ssize_t i = 0; i < n && !here.captures_values; ++i) {
    const bool list = PyList_Check(args[i]) || PyTuple_Check(args[i]);
    PyObject* o = list && Py_SIZE(args[i]) ? PySequence_Fast_GET_ITEM(args[i], 0) : args[i];
    const Symbol* s = is_tensor(o) ? symbol_of(*impl_of(o)) : nullptr;
    if (s) return s->node->graph == &here || s->node->graph->captures_values ? nullptr : s->node->graph;
  }
  return nullptr;
}

// The call inside `with graph.as_default()`.
[[gnu::cold]] PyObject* call_inside(Graph& graph, PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  return guarded([&] {
    const Ref block = checked(PyObject_CallMethod(static_cast<PyObject*>(graph.object), "as_default", nullptr));
    checked(PyObject_CallMethod(block.get(), "__enter__", nullptr));
    PyObject *out = PyObject_Vectorcall(self, args, nargsf, kwnames), *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    checked(PyObject_CallMethod(block.get(), "__exit__", "OOO", Py_None, Py_None, Py_None));
    PyErr_Restore(type, error, trace);
    return out;
  });
}

[[gnu::cold]] PyObject* call_in_scope(NamedFunction& f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  return guarded([&] {
    PyObject* asked = asked_name(f, args, PyVectorcall_NARGS(nargsf), kwnames);
    Graph& graph = current_graph();
    const Ref held = Ref::share(static_cast<PyObject*>(graph.object));
    const int first = int(graph.nodes().size());
    const std::string scope = graph.new_scope(asked ? name_text(asked) : f.scope);
    const Scope within(graph, scope);
    const ResultName renamed(scope, f.results.empty() || !f.results[0].empty() ? nullptr : &f.scope);
    graph.count_more(f.before);
    Ref out = checked(PyObject_Vectorcall(f.python, args, nargsf, kwnames));
    graph.count_more(f.behind);
    name_results(f, out.get(), graph, scope, first);
    return out.release();
  });
}

// A call that refused an argument of its own kind (a ragged tensor) as no tensor: the first argument that answers for
// functions is asked, as value._answer_calls(function, args, kwargs). NotImplemented leaves the error.
[[gnu::cold]] PyObject* answered(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  const Py_ssize_t n = PyVectorcall_NARGS(nargsf), named = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);  // looking for attributes clears errors
  PyObject* const* value = std::find_if(args, args + n + named, [](PyObject* o) {
    return PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_HEAPTYPE) && PyObject_HasAttrString(reinterpret_cast<PyObject*>(Py_TYPE(o)), "_answer_calls");
  });
  if (value == args + n + named) {
    PyErr_Restore(type, error, trace);
    return nullptr;
  }
  PyObject* out = guarded([&] {
    Ref positional = checked(PyTuple_New(n)), by_name = checked(PyDict_New());
    for (Py_ssize_t i = 0; i < n; ++i) PyTuple_SET_ITEM(positional.get(), i, Py_NewRef(args[i]));
    for (Py_ssize_t i = 0; i < named; ++i) check(PyDict_SetItem(by_name.get(), PyTuple_GET_ITEM(kwnames, i), args[n + i]));
    return PyObject_CallMethod(*value, "_answer_calls", "OOO", self, positional.get(), by_name.get());
  });
  if (out == Py_NotImplemented) {
    Py_DECREF(out);
    PyErr_Restore(type, error, trace);
    return nullptr;
  }
  Py_XDECREF(type), Py_XDECREF(error), Py_XDECREF(trace);
  return out;
}

PyObject* vectorcall(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  auto& f = *reinterpret_cast<NamedFunction*>(self);
  const bool graph = thread_state().mode & kGraphMode;
  const Py_ssize_t given = PyVectorcall_NARGS(nargsf) + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0);
  if (Graph* other = graph ? graph_elsewhere(args, given) : nullptr) [[unlikely]] return call_inside(*other, self, args, nargsf, kwnames);
  PyObject* out = graph ? call_in_scope(f, args, nargsf, kwnames) : PyObject_Vectorcall(f.python, args, nargsf, kwnames);
  if (!out && (PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_ValueError))) [[unlikely]] return answered(self, args, nargsf, kwnames);
  return out;
}

// The parameter that names a call: `name`, or `scope` of functions that have none of that name.
void find_name(NamedFunction& f) {
  Ref count = code_of(f.python, "co_argcount"), keywords = code_of(f.python, "co_kwonlyargcount"), names = code_of(f.python, "co_varnames");
  const Py_ssize_t positional = PyLong_AsSsize_t(count.get()), all = positional + PyLong_AsSsize_t(keywords.get());
  for (const char* name : {"scope", "name"})
    for (Py_ssize_t i = 0; i < all; ++i)
      if (!PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names.get(), i), name)) f.parameter = name, f.place = i < positional ? i : PY_SSIZE_T_MAX;
}

PyTypeObject NamedFunctionType = function_type("zeal.NamedFunction", sizeof(NamedFunction));

// named_function(function, scope, (before, behind), *results): lives as long as the process.
PyObject* make(PyObject*, PyObject* args) {
  return guarded([&] {
    PyObject* o = new_function_object(NamedFunctionType, PyTuple_GET_ITEM(args, 0), vectorcall);
    auto& f = *reinterpret_cast<NamedFunction*>(o);
    new (&f.scope) std::string(utf8(PyTuple_GET_ITEM(args, 1)));
    new (&f.results) std::vector<std::string>;
    if (!PyArg_ParseTuple(PyTuple_GET_ITEM(args, 2), "ll", &f.before, &f.behind)) throw PythonError();
    for (Py_ssize_t i = 3; i < PyTuple_GET_SIZE(args); ++i) f.results.push_back(utf8(PyTuple_GET_ITEM(args, i)));
    f.parameter = nullptr;
    f.place = PY_SSIZE_T_MAX;
    find_name(f);
    return o;
  });
}

PyMethodDef function = {
    "named_function", make, METH_VARARGS,
    "named_function(function, scope, more, *results): the function, whose calls have scopes of their own in graphs; more: a pair, how many "
    "ops TensorFlow has besides, before its own and behind them."};

}  // namespace

void add_named_functions(PyObject* module) {
  check(PyType_Ready(&NamedFunctionType));
  check(PyModule_AddObjectRef(module, "NamedFunction", reinterpret_cast<PyObject*>(&NamedFunctionType)));
  check(PyModule_AddObject(module, function.ml_name, checked(PyCFunction_New(&function, nullptr)).release()));
}

}  // namespace zeal::bind
