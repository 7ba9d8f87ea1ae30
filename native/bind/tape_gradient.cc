// GradientTape.gradient and explain: nested structures in, gradients out.
#include "bind/hints.h"
#include "bind/shown.h"
#include "bind/tape.h"
#include "bind/variable.h"
#include "core/small_list.h"
#include "op/functions.h"

namespace zeal::bind {
namespace {

constexpr size_t kInline = 3;
using Objects = SmallList<Ref, kInline>;
using Nodes = SmallList<int, kInline>;

struct Request {
  Objects targets, sources;
  Nodes target_nodes, source_nodes;
  SmallList<Tensor, kInline> seeds;
  SmallList<GradValue, kInline> grads;
};

int node_of(const Tape& tape, PyObject* o) {
  return is_variable(o) ? tape.node_of(variable_of(o)) : tape.node_of(*impl_of(o));
}

// The current value, without noting a read; of a variable of a graph what the run reads. A handle stands for its variable.
Tensor value_of(PyObject* o) {
  if (!is_tensor(o)) return variable_of(o).value ? variable_of(o).value : to_tensor(o);
  if (impl_of(o)->dtype != DType::kResource) return Tensor::share(impl_of(o));
  const Tensor& v = variable_at(*impl_of(o)).value;
  if (!v) fail(Code::kFailedPrecondition, "the variable has no value: it was not initialised");
  return v;
}

DType dtype_of(PyObject* o) {
  if (is_variable(o)) return variable_of(o).dtype;
  const TensorImpl& t = *impl_of(o);
  return t.dtype == DType::kResource && t.has_value() ? variable_at(t).dtype : t.dtype;
}

[[gnu::cold, gnu::noinline]] void warn_dtype(const char* role, DType t) {
  checked(PyObject_CallFunction(hook(kHookWarnDType), "sN", role, Py_NewRef(dtype_object(t))));
}

void read_values(PyObject* o, const char* role, Objects& values) {
  each_leaf(o, [&](PyObject* e) {
    if (!is_tensor(e) && !is_variable(e))
      fail(Code::kTypeError, "GradientTape.gradient: the ", role, " must be a tensor, a variable or a nested structure of them, got a ",
           Py_TYPE(e)->tp_name);
    const DType t = dtype_of(e);
    if (!contains(kTrainable, t)) warn_dtype(role, t);
    values.push_back(Ref::share(e));
  });
}

// Null for a target without numbers, which has no gradients.
Tensor seed_of(PyObject* target, PyObject* given, size_t i) {
  const Tensor value = value_of(target);  // reading `given` may assign to a variable
  const TensorImpl& v = *value;
  if (v.dtype == DType::kString) return {};
  if (!given || given == Py_None) {
    if (v.rank == 0 && v.has_value()) return make_scalar(v.dtype, 1);  // losses are scalars
    return ones_like(value);
  }
  Tensor seed = to_tensor(given, v.dtype, "output_gradients");
  if (!are_compatible(seed->shape(), v.shape()))
    fail(Code::kInvalidArgument, "[GradientTape.gradient] output_gradients[", i, "] is ", describe(*seed), ", its target is ",
         describe(v), "; the shapes must be equal");
  return seed;
}

void read_seeds(Request& r, PyObject* output_gradients) {
  Objects given;
  if (output_gradients != Py_None) {
    if (is_tensor(output_gradients) || is_python_scalar(output_gradients)) given.push_back(Ref::share(output_gradients));
    else if (PyList_Check(output_gradients) || PyTuple_Check(output_gradients) || PyDict_Check(output_gradients))
      each_leaf(output_gradients, [&](PyObject* e) { given.push_back(Ref::share(e)); });
    else given.push_back(Ref::share(output_gradients));
    // A list of numbers for one target is that target's gradient.
    if (r.targets.size() == 1 && given.size() != 1) {
      given = Objects();
      given.push_back(Ref::share(output_gradients));
    }
    if (given.size() != r.targets.size())
      fail(Code::kValueError, "output_gradients has ", given.size(), " entries for ", r.targets.size(), " targets");
  }
  for (size_t i = 0; i < r.targets.size(); ++i)
    r.seeds.push_back(seed_of(r.targets[i].get(), given.empty() ? nullptr : given[i].get(), i));
}

// A target that no recorded op made may still be a source itself.
void add_identities(Request& r) {
  for (size_t i = 0; i < r.targets.size(); ++i)
    for (size_t k = 0; r.target_nodes[i] < 0 && r.seeds[i] && k < r.sources.size(); ++k) {
      PyObject *y = r.targets[i].get(), *x = r.sources[k].get();
      bool same = y == x || (is_tensor(y) && is_tensor(x) && impl_of(y) == impl_of(x));
      if (!same) continue;
      GradValue& g = r.grads[k];
      g.dense = g.empty() ? r.seeds[i] : g.densify() + r.seeds[i];
    }
}

// TensorFlow is silent where a program forgot to watch a tensor; that is said once.
bool g_looks_at_unwatched = true;
[[gnu::cold, gnu::noinline]] void look_at_unwatched(Request& r) {
  for (size_t k = 0; k < r.sources.size(); ++k)
    if (r.source_nodes[k] < 0 && r.grads[k].empty() && is_tensor(r.sources[k].get()) && contains(kTrainable, impl_of(r.sources[k].get())->dtype)) {
      g_looks_at_unwatched = false;
      give_hint("on_unwatched");
      return;
    }
}

// A flat list in the order of the sources, packed into their structure.
PyObject* pack(PyObject* sources, Ref flat) {
  bool simple = PyList_CheckExact(sources);
  for (Py_ssize_t i = 0; simple && i < PyList_GET_SIZE(sources); ++i) {
    PyObject* e = PyList_GET_ITEM(sources, i);
    simple = is_tensor(e) || is_variable(e);
  }
  if (simple && PyList_GET_SIZE(sources) == PyList_GET_SIZE(flat.get())) return flat.release();
  return PyObject_CallFunctionObjArgs(hook(kHookPack), sources, flat.get(), nullptr);
}

// Reads unconnected_gradients: true for "zero".
bool wants_zeros(PyObject* o) {
  if (!o) return false;
  Ref value(PyUnicode_Check(o) ? Py_NewRef(o) : PyObject_GetAttrString(o, "value"));
  if (value && PyUnicode_Check(value.get())) {
    if (!PyUnicode_CompareWithASCIIString(value.get(), "zero")) return true;
    if (!PyUnicode_CompareWithASCIIString(value.get(), "none")) return false;
  }
  clear_error();
  fail(Code::kValueError, "Unknown value for unconnected_gradients: ", shown(o));
}

PyObject* result(Request& r, size_t k, bool zeros) {
  if (!zeros || !r.grads[k].empty()) return wrap_gradient(r.grads[k]);
  return wrap(call(OP(ZerosLike), {value_of(r.sources[k].get())}));
}

// The gradients in the structure of the sources.
PyObject* results(Request& r, PyObject* sources, bool zeros) {
  if (is_tensor(sources) || is_variable(sources)) return result(r, 0, zeros);
  Ref out = checked(PyList_New(Py_ssize_t(r.sources.size())));
  for (size_t k = 0; k < r.sources.size(); ++k) PyList_SET_ITEM(out.get(), Py_ssize_t(k), checked(result(r, k, zeros)).release());
  return pack(sources, std::move(out));
}

// The arguments were read, which may have run code that used or reset the tape. From here on nothing does before the walk.
void use(PyTape& t, bool keep) {
  if (!t.live) fail(Code::kRuntimeError, "the GradientTape was used up while the arguments of gradient() were read");
  if (t.tape->persistent() || keep) return;
  if (t.tape->busy()) fail(Code::kRuntimeError, "the tape is computing a gradient, from a rule of which gradient() was called; make it persistent");
  t.live = false;
}

void walk(Tape& tape, Request& r, bool keep) {
  for (size_t i = 0; i < r.targets.size(); ++i)
    r.target_nodes.push_back(r.seeds[i] ? node_of(tape, r.targets[i].get()) : -1);
  for (const Ref& o : r.sources) r.source_nodes.push_back(node_of(tape, o.get()));
  r.grads.resize(r.sources.size());
  tape.gradient(r.target_nodes.data(), r.seeds.data(), int(r.targets.size()), r.source_nodes.data(), int(r.sources.size()),
                r.grads.data(), keep);
}

PyObject* run_gradient(PyTape& t, PyObject* target, PyObject* sources, PyObject* seeds, bool zeros, bool keep) {
  Tape& tape = *t.tape;
  if (!t.live) fail(Code::kRuntimeError, "GradientTape.gradient can only be called once on non-persistent tapes.");
  if (t.home && !tape.persistent() && !keep) stop_tape(t);
  Request r;
  read_values(target, "target", r.targets);
  read_values(sources, "source", r.sources);
  read_seeds(r, seeds);
  use(t, keep);
  walk(tape, r, keep);
  add_identities(r);
  if (!zeros && g_looks_at_unwatched) look_at_unwatched(r);
  return results(r, sources, zeros);
}

}  // namespace

PyObject* wrap_gradient(GradValue& g) {
  if (g.empty()) Py_RETURN_NONE;
  if (!g.sparse()) return wrap(std::move(g.dense));
  Slices& s = *g.slices;
  if (s.given) return Py_NewRef(static_cast<PyObject*>(s.given.get()));
  Ref values(wrap(std::move(s.values))), indices(wrap(std::move(s.indices)));
  Ref shape(s.dense_shape ? wrap(std::move(s.dense_shape)) : Py_NewRef(Py_None));
  return PyObject_CallFunctionObjArgs(reinterpret_cast<PyObject*>(slices_class()), values.get(), indices.get(), shape.get(), nullptr);
}

GradValue unwrap_gradient(PyObject* o, DType like) {
  if (o == Py_None) return {};
  if (!is_slices(o)) return GradValue(to_tensor(o, like, "a gradient"));
  Ref values = checked(PyObject_GetAttrString(o, "values")), indices = checked(PyObject_GetAttrString(o, "indices"));
  Ref shape = checked(PyObject_GetAttrString(o, "dense_shape"));
  Slices s{to_tensor(values.get(), like, "a gradient's values"), to_tensor(indices.get()), {}, nullptr};
  if (shape.get() != Py_None) s.dense_shape = to_tensor(shape.get());
  if (Py_TYPE(o) != slices_class()) s.given = {Py_NewRef(o), [](void* p) { Py_DECREF(static_cast<PyObject*>(p)); }};
  return GradValue(std::move(s));
}

PyObject* tape_gradient(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  static const char* names[] = {"target", "sources", "output_gradients", "unconnected_gradients", "_keep"};
  constexpr int kNames = 5;
  PyObject* v[kNames] = {};
  if (n > 4) return PyErr_Format(PyExc_TypeError, "gradient() takes at most 4 arguments, got %zd", n);
  for (Py_ssize_t i = 0; i < n; ++i) v[i] = args[i];
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k) {
    int at = 0;
    while (at < kNames && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, k), names[at])) ++at;
    if (at == kNames || v[at]) return PyErr_Format(PyExc_TypeError, "gradient() got an unexpected or repeated argument '%U'", PyTuple_GET_ITEM(kwnames, k));
    v[at] = args[n + k];
  }
  if (!v[0] || !v[1]) return PyErr_Format(PyExc_TypeError, "gradient() needs target and sources");
  return guarded([&] {
    return run_gradient(tape_of(o), v[0], v[1], v[2] ? v[2] : Py_None, wants_zeros(v[3]), v[4] == Py_True);
  });
}

PyObject* tape_explain(PyObject* o, PyObject* const* args, Py_ssize_t n) {
  return guarded([&]() -> PyObject* {
    if (n != 2) fail(Code::kTypeError, "explain() takes a target and a source, got ", n, " arguments");
    const Tape& tape = *tape_of(o).tape;
    const char* roles[] = {"target", "source"};
    int nodes[2];
    for (int i = 0; i < 2; ++i) {
      bool known = is_tensor(args[i]) || is_variable(args[i]);
      if (!known)
        return PyUnicode_FromFormat("The %s is a Python object of type %s, not a tensor: to the tape it is a constant.", roles[i],
                                    Py_TYPE(args[i])->tp_name);
      DType t = dtype_of(args[i]);
      if (!contains(kTrainable, t) && i == 1)
        return PyUnicode_FromFormat("The source is %s; only floating point and complex values have gradients.", dtype_name(t));
      nodes[i] = node_of(tape, args[i]);
      if (i == 1 && nodes[i] < 0 && is_variable(args[i]) && !variable_of(args[i]).trainable)
        return PyUnicode_FromString("The source was not watched: a variable must be trainable for that, and this one is not. "
                                    "Call tape.watch(variable) inside the tape's `with` block.");
    }
    if (args[0] == args[1]) return PyUnicode_FromString("The gradient is not None: the target is the source.");
    return PyUnicode_FromString(tape.explain(nodes[0], nodes[1]).c_str());
  });
}

}  // namespace zeal::bind
