// zeal.Operation: a node of a graph.
#include "bind/graph/graph.h"

#include "bind/call/signature.h"

namespace zeal::bind {
namespace {

struct PyOperation {
  PyObject_HEAD
  Node* node;
  PyObject* graph;  // owned: the node lives as long
  PyObject* dict;
  PyObject* weakrefs;
};
PyOperation& self_of(PyObject* o) { return *reinterpret_cast<PyOperation*>(o); }

void operation_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  self_of(o).node->object = nullptr;
  if (self_of(o).weakrefs) PyObject_ClearWeakRefs(o);
  Py_CLEAR(self_of(o).dict);
  PyObject* graph = self_of(o).graph;
  Py_TYPE(o)->tp_free(o);
  Py_DECREF(graph);
}
int operation_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(self_of(o).dict);
  Py_VISIT(self_of(o).graph);
  return 0;
}
int operation_clear(PyObject* o) {
  Py_CLEAR(self_of(o).dict);
  return 0;
}

PyObject* get_name(PyObject* o, void*) { return PyUnicode_FromString(node_of(o).name.c_str()); }
PyObject* get_type(PyObject* o, void*) { return PyUnicode_FromString(node_of(o).op->name.c_str()); }
PyObject* get_graph(PyObject* o, void*) { return Py_NewRef(self_of(o).graph); }
PyObject* get_device(PyObject*, void*) { return PyUnicode_FromString(""); }
PyObject* get_id(PyObject* o, void*) { return PyLong_FromLong(node_of(o).id); }

PyObject* get_inputs(PyObject* o, void*) {
  return guarded([&] {
    const Node& node = node_of(o);
    Ref list = checked(PyList_New(Py_ssize_t(node.inputs.size())));
    for (size_t i = 0; i < node.inputs.size(); ++i) PyList_SET_ITEM(list.get(), Py_ssize_t(i), wrap(node.inputs[i]->value));
    return list.release();
  });
}
PyObject* get_outputs(PyObject* o, void*) {
  return guarded([&] {
    const Node& node = node_of(o);
    Ref list = checked(PyList_New(node.num_outputs));
    for (int i = 0; i < node.num_outputs; ++i) PyList_SET_ITEM(list.get(), i, wrap(node.outputs[i].value));
    return list.release();
  });
}
PyObject* get_controls(PyObject* o, void*) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (Node* node : node_of(o).controls) check(PyList_Append(list.get(), checked(wrap_operation(*node)).get()));
    return list.release();
  });
}
PyObject* add_control(PyObject* o, PyObject* op) {
  return guarded([&] {
    Node &node = node_of(o), &before = node_behind(op);
    if (before.graph != node.graph) fail(Code::kValueError, "a control input must be of the same graph");
    if (before.id >= node.id) fail(Code::kValueError, "the control input ", before.name, " was made after ", node.name);
    node.controls.push_back(&before);
    return Py_NewRef(Py_None);
  });
}
PyObject* get_attr(PyObject* o, PyObject* name) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(name);
    if (!text) throw PythonError();
    const Node& node = node_of(o);
    if (const AttrDef* def = node.op->find_attr(text)) return zeal::bind::get_attr(*def, node.attrs);
    for (size_t i = 0; i < node.op->inputs.size() && i < node.inputs.size(); ++i) {
      const ArgDef& arg = node.op->inputs[i];
      if (arg.type_attr >= 0 && node.op->types[size_t(arg.type_attr)].name == std::string_view(text))
        return Py_NewRef(dtype_object(node.inputs[i]->value->dtype));
    }
    fail(Code::kValueError, "Operation '", node.name, "' has no attr named '", text, "'.");
  });
}
PyObject* repr(PyObject* o) {
  return PyUnicode_FromFormat("<tf.Operation '%s' type=%s>", node_of(o).name.c_str(), node_of(o).op->name.c_str());
}

PyGetSetDef getset[] = {
    {"name", get_name, nullptr, "The name.", nullptr},
    {"type", get_type, nullptr, "What op it is, \"MatMul\".", nullptr},
    {"graph", get_graph, nullptr, "Its graph.", nullptr},
    {"device", get_device, nullptr, "\"\": graphs know no devices yet.", nullptr},
    {"_id", get_id, nullptr, "Its place in the graph.", nullptr},
    {"inputs", get_inputs, nullptr, "The tensors it reads.", nullptr},
    {"outputs", get_outputs, nullptr, "The tensors it makes.", nullptr},
    {"control_inputs", get_controls, nullptr, "The ops that run before it.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef methods[] = {
    {"get_attr", get_attr, METH_O, "get_attr(name): an attribute."},
    {"_add_control_input", add_control, METH_O, "_add_control_input(op): runs after op too."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyTypeObject OperationType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Operation",
    .tp_basicsize = sizeof(PyOperation),
    .tp_dealloc = operation_dealloc,
    .tp_repr = repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A node of a graph: an op, with its inputs and outputs.",
    .tp_traverse = operation_traverse,
    .tp_clear = operation_clear,
    .tp_weaklistoffset = offsetof(PyOperation, weakrefs),
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyOperation, dict),
    .tp_free = PyObject_GC_Del,
};

bool is_operation(PyObject* o) { return Py_TYPE(o) == &OperationType; }
Node& node_of(PyObject* o) { return *self_of(o).node; }

PyObject* wrap_operation(Node& node) {
  if (node.object) return Py_NewRef(static_cast<PyObject*>(node.object));
  auto* o = PyObject_GC_New(PyOperation, &OperationType);
  if (!o) throw PythonError();
  o->node = &node;
  o->graph = Py_NewRef(static_cast<PyObject*>(node.graph->object));
  o->dict = o->weakrefs = nullptr;
  node.object = o;
  PyObject_GC_Track(reinterpret_cast<PyObject*>(o));
  return reinterpret_cast<PyObject*>(o);
}

Node& node_behind(PyObject* o) {
  if (is_operation(o)) return node_of(o);
  const Symbol* s = is_tensor(o) ? symbol_of(*impl_of(o)) : nullptr;
  if (!s) fail(Code::kTypeError, "expected an Operation or a symbolic Tensor, got a ", Py_TYPE(o)->tp_name);
  return *s->node;
}

void add_operations(PyObject* module) {
  check(PyType_Ready(&OperationType));
  check(PyModule_AddObjectRef(module, "Operation", reinterpret_cast<PyObject*>(&OperationType)));
}

}  // namespace zeal::bind
