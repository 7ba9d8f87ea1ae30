// Operators of tensors and variables: the number protocol, comparison, indexing, iteration.
#include "bind/operators.h"

#include <algorithm>

#include "bind/graph/graph.h"
#include "bind/hints.h"
#include "bind/shape_values.h"
#include "core/thread_state.h"
#include "op/functions.h"
#include "op/graph_words.h"
#include "tape/tape.h"

namespace zeal::bind {
bool g_compares_elements = false;

namespace {

bool is_value(PyObject* o) { return is_tensor(o) || is_variable(o); }

// A plain Python operand takes the dtype of the other one.
[[gnu::noinline]] Tensor operand(PyObject* o, PyObject* other) {
  if (is_value(o)) return to_tensor(o);
  return to_tensor(o, is_value(other) ? value_of(other).dtype : DType::kInvalid);
}

// The common operands: tensors, variables, and beside them Python numbers. A variable's value is
// held: another thread may assign to it while a long kernel runs without the GIL.
struct Operand {
  explicit Operand(PyObject* o) {
    if (Py_TYPE(o) == &TensorType) p = impl_of(o);
    else if (Py_TYPE(o) == &VariableType) p = (held = variable_value(o)).get();
  }
  Tensor held;
  TensorImpl* p = nullptr;
};
inline bool is_plain_number(PyObject* o) { return PyFloat_CheckExact(o) || PyLong_CheckExact(o); }

// An op, and what its nodes are called where an operator makes them: `x + y` is "add", tf.add(x, y) is "Add".
struct Operator {
  const OpDef& op;
  const char* node;
};

PyObject* run_binary(const Operator& o, TensorImpl* x, TensorImpl* y) {
  if ((x->flags | y->flags) & kSymbolic) [[unlikely]] thread_state().op_name = o.node;
  const OpDef& op = o.op;
  TensorImpl* in[] = {x, y};
  Outputs out;
  execute_function(op, in, 2, op.defaults, out);
  return wrap(std::move(out[0]));
}

// The conversion's error, with the names of op and operand. What follows a tensor must fit its dtype: as in
// TensorFlow that is the op's complaint, not the conversion's, but for ops of `operand_must_fit()`.
[[noreturn, gnu::cold, gnu::noinline]] void bad_operand(const std::string& op, int i, PyObject* o, DType follows, const Error& e) {
  const OpDef* def = find_op(op);  // null for ^, which is no op
  const bool leaves = def && def->operand_fits;
  const char* name = i ? "y" : "x";
  if (follows == DType::kInvalid || leaves || e.code() != Code::kTypeError) fail(e.code(), "[", op, "] ", name, ": ", e.message());
  fail_unexpected_type(op, i, follows, to_tensor(o)->dtype, concat(name, ": ", e.message()));
}

Tensor right_number(const std::string& op, PyObject* o, DType want) {
  try {
    return from_scalar(o, want);
  } catch (const Error& e) {
    bad_operand(op, 1, o, want, e);
  }
}

// Thrown where Python shall ask the right operand.
struct Reflected {};

// No tensor can be made of b, whose class may have `__radd__`: then it answers, as in TensorFlow.
[[gnu::cold]] bool reflects(const char* node, PyObject* a, PyObject* b) {
  return is_value(a) && PyType_HasFeature(Py_TYPE(b), Py_TPFLAGS_HEAPTYPE) &&
         PyObject_HasAttrString(reinterpret_cast<PyObject*>(Py_TYPE(b)), concat("__r", node, "__").c_str());
}

// The same while Python code's error is set, which goes where b answers.
[[gnu::cold]] bool reflects_raised(const char* node, PyObject* a, PyObject* b) {
  if (!PyErr_ExceptionMatches(PyExc_TypeError)) return false;
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);  // looking for attributes clears errors
  const bool found = reflects(node, a, b);
  PyErr_Restore(type, error, trace);
  if (found) PyErr_Clear();
  return found;
}

// The first operand converts first, so that tapes see reads in order.
struct Operands {
  Operands(const std::string& op, const char* node, PyObject* a, PyObject* b) {
    try {
      x = operand(a, b);
    } catch (const Error& e) {
      bad_operand(op, 0, a, DType::kInvalid, e);
    }
    try {
      y = operand(b, a);
    } catch (const Error& e) {
      if (e.code() == Code::kTypeError && reflects(node, a, b)) throw Reflected();
      bad_operand(op, 1, b, is_value(a) ? x->dtype : DType::kInvalid, e);
    } catch (const PythonError&) {
      if (reflects_raised(node, a, b)) throw Reflected();
      throw;
    }
  }
  Tensor x, y;
};

// Of a class that is no tensor but has operators of its own for those (tf.SparseTensor): Python asks it.
bool answers_tensors(PyObject* o) {
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(o));
  return PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_HEAPTYPE) && PyObject_HasAttrString(type, "_answers_tensors");
}

// What `f` returns, or that Python shall ask the right operand.
template <class F> inline PyObject* or_reflected(F f) {
  try {
    return f();
  } catch (const Reflected&) {
    return Py_NewRef(Py_NotImplemented);
  }
}

[[gnu::noinline]] PyObject* binary_rest(const Operator& op, PyObject* a, PyObject* b) {
  if (answers_tensors(b)) return Py_NewRef(Py_NotImplemented);
  return or_reflected([&] {
    Operands in(op.op.name, op.node, a, b);
    return run_binary(op, in.x.get(), in.y.get());
  });
}

[[gnu::noinline]] PyObject* binary_mixed(const Operator& op, PyObject* a, PyObject* b) {
  Operand x(a);
  if (x.p && is_plain_number(b))
    return run_binary(op, x.p, right_number(op.op.name, b, x.p->dtype).get());
  Operand y(b);
  if (y.p && is_plain_number(a)) return run_binary(op, from_scalar(a, y.p->dtype).get(), y.p);
  return x.p && y.p ? run_binary(op, x.p, y.p) : binary_rest(op, a, b);
}

inline PyObject* binary(const Operator& op, PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    if (Py_TYPE(a) != &TensorType || Py_TYPE(b) != &TensorType) return binary_mixed(op, a, b);
    return run_binary(op, impl_of(a), impl_of(b));
  });
}

inline PyObject* unary(const OpDef& op, PyObject* a) {
  return guarded([&] { return wrap(call(op, {to_tensor(a)})); });
}

#define BINARY(fn, op, node) \
  PyObject* fn(PyObject* a, PyObject* b) { return binary({OP(op), node}, a, b); }
BINARY(nb_add, AddV2, "add")
BINARY(nb_subtract, Sub, "sub")
BINARY(nb_multiply, Mul, "mul")
BINARY(nb_floor_divide, FloorDiv, "floordiv")
BINARY(nb_remainder, FloorMod, "mod")
BINARY(nb_matmul, MatMul, "matmul")
#undef BINARY

// Python 3 division of integers gives floats: float32 up to 16 bits, else float64 (TF's rule).
Tensor to_quotient_type(const Tensor& t) {
  if (!contains(kIntegers, t->dtype)) return t;
  bool small = dtype_size(t->dtype) <= 2;
  return cast(t, small ? DType::kFloat32 : DType::kFloat64);
}
// The casts are in the quotient's scope.
[[gnu::cold, gnu::noinline]] Tensor quotient_in_graph(const Tensor& x, const Tensor& y) {
  TensorImpl* const in[] = {x.get(), y.get()};
  Graph& graph = graph_for(in, 2);
  const std::string name = graph.new_scope("truediv");
  const Scope within(graph, name);
  const Tensor of[] = {to_quotient_type(x), to_quotient_type(y)};
  return named_call(name + "/", OP(RealDiv), {of[0], of[1]}, OP(RealDiv).defaults);
}
PyObject* quotient(const Tensor& x, const Tensor& y) {
  if (x->dtype != y->dtype)
    fail(Code::kTypeError, "x and y must have the same dtype, got tf.", dtype_name(x->dtype), " != tf.",
         dtype_name(y->dtype), "; use tf.cast");
  if (!contains(kNumbers, x->dtype))
    fail(Code::kTypeError, "Invalid dtype tf.", dtype_name(x->dtype), " in __truediv__");
  if ((x->flags | y->flags) & kSymbolic) [[unlikely]] return wrap(quotient_in_graph(x, y));
  return wrap(call(OP(RealDiv), {to_quotient_type(x), to_quotient_type(y)}));
}
PyObject* nb_true_divide(PyObject* a, PyObject* b) {
  return guarded([&]() -> PyObject* {
    if (Py_TYPE(a) == &TensorType && Py_TYPE(b) == &TensorType) return quotient(Tensor::share(impl_of(a)), Tensor::share(impl_of(b)));
    return or_reflected([&] {
      const Operands in("RealDiv", "truediv", a, b);
      return quotient(in.x, in.y);
    });
  });
}

PyObject* nb_power(PyObject* a, PyObject* b, PyObject* mod) {
  if (mod != Py_None) {
    PyErr_SetString(PyExc_TypeError, "pow() of tensors takes no modulus");
    return nullptr;
  }
  return binary({OP(Pow), "pow"}, a, b);
}
// And, or, xor are logical and want bools; TF 1.x has no integer form.
PyObject* nb_and(PyObject* a, PyObject* b) { return binary({OP(LogicalAnd), "and"}, a, b); }
PyObject* nb_or(PyObject* a, PyObject* b) { return binary({OP(LogicalOr), "or"}, a, b); }
PyObject* nb_xor(PyObject* a, PyObject* b) {
  const auto differ = [&] {
    const auto [x, y] = Operands("LogicalXor", "xor", a, b);
    if (x->dtype != DType::kBool || y->dtype != DType::kBool)
      fail(Code::kInvalidArgument, "[LogicalXor] x is ", describe(*x), ", y is ", describe(*y),
           "; both must be bool. tf.bitwise.bitwise_xor works on integers");
    return run_binary({OP(NotEqual), "xor"}, x.get(), y.get());
  };
  return guarded([&] { return or_reflected(differ); });
}
PyObject* nb_negative(PyObject* a) { return unary(OP(Neg), a); }
PyObject* nb_absolute(PyObject* a) {
  return guarded([&] {
    Tensor x = to_tensor(a);
    return wrap(call(contains(kComplexTypes, x->dtype) ? OP(ComplexAbs) : OP(Abs), {x}));
  });
}
PyObject* nb_invert(PyObject* a) { return unary(OP(LogicalNot), a); }
PyObject* nb_positive(PyObject* a) {
  return guarded([&] { return as_tensor_object(a).release(); });
}

// Containers compare too, so the first comparisons are looked at until one is a line of the program's own.
int g_looks_at_equality = 100;
[[gnu::cold, gnu::noinline]] PyObject* look_at_equality() {
  return guarded([] {
    --g_looks_at_equality;
    if (give_hint("on_equality")) g_looks_at_equality = 0;
    return Py_NewRef(Py_NotImplemented);
  });
}

[[gnu::cold, gnu::noinline]] PyObject* compare_elements(PyObject* a, PyObject* b, int op) {
  return guarded([&] {
    Ref module = checked(PyImport_ImportModule("zeal.eager.equality"));
    return PyObject_CallMethod(module.get(), op == Py_EQ ? "equal" : "not_equal", "OO", a, b);
  });
}

// The one element as a Python value, read before anything is noted: that runs code, which may assign to a variable.
Ref leaving_item(TensorImpl& t, const char* how) {
  Ref value = checked(item(t, 0));
  note_leave(t, how);
  return value;
}

Ref single(PyObject* o, const char* what) {
  TensorImpl& t = value_of(o);
  require_value(t, what);
  if (t.numel != 1)
    fail(Code::kTypeError, "only size-1 arrays can be converted to Python scalars: ", what, "() of a tensor that is ", describe(t));
  return leaving_item(t, what);
}

// Whatever is known of the tensor, as in TensorFlow 1.15: `what` would make ops that depend on Python's course.
[[noreturn]] void refuse_in_graph(const TensorImpl& t, const char* what, const char* instead) {
  const Symbol* s = symbol_of(t);
  fail(Code::kNotAllowedInGraph, what, s && s->node->graph->captures_values
           ? " is not allowed: AutoGraph did not convert this function. Try decorating it directly with @tf.function. "
           : " is not allowed in Graph execution. Use Eager execution or decorate this function with @tf.function. ", instead);
}

int nb_bool(PyObject* o) {
  if (is_variable(o) && is_of_graph(o)) return 1;  // as any object: it is there
  return guarded(-1, [&] {
    TensorImpl& t = value_of(o);
    if (t.symbolic())
      refuse_in_graph(t, "using a `tf.Tensor` as a Python `bool`",
                      "Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` instead of `if t:` to test if a tensor is "
                      "defined, and use TensorFlow ops such as tf.cond to execute subgraphs conditioned on the value of a tensor.");
    if (!t.numel) return 0;
    if (t.numel != 1)
      fail(Code::kValueError, "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
           " (the tensor is ", describe(t), "; use tf.reduce_any or tf.reduce_all)");
    return PyObject_IsTrue(leaving_item(t, "bool").get());
  });
}
PyObject* nb_int(PyObject* o) {
  return guarded([&] { return PyNumber_Long(single(o, "int").get()); });
}
PyObject* nb_float(PyObject* o) {
  return guarded([&] { return PyNumber_Float(single(o, "float").get()); });
}
PyObject* nb_index(PyObject* o) {
  return guarded([&] {
    TensorImpl& t = value_of(o);
    if (t.symbolic()) fail(Code::kTypeError, "'Tensor' object cannot be interpreted as an integer: it is symbolic, and has a value only in a run");
    if (!contains(kIntegers | bit(DType::kBool), t.dtype) || t.rank != 0)
      fail(Code::kTypeError, "only integer scalar arrays can be converted to a scalar index; this tensor is ", describe(t));
    return PyNumber_Long(leaving_item(t, "index").get());
  });
}

}  // namespace

const PyNumberMethods kValueNumberMethods = {
    .nb_add = nb_add, .nb_subtract = nb_subtract, .nb_multiply = nb_multiply, .nb_remainder = nb_remainder,
    .nb_power = nb_power, .nb_negative = nb_negative, .nb_positive = nb_positive, .nb_absolute = nb_absolute,
    .nb_bool = nb_bool, .nb_invert = nb_invert, .nb_and = nb_and, .nb_xor = nb_xor, .nb_or = nb_or,
    .nb_int = nb_int, .nb_float = nb_float, .nb_floor_divide = nb_floor_divide, .nb_true_divide = nb_true_divide,
    .nb_index = nb_index, .nb_matrix_multiply = nb_matmul,
};

PyObject* value_complex(PyObject* o, PyObject*) {
  return guarded([&] {
    return PyObject_CallOneArg(reinterpret_cast<PyObject*>(&PyComplex_Type), single(o, "complex").get());
  });
}

PyObject* value_compare(PyObject* a, PyObject* b, int op) {
  switch (op) {
    case Py_LT: return binary({OP(Less), "Less"}, a, b);
    case Py_LE: return binary({OP(LessEqual), "LessEqual"}, a, b);
    case Py_GT: return binary({OP(Greater), "Greater"}, a, b);
    case Py_GE: return binary({OP(GreaterEqual), "GreaterEqual"}, a, b);
    default:  // == and != are identity in TF 1.x
      if (g_compares_elements) [[unlikely]] return compare_elements(a, b, op);
      if (g_looks_at_equality && a != b && (is_value(b) || is_plain_number(b))) [[unlikely]] return look_at_equality();
      Py_RETURN_NOTIMPLEMENTED;
  }
}

Py_ssize_t value_length(PyObject* o) {
  return guarded(Py_ssize_t(-1), [&]() -> Py_ssize_t {
    TensorImpl& t = value_of(o);
    if (const Symbol* s = symbol_of(t))
      fail(Code::kTypeError, "len is not well defined for symbolic Tensors. (", s->node->name, ":", s->index, ") Please call `x.shape` rather "
           "than `len(x)` for shape information.");
    if (t.rank == 0) fail(Code::kTypeError, "Scalar tensor has no `len()`");
    return t.dim(0);
  });
}

// By index, and the tensor held: noting runs code that starts and stops tapes, or assigns to a variable.
[[gnu::noinline]] static void leave_tapes(TensorImpl& t, const char* how) {
  const Tensor held = Tensor::share(&t);
  const ThreadState& ts = thread_state();
  for (size_t i = 0; i < ts.tapes.size(); ++i)
    if (!ts.tapes[i]->is_paused(ts)) ts.tapes[i]->on_leave(t, how);
}

void note_leave(TensorImpl& t, const char* how) {
  if (is_recording() && t.id) [[unlikely]] leave_tapes(t, how);
}

PyObject* call_hook(Hook which, PyObject* a, PyObject* b) {
  return guarded([&] { return PyObject_CallFunctionObjArgs(hook(which), a, b, nullptr); });
}

Ref as_tensor_object(PyObject* o) {
  if (is_tensor(o)) return Ref::share(o);
  // A tensor of its own, as each read of a graph is: to a tape the variable's value stands for the variable.
  const Tensor& value = variable_value(o);
  return Ref(wrap(value->symbolic() ? value : call(OP(Identity), {value})));
}

// Rows that hold nothing cost no memory: there may be more than a loop could visit.
constexpr int64_t kMostEmptyRows = int64_t(1) << 31;

PyObject* value_iterate(PyObject* o) {
  return guarded([&] {
    const TensorImpl& t = value_of(o);
    if (t.symbolic())
      refuse_in_graph(t, "iterating over `tf.Tensor`",
                      "Tensor objects are only iterable when eager execution is enabled. To iterate over this tensor use tf.map_fn, to take it "
                      "apart tf.unstack.");
    if (t.rank == 0) fail(Code::kTypeError, "Cannot iterate over a scalar tensor.");
    if (!t.numel && t.dim(0) > kMostEmptyRows)
      fail(Code::kInvalidArgument, "to iterate over ", t.dim(0), " rows without elements (shape ", t.shape(), ") would not end");
    return PySeqIter_New(as_tensor_object(o).get());
  });
}

Py_hash_t identity_hash(PyObject* o) { return _Py_HashPointer(o); }

PyObject* shape_tuple(const TensorImpl& t) {
  if (t.rank < 0) Py_RETURN_NONE;
  PyObject* tuple = PyTuple_New(t.rank);
  for (int i = 0; tuple && i < t.rank; ++i)
    PyTuple_SET_ITEM(tuple, i, t.dim(i) < 0 ? Py_NewRef(Py_None) : PyLong_FromLongLong(t.dim(i)));
  return tuple;
}

namespace {
PyObject* make_shape_object(const TensorImpl& t) {
  // Filled in place of `TensorShape(tuple)`, which would check every length again.
  static PyObject* lengths = PyUnicode_InternFromString("_lengths");
  Ref tuple = checked(shape_tuple(t));
  auto* type = reinterpret_cast<PyTypeObject*>(hook(kHookShape));
  Ref shape = checked(type->tp_alloc(type, 0));
  check(PyObject_SetAttr(shape.get(), lengths, tuple.get()));
  return shape.release();
}

// The last shape object of each of a few shapes; they never change.
struct KnownShape {
  static constexpr int kMost = 4;
  int64_t dims[kMost];
  int rank = -1;
  PyObject* object = nullptr;

  bool is(ShapeView s) const { return object && ShapeView{rank, dims} == s; }
};

KnownShape& known_shape(ShapeView s) {
  static KnownShape known[64];  // under the interpreter's lock
  uint64_t key = uint64_t(s.rank);
  for (int i = 0; i < s.rank; ++i) key = (key ^ uint64_t(s[i])) * 0x9E3779B97F4A7C15;
  return known[key >> 58];
}
}  // namespace

PyObject* open_shape_object(ShapeView shape) { return PyObject_CallOneArg(hook(kHookShape), shape_to(shape).get()); }

PyObject* shape_object(const TensorImpl& t) {
  if (t.numel < 0) [[unlikely]] return open_shape_object(t.shape());
  if (t.rank > KnownShape::kMost) return make_shape_object(t);
  KnownShape& known = known_shape(t.shape());
  if (known.is(t.shape())) return Py_NewRef(known.object);
  PyObject* made = make_shape_object(t);
  std::copy_n(t.dims(), t.rank, known.dims);
  known.rank = t.rank;
  Py_XSETREF(known.object, Py_NewRef(made));
  return made;
}

}  // namespace zeal::bind
