// Nested lists, tuples and ranges to tensors.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "bind/bind.h"
#include "bind/convert/plain_numbers.h"
#include "bind/none_text.h"
#include "bind/numpy_api.h"
#include "core/half.h"
#include "op/functions.h"

namespace zeal::bind {
namespace {

// Kinds of leaves, weakest first; a list takes its strongest, where they mix.
enum Kind { kNone, kBool, kInt, kFloat, kComplex, kText, kOther };

Kind kind_of(PyObject* o) {
  if (PyFloat_CheckExact(o)) return kFloat;
  if (PyBool_Check(o)) return kBool;
  if (PyLong_CheckExact(o)) return kInt;
  if (PyComplex_CheckExact(o)) return kComplex;
  if (PyUnicode_Check(o) || PyBytes_Check(o)) return kText;
  return kOther;
}

bool is_sequence(PyObject* o) { return PyList_Check(o) || PyTuple_Check(o) || PyRange_Check(o); }

[[noreturn, gnu::cold]] void changed() { fail(Code::kRuntimeError, "a list changed while it was converted"); }

// The items of a list, tuple or range. To convert one may run code that shortens the list: its size is
// read anew at every step, and an item is held while it is worked on.
class Items {
 public:
  explicit Items(PyObject* o) : fast_(checked(PySequence_Fast(o, "a sequence"))) {}
  Py_ssize_t size() const { return PySequence_Fast_GET_SIZE(fast_.get()); }
  Ref operator[](Py_ssize_t i) const {
    if (i >= size()) [[unlikely]] changed();
    return Ref::share(PySequence_Fast_GET_ITEM(fast_.get(), i));
  }

 private:
  Ref fast_;
};

struct Scan {
  Shape shape;
  Kind kind = kNone;
  bool big = false;  // an integer beyond int32
  bool want_number = false;  // a dtype was asked for that holds numbers
};

[[noreturn]] void ragged(const Scan& s, int depth, const char* what) {
  fail(Code::kValueError, thread_state().mode & kGraphMode ? "Argument must be a dense tensor. " : "", "Can't convert non-rectangular Python sequence to Tensor: at depth ", depth, " ", what,
       " where the first entry gave shape ", s.shape.str());
}

[[noreturn, gnu::cold]] void too_deep() {
  fail(Code::kValueError, "a nested list deeper than ", kMaxRank, " is not a tensor value");
}

[[noreturn, gnu::cold]] void mixed(Kind have, PyObject* o) {
  if (thread_state().mode & kGraphMode)
    fail(Code::kTypeError, "Failed to convert object of type <class 'list'> to Tensor: it holds ", Py_TYPE(o)->tp_name, " beside ",
         have == kText ? "text" : have == kBool ? "bool" : "numbers", ". Consider casting elements to a supported type.");
  fail(Code::kValueError, "Can't convert Python sequence with mixed types to Tensor: it holds ", Py_TYPE(o)->tp_name,
       " beside ", have == kText ? "text" : have == kBool ? "bool" : "numbers");
}

bool is_number(Kind k) { return k >= kInt && k <= kComplex; }

bool is_beyond_int32(PyObject* integer) {
  int overflow;
  const long long v = PyLong_AsLongLongAndOverflow(integer, &overflow);
  return overflow || v < INT32_MIN || v > INT32_MAX;
}

// The kind of a list of kind `have` that holds `o`, of kind k, besides.
Kind joined(Kind have, Kind k, bool want_number, PyObject* o) {
  if (have == k || k == kNone || have == kOther) return have;
  if (have == kNone || k == kOther) return k;
  if (k == kBool && is_number(have)) return have;
  const bool converts = have == kBool ? want_number || (thread_state().mode & kGraphMode) : is_number(have);
  if (converts && is_number(k)) return std::max(have, k);
  mixed(have, o);
}

void merge_kind(Scan& s, PyObject* o) {
  const Kind k = kind_of(o);
  if (k == kInt && !s.big) s.big = is_beyond_int32(o);
  s.kind = joined(s.kind, k, s.want_number, o);
}

void scan(PyObject* o, int depth, bool first, Scan& s) {
  if (!is_sequence(o)) {
    if (depth != s.shape.rank) ragged(s, depth, "there is a scalar");
    return merge_kind(s, o);
  }
  const Items items(o);
  const Py_ssize_t n = items.size();
  if (first && depth == s.shape.rank) {
    if (depth == kMaxRank) too_deep();
    s.shape.push(n);
  } else if (depth >= s.shape.rank || s.shape[depth] != n) {
    ragged(s, depth, "there is a list of another length");
  }
  for (Py_ssize_t i = 0; i < n; ++i) {
    const Ref e = items[i];
    if (!is_sequence(e.get()) && depth + 1 == s.shape.rank) merge_kind(s, e.get());
    else scan(e.get(), depth + 1, first && i == 0, s);
  }
}

DType dtype_of(const Scan& s) {
  switch (s.kind) {
    case kBool: return DType::kBool;
    case kInt: return s.big ? DType::kInt64 : DType::kInt32;
    case kComplex: return DType::kComplex128;
    case kText: return DType::kString;
    default: return DType::kFloat32;
  }
}

// The usual leaves, floats and integers that fit, need no tensor of their own.
bool write_number(PyObject* e, TensorImpl& t, int64_t i) {
  if (PyFloat_CheckExact(e)) {
    const double v = PyFloat_AS_DOUBLE(e);
    if (t.dtype == DType::kFloat32) return t.as<float>()[i] = to_float32(v), true;
    if (t.dtype == DType::kFloat64) return t.as<double>()[i] = v, true;
    return false;
  }
  if (!PyLong_CheckExact(e)) return false;
  int overflow;
  const long v = PyLong_AsLongAndOverflow(e, &overflow);
  if (overflow || v != int32_t(v)) return false;
  switch (t.dtype) {
    case DType::kInt32: return t.as<int32_t>()[i] = int32_t(v), true;
    case DType::kInt64: return t.as<int64_t>()[i] = v, true;
    case DType::kFloat32: return t.as<float>()[i] = float(v), true;
    case DType::kFloat64: return t.as<double>()[i] = double(v), true;
    default: return false;
  }
}

// A None in a list, which TensorFlow has another error for while it builds a graph.
void refuse_none(PyObject* e) {
  if (e == Py_None && (thread_state().mode & kGraphMode)) [[unlikely]]
    fail(Code::kTypeError, "Failed to convert object of type <class 'list'> to Tensor: it holds None. Consider casting elements to a supported type. ",
         none_text());
}

void write(PyObject* e, TensorImpl& t, int64_t i) {
  if (write_number(e, t, i)) return;
  refuse_none(e);
  Tensor v = to_tensor(e, t.dtype);
  if (v->symbolic()) changed();
  if (v->numel != 1) fail(Code::kValueError, "a sequence mixes scalars and arrays");
  if (t.dtype == DType::kString) t.as<std::string>()[i] = *v->as<std::string>();
  else std::memcpy(t.data + i * dtype_size(t.dtype), v->data, dtype_size(t.dtype));
}

void fill_from(PyObject* o, TensorImpl& t, int64_t& at, int depth = 0) {
  if (depth > kMaxRank) changed();
  const Items items(o);
  for (Py_ssize_t i = 0; i < items.size(); ++i) {
    const Ref e = items[i];
    if (is_sequence(e.get())) fill_from(e.get(), t, at, depth + 1);
    else if (at < t.numel) write(e.get(), t, at++);
    else changed();
  }
}

// Lists that hold tensors or arrays: their entries are converted and stacked, so that tapes see it.
DType first_tensor_dtype(PyObject* o, int depth = 0) {
  if (is_tensor(o)) return impl_of(o)->dtype;
  if (is_variable(o)) return variable_value(o)->dtype;
  if (!PyList_Check(o) && !PyTuple_Check(o)) return DType::kInvalid;
  if (depth >= kMaxRank) too_deep();
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i)
    if (DType t = first_tensor_dtype(PySequence_Fast_GET_ITEM(o, i), depth + 1); t != DType::kInvalid) return t;
  return DType::kInvalid;
}

bool fits_int32(const Tensor& t) {
  Tensor wide = cast_value(t, DType::kInt64);
  const int64_t* v = wide->as<int64_t>();
  return std::all_of(v, v + wide->numel, [](int64_t x) { return x == int32_t(x); });
}

// Entries whose dtype nothing settles: NumPy integers count as Python's do, int32 where they fit.
void unify(std::vector<Tensor>& parts) {
  DType want = DType::kInt32;
  for (const Tensor& t : parts)
    if (!contains(kIntegers, t->dtype)) want = t->dtype;
    else if (want == DType::kInt32 && !fits_int32(t)) want = t->dtype == DType::kUInt64 ? t->dtype : DType::kInt64;
  for (Tensor& t : parts)
    if (contains(kIntegers, t->dtype)) t = cast_value(t, want);
}

// Finds tensors and arrays before shapes are compared: their own shape joins the list's.
bool holds_arrays(PyObject* o, int depth = 0) {
  if (is_sequence(o)) {
    if (PyRange_Check(o)) return false;
    if (depth >= kMaxRank) too_deep();  // a list may hold itself
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i) {
      PyObject* e = PySequence_Fast_GET_ITEM(o, i);
      if (kind_of(e) == kOther && holds_arrays(e, depth + 1)) return true;
    }
    return false;
  }
  return o != Py_None;
}

// How the entries of a list are converted.
struct Packing {
  DType want;
  bool casts;    // the caller asked for this dtype: tensors are cast to it. Else Pack compares dtypes
  bool tensors;  // the list holds a tensor
};
Tensor stack_entries(PyObject* o, const Packing& p);

// Without a tensor among them, entries convert as Python's numbers do: floats never to integers,
// nothing from or to bool, unlike whole arrays.
bool loses(DType want, DType have) {
  return (contains(kIntegers, want) && contains(kFloating | kComplexTypes, have)) ||
         (contains(kFloating, want) && contains(kComplexTypes, have)) ||
         (want != have && (want == DType::kBool || (want != DType::kInvalid && have == DType::kBool)));
}

// A size (tf.Dimension) has __int__ and __index__, and is no int of Python or NumPy.
bool is_size(PyObject* e) {
  return PyIndex_Check(e) && Py_TYPE(e)->tp_as_number->nb_int && !PyLong_Check(e) && !is_tensor(e) && !is_variable(e) &&
         !is_numpy(e) && !PyObject_CheckBuffer(e);
}

// The number that a size stands for, while a graph is built too. Empty for all else.
Tensor from_size(PyObject* e, DType want) {
  if (!is_size(e)) return {};
  const Ref number(PyNumber_Index(e));
  if (!number) PyErr_Clear();  // an unknown one: other code has the words
  return number ? from_scalar(number.get(), want) : Tensor();
}

Tensor to_entry(PyObject* e, const Packing& p) {
  refuse_none(e);
  if (Tensor size = from_size(e, p.want)) return size;
  if (is_tensor(e) || is_variable(e)) {
    Tensor t = to_tensor(e);
    return p.casts ? cast(t, p.want) : t;
  }
  if ((PyList_Check(e) || PyTuple_Check(e)) && holds_arrays(e)) return stack_entries(e, p);
  Tensor t = to_tensor(e, PyObject_CheckBuffer(e) ? DType::kInvalid : p.want);
  if (!p.tensors && loses(p.want, t->dtype))
    fail(Code::kTypeError, "Cannot convert a list that holds ", dtype_name(t->dtype), " to EagerTensor of dtype ",
         dtype_name(p.want));
  return cast_value(t, p.want);
}

// Of a list without tensors, which the op Pack would call values of different shapes.
void check_rectangular(const std::vector<Tensor>& parts) {
  for (const Tensor& t : parts)
    if (!(t->shape() == parts[0]->shape()))
      fail(Code::kValueError, "Can't convert non-rectangular Python sequence to Tensor: an entry has shape ", t->shape().str(),
           " where the first one has ", parts[0]->shape().str());
}

Tensor packed(const std::vector<Tensor>& parts) {
  Outputs out = call_list(OP(Pack), parts.data(), int(parts.size()), OP(Pack).defaults);
  return std::move(out[0]);
}

// Values make a value, not a node, while a graph is built too.
Tensor packed_value(const std::vector<Tensor>& parts) {
  const bool values = std::none_of(parts.begin(), parts.end(), [](const Tensor& t) { return t->symbolic(); });
  if (!values || !(thread_state().mode & kGraphMode)) return packed(parts);
  std::vector<TensorImpl*> in;
  for (const Tensor& t : parts) in.push_back(t.get());
  Outputs out;
  run_kernel(OP(Pack), in.data(), int(in.size()), OP(Pack).defaults, out);
  return std::move(out[0]);
}

Tensor stack_entries(PyObject* o, const Packing& packing) {
  Nesting guard;
  const Items items(o);
  Packing p = packing;
  const bool settled = p.want != DType::kInvalid;
  std::vector<Tensor> parts;
  for (Py_ssize_t i = 0; i < items.size(); ++i) {
    parts.push_back(to_entry(items[i].get(), p));
    if (p.want == DType::kInvalid && !contains(kIntegers, parts.back()->dtype)) p.want = parts.back()->dtype;
  }
  if (!settled) unify(parts);
  if (!p.tensors) check_rectangular(parts);
  return p.tensors ? packed(parts) : packed_value(parts);
}

// TensorFlow's rule while a graph is built: numpy.array decides, and what came out as int64 or float64 is int32,
// if it fits, or float32, since the list did not say so. Empty where NumPy makes no numbers of the list.
Tensor as_numpy_has_it(PyObject* list) {
  const Tensor t = array_of_list(list);
  if (!t) return t;
  if (t->dtype == DType::kFloat64) return cast_value(t, DType::kFloat32);
  return t->dtype == DType::kInt64 && fits_int32(t) ? cast_value(t, DType::kInt32) : t;
}

}  // namespace

Tensor from_sequence(PyObject* o, DType want) {
  if (Tensor t = from_plain_numbers(o, want)) return t;
  if (holds_arrays(o)) {
    const DType lead = first_tensor_dtype(o);
    if (want == DType::kInvalid && lead == DType::kInvalid && (thread_state().mode & kGraphMode))
      if (Tensor t = as_numpy_has_it(o)) return t;
    return stack_entries(o, {want != DType::kInvalid ? want : lead, want != DType::kInvalid, lead != DType::kInvalid});
  }
  Scan s;
  s.want_number = contains(kNumbers, want);
  scan(o, 0, true, s);
  Tensor t = make_tensor(want != DType::kInvalid ? want : dtype_of(s), s.shape);
  int64_t at = 0;
  fill_from(o, *t, at);
  if (at != t->numel) changed();
  return t;
}

}  // namespace zeal::bind
