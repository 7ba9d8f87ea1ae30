// Python functions the binding calls, and the table of DType objects.
#include "bind/bind.h"

namespace zeal::bind {
namespace {

constexpr const char* kNames[] = {"convert", "repr", "str", "format", "html", "subscript", "string_array", "shape",
                                           "as_dtype", "indexed_slices", "flatten", "pack", "warn_dtype", "variable_init", "variable_repr", "variable_create",
                                           "signature", "old_name", "default_graph"};
static_assert(std::size(kNames) == kNumHooks);
PyObject* g_hooks[kNumHooks];
PyObject* g_dtypes[kNumDTypes];

PyTypeObject* known_slices_class() { return reinterpret_cast<PyTypeObject*>(g_hooks[kHookIndexedSlices]); }

// `as_dtype` loads zeal.dtypes, which fills the table.
void load_dtypes() {
  checked(PyImport_ImportModule("zeal.dtypes"));
}

}  // namespace

PyObject* hook(Hook which) {
  if (!g_hooks[which]) fail(Code::kInternal, "the Python part of zeal did not set its hook '", kNames[which], "'");
  return g_hooks[which];
}

void set_hook(PyObject* name, PyObject* fn) {
  for (int i = 0; i < kNumHooks; ++i)
    if (!PyUnicode_CompareWithASCIIString(name, kNames[i])) {
      Py_XSETREF(g_hooks[i], Py_NewRef(fn));
      return;
    }
  fail(Code::kValueError, "no hook named ", PyUnicode_AsUTF8(name));
}

// Until the module of the class is loaded there is no IndexedSlices.
bool is_slices(PyObject* o) { return known_slices_class() && is_instance(o, known_slices_class()); }
PyTypeObject* slices_class() {
  if (!known_slices_class()) checked(PyImport_ImportModule("zeal.ops.indexed_slices"));
  hook(kHookIndexedSlices);  // throws where it is not set
  return known_slices_class();
}

void set_dtype_object(int number, PyObject* o) {
  if (number <= 0 || number >= kNumDTypes) fail(Code::kValueError, "no dtype has number ", number);
  Py_XSETREF(g_dtypes[number], Py_NewRef(o));
}

PyObject* dtype_object(DType t) {
  if (!g_dtypes[int(t)]) load_dtypes();
  if (!g_dtypes[int(t)]) fail(Code::kInternal, "no DType object for ", dtype_name(t));
  return g_dtypes[int(t)];
}

DType to_dtype(PyObject* o) {
  for (int i = 0; i < kNumDTypes; ++i)
    if (o == g_dtypes[i] && o) return DType(i);
  if (PyUnicode_Check(o)) {
    const char* name = PyUnicode_AsUTF8(o);
    if (!name) PyErr_Clear();  // no dtype has that name: the hook says so
    if (DType t = dtype_from_name(name ? name : ""); t != DType::kInvalid) return t;
  }
  Ref dtype = checked(PyObject_CallOneArg(hook(kHookAsDType), o));
  Ref number = checked(PyObject_GetAttrString(dtype.get(), "as_datatype_enum"));
  long n = PyLong_AsLong(number.get());
  if (n <= 0 || n >= kNumDTypes) fail(Code::kTypeError, "dtype number ", n, " is not supported");
  return DType(n);
}

}  // namespace zeal::bind
