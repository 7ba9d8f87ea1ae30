// zeal.Operation: a node of a graph.
#include "bind/graph/graph.h"

#include <algorithm>
#include <bit>

#include "bind/call/signature.h"
#include "bind/each.h"
#include "bind/operators.h"
#include "graph/calls.h"

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
PyObject* get_device(PyObject* o, void*) { return PyUnicode_FromString(node_of(o).device); }
PyObject* set_device(PyObject* o, PyObject* device) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(device);
    if (!text) throw PythonError();
    node_of(o).device = intern_string(text);
    return Py_NewRef(Py_None);
  });
}
PyObject* get_place(PyObject* o, void*) {
  const SourceLine& line = node_of(o).line;
  if (!line.code) return Py_NewRef(Py_None);
  auto* code = static_cast<PyCodeObject*>(line.code);
  return Py_BuildValue("(OiO)", code->co_filename, line.line, code->co_name);
}
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
PyObject* set_controls(PyObject* o, PyObject* ops) {
  return guarded([&] {
    std::vector<Node*> controls;
    each(ops, [&](PyObject* op) { controls.push_back(&node_behind(op)); });
    node_of(o).graph->set_controls(node_of(o), std::move(controls));
    return Py_NewRef(Py_None);
  });
}
// --- attributes, as TensorFlow's registry has them ---
void set_item(PyObject* dict, const char* name, Ref value) { check(PyDict_SetItemString(dict, name, value.get())); }

// A list of integers that is a shape: the sizes, null for a shape of which nothing is known.
Ref shape_attr(const AttrDef& def, const Attrs& attrs) {
  const IntList* sizes = *reinterpret_cast<const IntList* const*>(attrs.bytes + def.offset);
  return checked(open_shape_object(sizes ? ShapeView{sizes->n, sizes->values} : ShapeView{kUnknownRank, nullptr}));
}

DType type_attr(const AttrDef& def, const Attrs& attrs) { return *reinterpret_cast<const DType*>(attrs.bytes + def.offset); }
bool is_left_out(const AttrDef& def, const Attrs& attrs) { return def.kind == AttrKind::kType && type_attr(def, attrs) == DType::kInvalid; }

// The dtype that an attribute says; of one that types an output, the output's, since a rule may give another than the call
// asked for, as of complex parts.
DType type_of(const AttrDef& def, const Node& node) {
  const OpDef& op = *node.op;
  for (size_t i = 0; i < op.outputs.size() && !op.outputs[i].list; ++i)
    if (const int t = op.outputs[i].type_attr; t >= 0 && op.types[size_t(t)].name == std::string_view(def.name)) return node.outputs[i].value->dtype;
  return type_attr(def, node.attrs);
}

Ref attr_value(const AttrDef& def, const Node& node) {
  if (def.kind == AttrKind::kType) return Ref::share(dtype_object(type_of(def, node)));
  if (def.kind == AttrKind::kInts && def.name == std::string_view("shape")) return shape_attr(def, node.attrs);
  return checked(zeal::bind::get_attr(def, node.attrs));
}

// The flattened place of an input's first tensor.
size_t place_of(const Node& node, int input) {
  const OpDef& op = *node.op;
  const size_t in_list = node.inputs.size() + 1 - op.inputs.size();
  return op.list_input >= 0 && input > op.list_input ? size_t(input) + in_list - 1 : size_t(input);
}

// Types that the inputs bind. One that can be a single dtype is no attribute of TensorFlow's.
void add_types(PyObject* dict, const Node& node) {
  for (const TypeAttr& type : node.op->types) {
    if (type.from_input < 0 || std::has_single_bit(type.allowed)) continue;
    set_item(dict, type.name, Ref::share(dtype_object(node.inputs.at(place_of(node, type.from_input))->value->dtype)));
  }
}

Ref dtypes_of_outputs(const Node& node) {
  Ref list = checked(PyList_New(node.num_outputs));
  for (int i = 0; i < node.num_outputs; ++i) PyList_SET_ITEM(list.get(), i, Py_NewRef(dtype_object(node.outputs[i].value->dtype)));
  return list;
}

// The list input: how many tensors, or of which dtypes where these may differ.
void add_list(PyObject* dict, const Node& node) {
  const OpDef& op = *node.op;
  if (op.list_input < 0) return;
  const size_t first = size_t(op.list_input), count = node.inputs.size() + 1 - op.inputs.size();
  const char* mixed = op.inputs[first].mixed;
  if (!mixed) return set_item(dict, "N", checked(PyLong_FromSize_t(count)));
  Ref types = checked(PyList_New(0));
  for (size_t i = first; i < first + count; ++i) check(PyList_Append(types.get(), dtype_object(node.inputs[i]->value->dtype)));
  set_item(dict, mixed, std::move(types));
}

// What stands in graphs alone.
void add_own(PyObject* dict, const Node& node) {
  if (node.op == &identity_n_op()) return set_item(dict, "T", dtypes_of_outputs(node));
  if (node.op != &const_op() && node.op != &placeholder_op()) return;
  const TensorImpl& value = *node.outputs[0].value;
  set_item(dict, "dtype", Ref::share(dtype_object(value.dtype)));
  if (node.op == &placeholder_op()) set_item(dict, "shape", checked(open_shape_object(value.shape())));
}

PyObject* get_attrs(PyObject* o, PyObject*) {
  return guarded([&] {
    const Node& node = node_of(o);
    const OpDef& op = *node.op;
    Ref dict = checked(PyDict_New());
    add_own(dict.get(), node);
    if (node.op == &identity_n_op() || node.calls) return dict.release();
    for (const AttrDef& def : op.own_attrs())
      if (!is_left_out(def, node.attrs)) set_item(dict.get(), def.name, attr_value(def, node));
    add_types(dict.get(), node);
    add_list(dict.get(), node);
    return dict.release();
  });
}
// --- bodies ---
Ref tensors_of(const std::vector<Symbol*>& symbols) {
  std::vector<Tensor> all;
  for (const Symbol* s : symbols) all.push_back(s->value);
  return checked(wrap_all(all));
}
Ref described(const Body& body) {
  Ref effects = checked(PyList_New(0));
  for (Node* node : body.effects) check(PyList_Append(effects.get(), checked(wrap_operation(*node)).get()));
  return checked(Py_BuildValue("(NNN)", tensors_of(body.inputs).release(), tensors_of(body.outputs).release(), effects.release()));
}

// Of a node that runs bodies: these, as (inputs, outputs, effects), the condition first, and how many values it carries and
// gives. Without bodies for a derivative, which passes records on.
PyObject* get_bodies(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Node& node = node_of(o);
    if (!node.calls) return Py_NewRef(Py_None);
    const Calls& calls = *node.calls;
    const int given = calls.carried + calls.results;
    if (calls.lists || calls.emits || (calls.repeats && (calls.results || !calls.condition))) return Py_BuildValue("(Oii)", Py_None, calls.carried, given);
    return Py_BuildValue("(Nii)", bodies_of(calls).release(), calls.carried, given);
  });
}
Ref ints_of(const std::vector<int>& ints) {
  Ref list = checked(PyList_New(0));
  for (const int i : ints) check(PyList_Append(list.get(), checked(PyLong_FromLong(i)).get()));
  return list;
}
// Of a node that runs bodies: for each its description, what it saves, and the places of what comes from records; how many
// arguments, lists of records and emitted ones there are, and like which inputs the zeros are that results start from.
PyObject* get_records(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Node& node = node_of(o);
    if (!node.calls) return Py_NewRef(Py_None);
    const Calls& calls = *node.calls;
    Ref parts = checked(PyList_New(0));
    for (const Part& part : calls.parts) {
      std::vector<int> places;
      for (const Field& field : part.fields) places.push_back(field.place);
      Ref item = checked(Py_BuildValue("(NNN)", described(*part.body).release(), tensors_of(part.body->saved).release(), ints_of(places).release()));
      check(PyList_Append(parts.get(), item.get()));
    }
    return Py_BuildValue("(NiiiN)", parts.release(), calls.args, calls.lists, calls.emits, ints_of(calls.zeros).release());
  });
}
Ref pairs_of(const std::vector<std::pair<int, int>>& pairs) {
  Ref list = checked(PyList_New(0));
  for (const auto& [a, b] : pairs) check(PyList_Append(list.get(), checked(Py_BuildValue("(ii)", a, b)).get()));
  return list;
}

// Of a derivative: the operation that it is of, (output of that, own input), (input of that, whether sparse); else None.
PyObject* derived_from(PyObject* o, PyObject*) {
  return guarded([&]() -> PyObject* {
    const Node& node = node_of(o);
    Node* of = node.calls && node.calls->lists ? node.inputs[size_t(node.calls->first_list())]->node : nullptr;
    Wires wires;
    if (!of || !of->calls || !find_wires(*of->calls, *node.calls, wires)) return Py_NewRef(Py_None);
    const std::vector<std::pair<int, int>> targets(wires.targets.begin(), wires.targets.end());
    return Py_BuildValue("(NNN)", wrap_operation(*of), pairs_of(wires.seeds).release(), pairs_of(targets).release());
  });
}
PyObject* get_gradient_rule(PyObject* o, void*) {
  const char* rule = node_of(o).gradient;
  return rule ? PyUnicode_FromString(rule) : Py_NewRef(Py_None);
}
PyObject* repr(PyObject* o) {
  return PyUnicode_FromFormat("<tf.Operation '%s' type=%s>", node_of(o).name.c_str(), node_of(o).op->name.c_str());
}
// The NodeDef's text.
PyObject* str(PyObject* o) {
  Ref def(PyObject_GetAttrString(o, "node_def"));
  return def ? PyObject_Str(def.get()) : nullptr;
}

PyGetSetDef getset[] = {
    {"name", get_name, nullptr, "The name.", nullptr},
    {"type", get_type, nullptr, "What op it is, \"MatMul\".", nullptr},
    {"graph", get_graph, nullptr, "Its graph.", nullptr},
    {"_device", get_device, nullptr, "The device asked for, as far as no function is to tell it.", nullptr},
    {"_gradient_rule", get_gradient_rule, nullptr, "The name of what takes the place of its op's gradient, or None.", nullptr},
    {"_defined_at", get_place, nullptr, "The program's file, line and function.", nullptr},
    {"_id", get_id, nullptr, "Its place in the graph.", nullptr},
    {"inputs", get_inputs, nullptr, "The tensors it reads.", nullptr},
    {"outputs", get_outputs, nullptr, "The tensors it makes.", nullptr},
    {"control_inputs", get_controls, nullptr, "The ops that run before it.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef methods[] = {
    {"_attrs", get_attrs, METH_NOARGS, "_attrs(): the attributes that TensorFlow's registry has too, by name."},
    {"_bodies", get_bodies, METH_NOARGS, "_bodies(): of a call, condition or loop: its bodies, how many values it carries and gives; else None."},
    {"_records", get_records, METH_NOARGS, "_records(): of a call, condition or loop: what its bodies save and read of records; else None."},
    {"_derived_from", derived_from, METH_NOARGS, "_derived_from(): of the derivative of a call, condition or loop: how it is wired to that; else None."},
    {"_set_device", set_device, METH_O, "_set_device(name): asks for a device."},
    {"_set_controls", set_controls, METH_O, "_set_controls(ops): runs after these."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyTypeObject OperationType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Operation",
    .tp_basicsize = sizeof(PyOperation),
    .tp_dealloc = operation_dealloc,
    .tp_repr = repr,
    .tp_str = str,
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

Ref bodies_of(const Calls& calls) {
  Ref list = checked(PyList_New(0));
  if (calls.condition) check(PyList_Append(list.get(), described(*calls.condition).get()));
  for (const Part& part : calls.parts) check(PyList_Append(list.get(), described(*part.body).get()));
  return list;
}

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

PyObject* device_asked_for(Node& node) {
  return guarded([&] { return PyObject_GetAttrString(Ref(wrap_operation(node)).get(), "device"); });
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
