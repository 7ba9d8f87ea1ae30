// Attributes to and from Python values.
#include <cmath>
#include <vector>

#include "bind/clear_error.h"
#include "bind/call/signature.h"
#include "bind/convert/small.h"
#include "bind/numpy_api.h"
#include "bind/shown.h"
#include "op/short_attrs.h"

namespace zeal::bind {
namespace {

template <class T> T& field(Attrs& a, const AttrDef& d) { return *reinterpret_cast<T*>(a.bytes + d.offset); }
template <class T> const T& field(const Attrs& a, const AttrDef& d) {
  return *reinterpret_cast<const T*>(a.bytes + d.offset);
}

[[noreturn, gnu::cold]] void bad_attr(const OpDef& op, const AttrDef& d, PyObject* v, const char* want) {
  forget_type_error();
  fail(Code::kTypeError, "[", op.name, "] ", d.name, " must be ", want, ", got a ", Py_TYPE(v)->tp_name);
}

// Floats that are whole numbers pass, NumPy's too, as in TensorFlow: sizes are often computed with `/`.
Ref as_index(PyObject* v) {
  if (!PyFloat_Check(v) && (PyIndex_Check(v) || !is_numpy(v))) return Ref(PyNumber_Index(v));
  const double number = PyFloat_AsDouble(v);
  if (number == -1 && PyErr_Occurred()) return Ref();
  return Ref(std::nearbyint(number) == number ? PyNumber_Long(v) : PyNumber_Index(v));
}

int64_t to_int(const OpDef& op, const AttrDef& d, PyObject* v) {
  Ref index = PyLong_CheckExact(v) ? Ref::share(v) : as_index(v);
  if (!index) bad_attr(op, d, v, "an integer");
  int overflow = 0;
  long long i = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
  if (overflow) fail(Code::kValueError, "[", op.name, "] ", d.name, " does not fit int64");
  if (d.kind == AttrKind::kInt32 && (i < INT32_MIN || i > INT32_MAX))
    fail(Code::kValueError, "[", op.name, "] ", d.name, " = ", i, " does not fit int32");
  return i;
}

bool to_bool(const OpDef& op, const AttrDef& d, PyObject* v) {
  if (v == Py_True || v == Py_False) return v == Py_True;
  if (is_tensor(v)) bad_attr(op, d, v, "a Python bool, not a tensor");
  if (v != Py_None && (thread_state().mode & kGraphMode)) [[unlikely]]  // eager calls take the truth of anything, as TensorFlow's
    fail(Code::kTypeError, "Expected bool for argument '", d.name, "' not ", shown(v), ".");
  int b = PyObject_IsTrue(v);
  check(b);
  return b;
}

Shape to_ints(const OpDef& op, const AttrDef& d, PyObject* v) {
  Shape s;
  if (PyLong_CheckExact(v)) return s.push(to_int(op, d, v)), s;
  Ref seq(PySequence_Tuple(v));  // a copy: __index__ of an entry may change a list
  if (!seq) {
    forget_type_error();
    s.push(to_int(op, d, v));  // a lone integer stands for a list of one
    return s;
  }
  if (PyTuple_GET_SIZE(seq.get()) > kMaxRank)
    fail(Code::kValueError, "[", op.name, "] ", d.name, " has more than ", kMaxRank, " entries");
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(seq.get()); ++i) {
    PyObject* e = PyTuple_GET_ITEM(seq.get(), i);
    s.push(e == Py_None ? kUnknownDim : to_int(op, d, e));
  }
  return s;
}

// As the bits of floats.
ShortInts to_floats(const OpDef& op, const AttrDef& d, PyObject* v) {
  Ref seq(PySequence_Tuple(v));
  if (!seq) bad_attr(op, d, v, "a list of numbers");
  std::vector<int64_t> bits;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(seq.get()); ++i) {
    PyObject* e = PyTuple_GET_ITEM(seq.get(), i);
    const double f = PyFloat_AsDouble(e);
    if (f == -1 && PyErr_Occurred()) bad_attr(op, d, e, "a list of numbers");
    bits.push_back(std::bit_cast<uint32_t>(float(f)));
  }
  return short_ints(bits.data(), int(bits.size()));
}

std::string_view to_text(const OpDef& op, const AttrDef& d, PyObject* v) {
  Py_ssize_t n = 0;
  const char* text = PyUnicode_Check(v) ? PyUnicode_AsUTF8AndSize(v, &n) : nullptr;
  if (!text) bad_attr(op, d, v, "a string");
  return {text, size_t(n)};
}

// Call sites give the same few strings and lists again and again: their numbers are found without a search among all.
// Used under the interpreter's lock.
struct KnownText {
  PyObject* text;
  ShortString number;
};
[[gnu::always_inline]] inline KnownText& place_of(PyObject* text) {
  static KnownText known[256];
  return known[reinterpret_cast<uintptr_t>(text) * 0x9E3779B97F4A7C15 >> 56];  // short strings lie at multiples of 64
}

// A string that its call makes anew, `padding.upper()`, is known by the interned one, and takes no other's place.
[[gnu::noinline]] ShortString number_of_text(const OpDef& op, const AttrDef& d, PyObject* v) {
  if (!PyUnicode_CheckExact(v)) return short_string(to_text(op, d, v));
  PyObject* interned = Py_NewRef(v);
  PyUnicode_InternInPlace(&interned);
  Ref text(interned);
  KnownText& entry = place_of(interned);
  if (entry.text != interned) {
    const ShortString number = short_string(to_text(op, d, interned));
    Py_XDECREF(entry.text);
    entry = {text.release(), number};
  }
  return entry.number;
}

ShortString to_short_string(const OpDef& op, const AttrDef& d, PyObject* v) {
  const KnownText& entry = place_of(v);
  return entry.text == v ? entry.number : number_of_text(op, d, v);
}

// Entries of a list of small integers, as digits of 16 bits; false for other values.
using Digits = unsigned __int128;
bool read_digits(PyObject* v, Digits& digits) {
  const Py_ssize_t n = is_list(v) ? PySequence_Fast_GET_SIZE(v) : 0;
  if (n < 1 || n > 7) return false;
  digits = Digits(n);
  for (Py_ssize_t i = 0; i < n; ++i) {
    const long value = small_value(PySequence_Fast_GET_ITEM(v, i));
    if (value != int16_t(value)) return false;
    digits = digits << 16 | uint16_t(value);
  }
  return true;
}

struct KnownInts {
  Digits digits;
  ShortInts number;
};
KnownInts& place_of(Digits digits) {
  static KnownInts known[64];
  return known[uint64_t(digits ^ digits >> 64) * 0x9E3779B97F4A7C15 >> 58];
}

ShortInts to_short_ints(const OpDef& op, const AttrDef& d, PyObject* v) {
  Digits digits = 0;
  const bool is_known_kind = read_digits(v, digits);
  KnownInts& entry = place_of(digits);
  if (is_known_kind && entry.digits == digits) return entry.number;
  const Shape s = to_ints(op, d, v);
  const ShortInts number = short_ints(s.dims, s.rank);
  if (is_known_kind) entry = {digits, number};
  return number;
}

[[gnu::noinline]] ShortInts number_of(Digits digits, int n) {
  int64_t values[kMaxRank];
  for (int i = n; i-- > 0; digits >>= 16) values[i] = int16_t(digits);
  return short_ints(values, n);
}

const IntList* to_types(PyObject* v) {
  Ref seq = checked(PySequence_Tuple(v));
  std::vector<int64_t> types;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(seq.get()); ++i) types.push_back(int64_t(to_dtype(PyTuple_GET_ITEM(seq.get(), i))));
  return intern_ints(types.data(), int(types.size()));
}

DType to_type_attr(const OpDef& op, const AttrDef& d, PyObject* v) {
  DType t = to_dtype(v);
  if (!contains(d.types, t))
    fail(Code::kInvalidArgument, "[", op.name, "] ", d.name, " cannot be ", dtype_name(t));
  return t;
}

}  // namespace

Axes set_axes_attr(const AttrDef& d, PyObject* v, int entries, Attrs& a) {
  const int n = is_list(v) ? int(PySequence_Fast_GET_SIZE(v)) : 0, left_out = n != entries;  // at either end
  if (n > 1 && left_out && n != entries - 2) return Axes::other;
  PyObject* const* item = n ? PySequence_Fast_ITEMS(v) : &v;
  Digits digits = Digits(entries);
  if (left_out) digits = digits << 16 | 1;
  for (int i = 2 * left_out; i < entries; ++i, item += n > 1) {
    const long value = small_value(*item);
    if (value != int16_t(value)) return Axes::other;
    digits = digits << 16 | uint16_t(value);
  }
  if (left_out) digits = digits << 16 | 1;
  KnownInts& entry = place_of(digits);
  if (entry.digits != digits) entry = {digits, number_of(digits, entries)};
  field<ShortInts>(a, d) = entry.number;
  return left_out ? Axes::spatial : Axes::all;
}

void set_attr(const OpDef& op, const AttrDef& d, PyObject* v, Attrs& a) {
  if (d.kind == kShortStringAttr) {
    field<ShortString>(a, d) = to_short_string(op, d, v);
    return;
  }
  if (d.kind == kShortIntsAttr) {
    field<ShortInts>(a, d) = to_short_ints(op, d, v);
    return;
  }
  if (d.kind == kShortFloatsAttr) {
    field<ShortInts>(a, d) = to_floats(op, d, v);
    return;
  }
  switch (d.kind) {
    case AttrKind::kBool: field<bool>(a, d) = to_bool(op, d, v); break;
    case AttrKind::kInt: field<int64_t>(a, d) = to_int(op, d, v); break;
    case AttrKind::kInt32: field<int32_t>(a, d) = int32_t(to_int(op, d, v)); break;
    case AttrKind::kFloat: {
      double f = PyFloat_AsDouble(v);
      if (f == -1 && PyErr_Occurred()) bad_attr(op, d, v, "a number");
      field<float>(a, d) = float(f);
      break;
    }
    case AttrKind::kType: field<DType>(a, d) = to_type_attr(op, d, v); break;
    case AttrKind::kString: field<const char*>(a, d) = intern_string(to_text(op, d, v)); break;
    case AttrKind::kInts: {
      if (v == Py_None && d.name == std::string_view("shape")) {  // of which nothing is known
        field<const IntList*>(a, d) = nullptr;
        break;
      }
      Shape s = to_ints(op, d, v);
      field<const IntList*>(a, d) = intern_ints(s.dims, s.rank);
      break;
    }
    case AttrKind::kTypes: field<const IntList*>(a, d) = to_types(v); break;
  }
}

Attrs attrs_from(const OpDef& op, PyObject* dict, const char* function) {
  Attrs attrs = op.defaults;
  PyObject *key, *value;
  const Ref given = checked(PyDict_Copy(dict));  // reading a value may run code that changes the dict
  for (Py_ssize_t at = 0; PyDict_Next(given.get(), &at, &key, &value);) {
    const char* name = PyUnicode_AsUTF8(key);
    if (!name) throw PythonError();
    const AttrDef* def = op.find_attr(name);
    if (!def) fail(Code::kTypeError, function, ": ", op.name, " has no attribute ", name);
    set_attr(op, *def, value, attrs);
  }
  for (const AttrDef& def : op.attr_defs)
    if (def.required && !PyDict_GetItemString(given.get(), def.name))
      fail(Code::kTypeError, function, ": ", op.name, " needs its attribute ", def.name);
  return attrs;
}

PyObject* get_attr(const AttrDef& d, const Attrs& a) {
  if (d.kind == kShortStringAttr) return PyUnicode_FromString(field<ShortString>(a, d).text());
  switch (d.kind) {
    case AttrKind::kBool: return PyBool_FromLong(field<bool>(a, d));
    case AttrKind::kInt: return PyLong_FromLongLong(field<int64_t>(a, d));
    case AttrKind::kInt32: return PyLong_FromLong(field<int32_t>(a, d));
    case AttrKind::kFloat: return PyFloat_FromDouble(field<float>(a, d));
    case AttrKind::kType: return PyUnicode_FromString(dtype_name(field<DType>(a, d)));
    case AttrKind::kString: return PyUnicode_FromString(field<const char*>(a, d) ? field<const char*>(a, d) : "");
    default: break;
  }
  const IntList* list = d.kind == kShortIntsAttr || d.kind == kShortFloatsAttr ? &field<ShortInts>(a, d).list() : field<const IntList*>(a, d);
  PyObject* out = PyList_New(list ? list->n : 0);
  for (int i = 0; out && list && i < list->n; ++i) {
    const int64_t v = list->values[i];
    PyList_SET_ITEM(out, i, d.kind == AttrKind::kTypes  ? Py_NewRef(dtype_object(DType(v)))
                            : d.kind == kShortFloatsAttr ? PyFloat_FromDouble(std::bit_cast<float>(uint32_t(v)))
                                                         : PyLong_FromLongLong(v));
  }
  return out;
}

}  // namespace zeal::bind
