// zeal.Op: a registered op as a Python callable, called through vectorcall.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <deque>

#include "bind/op_doc.h"
#include "bind/signature.h"
#include "core/small_list.h"

namespace zeal::bind {
namespace {

constexpr int kMaxParams = 24;
constexpr int kInlineInputs = 8;

// Where the arguments of one form of call go. Call sites repeat theirs, so an op keeps the last two.
struct Plan {
  struct Step {
    uint8_t argument;  // position among the values of the call
    Param::Kind kind;  // kInput or kAttr
    uint8_t target;
    bool alias;        // a deprecated name: None leaves its target alone
    bool required;
  };
  PyObject* kwnames = nullptr;  // held
  size_t positional = 0;
  int count = 0;
  Step steps[kMaxParams];
};

struct OpObject {
  PyObject_HEAD
  vectorcallfunc call;
  const OpDef* op;
  const Signature* sig;
  PyObject* dict;
  Plan* plans[2];
};

[[noreturn, gnu::cold, gnu::noinline]] void bad_call(const Signature& s, const char* what, PyObject* name = nullptr) {
  const char* shown = name ? PyUnicode_AsUTF8(name) : "";
  fail(Code::kTypeError, s.name, "() ", what, shown ? shown : "", "; its signature is ", s.name, s.text);
}

// A parameter and its deprecated alias, which stands behind it, were both given.
[[noreturn, gnu::cold, gnu::noinline]] void both_given(const Signature& s, Param::Kind kind, uint8_t target) {
  const Param *main = nullptr, *alias = nullptr;
  for (const Param& p : s.params) {
    const Param& meant = p.kind == Param::kAlias ? s.params[p.target] : p;
    if (meant.kind != kind || meant.target != target) continue;
    if (!main) main = &p;
    alias = &p;
  }
  fail(Code::kValueError, s.name, "(): Cannot specify both '", PyUnicode_AsUTF8(alias->name), "' and '",
       PyUnicode_AsUTF8(main->name), "'");
}

// An input that the signature gives a default, as TensorFlow's does, but the op needs.
[[noreturn, gnu::cold, gnu::noinline]] void input_missing(const Signature& s, int input) {
  for (const Param& p : s.params)
    if (p.kind == Param::kInput && p.target == input)
      fail(Code::kValueError, "Must specify the argument ", PyUnicode_AsUTF8(p.name), " of ", s.name, s.text);
  bad_call(s, "lacks an input");
}

int find_param(const Signature& s, PyObject* name) {
  for (size_t i = 0; i < s.params.size(); ++i)
    if (s.params[i].name == name) return int(i);
  for (size_t i = 0; i < s.params.size(); ++i)
    if (PyUnicode_Compare(s.params[i].name, name) == 0) return int(i);
  bad_call(s, "got an unexpected keyword argument ", name);
}

// Finds the parameter of every argument; `place` maps parameters to arguments, -1 where none.
void place_arguments(const Signature& s, size_t n, PyObject* kwnames, int8_t* place) {
  if (n > s.params.size()) bad_call(s, "takes fewer arguments");
  std::fill_n(place, s.params.size(), int8_t(-1));
  for (size_t i = 0; i < n; ++i) place[i] = int8_t(i);
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k) {
    int p = find_param(s, PyTuple_GET_ITEM(kwnames, k));
    if (place[p] >= 0) bad_call(s, "got two values for argument ", s.params[p].name);
    place[p] = int8_t(n + size_t(k));
  }
}

// Steps come in the order of parameters: a deprecated alias after what it stands for.
Plan make_plan(const Signature& s, size_t n, PyObject* kwnames) {
  int8_t place[kMaxParams];
  place_arguments(s, n, kwnames, place);
  Plan plan;
  plan.kwnames = kwnames;
  plan.positional = n;
  for (size_t i = 0; i < s.params.size(); ++i) {
    const bool alias = s.params[i].kind == Param::kAlias;
    const Param& p = alias ? s.params[s.params[i].target] : s.params[i];
    if (place[i] < 0 && p.required && !alias) bad_call(s, "missing required argument ", p.name);
    if (place[i] >= 0 && p.kind != Param::kIgnored)
      plan.steps[plan.count++] = {uint8_t(place[i]), p.kind, p.target, alias, p.required};
  }
  return plan;
}

// Valid until other code runs.
inline const Plan& plan_for(OpObject& o, size_t n, PyObject* kwnames) {
  for (Plan* plan : o.plans)
    if (plan && plan->kwnames == kwnames && plan->positional == n) return *plan;
  Plan fresh = make_plan(*o.sig, n, kwnames);  // may throw
  Py_XINCREF(kwnames);
  std::swap(o.plans[0], o.plans[1]);
  if (!o.plans[0]) o.plans[0] = new Plan;
  std::swap(*o.plans[0], fresh);
  Py_XDECREF(fresh.kwnames);  // names of parameters: no code of the user runs
  return *o.plans[0];
}

// Inputs of a call, flattened; holds what was converted.
class Inputs {
 public:
  void add(TensorImpl* borrowed) { in_.push_back(borrowed); }
  void add(Tensor converted) {
    in_.push_back(converted.get());
    held_.push_back(std::move(converted));
  }
  TensorImpl** data() { return in_.data(); }
  TensorImpl* operator[](size_t i) { return in_[i]; }
  int size() const { return int(in_.size()); }

 private:
  SmallList<TensorImpl*, kInlineInputs> in_;
  SmallList<Tensor, kInlineInputs> held_;
};

// Dtype that a plain Python value for this input takes: that of a tensor bound to the same type.
DType hint_for(const OpDef& op, const ArgDef& arg, PyObject* const* by_input) {
  if (arg.type_attr < 0) return arg.fixed;
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    if (op.inputs[i].type_attr != arg.type_attr || !by_input[i]) continue;
    PyObject* o = by_input[i];
    if (op.inputs[i].list && (PyList_Check(o) || PyTuple_Check(o))) {
      for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k) {
        PyObject* e = PySequence_Fast_GET_ITEM(o, k);
        if (is_tensor(e)) return impl_of(e)->dtype;
        if (is_variable(e)) return variable_value(e)->dtype;
      }
    } else if (is_tensor(o)) {
      return impl_of(o)->dtype;
    } else if (is_variable(o)) {
      return variable_value(o)->dtype;
    }
  }
  return std::has_single_bit(arg.allowed) ? DType(std::countr_zero(arg.allowed)) : DType::kInvalid;
}

// For ops whose inputs TensorFlow converts each by itself: what does not fit is the op's complaint.
[[gnu::noinline]] Tensor convert_apart(const OpDef& op, const ArgDef& arg, PyObject* o, DType want) {
  try {
    if (contains(kIntegers, want) && PyObject_CheckBuffer(o)) {
      Tensor t = to_tensor(o, DType::kInvalid, arg.name);
      return contains(kIntegers, t->dtype) ? cast_value(t, want) : t;
    }
    return to_tensor(o, want, arg.name);
  } catch (const Error& e) {
    if (e.code() != Code::kTypeError) throw;
    fail(Code::kInvalidArgument, "[", op.name, "] ", arg.name, ": ", e.message());
  }
}

// Tensors and variables pass as they are: execute() compares dtypes and names the op and its operands.
inline Tensor to_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want) {
  if (is_tensor(o) || is_variable(o)) return to_tensor(o);
  return op.converts_apart ? convert_apart(op, arg, o, want) : to_tensor(o, want, arg.name);
}

// A value with no dtype of its own (a Python literal) may turn to what the op can take: tf.exp(1).
Tensor convert_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want) {
  if (o == Py_None)
    fail(Code::kValueError, "[", op.name, "] ", arg.name, " is None; a tensor or array is expected");
  if (!arg.list && want == DType::kInvalid && contains(arg.allowed, DType::kFloat32) &&
      !contains(arg.allowed, DType::kInt32) && !is_tensor(o) && !is_variable(o)) {
    Tensor t = to_tensor(o, want, arg.name);
    return contains(kIndex, t->dtype) && !PyObject_CheckBuffer(o) ? cast_value(t, DType::kFloat32) : t;
  }
  Tensor t = to_input(op, arg, o, want);
  // An empty list has no dtype either: tf.reshape(x, []).
  if (t->numel == 0 && t->dtype == DType::kFloat32 && !contains(arg.allowed, DType::kFloat32) &&
      contains(arg.allowed, DType::kInt32) && (PyList_Check(o) || PyTuple_Check(o)))
    return to_tensor(o, DType::kInt32, arg.name);
  return t;
}

void convert_list(const OpDef& op, const ArgDef& arg, PyObject* o, PyObject* const* by_input, Inputs& in) {
  DType want = hint_for(op, arg, by_input);
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k) {
    PyObject* e = PySequence_Fast_GET_ITEM(o, k);
    Tensor t = to_input(op, arg, e, want);
    if (want == DType::kInvalid) want = t->dtype;
    in.add(std::move(t));
  }
}

// A list or tuple of nothing but tensors.
bool all_tensors(PyObject* o) {
  if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) return false;
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k)
    if (Py_TYPE(PySequence_Fast_GET_ITEM(o, k)) != &TensorType) return false;
  return true;
}

// Thrown where an input's class answers for the whole call.
struct Overridden {
  PyObject* value;
};

// Axes, sizes and counts are small integers: one immortal tensor each. Null for anything else.
TensorImpl* small_integer(PyObject* o) {
  constexpr int kFirst = -16, kCount = 272;
  static const Tensor* known = [] {
    auto* tensors = new Tensor[kCount];
    for (int i = 0; i < kCount; ++i) tensors[i] = make_scalar<int32_t>(kFirst + i);
    return tensors;
  }();
  if (!PyLong_CheckExact(o)) return nullptr;
  int overflow;
  const long at = PyLong_AsLongAndOverflow(o, &overflow) - kFirst;
  return !overflow && at >= 0 && at < kCount ? known[at].get() : nullptr;
}

[[gnu::noinline]] void convert_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in) {
  PyObject* o = by_input[i];
  const ArgDef& arg = op.inputs[i];
  if (arg.optional && (!o || o == Py_None)) return in.add(nullptr);
  if (!o) input_missing(s, i);
  const bool own_class = PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_HEAPTYPE) && !is_tensor(o) && !is_variable(o);
  if (own_class && PyObject_HasAttrString(o, "__zeal_function__")) throw Overridden{o};
  if (s.index_inputs >> i & 1) {
    if (TensorImpl* known = small_integer(o)) return in.add(known);
    return in.add(convert_input(op, arg, o, arg.fixed));
  }
  DType want = hint_for(op, arg, by_input);
  // Without a tensor among them, the first of several values decides.
  TensorImpl* first = arg.same_as >= 0 && arg.same_as < i && op.list_input < 0 ? in[arg.same_as] : nullptr;
  if (want == DType::kInvalid && first) want = first->dtype;
  if ((want == DType::kInvalid || want == DType::kInt32) && contains(arg.allowed, DType::kInt32))
    if (TensorImpl* known = small_integer(o)) return in.add(known);
  in.add(convert_input(op, arg, o, want));
}

inline void add_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in) {
  PyObject* o = by_input[i];
  if (o && Py_TYPE(o) == &TensorType) [[likely]] in.add(impl_of(o));
  else convert_input(op, s, i, by_input, in);
}

inline void gather_inputs(const OpDef& op, const Signature& s, PyObject* const* by_input, Inputs& in) {
  for (int i = 0; i < int(op.inputs.size()); ++i) add_input(op, s, i, by_input, in);
}

// The values of a list input that are not all tensors, as a list or tuple.
[[gnu::noinline]] Ref list_of(const OpDef& op, PyObject* given) {
  const ArgDef& arg = op.inputs[op.list_input];
  if (!given) fail(Code::kTypeError, "[", op.name, "] ", arg.name, " is missing");
  // A copy: conversions may run code that changes a list.
  if (PyList_Check(given) || PyTuple_Check(given)) return checked(PySequence_Tuple(given));
  if (!arg.lone)
    fail(Code::kValueError, "[", op.name, "] ", arg.name, " must be a list or tuple of tensors, got a ",
         Py_TYPE(given)->tp_name);
  return checked(PyTuple_Pack(1, given));
}

[[gnu::noinline]] void gather_list_inputs(const OpDef& op, const Signature& s, PyObject** by_input, Inputs& in, Ref& seq) {
  const int list = op.list_input;
  PyObject* given = by_input[list];
  // Converting nothing but tensors runs no code of the user.
  seq = given && all_tensors(given) ? Ref::share(given) : list_of(op, given);
  by_input[list] = seq.get();
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const ArgDef& arg = op.inputs[i];
    if (!arg.list) add_input(op, s, int(i), by_input, in);
    else if (!all_tensors(seq.get())) convert_list(op, arg, seq.get(), by_input, in);
    else
      for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(seq.get()); ++k)
        in.add(Tensor::share(impl_of(PySequence_Fast_GET_ITEM(seq.get(), k))));
  }
}

// `first`: the object of the first input. An op that gives its input back (a cast to the dtype it has)
// gives back the very object.
inline PyObject* finish(const OpDef& op, Outputs& out, PyObject* first) {
  if (op.count_fn || op.fixed_outputs != 1) return op.outputs.empty() ? Py_NewRef(Py_None) : wrap_outputs(out);
  if (first && Py_TYPE(first) == &TensorType && out[0].get() == impl_of(first)) [[unlikely]] return Py_NewRef(first);
  return wrap(std::move(out[0]));
}

// The inputs and attributes of a call by keyword.
struct Bound {
  PyObject* by_input[kInlineInputs] = {};
  Attrs attrs;
  uint32_t attrs_set = 0;
};

void bind_attr(const OpDef& op, const Signature& s, const Plan::Step& step, PyObject* v, Bound& b) {
  const AttrDef& def = op.attr_defs[step.target];
  if (v == Py_None && step.required) bad_call(s, concat("got None for the required argument ", def.name).c_str());
  if (v == Py_None) return;
  if (b.attrs_set >> step.target & 1) both_given(s, step.kind, step.target);
  b.attrs_set |= 1u << step.target;
  set_attr(op, def, v, b.attrs);
}

void bind_input(const Signature& s, const Plan::Step& step, PyObject* v, Bound& b) {
  PyObject*& slot = b.by_input[step.target];
  if (step.alias && v == Py_None) return;
  if (slot && slot != Py_None) both_given(s, step.kind, step.target);
  slot = v;
}

PyObject* call_planned(OpObject& o, PyObject* const* args, size_t n, PyObject* kwnames) {
  const OpDef& op = *o.op;
  const Plan& plan = plan_for(o, n, kwnames);
  const int count = plan.count;
  Plan::Step steps[kMaxParams];  // reading an attribute may run code that calls this op
  std::copy_n(plan.steps, count, steps);
  Bound b;
  b.attrs = op.defaults;
  for (int i = 0; i < count; ++i) {
    PyObject* v = args[steps[i].argument];
    if (steps[i].kind == Param::kAttr) bind_attr(op, *o.sig, steps[i], v, b);
    else bind_input(*o.sig, steps[i], v, b);
  }
  Inputs in;
  Ref seq;
  if (op.list_input >= 0) gather_list_inputs(op, *o.sig, b.by_input, in, seq);
  else gather_inputs(op, *o.sig, b.by_input, in);
  Outputs out;
  execute(op, in.data(), in.size(), b.attrs, out);
  return finish(op, out, b.by_input[0]);
}

// Inputs only, by position: attributes stay at their defaults.
inline bool is_direct(const Signature& s, size_t n, PyObject* kwnames) {
  return !kwnames && n >= s.needed && n <= s.direct;
}
inline bool all_tensors(PyObject* const* args, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (Py_TYPE(args[i]) != &TensorType) return false;
  return true;
}

[[gnu::noinline]] PyObject* call_converting(const OpDef& op, const Signature& s, PyObject* const* args, size_t n) {
  PyObject* by_input[kInlineInputs] = {};
  std::copy_n(args, n, by_input);
  Inputs in;
  gather_inputs(op, s, by_input, in);
  Outputs out;
  execute(op, in.data(), in.size(), op.defaults, out);
  return finish(op, out, by_input[0]);
}

inline PyObject* call_direct(const OpDef& op, PyObject* const* args, size_t n) {
  TensorImpl* in[kInlineInputs];
  size_t count = op.inputs.size();
  for (size_t i = 0; i < count; ++i) in[i] = i < n ? impl_of(args[i]) : nullptr;
  Outputs out;
  execute(op, in, int(count), op.defaults, out);
  return finish(op, out, n ? args[0] : nullptr);
}

// value.__zeal_function__(function, args, kwargs): the class of an argument (IndexedSlices, or a
// user's) answers for the function that it was given to.
PyObject* call_override(PyObject* self, PyObject* value, PyObject* const* args, size_t n, PyObject* kwnames) {
  Ref positional = checked(PyTuple_New(Py_ssize_t(n))), named = checked(PyDict_New());
  for (size_t i = 0; i < n; ++i) PyTuple_SET_ITEM(positional.get(), Py_ssize_t(i), Py_NewRef(args[i]));
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k)
    check(PyDict_SetItem(named.get(), PyTuple_GET_ITEM(kwnames, k), args[n + size_t(k)]));
  return PyObject_CallMethod(value, "__zeal_function__", "OOO", self, positional.get(), named.get());
}

PyObject* vectorcall(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  auto* o = reinterpret_cast<OpObject*>(self);
  size_t n = PyVectorcall_NARGS(nargsf);
  return guarded([&] {
    try {
      if (is_direct(*o->sig, n, kwnames)) [[likely]]
        return all_tensors(args, n) ? call_direct(*o->op, args, n) : call_converting(*o->op, *o->sig, args, n);
      return call_planned(*o, args, n, kwnames);
    } catch (const Overridden& e) {
      return call_override(self, e.value, args, n, kwnames);
    }
  });
}

PyObject* op_repr(PyObject* self) {
  auto* o = reinterpret_cast<OpObject*>(self);
  return PyUnicode_FromFormat("<op %s%s>", o->sig->name.c_str(), o->sig->text.c_str());
}
PyObject* get_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->sig->name.c_str());
}
PyObject* get_doc(PyObject* self, void*) {
  auto* o = reinterpret_cast<OpObject*>(self);
  return guarded([&] { return PyUnicode_FromString(op_doc(*o->op, *o->sig).c_str()); });
}
PyObject* get_text_signature(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->sig->text.c_str());
}
PyObject* get_signature(PyObject* self, void*) {
  return guarded([&] {
    Ref text = checked(get_text_signature(self, nullptr));
    return PyObject_CallOneArg(hook(kHookSignature), text.get());
  });
}
PyObject* get_op_name(PyObject* self, void*) {
  return PyUnicode_FromString(reinterpret_cast<OpObject*>(self)->op->name.c_str());
}

PyGetSetDef getset[] = {
    {"__name__", get_name, nullptr, nullptr, nullptr},
    {"__qualname__", get_name, nullptr, nullptr, nullptr},
    {"__doc__", get_doc, nullptr, nullptr, nullptr},
    {"__text_signature__", get_text_signature, nullptr, nullptr, nullptr},
    {"__signature__", get_signature, nullptr, nullptr, nullptr},
    {"op_name", get_op_name, nullptr, "Name in the op registry.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyTypeObject OpType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Op",
    .tp_basicsize = sizeof(OpObject),
    .tp_vectorcall_offset = offsetof(OpObject, call),
    .tp_repr = op_repr,
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(OpObject, dict),
};

}  // namespace

void add_callable(PyObject* ns, const OpDef& op, Signature sig) {
  static auto* signatures = new std::deque<Signature>;  // callables live as long as the process
  if (sig.params.size() > kMaxParams || op.inputs.size() > kInlineInputs)
    fail(Code::kInternal, "op ", op.name, " has too many parameters");
  auto* o = PyObject_New(OpObject, &OpType);
  if (!o) throw PythonError();
  o->call = vectorcall;
  o->op = &op;
  o->sig = &signatures->emplace_back(std::move(sig));
  o->dict = PyDict_New();
  o->plans[0] = o->plans[1] = nullptr;
  Ref owned(reinterpret_cast<PyObject*>(o));
  Ref where = checked(PyUnicode_FromString("zeal"));
  check(PyDict_SetItemString(o->dict, "__module__", where.get()));
  check(PyModule_AddObjectRef(ns, o->sig->name.c_str(), owned.get()));
}

void add_op_callables(PyObject* module) {
  check(PyType_Ready(&OpType));
  Ref raw = checked(PyModule_New("zeal._native.raw")), api = checked(PyModule_New("zeal._native.api"));
  for (const OpDef* op : all_ops()) {
    add_callable(raw.get(), *op, raw_signature(*op));
    for (const char* text : op->apis) add_callable(api.get(), *op, parse_signature(*op, text));
  }
  check(PyModule_AddObjectRef(module, "raw", raw.get()));
  check(PyModule_AddObjectRef(module, "api", api.get()));
}

}  // namespace zeal::bind
