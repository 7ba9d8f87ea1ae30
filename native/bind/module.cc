// The extension module zeal._native.
#include <algorithm>
#include <cstring>
#include <string>

#include "bind/bind.h"
#include "bind/operators.h"
#include "bind/call/bound.h"
#include "bind/call/signature.h"
#include "bind/convert/preferred.h"
#include "bind/watch.h"
#include "graph/graph.h"
#include "core/parallel.h"
#include "core/pool.h"
#include "core/thread_state.h"
#include "op/functions.h"
#include "tape/tape.h"
#include "op/short_attrs.h"

namespace zeal::bind {

void set_dtype_object(int number, PyObject* o);

namespace {

// --- source lines for Tape::explain ---
// Names that are no text (half a surrogate pair) raise nothing: an exception is an object, whose making may run a
// collector while a tape is being read.
const char* file_of(PyCodeObject* code) {
  for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(code->co_filename); ++i)
    if (Py_UNICODE_IS_SURROGATE(PyUnicode_READ_CHAR(code->co_filename, i))) return "?";
  const char* file = PyUnicode_AsUTF8(code->co_filename);
  if (!file) PyErr_Clear();
  return file ? file : "?";
}

// "/.../zeal/", the folder of the package's own Python files.
const std::string& package_folder() {
  static const auto* folder = [] {
    Ref package(PyImport_ImportModule("zeal")), file(package ? PyObject_GetAttrString(package.get(), "__file__") : nullptr);
    const char* text = file ? PyUnicode_AsUTF8(file.get()) : nullptr;
    if (!text) PyErr_Clear();
    std::string path = text ? text : "";
    return new std::string(path.substr(0, path.rfind('/') + 1));  // threads may ask at the exit
  }();
  return *folder;
}

bool is_own_code(const char* file) {
  const std::string& own = package_folder();
  return !own.empty() && !std::strncmp(file, own.c_str(), own.size()) && std::strncmp(file + own.size(), "examples/", 9);
}

// contextlib, which stands between the package and itself where an op is made as a block begins or ends.
bool is_between(std::string_view file) { return file.ends_with("/contextlib.py"); }

// The user's line: the innermost frame outside the package.
SourceLine current_source() {
  PyFrameObject* f = PyEval_GetFrame();
  Py_XINCREF(f);
  while (f) {
    PyCodeObject* code = PyFrame_GetCode(f);
    if (const char* file = file_of(code); !is_own_code(file) && !is_between(file)) {
      SourceLine s{code, PyFrame_GetLineNumber(f)};
      Py_DECREF(f);
      return s;
    }
    Py_DECREF(code);
    PyFrameObject* back = PyFrame_GetBack(f);
    Py_DECREF(f);
    f = back;
  }
  return {};
}
std::string source_text(const SourceLine& s) {
  if (!s.code) return "an unknown line";
  return concat(file_of(static_cast<PyCodeObject*>(s.code)), ":", s.line);
}
void release_source(const SourceLine& s) { Py_XDECREF(static_cast<PyObject*>(s.code)); }

// --- the GIL around long kernels ---
void* leave_gil() {
  if (!PyGILState_Check()) return nullptr;
  PyThreadState* self = PyThreadState_Get();
  if (PyThreadState_Next(PyInterpreterState_ThreadHead(self->interp))) share_counts();
  return PyEval_SaveThread();
}
// Does not return once the interpreter shuts down; see bind/thread_exit.cc.
void enter_gil(void* state) { PyEval_RestoreThread(static_cast<PyThreadState*>(state)); }

// --- functions ---
PyObject* py_enable_eager(PyObject*, PyObject*) {
  return guarded([] { return enable_eager(), Py_NewRef(Py_None); });
}
PyObject* py_disable_eager(PyObject*, PyObject*) {
  return guarded([] { return disable_eager(), Py_NewRef(Py_None); });
}
PyObject* py_compare_elements(PyObject*, PyObject* arg) {
  return guarded([&] {
    const int on = PyObject_IsTrue(arg);
    check(on);
    g_compares_elements = on;
    return Py_NewRef(Py_None);
  });
}
PyObject* py_executing_eagerly(PyObject*, PyObject*) {
  return PyBool_FromLong(!(thread_state().mode & kGraphMode));
}
PyObject* py_set_device(PyObject*, PyObject* arg) {
  long device = PyLong_AsLong(arg);
  if (device == -1 && PyErr_Occurred()) return nullptr;
  ThreadState& ts = thread_state();
  long before = ts.device;
  ts.device = uint8_t(device);
  ts.mode = device ? ts.mode | kOtherDevice : ts.mode & ~kOtherDevice;
  return PyLong_FromLong(before);
}
PyObject* py_pause_recording(PyObject*, PyObject*) { return PyLong_FromLong(pause_recording(thread_state())); }
PyObject* py_resume_recording(PyObject*, PyObject* pauses) {
  const long before = PyLong_AsLong(pauses);
  if (before == -1 && PyErr_Occurred()) return nullptr;
  ThreadState& ts = thread_state();
  resume_recording(ts, int(std::clamp(before, 0L, long(ts.pauses))));
  Py_RETURN_NONE;
}
PyObject* py_is_recording(PyObject*, PyObject*) { return PyBool_FromLong(is_recording()); }
PyObject* py_set_hook(PyObject*, PyObject* args) {
  PyObject *name, *fn;
  if (!PyArg_ParseTuple(args, "UO", &name, &fn)) return nullptr;
  return guarded([&] { return set_hook(name, fn), Py_NewRef(Py_None); });
}
PyObject* py_set_dtype(PyObject*, PyObject* args) {
  int number;
  PyObject* o;
  if (!PyArg_ParseTuple(args, "iO", &number, &o)) return nullptr;
  return guarded([&] { return set_dtype_object(number, o), Py_NewRef(Py_None); });
}
// Values are made at once, on the device in force: there is only the host.
void require_host() {
  ThreadState& ts = thread_state();
  if (ts.mode & kOtherDevice)
    fail(Code::kRuntimeError, "Error copying tensor to device: GPU:", int(ts.device) - 1, ". GPU:", int(ts.device) - 1,
         " unknown device: this machine has only CPU:0");
}
const char* text_of(PyObject* o) {
  const char* text = PyUnicode_AsUTF8(o);
  if (!text) throw PythonError();
  return text;
}
PyObject* py_convert(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&]() -> PyObject* {
    if (n < 1 || n > 3) fail(Code::kTypeError, "convert(value, dtype=None, name=None) takes 1 to 3 arguments");
    if (is_tensor(args[0]) && n == 1) return Py_NewRef(args[0]);
    require_host();
    DType want = n < 2 || args[1] == Py_None ? DType::kInvalid : to_dtype(args[1]);
    Tensor t = to_tensor(args[0], want);
    if (is_tensor(args[0])) return Py_NewRef(args[0]);
    if ((thread_state().mode & kGraphMode) && t->has_value()) t = current_graph().constant(t, n == 3 && args[2] != Py_None ? name_text(args[2]) : "Const").outputs[0].value;
    return is_variable(args[0]) && !t->symbolic() ? as_tensor_object(args[0]).release() : wrap(std::move(t));
  });
}
// A constant that every graph makes its own.
PyObject* py_literal(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2) fail(Code::kTypeError, "literal(value, dtype) takes 2 arguments");
    PyObject* o = wrap(to_tensor(args[0], to_dtype(args[1])));
    impl_of(o)->flags &= uint8_t(~kShown);
    return o;
  });
}
// A tensor of `dtype` on the bytes of a buffer of another number format (bfloat16).
PyObject* py_bitcast(PyObject*, PyObject* args) {
  PyObject *o, *dtype;
  if (!PyArg_ParseTuple(args, "OO", &o, &dtype)) return nullptr;
  return guarded([&] {
    Tensor t = to_tensor(o);
    if (t->symbolic()) refuse_value(*t);
    DType want = to_dtype(dtype);
    if (dtype_size(want) != dtype_size(t->dtype) || want == DType::kString || t->dtype == DType::kString)
      fail(Code::kValueError, "cannot view ", dtype_name(t->dtype), " as ", dtype_name(want));
    if (want != DType::kBool || t->dtype == DType::kBool) return wrap(make_view_as(*t, want, t->shape()));
    Tensor bools = make_tensor(want, t->shape());
    clean_bools(bools->as<uint8_t>(), t->as<uint8_t>(), t->numel);
    return wrap(std::move(bools));
  });
}
PyObject* py_memory_stats(PyObject*, PyObject*) {
  MemoryStats s = pool::stats();
  return Py_BuildValue("{s:L,s:L,s:L}", "bytes_in_use", (long long)s.bytes_in_use, "peak_bytes", (long long)s.peak_bytes,
                       "cached_bytes", (long long)s.cached_bytes);
}
PyObject* py_reset_peak(PyObject*, PyObject*) { return pool::reset_peak(), Py_NewRef(Py_None); }
PyObject* py_trim(PyObject*, PyObject*) { return pool::trim(), Py_NewRef(Py_None); }
PyObject* py_set_num_threads(PyObject*, PyObject* arg) {
  long n = PyLong_AsLong(arg);
  if (n == -1 && PyErr_Occurred()) return nullptr;
  if (n < 1 || n > 1024) return PyErr_Format(PyExc_ValueError, "the number of threads must be 1 to 1024, got %ld", n);
  set_num_threads(int(n));
  Py_RETURN_NONE;
}
PyObject* py_num_threads(PyObject*, PyObject*) { return PyLong_FromLong(num_threads()); }

PyObject* names_of(DTypeSet set) {
  Ref list = checked(PyList_New(0));
  for (int t = 0; t < kNumDTypes; ++t)
    if (contains(set, DType(t))) check(PyList_Append(list.get(), checked(PyUnicode_FromString(dtype_name(DType(t)))).get()));
  return list.release();
}

PyObject* describe_arg(const OpDef& op, const ArgDef& a) {
  const char* attr = a.type_attr >= 0 ? op.types[a.type_attr].name : "";
  const DType preferred = preferred_type(attr);
  return Py_BuildValue("{s:s,s:s,s:N,s:O,s:O,s:z,s:z}", "name", a.name, "type_attr", attr, "dtypes", names_of(a.allowed), "list",
                       a.list ? Py_True : Py_False, "optional", a.optional ? Py_True : Py_False, "mixed", a.mixed, "preferred",
                       preferred == DType::kInvalid ? nullptr : dtype_name(preferred));
}

DTypeSet kernel_types(const OpDef& op) {
  if (op.outputs_from == OutputsFrom::kView) return kAnyType;
  DTypeSet set = 0;
  for (int t = 0; t < kNumDTypes; ++t) set |= DTypeSet(op.kernels[0][t] != nullptr) << t;
  return set;
}

// TensorFlow's word for what an attribute is.
const char* attr_type(const AttrDef& a) {
  static constexpr const char* kWords[] = {"bool", "int", "int", "float", "type", "string", "list(int)", "list(type)", "string", "list(int)", "list(float)"};
  static_assert(std::size(kWords) == kNumAllAttrKinds);
  return a.kind == AttrKind::kInts && a.name == std::string_view("shape") ? "shape" : kWords[int(a.kind)];
}

// What the registry knows of an op, for tests, stubs and documentation.
PyObject* py_op_info(PyObject*, PyObject* name) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(name);
    if (!text) throw PythonError();
    const OpDef& op = get_op(text);
    Ref inputs = checked(PyList_New(0)), outputs = checked(PyList_New(0)), attrs = checked(PyList_New(0)), apis = checked(PyList_New(0));
    for (auto& a : op.inputs) check(PyList_Append(inputs.get(), checked(describe_arg(op, a)).get()));
    for (auto& a : op.outputs) check(PyList_Append(outputs.get(), checked(describe_arg(op, a)).get()));
    Ref types = checked(PyList_New(0)), needed = checked(PyList_New(0));
    for (auto& a : op.own_attrs()) {
      check(PyList_Append(attrs.get(), checked(Py_BuildValue("(sN)", a.name, get_attr(a, op.defaults))).get()));
      check(PyList_Append(types.get(), checked(PyUnicode_FromString(attr_type(a))).get()));
      if (a.required) check(PyList_Append(needed.get(), checked(PyUnicode_FromString(a.name)).get()));
    }
    for (auto* a : op.apis) check(PyList_Append(apis.get(), checked(PyUnicode_FromString(a)).get()));
    static const char* grads[] = {"missing", "not_differentiable", "rule"};
    return Py_BuildValue("{s:s,s:s,s:N,s:N,s:N,s:N,s:N,s:N,s:s,s:N,s:O,s:O,s:i}", "name", op.name.c_str(), "doc", op.summary, "inputs",
                         inputs.release(), "outputs", outputs.release(), "attrs", attrs.release(), "attr_types", types.release(), "required", needed.release(), "apis", apis.release(),
                         "grad", grads[int(op.grad_kind)], "kernels", names_of(kernel_types(op)), "elementwise",
                         op.is_elementwise ? Py_True : Py_False, "stateful", op.is_stateful ? Py_True : Py_False,
                         "dispatch", int(op.dispatch_input));
  });
}
PyObject* py_op_names(PyObject*, PyObject*) {
  return guarded([&] {
    Ref list = checked(PyList_New(0));
    for (const OpDef* op : all_ops()) check(PyList_Append(list.get(), checked(PyUnicode_FromString(op->name.c_str())).get()));
    check(PyList_Sort(list.get()));
    return list.release();
  });
}

// What pickled op callables are found by.
PyObject* py_op_callable(PyObject* module, PyObject* args) {
  const char *space, *name;
  if (!PyArg_ParseTuple(args, "ss", &space, &name)) return nullptr;
  return guarded([&] {
    Ref names = checked(PyObject_GetAttrString(module, space));
    return PyObject_GetAttrString(names.get(), name);
  });
}

template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef functions[] = {
    {"enable_eager", py_enable_eager, METH_NOARGS, "Ops run at once from here on, in this and in new threads."},
    {"disable_eager", py_disable_eager, METH_NOARGS, "Ops make nodes of graphs from here on, in this and in new threads."},
    {"compare_elements", py_compare_elements, METH_O, "Whether == and != of tensors compare element by element, not identities."},
    {"executing_eagerly", py_executing_eagerly, METH_NOARGS, "Whether ops of this thread run at once."},
    {"set_device", py_set_device, METH_O, "Sets this thread's device number (0 CPU, n GPU n-1); returns the one before."},
    {"is_recording", py_is_recording, METH_NOARGS, "Whether a tape of this thread records."},
    {"pause_recording", py_pause_recording, METH_NOARGS,
     "Pauses this thread's tapes; returns what resume_recording takes. Tapes that start later record."},
    {"resume_recording", py_resume_recording, METH_O, "Ends a pause, and those that started in it."},
    {"set_hook", py_set_hook, METH_VARARGS, "Installs a Python function the binding calls."},
    {"set_dtype", py_set_dtype, METH_VARARGS, "Installs the DType object of a number."},
    {"convert", fn(py_convert), METH_FASTCALL, "convert(value, dtype=None, name=None): any Python value as a tensor."},
    {"literal", fn(py_literal), METH_FASTCALL, "literal(value, dtype): a value as a tensor of no graph, whatever is in force."},
    {"bitcast", py_bitcast, METH_VARARGS, "bitcast(value, dtype): the same bytes under another dtype of that size."},
    {"memory_stats", py_memory_stats, METH_NOARGS, "Bytes in use, their peak, and bytes cached for reuse."},
    {"reset_peak_memory", py_reset_peak, METH_NOARGS, "The peak restarts from the bytes in use."},
    {"trim_memory", py_trim, METH_NOARGS, "Gives cached memory back to the system."},
    {"set_num_threads", py_set_num_threads, METH_O, "Threads that kernels may use."},
    {"num_threads", py_num_threads, METH_NOARGS, "Threads that kernels may use."},
    {"op_names", py_op_names, METH_NOARGS, "Names of all registered ops."},
    {"op_callable", py_op_callable, METH_VARARGS, "op_callable(space, name): an op callable of `api` or `raw`."},
    {"op_info", py_op_info, METH_O, "What the registry knows of an op."},
    {nullptr, nullptr, 0, nullptr},
};

// The one module of the process. An import that follows its removal from sys.modules finds it again.
PyObject* g_module = nullptr;

PyObject* create_module(PyObject* spec, PyModuleDef*) {
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
    PyErr_SetString(PyExc_ImportError,
                    "zeal works in the main interpreter only, its state belongs to the process: use threads or "
                    "processes in the place of further interpreters");
    return nullptr;
  }
  if (g_module) return Py_NewRef(g_module);
  Ref name(PyObject_GetAttrString(spec, "name"));
  return name ? PyModule_NewObject(name.get()) : nullptr;
}

int fill_module(PyObject* module) {
  if (module == g_module) return 0;
  return guarded(-1, [&] {
    g_host_lock = {leave_gil, enter_gil};
#ifdef Py_GIL_DISABLED
    share_counts();
#endif
    g_current_source = current_source;
    g_source_text = source_text;
    g_source_release = release_source;
    add_flags(module);
    add_tensor_type(module);
    add_variable_type(module);
    add_variable_parts(module);
    add_tape_type(module);
    add_op_callables(module);
    add_dlpack(module);
    add_optimizers(module);
    add_composites(module);
    add_datasets(module);
    add_event_records(module);
    add_records(module);
    add_infer_api(module);
    add_idle(module);
    add_random(module);
    add_namespace_type(module);
    add_op_functions(module);
    add_named_functions(module);
    add_watch(module);
    add_graphs(module);
    add_object_tensors(module);
    install_errors();
    add_fused(module);
    add_tensor_files(module);
    g_module = Py_NewRef(module);
    return 0;
  });
}

template <class F> void* slot(F* f) { return reinterpret_cast<void*>(f); }

PyModuleDef_Slot slots[] = {{Py_mod_create, slot(create_module)}, {Py_mod_exec, slot(fill_module)}, {0, nullptr}};

PyModuleDef module_def = {PyModuleDef_HEAD_INIT, "zeal._native", "The native core of zeal.", 0, functions, slots};

}  // namespace
}  // namespace zeal::bind

PyMODINIT_FUNC PyInit__native() { return PyModuleDef_Init(&zeal::bind::module_def); }
