// What the files of the CPython binding share.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <utility>

#include "core/error.h"
#include "core/tensor.h"
#include "core/thread_state.h"
#include "op/execute.h"

namespace zeal::bind {

// Owning PyObject reference.
class Ref {
 public:
  Ref() = default;
  explicit Ref(PyObject* stolen) : p_(stolen) {}
  static Ref share(PyObject* p) { return Ref(Py_XNewRef(p)); }
  Ref(Ref&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  Ref& operator=(Ref&& o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~Ref() { Py_XDECREF(p_); }
  PyObject* get() const { return p_; }
  PyObject* release() { return std::exchange(p_, nullptr); }
  explicit operator bool() const { return p_; }

 private:
  PyObject* p_ = nullptr;
};

// A new reference, or throws when a Python call failed.
inline Ref checked(PyObject* p) {
  if (!p) throw PythonError();
  return Ref(p);
}
inline void check(int status) {
  if (status < 0) throw PythonError();
}
// Guards a function that follows nested Python objects: one may hold itself. Throws RecursionError, at a
// depth of our own: CPython's, from 3.12 on, is more than the C stack has room for.
class Nesting {
 public:
  Nesting() : depth_(thread_state().nesting) {
    if (depth_ >= kDeepest) too_deep();
    ++depth_;
  }
  ~Nesting() { --depth_; }
  Nesting(const Nesting&) = delete;

 private:
  static constexpr int kDeepest = 200;
  [[noreturn, gnu::cold]] static void too_deep() {
    PyErr_Format(PyExc_RecursionError, "a nested structure is more than %d levels deep, or holds itself", kDeepest);
    throw PythonError();
  }
  int& depth_;
};

// The C++ exception as a Python one; `function`: what the program called, where no frame tells.
[[gnu::cold]] void set_python_error(PyObject* function = nullptr);
// Runs fn; an exception becomes a Python one, and `failure` is returned.
template <class Fn, class R>
inline R guarded(R failure, Fn&& fn) {
  try {
    return fn();
  } catch (...) {
    set_python_error();
    return failure;
  }
}
template <class Fn>
inline PyObject* guarded(Fn&& fn) {
  return guarded(static_cast<PyObject*>(nullptr), fn);
}

// --- tensors ---
// Attributes and weak references are made when a program asks for some. The collector follows a tensor from
// its first attribute on; all others keep out of its lists.
struct PyTensor {
  PyObject_HEAD
  TensorImpl* impl;
  PyObject* dict;
  PyObject* weakrefs;
};
extern PyTypeObject TensorType;
// `type` itself or a subclass, one of ours or made by Python code: for built-in types without a call.
inline bool is_instance(PyObject* o, PyTypeObject* type) {
  PyTypeObject* t = Py_TYPE(o);
  return t == type || t->tp_base == type || (PyType_HasFeature(t, Py_TPFLAGS_HEAPTYPE) && PyType_IsSubtype(t, type));
}
inline bool is_tensor(PyObject* o) { return is_instance(o, &TensorType); }
inline TensorImpl* impl_of(PyObject* o) { return reinterpret_cast<PyTensor*>(o)->impl; }
PyObject* wrap(Tensor t);
// The same for what may be a constant of a graph, maybe of all graphs, which stays unseen: else functions being traced would capture it.
PyObject* wrap_unseen(TensorImpl& t);
// An object of TensorType or a subtype of it; throws.
PyObject* new_tensor_object(PyTypeObject* type, Tensor t);
// A list of tensors.
template <class Tensors> PyObject* wrap_all(Tensors&& tensors) {
  Ref list = checked(PyList_New(Py_ssize_t(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i) PyList_SET_ITEM(list.get(), Py_ssize_t(i), checked(wrap(tensors[i])).release());
  return list.release();
}
// A list of all outputs.
PyObject* wrap_outputs(Outputs& out);

// --- variables (bind/variable_type.cc) ---
extern PyTypeObject VariableType;
inline bool is_variable(PyObject* o) { return is_instance(o, &VariableType); }
// The value, with the read noted on active tapes. Throws when uninitialised.
const Tensor& variable_value(PyObject* o);
// Whether a variable is one of a graph, whose values are the sessions'.
bool is_of_graph(PyObject* variable);

// --- conversion (bind/convert/) ---
// Any Python value as a tensor; `want` kInvalid lets the value decide. `name` for messages.
Tensor to_tensor(PyObject* o, DType want = DType::kInvalid, const char* name = nullptr);
// The same for what must have a value: a symbolic tensor is refused.
inline Tensor concrete_tensor(PyObject* o, DType want = DType::kInvalid, const char* name = nullptr) {
  Tensor t = to_tensor(o, want, name);
  if (t->symbolic()) refuse_value(*t);
  return t;
}
Tensor from_scalar(PyObject* o, DType want);    // bool, int, float, complex, str, bytes
Tensor from_sequence(PyObject* o, DType want);  // nested list, tuple, range
Tensor from_buffer(PyObject* o, DType want);    // NumPy and every other buffer
// What Python code makes of it: registered conversions, objects with __array__, subclasses of numbers.
Tensor through_python(PyObject* o, DType want);
bool is_python_scalar(PyObject* o);
// An exact list or tuple: to look at its items runs no code.
inline bool is_list(PyObject* o) { return PyList_CheckExact(o) || PyTuple_CheckExact(o); }
// Dtype of numbers of NumPy's kind 'b', 'i', 'u', 'f' or 'c' and this many bytes; kInvalid for any other.
DType number_dtype(char kind, Py_ssize_t size);
// Copies bools as 0 and 1: foreign memory may hold other bytes, which kernels must not see.
inline void clean_bools(uint8_t* to, const uint8_t* from, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = from[i] != 0;
}
float to_float32(double v);  // fails where a finite number becomes infinite
// Throws where `t` may not become `want`; kInvalid leaves it as it is.
Tensor cast_value(const Tensor& t, DType want);
// Dtype of a DType object, NumPy dtype, type or string; throws TypeError.
DType to_dtype(PyObject* o);
// The DType object; borrowed.
PyObject* dtype_object(DType t);
// A Python number (int, float, complex, bool, bytes) of element i.
PyObject* item(const TensorImpl& t, int64_t i);

// --- hooks: Python functions that finish what need not be native ---
enum Hook { kHookConvert, kHookRepr, kHookStr, kHookFormat, kHookHtml, kHookSubscript, kHookStringArray, kHookShape, kHookAsDType,
            kHookIndexedSlices, kHookFlatten, kHookPack, kHookWarnDType, kHookVariableInit, kHookVariableRepr, kHookVariableCreate, kHookSignature, kHookOldName,
            kHookDefaultGraph,
            kNumHooks };
PyObject* hook(Hook which);  // borrowed; throws when the package did not set it
void set_hook(PyObject* name, PyObject* fn);
// The class tf.IndexedSlices; and whether an object is one, or of a subclass.
PyTypeObject* slices_class();
bool is_slices(PyObject* o);
// An attribute of zeal.errors for a status code; borrowed.
PyObject* error_class(Code code);
bool raises(Code code);  // whether an error of that class is raised

// Whether the interpreter is being taken apart, or gone: nothing of it may be asked for or given back any
// more by a thread that does not hold its lock. Any thread may ask (bind/thread_exit.cc).
bool is_shutting_down();

// --- parts of the module ---
void add_flags(PyObject* module);
void add_tensor_type(PyObject* module);
void add_op_callables(PyObject* module);
void add_tape_type(PyObject* module);
void add_variable_type(PyObject* module);
void add_variable_parts(PyObject* module);
void add_dlpack(PyObject* module);
void add_optimizers(PyObject* module);
void add_composites(PyObject* module);
void add_datasets(PyObject* module);
void add_event_records(PyObject* module);
void add_records(PyObject* module);
void add_infer_api(PyObject* module);
void add_random(PyObject* module);
void add_idle(PyObject* module);
// Whether tf.set_random_seed has set a seed, from which ops without one of their own draw theirs (bind/random.cc).
bool has_global_seed();
void add_namespace_type(PyObject* module);
void add_op_functions(PyObject* module);
void add_named_functions(PyObject* module);
void add_graphs(PyObject* module);
void add_object_tensors(PyObject* module);
void install_errors();
void add_fused(PyObject* module);
void add_tensor_files(PyObject* module);

}  // namespace zeal::bind
