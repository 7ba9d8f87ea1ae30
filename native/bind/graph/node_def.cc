// Nodes by name: any op of the registry, appended to a graph with given inputs and attributes.
#include "bind/call/signature.h"
#include "bind/graph/graph.h"
#include "core/thread_state.h"
#include "graph/gates.h"
#include "op/infer.h"

namespace zeal::bind {
namespace {

std::string text_of(PyObject* o) {
  Py_ssize_t n;
  const char* text = PyUnicode_AsUTF8AndSize(o, &n);
  if (!text) throw PythonError();
  return {text, size_t(n)};
}

Attrs attrs_from(const OpDef& op, PyObject* dict) {
  Attrs attrs = op.defaults;
  const Ref given = checked(PyDict_Copy(dict));  // reading a value may run code that changes the dict
  PyObject *key, *value;
  for (Py_ssize_t at = 0; PyDict_Next(given.get(), &at, &key, &value);) {
    const std::string name = text_of(key);
    const AttrDef* def = op.find_attr(name);
    if (!def) fail(Code::kValueError, "[", op.name, "] has no attribute ", name);
    set_attr(op, *def, value, attrs);
  }
  return attrs;
}

std::vector<Tensor> tensors_of(PyObject* list) {
  std::vector<Tensor> in;
  const Ref all = checked(PySequence_Tuple(list));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(all.get()); ++i) in.push_back(to_tensor(PyTuple_GET_ITEM(all.get(), i)));
  return in;
}

// What flows into an output flows back to the input of its place.
class PassOn : public GradHook {
 public:
  void backward(const std::vector<Tensor>& dy, std::vector<GradValue>& dx) override {
    for (size_t i = 0; i < dy.size(); ++i) dx[i] = GradValue{dy[i]};
  }
  const char* name() const override { return "IdentityN"; }
};

TensorImpl* const* raw(const std::vector<Tensor>& list) { return reinterpret_cast<TensorImpl* const*>(list.data()); }

Node& append_identity_n(Graph& graph, const std::vector<Tensor>& in, const std::string& name) {
  std::vector<Tensor> out = graph.append_hooked(in, in, [](const std::vector<Tensor>&) { return std::make_shared<PassOn>(); }, name);
  each_recording_tape([&](Tape& tape) { tape.record_hook(std::make_shared<PassOn>(), raw(in), int(in.size()), out.data(), int(out.size())); });
  return graph.nodes().back();
}

// Tapes record the node as they do those that pass the door.
void record(const OpDef& op, const Attrs& attrs, const std::vector<Tensor>& in, Node& node) {
  if (!(thread_state().mode & kRecording)) return;
  std::vector<Tensor> out;
  for (int i = 0; i < node.num_outputs; ++i) out.push_back(node.outputs[i].value);
  record_on_tapes(op, attrs, raw(in), int(in.size()), out.data(), int(out.size()));
}

Node& append_op(Graph& graph, const std::string& type, const std::vector<Tensor>& in, PyObject* attrs, const std::string& name) {
  if (type == identity_n_op().name) return append_identity_n(graph, in, name);
  const OpDef& op = node_op(type);
  const Attrs values = attrs_from(op, attrs);
  const std::vector<OutSpec> outputs = infer_call(op, raw(in), int(in.size()), values);
  thread_state().op_name = name.c_str();
  Node& node = graph.append(op, raw(in), int(in.size()), values, outputs);
  record(op, values, in, node);
  return node;
}

}  // namespace

PyObject* append_node(Graph& graph, PyObject* args) {
  PyObject *type, *inputs, *attrs, *name;
  if (!PyArg_ParseTuple(args, "UOO!U:_append", &type, &inputs, &PyDict_Type, &attrs, &name)) return nullptr;
  return guarded([&] { return wrap_operation(append_op(graph, text_of(type), tensors_of(inputs), attrs, text_of(name) + "/")); });
}

}  // namespace zeal::bind
