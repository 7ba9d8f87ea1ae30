// The inputs of a call: Python values to tensors, with the dtypes that the op and the other inputs ask for;
// and the call itself.
#pragma once
#include "bind/call/signature.h"
#include "bind/convert/small.h"
#include "core/small_list.h"

namespace zeal::bind {

// Inputs of a call, flattened; holds what was converted.
class Inputs {
 public:
  void add(TensorImpl* borrowed) { in_.push_back(borrowed); }
  void add(Tensor converted) {
    in_.push_back(converted.get());
    held_.push_back(std::move(converted));
  }
  void clear() {
    in_.clear();
    held_.clear();
  }
  TensorImpl** data() { return in_.data(); }
  TensorImpl* operator[](size_t i) { return in_[i]; }
  int size() const { return int(in_.size()); }

 private:
  SmallList<TensorImpl*, kInlineInputs> in_;
  SmallList<Tensor, kInlineInputs> held_;
};

// Thrown where an input's class answers for the whole call. Holds the input: what it came in may be gone when it is caught.
struct Overridden {
  Ref value;
};

// Adds what is a small integer or a short list of them: an input that is not to have a tensor of its own.
inline bool add_small(PyObject* o, Inputs& in) {
  const SmallIntegers known = small_integers(o);
  if (known.lasts) in.add(known.tensor);
  else if (known.tensor) in.add(Tensor::share(known.tensor));
  return known.tensor;
}

// Adds input i, whose value is no plain tensor. Throws Overridden.
void convert_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in);

inline void add_input(const OpDef& op, const Signature& s, int i, PyObject* const* by_input, Inputs& in) {
  PyObject* o = by_input[i];
  if (o && Py_TYPE(o) == &TensorType) [[likely]] in.add(impl_of(o));
  else convert_input(op, s, i, by_input, in);
}

inline void gather_inputs(const OpDef& op, const Signature& s, PyObject* const* by_input, Inputs& in) {
  for (int i = 0; i < int(op.inputs.size()); ++i) add_input(op, s, i, by_input, in);
}

// The same for an op that takes a list, which may hold the values of the call: `seq` keeps it.
void gather_list_inputs(const OpDef& op, const Signature& s, PyObject** by_input, Inputs& in, Ref& seq);

inline void gather(const OpDef& op, const Signature& s, PyObject** by_input, Inputs& in, Ref& seq) {
  if (op.list_input >= 0) gather_list_inputs(op, s, by_input, in, seq);
  else gather_inputs(op, s, by_input, in);
}

// A list or tuple of nothing but tensors.
bool all_tensors(PyObject* o);

// What a call of an op without outputs gives: None, or while a graph is built the new operation, in that of the first input.
PyObject* nothing_made(const OpDef& op, PyObject* first);

// `first`: the object of the first input. An op that gives its input back (a cast to the dtype it has)
// gives back the very object.
inline PyObject* finish(const OpDef& op, Outputs& out, PyObject* first) {
  if (op.count_fn || op.fixed_outputs != 1) return out.size() || !op.is_stateful ? wrap_outputs(out) : nothing_made(op, first);
  if (first && Py_TYPE(first) == &TensorType && out[0].get() == impl_of(first)) [[unlikely]] return Py_NewRef(first);
  return wrap(std::move(out[0]));
}

// Runs the op on tensors alone, the first n of its inputs.
inline PyObject* run_direct(const OpDef& op, PyObject* const* args, size_t n, const Attrs& attrs) {
  TensorImpl* in[kInlineInputs];
  const size_t count = op.inputs.size();
  for (size_t i = 0; i < count; ++i) in[i] = i < n ? impl_of(args[i]) : nullptr;
  Outputs out;
  execute_function(op, in, int(count), attrs, out);
  return finish(op, out, n ? args[0] : nullptr);
}

// Runs the op on converted inputs and wraps its outputs.
inline PyObject* run_gathered(const OpDef& op, Inputs& in, const Attrs& attrs, PyObject* first) {
  Outputs out;
  execute_function(op, in.data(), in.size(), attrs, out);
  return finish(op, out, first);
}

inline PyObject* run_op(const OpDef& op, const Signature& s, PyObject** by_input, const Attrs& attrs) {
  Inputs in;
  Ref seq;
  gather(op, s, by_input, in, seq);
  return run_gathered(op, in, attrs, by_input[0]);
}

}  // namespace zeal::bind
