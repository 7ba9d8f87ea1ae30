// What makes a call plain.
#include "bind/call/plain.h"

#include <bit>

#include "bind/variable.h"
#include "op/short_attrs.h"

namespace zeal::bind {
namespace {

constexpr int kDeepest = 2;  // lists of pairs

// An int that fits int32.
inline bool is_short_integer(PyObject* o) {
  if (small_value(o) != LONG_MAX) return true;
  if (!PyLong_CheckExact(o)) return false;
  int overflow;
  const long v = PyLong_AsLongAndOverflow(o, &overflow);
  return !overflow && v == int32_t(v);
}

bool is_integer_list(PyObject* o, int deepest = kDeepest) {
  if (!is_list(o)) return false;
  for (Py_ssize_t k = 0; k < PySequence_Fast_GET_SIZE(o); ++k) {
    PyObject* e = PySequence_Fast_GET_ITEM(o, k);
    if (is_short_integer(e)) continue;
    const bool scalar = Py_TYPE(e) == &TensorType && contains(kIntegers, impl_of(e)->dtype) && !impl_of(e)->rank;
    if (!scalar && !(deepest > 1 && is_integer_list(e, deepest - 1))) return false;
  }
  return true;
}

// A variable where a tensor of its dtype would do.
inline bool is_plain_variable(const ArgDef& arg, PyObject* o, PyObject* const* inputs) {
  if (!o || arg.list || !is_variable(o) || !contains(arg.allowed, read_dtype(o))) return false;
  PyObject* first = arg.same_as < 0 ? nullptr : inputs[arg.same_as];
  return arg.same_as < 0 || (first && Py_TYPE(first) == &TensorType && impl_of(first)->dtype == read_dtype(o));
}

// The dtype that a number takes where nothing else of its kind is given.
inline DType own_dtype(const ArgDef& arg, PyObject* o) {
  const bool whole = is_short_integer(o);
  if (whole && contains(arg.allowed, DType::kInt32)) return DType::kInt32;
  return (whole || PyFloat_CheckExact(o)) && contains(arg.allowed, DType::kFloat32) ? DType::kFloat32 : DType::kInvalid;
}

// Inputs of one dtype: all tensors have it and all numbers take it; without a tensor the numbers are of one kind.
bool agree(const OpDef& op, uint32_t sharing, PyObject* const* inputs) {
  DType tensor = DType::kInvalid, number = DType::kInvalid;
  for (uint32_t rest = sharing; rest; rest &= rest - 1) {
    const int i = std::countr_zero(rest);
    PyObject* o = inputs[i];
    if (!o || o == Py_None || op.inputs[i].list) continue;
    const bool is_number = Py_TYPE(o) != &TensorType;
    DType& seen = is_number ? number : tensor;
    const DType own = is_number ? own_dtype(op.inputs[i], o) : impl_of(o)->dtype;
    if (own == DType::kInvalid || (seen != DType::kInvalid && own != seen)) return false;
    seen = own;
  }
  if (tensor == DType::kInvalid || number == DType::kInvalid) return true;
  return number == DType::kInt32 ? contains(kNumbers, tensor) : contains(kFloating | kComplexTypes, tensor);
}

bool all_agree(const OpDef& op, const Signature& s, uint32_t mixed, PyObject* const* inputs) {
  for (size_t i = 0; i < op.inputs.size(); ++i)  // at the last of several
    if ((mixed >> i & 1) && s.sharing[i] >> i == 1 && !agree(op, s.sharing[i], inputs)) return false;
  return true;
}

// What is no tensor in its place.
bool is_plain_value(const OpDef& op, const Signature& s, int i, PyObject* o, bool vector) {
  const ArgDef& arg = op.inputs[i];
  if (!o || o == Py_None) return arg.optional;
  if (arg.list) return all_tensors(o) && PySequence_Fast_GET_SIZE(o);
  if (is_list(o)) return (s.index_inputs >> i & 1) && is_integer_list(o);
  return !vector && own_dtype(arg, o) != DType::kInvalid;
}

}  // namespace

bool is_plain_attr(const AttrDef& def, const Param& p, PyObject* v) {
  if (v == Py_None) return !p.required && !p.unstated;
  if (def.kind == kShortStringAttr) return PyUnicode_CheckExact(v);
  switch (def.kind) {
    case AttrKind::kBool: return PyBool_Check(v);
    case AttrKind::kInt:
    case AttrKind::kInt32: return PyLong_CheckExact(v);
    case AttrKind::kFloat: return PyFloat_CheckExact(v);
    default: return false;
  }
}

bool gather_plain(const OpDef& op, const Signature& s, PyObject** inputs, uint32_t vectors, Inputs& in, Ref& seq) {
  const int n = int(op.inputs.size());
  uint32_t mixed = 0;  // those of one dtype, should not all of them be tensors of it
  bool gathered = op.list_input < 0;
  for (int i = 0; i < n; ++i) {
    const ArgDef& arg = op.inputs[i];
    PyObject* o = inputs[i];
    const bool vector = vectors >> i & 1, index = s.index_inputs & ~s.own_inputs & 1u << i;
    if (o && Py_TYPE(o) == &TensorType && !arg.list) {
      const TensorImpl& t = *impl_of(o);
      if (!contains(arg.allowed, t.dtype) || (vector && t.rank != 1)) return false;
      in.add(impl_of(o));
      PyObject* first = arg.same_as < 0 ? o : inputs[arg.same_as];
      if (first && Py_TYPE(first) == &TensorType && impl_of(first)->dtype == t.dtype) continue;
    } else if (!vector && is_plain_variable(arg, o, inputs)) {
      in.add(to_tensor(o));
      continue;
    } else if (!(index && o && (!vector || is_list(o)) && add_small(o, in))) {
      if (!is_plain_value(op, s, i, o, vector)) return false;
      gathered = false;
    }
    if (s.sharing[i] != 1u << i) mixed |= s.sharing[i];
  }
  if (mixed && !all_agree(op, s, mixed, inputs)) return false;
  if (gathered) return true;
  in.clear();
  gather(op, s, inputs, in, seq);
  return true;
}

}  // namespace zeal::bind
