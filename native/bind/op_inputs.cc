// Conversion of inputs.
#include "bind/op_inputs.h"

#include <bit>
#include <climits>

#include "bind/call_plan.h"
#include "bind/none_text.h"
#include "bind/variable.h"

namespace zeal::bind {
namespace {

// An input that the signature gives a default, as TensorFlow's does, but the op needs.
[[noreturn, gnu::cold, gnu::noinline]] void input_missing(const Signature& s, int input) {
  for (const Param& p : s.params)
    if (p.kind == Param::kInput && p.target == input)
      fail(Code::kValueError, "Must specify the argument ", PyUnicode_AsUTF8(p.name), " of ", s.name, s.text);
  bad_call(s, "lacks an input");
}

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
        if (is_variable(e)) return variable_of(e).dtype;
      }
    } else if (is_tensor(o)) {
      return impl_of(o)->dtype;
    } else if (is_variable(o)) {
      return variable_of(o).dtype;
    }
  }
  const bool only = !(arg.allowed & (arg.allowed - 1));  // std::has_single_bit is a call on plain x86-64
  return only ? DType(std::countr_zero(arg.allowed)) : DType::kInvalid;
}

// For ops whose inputs TensorFlow converts each by itself.
Tensor convert_apart(PyObject* o, DType want) {
  if (!contains(kIntegers, want) || !PyObject_CheckBuffer(o)) return to_tensor(o, want);
  Tensor t = to_tensor(o);
  return contains(kIntegers, t->dtype) ? cast_value(t, want) : t;
}

// The conversion's error, with the op's and the operand's names. Where inputs are converted apart, what does
// not fit is the op's complaint.
[[noreturn, gnu::cold, gnu::noinline]] void bad_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want, const Error& e) {
  if (!op.converts_apart || e.code() != Code::kTypeError) fail(e.code(), "[", op.name, "] ", arg.name, ": ", e.message());
  const int i = op.find_input(arg.name);
  fail(Code::kInvalidArgument, unexpected_type(op.name, i, want, to_tensor(o)->dtype), "; ", arg.name, ": ", e.message());
}

// Tensors and variables pass as they are: execute() compares dtypes and names the op and its operands.
inline Tensor to_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want) {
  if (is_tensor(o) || is_variable(o)) return to_tensor(o);
  try {
    return op.converts_apart ? convert_apart(o, want) : to_tensor(o, want);
  } catch (const Error& e) {
    bad_input(op, arg, o, want, e);
  }
}

// A value with no dtype of its own (a Python literal) may turn to what the op can take: tf.exp(1).
Tensor convert_input(const OpDef& op, const ArgDef& arg, PyObject* o, DType want) {
  if (o == Py_None)
    fail(Code::kValueError, "[", op.name, "] ", arg.name,
         ": ", kNoneText);
  if (!arg.list && want == DType::kInvalid && contains(arg.allowed, DType::kFloat32) &&
      !contains(arg.allowed, DType::kInt32) && !is_tensor(o) && !is_variable(o)) {
    Tensor t = to_input(op, arg, o, want);
    return contains(kIndex, t->dtype) && !PyObject_CheckBuffer(o) ? cast_value(t, DType::kFloat32) : t;
  }
  Tensor t = to_input(op, arg, o, want);
  // An empty list has no dtype either: tf.reshape(x, []).
  if (t->numel == 0 && t->dtype == DType::kFloat32 && !contains(arg.allowed, DType::kFloat32) &&
      contains(arg.allowed, DType::kInt32) && (PyList_Check(o) || PyTuple_Check(o)))
    return to_tensor(o, DType::kInt32);
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

// The value of an exact int of one digit; LONG_MAX for anything else.
inline long small_value(PyObject* o) {
  if (!PyLong_CheckExact(o)) return LONG_MAX;
  auto* number = reinterpret_cast<PyLongObject*>(o);
#if PY_VERSION_HEX >= 0x030C0000
  return PyUnstable_Long_IsCompact(number) ? long(PyUnstable_Long_CompactValue(number)) : LONG_MAX;
#else
  const Py_ssize_t size = Py_SIZE(number);
  return size >= -1 && size <= 1 ? long(size) * long(number->ob_digit[0]) : LONG_MAX;
#endif
}

// Axes, sizes and counts are small integers: one immortal tensor each. Null for anything else.
TensorImpl* small_integer(PyObject* o) {
  constexpr int kFirst = -16, kCount = 272;
  static const Tensor* known = [] {
    auto* tensors = new Tensor[kCount];
    for (int i = 0; i < kCount; ++i) tensors[i] = make_scalar<int32_t>(kFirst + i);
    return tensors;
  }();
  const long v = small_value(o);
  return v >= kFirst && v < kFirst + kCount ? known[v - kFirst].get() : nullptr;
}

// Shapes, permutations and lists of axes are short vectors of integers, paddings and index pairs short
// matrices, and the same few again and again.
class ShortLists {
 public:
  // Null for anything but a list or tuple of up to four small integers, or of such lists with four in all.
  TensorImpl* of(PyObject* o) {
    Key key;
    if (!is_list(o) || !read(o, key)) return nullptr;
    Entry& entry = entries_[(key.digits * 0x9E3779B97F4A7C15 + key.form()) >> 58];
    if (entry.key.digits != key.digits || entry.key.form() != key.form()) entry = {key, make(key)};
    return entry.tensor.get();
  }

 private:
  static constexpr int kMost = 4;
  struct Key {
    uint64_t digits = 0;  // 16 bits a number
    uint32_t count = 0, rows = 0;  // rows: 0 of a vector
    uint32_t form() const { return rows * 8 + count; }
  };
  struct Entry {
    Key key;
    Tensor tensor;
  };

  static bool read(PyObject* o, Key& key) {
    const Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    PyObject** items = PySequence_Fast_ITEMS(o);
    if (n < 1 || n > kMost) return false;
    return is_list(items[0]) ? read_rows(items, n, key) : read_row(items, n, key);
  }

  static bool read_rows(PyObject** rows, Py_ssize_t n, Key& key) {
    const Py_ssize_t columns = PySequence_Fast_GET_SIZE(rows[0]);
    key.rows = uint32_t(n);
    if (!columns || columns * n > kMost) return false;
    for (Py_ssize_t i = 0; i < n; ++i)
      if (!is_list(rows[i]) || PySequence_Fast_GET_SIZE(rows[i]) != columns || !read_row(PySequence_Fast_ITEMS(rows[i]), columns, key))
        return false;
    return true;
  }

  static bool read_row(PyObject** items, Py_ssize_t n, Key& key) {
    for (Py_ssize_t i = 0; i < n; ++i) {
      const long value = small_value(items[i]);
      if (value != int16_t(value)) return false;
      key.digits = key.digits << 16 | uint16_t(value);
    }
    key.count += uint32_t(n);
    return true;
  }

  static Tensor make(const Key& key) {
    int64_t values[kMost];
    for (uint32_t i = 0; i < key.count; ++i) values[i] = int16_t(key.digits >> 16 * (key.count - 1 - i));
    Tensor vector = make_int32s(values, int(key.count));
    if (!key.rows) return vector;
    const int64_t dims[] = {key.rows, key.count / key.rows};
    return make_view(*vector, {2, dims});
  }

  Entry entries_[64];
};

ShortLists* g_short_lists = new ShortLists;  // lives as long as the process; under the interpreter's lock

// Adds small integers, which need no tensor of their own; false for anything else.
inline bool add_small(PyObject* o, Inputs& in) {
  if (TensorImpl* known = small_integer(o)) return in.add(known), true;
  TensorImpl* known = g_short_lists->of(o);
  if (known) in.add(Tensor::share(known));  // held: another input may take its place
  return known;
}

// Whether nothing among these inputs has a dtype of its own.
inline bool only_literals(uint32_t inputs, PyObject* const* by_input) {
  for (; inputs; inputs &= inputs - 1) {
    PyObject* o = by_input[std::countr_zero(inputs)];
    if (o && !PyLong_CheckExact(o) && !is_list(o)) return false;
  }
  return true;
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

bool all_tensors(PyObject* o) {
  if (!is_list(o)) return false;
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k)
    if (Py_TYPE(PySequence_Fast_GET_ITEM(o, k)) != &TensorType) return false;
  return true;
}

void convert_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in) {
  PyObject* o = by_input[i];
  const ArgDef& arg = op.inputs[i];
  const bool own = s.own_inputs >> i & 1, index = s.index_inputs >> i & 1;
  if (index && !own && o && add_small(o, in)) return;
  if (arg.optional && (!o || o == Py_None)) return in.add(nullptr);
  if (!o) input_missing(s, i);
  const bool own_class = PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_HEAPTYPE) && !is_tensor(o) && !is_variable(o);
  if (own_class && PyObject_HasAttrString(o, "__zeal_function__")) throw Overridden{o};
  if (index) return in.add(convert_input(op, arg, o, arg.fixed));
  // Without a tensor among them, the first of several values decides.
  TensorImpl* first = arg.same_as >= 0 && arg.same_as < i && op.list_input < 0 ? in[arg.same_as] : nullptr;
  const bool may_be_small = !own && contains(arg.allowed, DType::kInt32) && (!first || first->dtype == DType::kInt32);
  if (may_be_small && only_literals(s.sharing[i], by_input) && add_small(o, in)) return;
  DType want = hint_for(op, arg, by_input);
  if (want == DType::kInvalid && first) want = first->dtype;
  if (may_be_small && want == DType::kInt32 && add_small(o, in)) return;
  in.add(convert_input(op, arg, o, want));
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
