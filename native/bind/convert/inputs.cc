// Conversion of inputs: the rules, and what each does.
#include "bind/convert/inputs.h"

#include <bit>

#include "bind/call/plan.h"
#include "bind/convert/first_of.h"
#include "bind/convert/preferred.h"
#include "bind/graph/graph.h"
#include "bind/none_text.h"
#include "bind/variable.h"
#include "op/graph_words.h"

namespace zeal::bind {
namespace {

// One input of a call, whose value is no plain tensor.
struct Value {
  const OpDef& op;
  const Signature& s;
  const int i;
  PyObject* const* by_input;
  Inputs& in;
  PyObject* const o = by_input[i];
  const ArgDef& arg = op.inputs[i];

  bool is_index() const { return s.index_inputs >> i & 1; }
  // The output may be this input, or share its memory: then it needs a tensor of its own.
  bool needs_own() const { return s.own_inputs >> i & 1; }
  bool is_literal() const { return !is_tensor(o) && !is_variable(o); }
  // An input converted before that has the same dtype; null where there is none.
  TensorImpl* partner() const { return arg.same_as >= 0 && arg.same_as < i && op.list_input < 0 ? in[arg.same_as] : nullptr; }
  bool may_be_small() const {
    const TensorImpl* known = partner();
    return !needs_own() && contains(arg.allowed, DType::kInt32) && (!known || known->dtype == DType::kInt32);
  }
};

// --- the dtype that a value without one takes ---
DType dtype_of(PyObject* o) {
  return is_tensor(o) ? impl_of(o)->dtype : is_variable(o) ? read_dtype(o) : DType::kInvalid;
}

// Of the first tensor or variable bound to the same type; that of the op where it takes but one.
DType asked_dtype(const OpDef& op, const ArgDef& arg, PyObject* const* by_input) {
  if (arg.type_attr < 0) return arg.fixed;
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    PyObject* o = by_input[i];
    if (op.inputs[i].type_attr != arg.type_attr || !o || PyLong_CheckExact(o) || PyFloat_CheckExact(o)) continue;
    const bool list = op.inputs[i].list && (PyList_Check(o) || PyTuple_Check(o));
    for (Py_ssize_t k = 0; list && k < PySequence_Fast_GET_SIZE(o); ++k)
      if (DType t = dtype_of(PySequence_Fast_GET_ITEM(o, k)); t != DType::kInvalid) return t;
    if (DType t = list ? DType::kInvalid : dtype_of(o); t != DType::kInvalid) return t;
  }
  const bool only = !(arg.allowed & (arg.allowed - 1));  // std::has_single_bit is a call on plain x86-64
  return only ? DType(std::countr_zero(arg.allowed)) : DType::kInvalid;
}

// Without a tensor among them, the first of several values decides.
DType wanted_dtype(const Value& v) {
  const DType asked = asked_dtype(v.op, v.arg, v.by_input);
  const TensorImpl* first = asked == DType::kInvalid ? v.partner() : nullptr;
  return first ? first->dtype : asked;
}

// --- conversion to that dtype ---
// For ops whose inputs TensorFlow converts each by itself.
Tensor convert_apart(PyObject* o, DType want) {
  if (!contains(kIntegers, want) || !PyObject_CheckBuffer(o)) return to_tensor(o, want);
  Tensor t = to_tensor(o);
  return contains(kIntegers, t->dtype) ? cast_value(t, want) : t;
}

// The conversion's error, with the op's and the operand's names. Where inputs are converted apart, what does
// not fit is the op's complaint.
[[noreturn, gnu::cold, gnu::noinline]] void bad_input(const OpDef& op, const ArgDef& arg, int member, PyObject* o, DType want,
                                                      const Error& e) {
  if (!op.converts_apart || e.code() != Code::kTypeError) fail(e.code(), "[", op.name, "] ", arg.name, ": ", e.message());
  fail_unexpected_type(op.name, op.find_input(arg.name) + member, want, to_tensor(o)->dtype, concat(arg.name, ": ", e.message()));
}

// Tensors and variables pass as they are: execute() compares dtypes and names the op and its operands.
// `member`: its place in an input that is a list.
Tensor to_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want, int member = 0) {
  if (is_tensor(o) || is_variable(o)) return to_tensor(o);
  try {
    return op.converts_apart ? convert_apart(o, want) : to_tensor(o, want);
  } catch (const Error& e) {
    bad_input(op, arg, member, o, want, e);
  }
}

// Integers whose dtype nothing settles become what the op can take: tf.exp(1).
bool may_become_float(const Value& v, DType want) {
  return want == DType::kInvalid && contains(v.arg.allowed, DType::kFloat32) && !contains(v.arg.allowed, DType::kInt32) &&
         v.is_literal() && !PyObject_CheckBuffer(v.o);
}
// An empty list has no dtype either: tf.reshape(x, []).
bool may_become_integers(const Value& v, const Tensor& t) {
  return t->numel == 0 && t->dtype == DType::kFloat32 && !contains(v.arg.allowed, DType::kFloat32) &&
         contains(v.arg.allowed, DType::kInt32) && (PyList_Check(v.o) || PyTuple_Check(v.o));
}

// TensorFlow makes of NumPy's numbers what it prefers: axis=np.int8(1), and in graphs tf.reshape(x, np.array([2.0, 3.0])).
DType cast_of_numpy(const Value& v, const Tensor& t) {
  if (contains(v.arg.allowed, t->dtype) || v.arg.type_attr < 0 || !contains(kNumbers, t->dtype) || !v.is_literal()) return DType::kInvalid;
  const bool whole = contains(kIntegers, t->dtype);
  const bool fits = whole ? is_list(v.o) || PyObject_CheckBuffer(v.o)
                          : PyObject_CheckBuffer(v.o) && (!t->rank || (thread_state().mode & kGraphMode));
  return fits ? preferred_type(v.op.types[v.arg.type_attr].name) : DType::kInvalid;
}

bool convert_to(const Value& v, DType want) {
  Tensor t = to_input(v.op, v.arg, v.o, want);
  if (const DType cast = cast_of_numpy(v, t); cast != DType::kInvalid) t = cast_value(t, cast);
  if (contains(kIndex, t->dtype) && may_become_float(v, want)) t = cast_value(t, DType::kFloat32);
  else if (may_become_integers(v, t)) t = to_tensor(v.o, DType::kInt32);
  v.in.add(std::move(t));
  return true;
}

// --- the rules: each adds the input and says true, or leaves it to the next ---
// Axes, sizes and shapes.
bool small_index(const Value& v) { return v.is_index() && !v.needs_own() && v.o && add_small(v.o, v.in); }

bool left_out(const Value& v) {
  if (!v.arg.optional || (v.o && v.o != Py_None)) return false;
  v.in.add(nullptr);
  return true;
}

// An input that the signature gives a default, as TensorFlow's does, but the op needs.
bool missing(const Value& v) {
  if (v.o) return false;
  for (const Param& p : v.s.params)
    if (p.kind == Param::kInput && p.target == v.i)
      fail(Code::kValueError, "Must specify the argument ", PyUnicode_AsUTF8(p.name), " of ", v.s.name, v.s.text);
  bad_call(v.s, "lacks an input");
}

// A class that answers for the whole call.
bool overriding(const Value& v) {
  const bool own_class = PyType_HasFeature(Py_TYPE(v.o), Py_TPFLAGS_HEAPTYPE) && v.is_literal();
  if (own_class && PyObject_HasAttrString(v.o, "__zeal_function__")) throw Overridden{Ref::share(v.o)};
  return false;
}

bool none(const Value& v) {
  if (v.o == Py_None) fail(Code::kValueError, "[", v.op.name, "] ", v.arg.name, ": ", none_text());
  return false;
}

bool index(const Value& v) { return v.is_index() && convert_to(v, v.arg.fixed); }

// Whether nothing among the inputs of this dtype has a dtype of its own.
bool only_literals(uint32_t inputs, PyObject* const* by_input) {
  for (; inputs; inputs &= inputs - 1) {
    PyObject* o = by_input[std::countr_zero(inputs)];
    if (o && o != Py_None && !PyLong_CheckExact(o) && !is_list(o)) return false;
  }
  return true;
}
bool small_among_literals(const Value& v) {
  return v.may_be_small() && only_literals(v.s.sharing[v.i], v.by_input) && add_small(v.o, v.in);
}

bool any_value(const Value& v) {
  const DType want = wanted_dtype(v);
  return (want == DType::kInt32 && v.may_be_small() && add_small(v.o, v.in)) || convert_to(v, want);
}

// --- lists ---
// Whether an element's class answers for calls that have it in a list (ragged tensors in tf.concat).
bool answers_lists(PyObject* e) {
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(e));
  return Py_TYPE(e) != &TensorType && PyType_HasFeature(Py_TYPE(e), Py_TPFLAGS_HEAPTYPE) && PyObject_HasAttrString(type, "_answers_lists");
}

void convert_list(const OpDef& op, const ArgDef& arg, PyObject* o, PyObject* const* by_input, Inputs& in) {
  DType want = arg.mixed ? DType::kInvalid : asked_dtype(op, arg, by_input);
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k) {
    PyObject* e = PySequence_Fast_GET_ITEM(o, k);
    if (answers_lists(e)) throw Overridden{Ref::share(e)};
    Tensor t = to_input(op, arg, e, want, int(k));
    if (want == DType::kInvalid && !arg.mixed) want = t->dtype;
    in.add(std::move(t));
  }
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

}  // namespace

PyObject* nothing_made(const OpDef& op, PyObject* first) {
  if (!(thread_state().mode & kGraphMode)) Py_RETURN_NONE;
  TensorImpl* const in = first && is_tensor(first) ? impl_of(first) : nullptr;
  Node& last = graph_for(&in, 1).nodes().back();
  if (last.op != &op) fail(Code::kInternal, op.name, " is not the last op of the graph");
  return wrap_operation(last);
}

bool all_tensors(PyObject* o) {
  if (!is_list(o)) return false;
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k)
    if (Py_TYPE(PySequence_Fast_GET_ITEM(o, k)) != &TensorType) return false;
  return true;
}

void convert_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in) {
  first_of<small_index, left_out, missing, overriding, none, index, small_among_literals, any_value>(
      Value{op, s, i, by_input, in});
}

void gather_list_inputs(const OpDef& op, const Signature& s, PyObject** by_input, Inputs& in, Ref& seq) {
  const int list = op.list_input;
  PyObject* given = by_input[list];
  // Converting nothing but tensors runs no code of the user.
  bool plain = given && all_tensors(given);
  seq = plain ? Ref::share(given) : list_of(op, given);
  by_input[list] = seq.get();
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const ArgDef& arg = op.inputs[i];
    if (arg.list && plain && i > 0 && !all_tensors(seq.get())) {  // converting an input before it changed the list
      seq = list_of(op, seq.get());
      by_input[list] = seq.get();
      plain = false;
    }
    if (!arg.list) add_input(op, s, int(i), by_input, in);
    else if (!plain) convert_list(op, arg, seq.get(), by_input, in);
    else
      for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(seq.get()); ++k)
        in.add(Tensor::share(impl_of(PySequence_Fast_GET_ITEM(seq.get(), k))));
  }
}

}  // namespace zeal::bind
