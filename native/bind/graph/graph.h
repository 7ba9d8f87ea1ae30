// Graphs for CPython: what the files of this room share with the rest of the binding.
#pragma once
#include "bind/bind.h"
#include "graph/graph.h"

namespace zeal::bind {

// The object of a symbolic tensor, the same as long as it lives. It keeps its graph.
PyObject* wrap_symbolic(Tensor t, PyTypeObject* type = &TensorType);
// What a dying object of a symbolic tensor held, to be released last of all; null for one whose graph is gone.
PyObject* unwrap_symbolic(PyObject* o);
// The graph's object; borrowed, null for a graph that is gone.
PyObject* graph_of(const TensorImpl& t);
extern PyTypeObject OperationType;
PyObject* wrap_operation(Node& node);
// What `Operation.device` says of a node: a new reference, or null with an exception set.
PyObject* device_asked_for(Node& node);
bool is_operation(PyObject* o);
Node& node_of(PyObject* operation);
// The node that makes a symbolic tensor, or that an operation is; throws TypeError for anything else.
Node& node_behind(PyObject* o);
// graph._append(op, inputs, attrs, name): any op of the registry; its arguments as a tuple.
PyObject* append_node(Graph& graph, PyObject* args);

// The Graph behind an object of its type; throws TypeError for others.
Graph& native_graph(PyObject* o);
// A list's tensors: a variable stands for its handle, None is null.
std::vector<Tensor> graph_values(PyObject* list);
// The output of a node that a symbolic tensor is; throws TypeError for others.
Symbol* symbol_in(PyObject* o);

// Throws what TensorFlow does where a program asks for the value of one that only the run has.
void require_value(const TensorImpl& t, const char* what);

void add_graphs(PyObject* module);
void add_operations(PyObject* module);
void add_programs(PyObject* module);
void add_calls(PyObject* module);
void add_traced(PyObject* module);
// What an object of type Calls holds; throws TypeError for others.
HostRef<Calls> calls_in(PyObject* o);
// A list of its bodies as (inputs, outputs, effects), the condition first.
Ref bodies_of(const Calls& calls);
void add_host_calls(PyObject* module);
// What a handle of a Python object names; borrowed, null for other handles.
PyObject* object_behind(const TensorImpl& handle);

}  // namespace zeal::bind
