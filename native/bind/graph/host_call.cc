// Ops of graphs that run a Python function (iterators, queues, readers), and handles of the Python objects that sessions keep.
#include <unordered_map>

#include "bind/graph/graph.h"
#include "bind/held_object.h"
#include "bind/shape_values.h"
#include "graph/waits.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

// A function of Python; what it gives is known beforehand.
struct Call : HeldObject {
  std::vector<OutSpec> outputs;
};

const Call& call_at(const TensorImpl* t) {
  const Call* call = t ? memory_of<Call>(*t) : nullptr;
  if (!call) fail(Code::kInvalidArgument, "a Python function is expected as the first input");
  return *call;
}

struct CallAttrs {
  int64_t num_outputs = 0;
};

void infer_call_outputs(InferContext& c) {
  const std::vector<OutSpec>& outputs = call_at(c.value(0)).outputs;
  for (int i = 0; i < c.nout; ++i) {
    c.out(i) = outputs.at(size_t(i)).shape;
    c.out_dtype(i) = outputs[size_t(i)].dtype;
  }
}

Ref run_function(const Kernel& k) {
  Ref inputs = checked(PyList_New(k.nin - 1));
  for (int i = 1; i < k.nin; ++i) PyList_SET_ITEM(inputs.get(), i - 1, wrap_unseen(*k.in[i]));
  return checked(PyObject_CallOneArg(call_at(k.in[0]).object.get(), inputs.get()));
}

// function(list of tensors) returns a list of values, one per output.
void run_call(Kernel& k) {
  HoldLock lock;
  PauseRecording pause;
  Ref list = checked(PySequence_Tuple(run_function(k).get()));
  if (PyTuple_GET_SIZE(list.get()) != k.nout) k.invalid("its function returned ", PyTuple_GET_SIZE(list.get()), " values for ", k.nout, " outputs");
  for (int i = 0; i < k.nout; ++i) {
    Tensor t = concrete_tensor(PyTuple_GET_ITEM(list.get(), i), k.spec[i].dtype, "a function's result");
    if (t->dtype != k.spec[i].dtype || !are_compatible(t->shape(), k.spec[i].shape))
      k.invalid("its function returned ", describe(*t), " where ", k.spec[i].shape.str(), " ", dtype_name(k.spec[i].dtype), " was announced");
    k.out[i] = t->unshared() ? std::move(t) : make_view(*t, t->shape());
  }
}

// function(list of tensors) returns an object, which the output is a handle of.
void run_maker(Kernel& k) {
  HoldLock lock;
  PauseRecording pause;
  k.out[0] = hold(run_function(k), k.spec[0].dtype);
}

// What a function's result is: values, an object that each session makes once, or one that each run makes.
enum Kind : int { kValues, kKept, kMade };

// They have the names of TensorFlow's ops, but other inputs: the registry does not know them.
const OpDef& op_named(const char* name, int kind) {
  static auto* known = new std::unordered_map<std::string, std::unique_ptr<OpDef>>[kMade + 1];
  std::unique_ptr<OpDef>& made = known[kind][name];
  if (made) return *made;
  made = std::make_unique<OpDef>(name);
  OpDef& op = *made;
  op.doc("Runs a Python function.").attrs<CallAttrs>().attr("num_outputs", &CallAttrs::num_outputs).input("call", "resource").mixed_list_arg("inputs", "Tin");
  op.list_output("outputs", "resource", [](const Attrs& a, int) { return int(a.as<CallAttrs>().num_outputs); });
  op.infer(infer_call_outputs).stateful().made_by_kernel().cpu(bit(DType::kResource), kind ? run_maker : run_call).not_differentiable();
  op.acts = kind == kValues;
  return kind == kKept ? op.kept_by_session() : op;
}

Tensor call_tensor(PyObject* function, PyObject* outputs) {
  auto memory = std::make_unique<Call>();
  memory->object = Ref::share(function);
  Ref all = checked(PySequence_Tuple(outputs));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(all.get()); ++i) {
    PyObject *dtype, *sizes;
    if (!PyArg_ParseTuple(PyTuple_GET_ITEM(all.get(), i), "OO:host_call", &dtype, &sizes)) throw PythonError();
    memory->outputs.push_back({to_dtype(dtype), shape_from(sizes)});
  }
  return tensor_on(std::move(memory), DType::kResource);
}

// A function's graph would capture it: it is a constant of whatever graph calls it.
Tensor as_constant(Graph& graph, const Tensor& call, const OpDef& op) {
  Node& node = graph.constant(call, concat(op.name, "/call"));
  graph.held.push_back(call_at(call.get()).object.get());
  node.controls.clear();
  graph.count_more(-1);  // TensorFlow has none
  return node.outputs[0].value;
}

void run(const OpDef& op, const std::vector<Tensor>& in, const Attrs& attrs, const char* name, Outputs& out) {
  std::vector<TensorImpl*> raw;
  for (const Tensor& t : in) raw.push_back(t.get());
  thread_state().op_name = thread_state().mode & kGraphMode ? name : nullptr;
  execute(op, raw.data(), int(raw.size()), attrs, out);
}

// copied(operation, inputs): its op, of other inputs, in the graph being built: an Operation.
PyObject* py_copied(PyObject*, PyObject* args) {
  PyObject *operation, *inputs;
  if (!PyArg_ParseTuple(args, "OO:copied", &operation, &inputs)) return nullptr;
  return guarded([&] {
    const Node& node = node_behind(operation);
    if (node.calls) fail(Code::kUnimplemented, node.name, " is a call, a condition or a loop, which is not copied into functions yet");
    Outputs out;
    run(*node.op, graph_values(inputs), node.attrs, node.name.c_str(), out);
    return wrap_operation(current_graph().nodes().back());
  });
}

// host_call(op, kind, function, outputs, inputs, name): calls function(list of tensors) now, or whenever the graph
// being built runs. `outputs` are pairs of dtype and sizes. Returns a list of tensors; an Operation where there are none.
PyObject* py_host_call(PyObject*, PyObject* args) {
  const char *op_name, *name;
  int kind;
  PyObject *function, *outputs, *inputs;
  if (!PyArg_ParseTuple(args, "siOOOz:host_call", &op_name, &kind, &function, &outputs, &inputs, &name)) return nullptr;
  return guarded([&]() -> PyObject* {
    if (kind < kValues || kind > kMade) fail(Code::kInternal, "host_call of ", op_name, " has the unknown kind ", kind);
    const OpDef& op = op_named(op_name, kind);
    const Tensor call = call_tensor(function, outputs);
    std::vector<Tensor> in{call};
    Ref all = checked(PySequence_Tuple(inputs));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(all.get()); ++i) in.push_back(to_tensor(PyTuple_GET_ITEM(all.get(), i)));
    Graph* graph = thread_state().mode & kGraphMode ? &graph_for(in.data(), in.size()) : nullptr;
    if (graph) in[0] = as_constant(*graph, call, op);
    Outputs out;
    run(op, in, Attrs::of(CallAttrs{int64_t(call_at(call.get()).outputs.size())}), name, out);
    if (out.size()) return wrap_outputs(out);
    return graph ? wrap_operation(graph->nodes().back()) : Py_NewRef(Py_None);
  });
}

// held_object(handle): the object that a handle names.
PyObject* py_held_object(PyObject*, PyObject* o) {
  return guarded([&] {
    const Tensor t = concrete_tensor(o);
    const HeldObject* held = memory_of<HeldObject>(*t);
    if (!held) fail(Code::kInvalidArgument, "a tensor that is ", describe(*t), " is no handle of an iterator, queue or reader");
    return Py_NewRef(held->object.get());
  });
}
// hold_object(object): a handle that names it.
PyObject* py_hold_object(PyObject*, PyObject* o) {
  return guarded([&] { return wrap(hold(Ref::share(o), DType::kResource)); });
}

// is_stateful(operation): whether two runs of it may give two results.
PyObject* py_is_stateful(PyObject*, PyObject* o) {
  return guarded([&] { return PyBool_FromLong(node_behind(o).op->is_stateful); });
}

PyObject* py_must_not_wait(PyObject*, PyObject*) { return PyBool_FromLong(must_not_wait()); }
bool would_wait() {
  if (!PyErr_ExceptionMatches(PyExc_BlockingIOError)) return false;
  PyErr_Clear();
  return true;
}

PyMethodDef functions[] = {
    {"must_not_wait", py_must_not_wait, METH_NOARGS, "Whether an op of this thread's run raises BlockingIOError, and has done nothing, where it would wait."},
    {"host_call", py_host_call, METH_VARARGS, "host_call(op, kind, function, outputs, inputs, name): an op that runs a Python function."},
    {"copied", py_copied, METH_VARARGS, "copied(operation, inputs): its op, of other inputs, in the graph being built."},
    {"held_object", py_held_object, METH_O, "held_object(handle): the object that a handle names."},
    {"is_stateful", py_is_stateful, METH_O, "is_stateful(operation): whether two runs of it may give two results."},
    {"hold_object", py_hold_object, METH_O, "hold_object(object): a handle that names it."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

PyObject* object_behind(const TensorImpl& handle) {
  const HeldObject* held = memory_of<HeldObject>(handle);
  return held ? held->object.get() : nullptr;
}

void add_host_calls(PyObject* module) {
  g_would_wait = would_wait;
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
