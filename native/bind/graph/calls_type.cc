// zeal._native.Body and Calls: functions, conditions and loops over bodies.
#include "bind/each.h"
#include "bind/graph/graph.h"
#include "bind/hold_lock.h"
#include "bind/tape.h"
#include "core/thread_state.h"
#include "graph/calls.h"
#include "op/functions.h"

namespace zeal::bind {
namespace {

struct PyBody {
  PyObject_HEAD
  std::shared_ptr<Body>* held;
};
struct PyCalls {
  PyObject_HEAD
  Calls* calls;
  PyObject* gradient;  // a function, or null
};

extern PyTypeObject BodyType, CallsType;

// Tapes and tensors that hold calls may die anywhere.
void share_object(void* o) { Py_INCREF(static_cast<PyObject*>(o)); }
void drop_object(void* o) {
  if (is_shutting_down()) return;
  const HoldLock lock;
  Py_DECREF(static_cast<PyObject*>(o));
}

void body_dealloc(PyObject* o) {
  delete reinterpret_cast<PyBody*>(o)->held;
  Py_TYPE(o)->tp_free(o);
}

HostRef<Calls> new_calls(Calls calls) {
  Ref o = checked(CallsType.tp_alloc(&CallsType, 0));
  calls.object = o.get();
  Calls* held = reinterpret_cast<PyCalls*>(o.get())->calls = new Calls(std::move(calls));
  return o.release(), HostRef<Calls>::steal(*held);
}
PyObject* object_of(const HostRef<Calls>& calls) { return Py_NewRef(static_cast<PyObject*>(calls->object)); }

void calls_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  delete reinterpret_cast<PyCalls*>(o)->calls;
  Py_XDECREF(reinterpret_cast<PyCalls*>(o)->gradient);
  Py_TYPE(o)->tp_free(o);
}

// A body is of one Calls; while an object of its own is about, that may be held from anywhere.
int visit_body(const std::shared_ptr<Body>& body, visitproc visit, void* arg) {
  return body.use_count() == 1 ? visit(static_cast<PyObject*>(body->graph.object), arg) : 0;
}
int calls_traverse(PyObject* o, visitproc visit, void* arg) {
  const Calls* c = reinterpret_cast<PyCalls*>(o)->calls;
  if (!c) return 0;
  Py_VISIT(reinterpret_cast<PyCalls*>(o)->gradient);
  int stop = c->condition ? visit_body(c->condition, visit, arg) : 0;
  for (const Part& p : c->parts) stop = stop ? stop : visit_body(p.body, visit, arg);
  for (const auto& [key, d] : c->derivatives)
    if (!stop && d.use_count() == 1) stop = visit(static_cast<PyObject*>(calls_of(*d)->object), arg);
  return stop;
}

std::vector<Symbol*> symbols_of(PyObject* list, const Graph& graph) {
  std::vector<Symbol*> out;
  each(list, [&](PyObject* o) {
    out.push_back(symbol_in(o));
    if (out.back()->node->graph != &graph) fail(Code::kValueError, out.back()->node->name, " is no value of the body's graph");
  });
  return out;
}

PyObject* body_new(PyTypeObject*, PyObject* args, PyObject*) {
  PyObject *graph, *inputs, *outputs, *effects;
  if (!PyArg_ParseTuple(args, "OOOO:Body", &graph, &inputs, &outputs, &effects)) return nullptr;
  return guarded([&] {
    Graph& native = native_graph(graph);
    std::vector<Node*> nodes;
    each(effects, [&](PyObject* o) { nodes.push_back(&node_behind(o)); });
    Ref o = checked(BodyType.tp_alloc(&BodyType, 0));
    auto body = std::make_shared<Body>(native, symbols_of(inputs, native), symbols_of(outputs, native), std::move(nodes));
    reinterpret_cast<PyBody*>(o.get())->held = new std::shared_ptr<Body>(std::move(body));
    return o.release();
  });
}

std::shared_ptr<Body> body_of(PyObject* o) {
  if (Py_TYPE(o) != &BodyType) fail(Code::kTypeError, "expected a Body, got a ", Py_TYPE(o)->tp_name);
  return *reinterpret_cast<PyBody*>(o)->held;
}

// --- kinds ---
void set_outputs(Calls& c, const std::vector<Symbol*>& like) {
  for (const Symbol* s : like) c.outputs.push_back({s->value->dtype, Shape(s->value->shape())});
}

PyObject* py_function(PyObject*, PyObject* args) {
  PyObject *name, *body;
  if (!PyArg_ParseTuple(args, "UO:function", &name, &body)) return nullptr;
  return guarded([&] {
    const HostRef<Calls> c = new_calls({.op = &call_op(), .name = PyUnicode_AsUTF8(name)});
    c->parts.push_back({body_of(body)});
    c->args = int(c->parts[0].body->inputs.size());
    c->results = int(c->parts[0].body->outputs.size());
    set_outputs(*c, c->parts[0].body->outputs);
    return object_of(c);
  });
}

// A function of a call's inputs, outputs and their gradients.
class OwnGradient : public GradHook {
 public:
  OwnGradient(PyObject* fn, const Calls& calls, std::vector<Tensor> inputs, std::vector<Tensor> outputs)
      : fn_(Ref::share(fn)), name_(calls.name), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {
    outputs_.resize(size_t(calls.results));  // without what it saved
  }

  void backward(const std::vector<Tensor>& dy, std::vector<GradValue>& dx) override {
    std::vector<Tensor> flows;
    for (size_t i = 0; i < outputs_.size(); ++i) flows.push_back(dy[i] || !contains(kFollowed, outputs_[i]->dtype) ? dy[i] : zeros_like(outputs_[i]));
    Ref inputs = checked(wrap_all(inputs_)), outputs = checked(wrap_all(outputs_)), dys = checked(PyList_New(0));
    for (const Tensor& t : flows) check(PyList_Append(dys.get(), Ref(t ? wrap(t) : Py_NewRef(Py_None)).get()));
    Ref grads = checked(PySequence_Tuple(checked(PyObject_CallFunctionObjArgs(fn_.get(), inputs.get(), outputs.get(), dys.get(), nullptr)).get()));
    const size_t n = size_t(PyTuple_GET_SIZE(grads.get()));
    if (n != inputs_.size()) fail(Code::kInvalidArgument, "SymGrad expects to return ", inputs_.size(), " (the inputs of ", name_, ") but get ", n, " instead");
    for (size_t i = 0; i < n; ++i) dx[i] = fitting(PyTuple_GET_ITEM(grads.get(), Py_ssize_t(i)), *inputs_[i], i);
  }
  const char* name() const override { return name_.c_str(); }
  int traverse(int (*visit)(void*, void*), void* arg) override { return visit(fn_.get(), arg); }

 private:
  GradValue fitting(PyObject* o, const TensorImpl& input, size_t i) const {
    const bool is_handle = input.dtype == DType::kResource;
    GradValue g = unwrap_gradient(o, is_tensor(o) || is_handle ? DType::kInvalid : input.dtype);
    if (g.empty() || is_handle) return g;
    if (g.sparse() ? g.slices->values->dtype == input.dtype && slices_fit(g, input.shape()) : g.dense->dtype == input.dtype && are_compatible(g.dense->shape(), input.shape())) return g;
    fail(Code::kInvalidArgument, "[", name_, "] its gradient function returned ", describe(g.sparse() ? *g.slices->values : *g.dense), " for input ", i, ", which is ",
         describe(input));
  }

  Ref fn_;
  const std::string name_;
  std::vector<Tensor> inputs_, outputs_;
};

PyObject* set_own_gradient(PyObject* o, PyObject* fn) {
  return guarded([&] {
    PyCalls& self = *reinterpret_cast<PyCalls*>(o);
    if (self.gradient || !PyCallable_Check(fn)) fail(Code::kTypeError, "_set_gradient takes a function, once");
    self.gradient = Py_NewRef(fn);
    Calls* calls = self.calls;
    calls->own_gradient = [fn, calls](std::vector<Tensor> inputs, std::vector<Tensor> outputs) {
      return std::make_shared<OwnGradient>(fn, *calls, std::move(inputs), std::move(outputs));
    };
    return Py_NewRef(Py_None);
  });
}

// What all branches agree on.
void set_common_outputs(Calls& c) {
  set_outputs(c, c.parts[0].body->outputs);
  for (const Part& p : c.parts) {
    if (p.body->inputs.size() != size_t(c.args) || p.body->outputs.size() != size_t(c.results))
      fail(Code::kInternal, "branches differ in what they take or give");
    for (size_t i = 0; i < c.outputs.size(); ++i) {
      const TensorImpl& t = *p.body->outputs[i]->value;
      if (t.dtype != c.outputs[i].dtype) fail(Code::kTypeError, "branches return ", dtype_name(c.outputs[i].dtype), " and ", dtype_name(t.dtype));
      Shape& s = c.outputs[i].shape;
      if (s.rank != t.rank) s = Shape::unknown();
      for (int d = 0; d < s.rank; ++d)
        if (s[d] != t.dim(d)) s[d] = kUnknownDim;
    }
  }
}

PyObject* py_branches(PyObject*, PyObject* args) {
  PyObject *name, *bodies;
  int is_if;
  if (!PyArg_ParseTuple(args, "UOp:branches", &name, &bodies, &is_if)) return nullptr;
  return guarded([&] {
    const HostRef<Calls> c = new_calls({.op = is_if ? &if_op() : &case_op(), .name = PyUnicode_AsUTF8(name), .chooses = true});
    each(bodies, [&](PyObject* o) { c->parts.push_back({body_of(o)}); });
    if (c->parts.empty()) fail(Code::kValueError, "there must be a branch");
    c->args = int(c->parts[0].body->inputs.size());
    c->results = int(c->parts[0].body->outputs.size());
    set_common_outputs(*c);
    return object_of(c);
  });
}

PyObject* py_loop(PyObject*, PyObject* args) {
  PyObject *name, *condition, *body;
  int carried, of_function;
  if (!PyArg_ParseTuple(args, "UOOip:loop", &name, &condition, &body, &carried, &of_function)) return nullptr;
  return guarded([&] {
    const HostRef<Calls> c = new_calls({.op = &while_op(), .name = PyUnicode_AsUTF8(name), .condition = body_of(condition), .repeats = true, .of_function = bool(of_function), .carried = carried});
    c->parts.push_back({body_of(body)});
    Body& b = *c->parts[0].body;
    if (b.outputs.size() != size_t(carried) || b.inputs.size() != c->condition->inputs.size() || b.inputs.size() < size_t(carried))
      fail(Code::kInternal, "the condition and the body of a loop differ in what they take or give");
    c->args = int(b.inputs.size()) - carried;
    c->counter = find_counter(*c);
    b.counted = c->counter.place;
    b.fixed = c->condition->fixed = {size_t(carried), b.inputs.size()};
    set_outputs(*c, {b.inputs.begin(), b.inputs.begin() + carried});
    return object_of(c);
  });
}

// calls(values, name=None): the operation, None where it ran at once, and what it gives.
PyObject* calls_call(PyObject* o, PyObject* args, PyObject*) {
  PyObject* values;
  const char* name = nullptr;
  if (!PyArg_ParseTuple(args, "O|z:Calls", &values, &name)) return nullptr;
  return guarded([&] {
    const HostRef<Calls> calls = calls_in(o);
    const std::vector<Tensor> inputs = graph_values(values);
    thread_state().op_name = name;
    std::vector<Tensor> out = call_bodies(calls, inputs);
    thread_state().op_name = nullptr;
    const Symbol* last = out.back() ? symbol_of(*out.back()) : nullptr;
    Ref op(last ? wrap_operation(*last->node) : Py_NewRef(Py_None));
    out.resize(size_t(calls->carried + calls->results));
    return Py_BuildValue("(NN)", op.release(), wrap_all(out));
  });
}

// What several graphs take from around them: the values, and for each graph what stands for them there.
struct Captures {
  std::vector<Tensor> values;
  std::vector<std::vector<Symbol*>> stand_ins;

  explicit Captures(const std::vector<Graph*>& graphs) : stand_ins(graphs.size()) {
    for (size_t g = 0; g < graphs.size(); ++g)
      for (const Graph::Capture& c : graphs[g]->captures()) {
        const size_t at = place(*c.value);
        for (auto& list : stand_ins) list.resize(values.size());
        stand_ins[g][at] = c.stand_in;
      }
    for (size_t g = 0; g < graphs.size(); ++g)
      for (size_t i = 0; i < values.size(); ++i)
        if (!stand_ins[g][i]) stand_ins[g][i] = unused(*graphs[g], i);
  }
  // Reads of a variable by it, for zeros, have the shape that those of others have.
  Symbol* unused(Graph& graph, size_t i) {
    Symbol& made = graph.placeholder(values[i]->dtype, values[i]->shape(), "unused").outputs[0];
    for (const auto& list : stand_ins)
      if (list[i] && list[i]->elements) made.elements = std::make_unique<Shape>(*list[i]->elements);
    return &made;
  }
  size_t place(TensorImpl& t) {
    for (size_t i = 0; i < values.size(); ++i)
      if (values[i].get() == &t || (t.dtype == DType::kResource && t.id && values[i]->id == t.id)) return i;
    return values.push_back(Tensor::share(&t)), values.size() - 1;
  }
};

// captures_of(graphs): the values, and for each graph the list of their stand-ins.
PyObject* py_captures_of(PyObject*, PyObject* list) {
  return guarded([&] {
    std::vector<Graph*> graphs;
    each(list, [&](PyObject* o) { graphs.push_back(&native_graph(o)); });
    const Captures found(graphs);
    Ref lists = checked(PyList_New(0));
    for (const auto& of_graph : found.stand_ins) {
      std::vector<Tensor> tensors;
      for (const Symbol* s : of_graph) tensors.push_back(s->value);
      check(PyList_Append(lists.get(), checked(wrap_all(tensors)).get()));
    }
    return Py_BuildValue("(NN)", wrap_all(found.values), lists.release());
  });
}

PyTypeObject BodyType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Body",
    .tp_basicsize = sizeof(PyBody),
    .tp_dealloc = body_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Body(graph, inputs, outputs, effects): part of a graph as a function of some of its tensors.",
    .tp_new = body_new,
};
PyObject* get_bodies(PyObject* o, PyObject*) {
  return guarded([&] { return bodies_of(*calls_in(o)).release(); });
}

PyMethodDef calls_methods[] = {
    {"_bodies", get_bodies, METH_NOARGS, "_bodies(): its bodies as (inputs, outputs, effects), the condition first."},
    {"_set_gradient", set_own_gradient, METH_O, "_set_gradient(function): function(inputs, outputs, dys) gives the inputs' gradients, in the place of a derivative."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject CallsType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Calls",
    .tp_basicsize = sizeof(PyCalls),
    .tp_dealloc = calls_dealloc,
    .tp_call = calls_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Bodies that are called, chosen from or repeated: a function of a list of tensors.",
    .tp_traverse = calls_traverse,
    .tp_methods = calls_methods,
};

PyMethodDef functions[] = {
    {"function", py_function, METH_VARARGS, "function(name, body): calls of a body."},
    {"branches", py_branches, METH_VARARGS, "branches(name, bodies, is_if): calls of the body that the first value chooses."},
    {"loop", py_loop, METH_VARARGS, "loop(name, condition, body, carried, of_function): calls of a body as long as the condition holds."},
    {"captures_of", py_captures_of, METH_O, "captures_of(graphs): what they take from around them, and what stands for it in each."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

HostRef<Calls> calls_in(PyObject* o) {
  if (Py_TYPE(o) != &CallsType) fail(Code::kTypeError, "expected Calls, got a ", Py_TYPE(o)->tp_name);
  return HostRef<Calls>(*reinterpret_cast<PyCalls*>(o)->calls);
}

void add_calls(PyObject* module) {
  add_traced(module);
  g_host_counts = {share_object, drop_object};
  g_new_calls = new_calls;
  check(PyType_Ready(&BodyType));
  check(PyType_Ready(&CallsType));
  check(PyModule_AddObjectRef(module, "Body", reinterpret_cast<PyObject*>(&BodyType)));
  check(PyModule_AddObjectRef(module, "Calls", reinterpret_cast<PyObject*>(&CallsType)));
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
