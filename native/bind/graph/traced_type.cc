// zeal._native.TracedFunction: what tf.function and defun make. A call whose arguments were met before finds its trace here.
#include <algorithm>
#include <bit>

#include "bind/graph/graph.h"
#include "core/small_list.h"
#include "core/thread_state.h"
#include "graph/calls.h"

namespace zeal::bind {
namespace {

constexpr size_t kMostTraces = 16;  // that are looked through; older ones are found by the long way

// 0.0 and -0.0 are two values, a NaN is one.
bool same_bits(double a, double b) { return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b); }

// Whether a weak reference is one to `o`.
bool refers_to(PyObject* weak, PyObject* o) {
#if PY_VERSION_HEX >= 0x030D0000
  PyObject* found = nullptr;
  const bool same = PyWeakref_GetRef(weak, &found) > 0 && found == o;
  Py_XDECREF(found);
  return same;
#else
  return PyWeakref_GET_OBJECT(weak) == o;
#endif
}

bool is_by_value(PyObject* o) { return PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyUnicode_CheckExact(o); }

// One argument of a trace: a tensor of a dtype and shape, or a Python value; one that is told by its identity by a weak
// reference, where it can have one.
struct Argument {
  Ref value;  // null for a tensor
  DType dtype = DType::kInvalid;
  Shape shape = {};
  bool weak = false;

  static Argument of(PyObject* o) {
    if (is_tensor(o)) return {Ref(), impl_of(o)->dtype, Shape(impl_of(o)->shape())};
    Argument a;
    a.weak = !is_by_value(o) && bool(a.value = Ref(PyWeakref_NewRef(o, nullptr)));
    if (!a.weak) PyErr_Clear(), a.value = Ref::share(o);
    return a;
  }

  bool fits(PyObject* o) const {
    if (!value) return Py_TYPE(o) == &TensorType && impl_of(o)->has_value() && impl_of(o)->dtype == dtype && impl_of(o)->shape() == shape.view();
    if (weak) return refers_to(value.get(), o);
    if (o == value.get()) return true;
    if (PyFloat_CheckExact(o)) return PyFloat_CheckExact(value.get()) && same_bits(PyFloat_AS_DOUBLE(o), PyFloat_AS_DOUBLE(value.get()));
    const bool plain = PyLong_CheckExact(o) || PyUnicode_CheckExact(o);
    return plain && Py_TYPE(o) == Py_TYPE(value.get()) && PyObject_RichCompareBool(o, value.get(), Py_EQ) == 1;
  }
};

enum class Result { kTensor, kList, kTuple, kNone };

struct Trace {
  std::vector<Argument> arguments;
  HostRef<Calls> calls;
  std::vector<Tensor> captured;
  Result result;

  bool fits(PyObject* args) const {
    if (size_t(PyTuple_GET_SIZE(args)) != arguments.size()) return false;
    for (size_t i = 0; i < arguments.size(); ++i)
      if (!arguments[i].fits(PyTuple_GET_ITEM(args, Py_ssize_t(i)))) return false;
    return true;
  }
};

struct PyTraced {
  PyObject_HEAD
  std::vector<std::shared_ptr<const Trace>>* traces;  // the last one used first
};
PyTraced& self_of(PyObject* o) { return *reinterpret_cast<PyTraced*>(o); }

PyObject* traced_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] {
    Ref o = checked(type->tp_alloc(type, 0));
    self_of(o.get()).traces = new std::vector<std::shared_ptr<const Trace>>;
    return o.release();
  });
}
int traced_clear(PyObject* o) {
  const auto gone = std::exchange(*self_of(o).traces, {});
  return 0;
}
void traced_dealloc(PyObject* o) {
  PyObject_GC_UnTrack(o);
  traced_clear(o);
  delete self_of(o).traces;
  Py_TYPE(o)->tp_free(o);
}
int traced_traverse(PyObject* o, visitproc visit, void* arg) {
  for (const auto& trace : *self_of(o).traces)
    if (trace.use_count() == 1) {
      for (const Argument& a : trace->arguments) Py_VISIT(a.value.get());
      Py_VISIT(static_cast<PyObject*>(trace->calls->object));
    }
  return 0;
}

std::shared_ptr<const Trace> find(PyObject* o, PyObject* args) {
  auto& traces = *self_of(o).traces;
  for (size_t i = 0; i < traces.size(); ++i) {
    if (!traces[i]->fits(args)) continue;
    if (i) std::swap(traces[i], traces[0]);
    return traces[0];
  }
  return nullptr;
}

PyObject* wrap_result(Result kind, Tensor* out, int n) {
  if (kind == Result::kNone) return Py_NewRef(Py_None);
  if (kind == Result::kTensor) return wrap(std::move(out[0]));
  Ref all = checked(kind == Result::kTuple ? PyTuple_New(n) : PyList_New(n));
  for (int i = 0; i < n; ++i) {
    PyObject* value = checked(wrap(std::move(out[i]))).release();
    if (kind == Result::kTuple) PyTuple_SET_ITEM(all.get(), i, value);
    else PyList_SET_ITEM(all.get(), i, value);
  }
  return all.release();
}

PyObject* call_trace(const Trace& t, PyObject* args) {
  SmallList<Tensor, 8> in;
  for (size_t i = 0; i < t.arguments.size(); ++i)
    if (!t.arguments[i].value) in.push_back(Tensor::share(impl_of(PyTuple_GET_ITEM(args, Py_ssize_t(i)))));
  for (const Tensor& c : t.captured) in.push_back(c);
  if (is_recording()) {
    std::vector<Tensor> out = call_bodies(t.calls, {in.begin(), in.end()});
    return wrap_result(t.result, out.data(), t.calls->results);
  }
  SmallList<Tensor, 8> out;
  out.resize(size_t(t.calls->num_outputs()));
  call_now(*t.calls, reinterpret_cast<TensorImpl* const*>(in.data()), out.data(), /*saves=*/false, /*trusts=*/true);
  return wrap_result(t.result, out.data(), t.calls->results);
}

PyObject* traced_call(PyObject* o, PyObject* args, PyObject* kwargs) {
  return guarded([&] {
    if (!(thread_state().mode & ~uint32_t(kRecording)) && (!kwargs || !PyDict_GET_SIZE(kwargs)))
      if (const auto trace = find(o, args)) return call_trace(*trace, args);
    static PyObject* const name = PyUnicode_InternFromString("_call");
    Ref method = checked(PyObject_GetAttr(o, name));
    return checked(PyObject_Call(method.get(), args, kwargs)).release();
  });
}

// _remember(args, calls, captured, result): calls with such arguments go straight to this trace. `result` is what they
// give: "tensor", "list", "tuple" or "none".
PyObject* remember(PyObject* o, PyObject* args) {
  PyObject *arguments, *calls, *captured;
  const char* result;
  if (!PyArg_ParseTuple(args, "O!OOs:_remember", &PyTuple_Type, &arguments, &calls, &captured, &result)) return nullptr;
  return guarded([&] {
    auto trace = std::make_shared<Trace>();
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments); ++i) trace->arguments.push_back(Argument::of(PyTuple_GET_ITEM(arguments, i)));
    trace->calls = calls_in(calls);
    trace->captured = graph_values(captured);
    trace->result = *result == 't' ? (result[1] == 'e' ? Result::kTensor : Result::kTuple) : *result == 'l' ? Result::kList : Result::kNone;
    auto& traces = *self_of(o).traces;
    traces.insert(traces.begin(), std::move(trace));
    std::shared_ptr<const Trace> dropped;
    if (traces.size() > kMostTraces) dropped = std::move(traces.back()), traces.pop_back();
    return Py_NewRef(Py_None);
  });
}

// _forget(calls): no call goes straight to these.
PyObject* forget(PyObject* o, PyObject* calls) {
  return guarded([&] {
    const HostRef<Calls> gone = calls_in(calls);
    auto& traces = *self_of(o).traces;
    const auto first = std::stable_partition(traces.begin(), traces.end(), [&](const auto& t) { return t->calls.get() != gone.get(); });
    const std::vector<std::shared_ptr<const Trace>> dropped(std::make_move_iterator(first), std::make_move_iterator(traces.end()));
    traces.erase(first, traces.end());
    return Py_NewRef(Py_None);
  });
}

// _remembers(calls): whether calls go straight to these.
PyObject* remembers(PyObject* o, PyObject* calls) {
  return guarded([&] {
    const HostRef<Calls> asked = calls_in(calls);
    const auto& traces = *self_of(o).traces;
    return PyBool_FromLong(std::any_of(traces.begin(), traces.end(), [&](const auto& t) { return t->calls.get() == asked.get(); }));
  });
}

PyMethodDef methods[] = {
    {"_remembers", remembers, METH_O, "_remembers(calls): whether calls go straight to these: they are among the last ones used."},
    {"_forget", forget, METH_O, "_forget(calls): no call goes straight to these."},
    {"_remember", remember, METH_VARARGS, "_remember(args, calls, captured, result): such calls go straight to this trace."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject TracedType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.TracedFunction",
    .tp_basicsize = sizeof(PyTraced),
    .tp_dealloc = traced_dealloc,
    .tp_call = traced_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "A function with traces; other calls than theirs are left to its method _call.",
    .tp_traverse = traced_traverse,
    .tp_clear = traced_clear,
    .tp_methods = methods,
    .tp_new = traced_new,
};

}  // namespace

void add_traced(PyObject* module) {
  check(PyType_Ready(&TracedType));
  check(PyModule_AddObjectRef(module, "TracedFunction", reinterpret_cast<PyObject*>(&TracedType)));
}

}  // namespace zeal::bind
