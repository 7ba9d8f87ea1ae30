// zeal.Variable for CPython: a mutable tensor; ops read it as its current value.
#include "bind/variable.h"

#include <array>

#include "bind/call/bound.h"
#include "bind/graph/graph.h"
#include "bind/numpy_api.h"
#include "bind/operators.h"
#include "bind/shape_values.h"
#include "core/thread_state.h"
#include "op/functions.h"
#include "ops/state/assign.h"
#include "ops/state/read_variable.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

PyVariable& self_of(PyObject* o) { return *reinterpret_cast<PyVariable*>(o); }

[[noreturn, gnu::cold, gnu::noinline]] void no_value() {
  fail(Code::kFailedPrecondition, "the variable has no value: it was not initialised");
}

// The handle of a variable of a graph; null for any other.
const Symbol* graph_handle(PyObject* o) {
  PyObject* handle = self_of(o).handle;
  return handle ? symbol_of(*impl_of(handle)) : nullptr;
}

// --- life ---
int variable_clear(PyObject* o) {
  Py_CLEAR(self_of(o).dict);
  Py_CLEAR(self_of(o).handle);
  Py_CLEAR(self_of(o).constraint);
  return 0;
}

void variable_dealloc(PyObject* o) {
  PyVariable& v = self_of(o);
  PyObject_GC_UnTrack(o);
  if (v.impl) v.impl->object = nullptr;  // first of all: what follows runs code of the user
  if (v.weakrefs) PyObject_ClearWeakRefs(o);
  if (v.impl) {
    v.impl->value = Tensor();  // tapes and handles need only its identity
    v.impl->unref();
  }
  variable_clear(o);
  v.cast = Tensor();
  Py_CLEAR(v.name);
  Py_TYPE(o)->tp_free(o);  // the type of a subclass is released by CPython's own dealloc
}

int variable_traverse(PyObject* o, visitproc visit, void* arg) {
  Py_VISIT(self_of(o).dict);
  Py_VISIT(self_of(o).handle);
  Py_VISIT(self_of(o).constraint);
  return 0;
}

PyObject* variable_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] {
    Ref o = checked(type->tp_alloc(type, 0));
    self_of(o.get()).impl = new VariableImpl;
    self_of(o.get()).impl->object = o.get();
    return o.release();
  });
}

// TensorFlow's many ways to say what a variable starts with are sorted out in Python
// (zeal/state/variable.py), which ends in _initialize.
int variable_init(PyObject* o, PyObject* args, PyObject* kwargs) {
  return guarded(-1, [&] {
    Ref all = checked(PyTuple_New(PyTuple_GET_SIZE(args) + 1));
    PyTuple_SET_ITEM(all.get(), 0, Py_NewRef(o));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i)
      PyTuple_SET_ITEM(all.get(), i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
    checked(PyObject_Call(hook(kHookVariableInit), all.get(), kwargs));
    return 0;
  });
}

// Whether creators (tf.variable_creator_scope) make variables in the place of the class.
bool g_have_creators = false;

// Variable(...): without creators what type(...) does for any class.
PyObject* variable_call(PyObject* type, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  return guarded([&]() -> PyObject* {
    if (g_have_creators) return PyObject_Vectorcall(hook(kHookVariableCreate), args, nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    const Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    Ref all = checked(PyTuple_New(n)), named(kwnames ? PyDict_New() : nullptr);
    for (Py_ssize_t i = 0; i < n; ++i) PyTuple_SET_ITEM(all.get(), i, Py_NewRef(args[i]));
    for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k)
      check(PyDict_SetItem(named.get(), PyTuple_GET_ITEM(kwnames, k), args[n + k]));
    return PyType_Type.tp_call(type, all.get(), named.get());
  });
}

// --- variables that cast themselves, inside the calls of layers that compute in another dtype ---
PyTypeObject* g_casting_type = nullptr;
thread_local DType t_reads_as = DType::kInvalid;

PyObject* casting_variables(PyObject*, PyObject* type) {
  g_casting_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type));
  Py_RETURN_NONE;
}

PyObject* cast_reads(PyObject*, PyObject* o) {
  return guarded([&] {
    const DType dtype = o == Py_None ? DType::kInvalid : to_dtype(o), before = std::exchange(t_reads_as, dtype);
    return Py_NewRef(before == DType::kInvalid ? Py_None : dtype_object(before));
  });
}

// The value is held by the graph, or by the variable until it is read again.
[[gnu::cold, gnu::noinline]] const Tensor& as_told(PyObject* o, const Tensor& value) {
  const DType dtype = cast_dtype(o);
  if (dtype == value->dtype) return value;
  Tensor t = cast(value, dtype);
  if (t->symbolic()) return symbol_of(*t)->value;
  return self_of(o).cast = std::move(t);
}

PyObject* have_creators(PyObject*, PyObject* on) { return g_have_creators = on == Py_True, Py_NewRef(Py_None); }

PyObject* tell_read(PyObject*, PyObject* variable) {
  return guarded([&] {
    if (!is_variable(variable)) fail(Code::kTypeError, "tell_read takes a variable");
    read_variable(variable_of(variable));
    return Py_NewRef(Py_None);
  });
}

PyMethodDef variable_functions[] = {
    {"tell_read", tell_read, METH_O, "tell_read(variable): tells tapes that something reads it, as a function does that was traced before."},
    {"have_variable_creators", have_creators, METH_O, "have_variable_creators(on): whether Variable(...) asks the hook variable_create."},
    {"casting_variables", casting_variables, METH_O, "casting_variables(type): variables of this subclass cast themselves as `cast_reads` says."},
    {"cast_reads", cast_reads, METH_O, "cast_reads(dtype): what they are read as in this thread from here on, None for their own; returns what it was."},
    {nullptr, nullptr, 0, nullptr},
};

// `open`: a declared shape that leaves sizes open, as a list of int or None; not a list: of unknown rank.
PyObject* initialize(PyObject* o, PyObject* args) {
  PyObject *value, *name, *constraint, *open = nullptr;
  int trainable;
  if (!PyArg_ParseTuple(args, "OUpO|O:_initialize", &value, &name, &trainable, &constraint, &open)) return nullptr;
  return guarded([&] {
    PyVariable& v = self_of(o);
    Tensor t = to_tensor(value);
    if (!contains(kAnyType, t->dtype)) fail(Code::kTypeError, "a variable cannot hold a tensor of dtype ", dtype_name(t->dtype));
    std::unique_ptr<Shape> shape = open ? std::make_unique<Shape>(shape_from(PyList_Check(open) ? open : Py_None)) : nullptr;
    Ref former;
    if (v.impl->value) {
      v.impl->id = next_id();  // another variable from here on: tapes know the one before
      former = Ref(std::exchange(v.handle, nullptr));
    }
    v.impl->assign(t);
    v.impl->trainable = trainable;
    v.impl->open_shape = std::move(shape);
    Py_XSETREF(v.name, Py_NewRef(name));
    Py_XSETREF(v.constraint, constraint == Py_None ? nullptr : Py_NewRef(constraint));
    return Py_NewRef(Py_None);
  });
}

// A variable of a graph: nothing but a handle, which stands for a value that sessions keep.
PyObject* initialize_in_graph(PyObject* o, PyObject* args) {
  PyObject *handle, *name, *constraint, *dtype;
  int trainable;
  if (!PyArg_ParseTuple(args, "O!OUpO:_initialize_in_graph", &TensorType, &handle, &dtype, &name, &trainable, &constraint)) return nullptr;
  return guarded([&] {
    PyVariable& v = self_of(o);
    v.impl->dtype = to_dtype(dtype);
    v.impl->trainable = trainable;
    impl_of(handle)->id = v.impl->id;  // to tapes the handle is the variable
    Py_XSETREF(v.handle, Py_NewRef(handle));
    Py_XSETREF(v.name, Py_NewRef(name));
    Py_XSETREF(v.constraint, constraint == Py_None ? nullptr : Py_NewRef(constraint));
    return Py_NewRef(Py_None);
  });
}

// --- reading ---
PyObject* value(PyObject* o, PyObject*) {
  return guarded([&] { return as_tensor_object(o).release(); });
}
// TensorFlow has an op of each.
PyObject* read_value(PyObject* o, PyObject*) {
  return guarded([&] {
    Ref read = as_tensor_object(o);
    if (const Symbol* s = symbol_of(*impl_of(read.get()))) s->node->graph->count_more(1);
    return read.release();
  });
}
PyObject* numpy(PyObject* o, PyObject*) {
  return guarded([&] {
    note_leave(value_of(o), "numpy()");
    return to_numpy(as_tensor_object(o).get());
  });
}
PyObject* array(PyObject* o, PyObject* args, PyObject* kwargs) {
  return guarded([&] {
    if (graph_handle(o) && !PyTuple_GET_SIZE(args)) return to_object_array(o);
    note_leave(value_of(o), "numpy()");
    return to_array(as_tensor_object(o).get(), args, kwargs);
  });
}
PyObject* repr(PyObject* o) { return call_hook(kHookVariableRepr, o); }
PyObject* format(PyObject* o, PyObject* spec) {
  if (PyUnicode_Check(spec) && PyUnicode_GET_LENGTH(spec) == 0) return PyObject_Str(o);
  return guarded([&] { return call_hook(kHookFormat, as_tensor_object(o).get(), spec); });
}

// --- writing ---
std::string text_of(PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  if (!text) throw PythonError();  // half a surrogate pair
  return text;
}
// Arguments of the assign family: (value, use_locking=None, name=None, read_value=True).
struct AssignArgs {
  PyObject* value = nullptr;
  PyObject* name = nullptr;  // of the node, in graphs; or null
  bool read_value = true;
};
AssignArgs parse_assign(const char* method, const char* first, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  const char* names[] = {first, "use_locking", "name", "read_value"};
  PyObject* v[4] = {};
  if (n > 4) fail(Code::kTypeError, method, "() takes at most 4 arguments, got ", n);
  for (Py_ssize_t i = 0; i < n; ++i) v[i] = args[i];
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); ++k) {
    PyObject* name = PyTuple_GET_ITEM(kwnames, k);
    int at = 0;
    while (at < 4 && PyUnicode_CompareWithASCIIString(name, names[at])) ++at;
    if (at == 4 || v[at]) fail(Code::kTypeError, method, "() got an unexpected or repeated argument '", text_of(name), "'");
    v[at] = args[n + k];
  }
  if (!v[0]) fail(Code::kTypeError, method, "() missing required argument: '", first, "'");
  int read = v[3] ? PyObject_IsTrue(v[3]) : 1;
  check(read);
  return {v[0], v[2] == Py_None ? nullptr : v[2], read != 0};
}

// A tensor of another dtype is the op's complaint in graphs.
Tensor value_to_assign(const OpDef& op, PyObject* o, DType want) {
  if (is_tensor(o) && impl_of(o)->dtype != want)
    fail(Code::kTypeError, "Input 'value' of '", op.node_name, "' Op has type ", dtype_name(impl_of(o)->dtype), " that does not match type ",
         dtype_name(want), " of argument 'ref'; convert it with tf.cast");
  return to_tensor(o, want);
}

// In a graph an update is a node, and its result the value after it.
[[gnu::cold, gnu::noinline]] PyObject* update_in_graph(const OpDef& op, PyObject* o, const AssignArgs& a) {
  const Tensor handle = Tensor::share(impl_of(handle_of(o)));
  const Tensor value = value_to_assign(op, a.value, variable_of(o).dtype);
  Graph& graph = graph_for(&handle, 1);
  const std::string name = a.name ? name_text(a.name) : "";
  if (a.name) thread_state().op_name = name.c_str();
  call_list(op, std::array{handle, value}.data(), 2, op.defaults);
  Node& update = graph.nodes().back();
  if (!a.read_value) return wrap_operation(update);
  const Waiting behind(graph, update);
  return wrap_updated(read_by_handle(handle, variable_of(o).dtype));
}

template <void (*update)(VariableImpl&, const Tensor&)>
PyObject* assign_with(const OpDef& op, const char* method, const char* first, PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  return guarded([&] {
    AssignArgs a = parse_assign(method, first, args, n, kwnames);
    VariableImpl& v = variable_of(o);
    if (!v.value || (thread_state().mode & kGraphMode)) [[unlikely]] return update_in_graph(op, o, a);
    update(v, to_tensor(a.value, v.dtype));
    return Py_NewRef(a.read_value ? o : Py_None);
  });
}
PyObject* py_assign(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  return assign_with<assign>(OP(AssignVariableOp), "assign", "value", o, args, n, kwnames);
}
PyObject* py_assign_add(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  return assign_with<assign_add>(OP(AssignAddVariableOp), "assign_add", "delta", o, args, n, kwnames);
}
PyObject* py_assign_sub(PyObject* o, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  return assign_with<assign_sub>(OP(AssignSubVariableOp), "assign_sub", "delta", o, args, n, kwnames);
}

// TensorFlow's variables of graphs without `use_resource` become a new tensor by `v += 1`, as Python's numbers do.
bool becomes_tensor(PyObject* o) {
  Ref one_read(PyObject_GetAttrString(o, "_zeal_one_read"));
  if (!one_read) PyErr_Clear();
  return one_read.get() == Py_True;
}
// `v += 1` would silently turn v into a tensor.
PyObject* refuse_in_place(PyObject* o, const char* op, const char* method) {
  if (becomes_tensor(o)) return Py_NewRef(Py_NotImplemented);
  return PyErr_Format(PyExc_RuntimeError,
      "Variable %s= value not supported. Use variable.%s(value) to modify the variable value and variable = variable %s value "
      "to get a new Tensor object.", op, method, op);
}
PyObject* refuse_update(PyObject* o, const char* op) {
  if (becomes_tensor(o)) return Py_NewRef(Py_NotImplemented);
  return PyErr_Format(PyExc_RuntimeError,
      "Variable %s= value not supported. Use `var.assign(var %s value)` to modify the variable or `var = var %s value` to get a "
      "new Tensor object.", op, op, op);
}
PyObject* inplace_add(PyObject* o, PyObject*) { return refuse_in_place(o, "+", "assign_add"); }
PyObject* inplace_subtract(PyObject* o, PyObject*) { return refuse_in_place(o, "-", "assign_sub"); }
PyObject* inplace_multiply(PyObject* o, PyObject*) { return refuse_update(o, "*"); }
PyObject* inplace_divide(PyObject* o, PyObject*) { return refuse_update(o, "/"); }
PyObject* inplace_power(PyObject* o, PyObject*, PyObject*) { return refuse_update(o, "**"); }

// "weight_copy:0" for "weight:0".
Ref copied_name(PyObject* name) {
  Py_ssize_t n = PyUnicode_GET_LENGTH(name), colon = PyUnicode_FindChar(name, ':', 0, n, -1);
  Ref stem = checked(PyUnicode_Substring(name, 0, colon < 0 ? n : colon));
  return checked(PyUnicode_FromFormat("%U_copy:0", stem.get()));
}

// A new variable of the same value, named "<name>_copy".
PyObject* deepcopy(PyObject* o, PyObject* memo) {
  return guarded([&] {
    PyVariable& v = self_of(o);
    Ref copy = checked(variable_new(Py_TYPE(o), nullptr, nullptr));
    VariableImpl& impl = variable_of(copy.get());
    impl.trainable = v.impl->trainable;
    impl.dtype = v.impl->dtype;
    if (v.impl->open_shape) impl.open_shape = std::make_unique<Shape>(*v.impl->open_shape);
    if (v.impl->value) impl.assign(v.impl->value);
    if (v.name) self_of(copy.get()).name = copied_name(v.name).release();
    self_of(copy.get()).constraint = Py_XNewRef(v.constraint);
    Ref key = checked(PyLong_FromVoidPtr(o));
    check(PyObject_SetItem(memo, key.get(), copy.get()));
    return copy.release();
  });
}

// --- attributes ---
PyObject* get_shape(PyObject* o, void*) {
  return guarded([&] {
    VariableImpl& v = variable_of(o);
    if (const Symbol* s = graph_handle(o)) return open_shape_object(s->elements ? *s->elements : Shape::unknown());
    if (!v.value) no_value();
    return v.open_shape ? open_shape_object(*v.open_shape) : shape_object(*v.value);
  });
}
PyObject* shape_method(PyObject* o, PyObject*) { return get_shape(o, nullptr); }
PyObject* get_shape_tuple(PyObject* o, PyObject*) {
  return guarded([&] { return shape_tuple(value_of(o)); });
}
PyObject* get_dtype(PyObject* o, void*) {
  return guarded([&] {
    VariableImpl& v = variable_of(o);
    if (v.dtype == DType::kInvalid) no_value();
    return Py_NewRef(dtype_object(read_dtype(o)));
  });
}
PyObject* get_name(PyObject* o, void*) { return Py_NewRef(self_of(o).name ? self_of(o).name : Py_None); }
PyObject* get_shared_name(PyObject* o, void*) {
  PyObject* name = self_of(o).name;
  if (!name) Py_RETURN_NONE;
  Py_ssize_t n = PyUnicode_GET_LENGTH(name);
  return PyUnicode_Substring(name, 0, n - 2);
}
PyObject* get_handle(PyObject* o, void*) {
  return guarded([&] { return Py_NewRef(handle_of(o)); });
}
PyObject* get_op(PyObject* o, void*) {
  if (!graph_handle(o)) Py_RETURN_NONE;  // as of what TensorFlow's assignments return, which here is the variable itself
  return guarded([&] { return wrap_operation(*graph_handle(o)->node); });
}
PyObject* get_device(PyObject* o, void*) {
  if (const Symbol* handle = graph_handle(o)) return device_asked_for(*handle->node);
  return PyUnicode_FromString("/job:localhost/replica:0/task:0/device:CPU:0");
}
PyObject* get_trainable(PyObject* o, void*) { return PyBool_FromLong(variable_of(o).trainable); }
PyObject* get_constraint(PyObject* o, void*) { return Py_NewRef(self_of(o).constraint ? self_of(o).constraint : Py_None); }
// Of variables of graphs the Python code keeps these (zeal/graph/variable.py).
PyObject* get_initializer(PyObject* o, void*) {
  if (!graph_handle(o)) Py_RETURN_NONE;
  return PyObject_GetAttrString(o, "_initializer_op");
}
PyObject* get_graph(PyObject* o, void*) {
  if (!graph_handle(o)) return PyErr_Format(PyExc_AttributeError, "Tensor.graph is meaningless when eager execution is enabled.");
  return Py_NewRef(graph_of(*impl_of(self_of(o).handle)));
}
PyObject* get_unique_id(PyObject* o, void*) { return PyLong_FromUnsignedLongLong(variable_of(o).id); }
PyObject* is_initialized(PyObject* o, PyObject*) {
  return guarded([&] { return wrap(make_scalar<bool>(bool(variable_of(o).value))); });
}

PyGetSetDef getset[] = {
    {"name", get_name, nullptr, "The name, \"weight:0\".", nullptr},
    {"_shared_name", get_shared_name, nullptr, "The name without \":0\".", nullptr},
    {"shape", get_shape, nullptr, "The shape, a TensorShape.", nullptr},
    {"dtype", get_dtype, nullptr, "The element type, a DType.", nullptr},
    {"device", get_device, nullptr, "Name of the device that holds the value.", nullptr},
    {"trainable", get_trainable, nullptr, "Whether tapes watch the variable by themselves.", nullptr},
    {"constraint", get_constraint, nullptr, "Function that projects the value after an update, or None.", nullptr},
    {"handle", get_handle, nullptr, "The tensor of dtype resource by which ops update the variable.", nullptr},
    {"op", get_op, nullptr, nullptr, nullptr},
    {"initializer", get_initializer, nullptr, "The op that sets the initial value in graphs; None: variables are initialised when made.", nullptr},
    {"graph", get_graph, nullptr, "The graph of a variable that has one.", nullptr},
    {"_unique_id", get_unique_id, nullptr, "A number unique to this variable.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

template <class F> PyCFunction fn(F* f) { return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)); }

PyMethodDef methods[] = {
    {"_initialize", initialize, METH_VARARGS, "_initialize(value, name, trainable, constraint, open_shape=...)"},
    {"_initialize_in_graph", initialize_in_graph, METH_VARARGS, "_initialize_in_graph(handle, dtype, name, trainable, constraint)"},
    {"numpy", numpy, METH_NOARGS, "The value as a NumPy array or scalar; later updates do not change it."},
    {"value", value, METH_NOARGS, "The current value, a tensor; later updates do not change it."},
    {"read_value", read_value, METH_NOARGS, "The current value, a tensor; later updates do not change it."},
    {"initialized_value", value, METH_NOARGS, "The current value, a tensor."},
    {"assign", fn(py_assign), METH_FASTCALL | METH_KEYWORDS,
     "assign(value, use_locking=None, name=None, read_value=True): sets the value; returns the variable."},
    {"assign_add", fn(py_assign_add), METH_FASTCALL | METH_KEYWORDS,
     "assign_add(delta, use_locking=None, name=None, read_value=True): adds to the value; returns the variable."},
    {"assign_sub", fn(py_assign_sub), METH_FASTCALL | METH_KEYWORDS,
     "assign_sub(delta, use_locking=None, name=None, read_value=True): subtracts from the value; returns the variable."},
    {"get_shape", shape_method, METH_NOARGS, "The shape, a TensorShape."},
    {"is_initialized", is_initialized, METH_NOARGS, "A bool tensor: whether the variable has a value."},
    {"_shape_tuple", get_shape_tuple, METH_NOARGS, "The shape as a tuple of ints."},
    {"__array__", fn(array), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"__complex__", value_complex, METH_NOARGS, nullptr},
    {"__format__", format, METH_O, nullptr},
    {"__deepcopy__", deepcopy, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

PyNumberMethods number_methods = [] {
  PyNumberMethods m = kValueNumberMethods;
  m.nb_inplace_add = inplace_add;
  m.nb_inplace_subtract = inplace_subtract;
  m.nb_inplace_multiply = inplace_multiply;
  m.nb_inplace_true_divide = inplace_divide;
  m.nb_inplace_power = inplace_power;
  return m;
}();
int refuse_assignment(PyObject* o, PyObject*, PyObject* value) {
  return refuse_item(o, value, "write v[i].assign(value), or v.assign(value) for all of it");
}
PyMappingMethods mapping_methods = {value_length, value_subscript, refuse_assignment};
PySequenceMethods sequence_methods = {.sq_length = value_length, .sq_item = value_item};

constexpr const char* kDoc =
    "Variable(initial_value=None, trainable=None, collections=None, validate_shape=True, caching_device=None, name=None,\n"
    "         variable_def=None, dtype=None, expected_shape=None, import_scope=None, constraint=None, use_resource=None,\n"
    "         synchronization=None, aggregation=None, shape=None)\n\n"
    "A mutable tensor that lives as long as the last reference to it.\n\n"
    "Args:\n  initial_value: what converts to a tensor, or a function without arguments that returns it.\n"
    "  trainable: whether tapes watch it by themselves; True by default, except with\n"
    "    synchronization=tf.VariableSynchronization.ON_READ.\n  name: \"Variable\" by default.\n"
    "  dtype: of the value; by default that of initial_value.\n"
    "  constraint: function that projects the value after an optimizer's update.\n"
    "  shape: of the values; one with None in it leaves sizes open, so that `assign` may change them.\n"
    "  The others are accepted for compatibility.\n\n"
    "Raises:\n  ValueError: initial_value is missing or does not fit dtype.\n\n"
    "Example:\n  >>> v = tf.Variable(1.0)\n  >>> v.assign_add(2.0)\n"
    "  <tf.Variable 'Variable:0' shape=() dtype=float32, numpy=3.0>";

}  // namespace

bool is_of_graph(PyObject* variable) { return graph_handle(variable); }

PyTypeObject VariableType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Variable",
    .tp_basicsize = sizeof(PyVariable),
    .tp_dealloc = variable_dealloc,
    .tp_repr = repr,
    .tp_as_number = &number_methods,
    .tp_as_sequence = &sequence_methods,
    .tp_as_mapping = &mapping_methods,
    .tp_hash = identity_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = kDoc,
    .tp_traverse = variable_traverse,
    .tp_clear = variable_clear,
    .tp_richcompare = value_compare,
    .tp_weaklistoffset = offsetof(PyVariable, weakrefs),
    .tp_iter = value_iterate,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyVariable, dict),
    .tp_init = variable_init,
    .tp_new = variable_new,
    .tp_vectorcall = variable_call,
};

DType cast_dtype(PyObject* o) {
  const bool casts = t_reads_as != DType::kInvalid && g_casting_type && PyObject_TypeCheck(o, g_casting_type);
  return casts ? t_reads_as : variable_of(o).dtype;
}

PyObject* handle_of(PyObject* o) {
  PyVariable& v = self_of(o);
  if (v.handle) return v.handle;
  if (!v.impl->value) no_value();
  return v.handle = wrap(make_handle(*v.impl, v.name ? text_of(v.name) : ""));
}

// While a graph is built a read is a node, which the graph holds.
[[gnu::cold, gnu::noinline]] static const Tensor& read_in_graph(PyObject* o) {
  read_variable(variable_of(o));  // tapes are told
  const Tensor read = read_by_handle(Tensor::share(impl_of(handle_of(o))), variable_of(o).dtype);
  return symbol_of(*read)->value;
}

const Tensor& variable_value(PyObject* o) {
  VariableImpl& v = variable_of(o);
  if (!v.value || (thread_state().mode & kGraphMode) || Py_TYPE(o) != &VariableType) [[unlikely]] {
    if (!v.value && !graph_handle(o)) no_value();
    const bool now = v.value && !(thread_state().mode & kGraphMode);
    return as_told(o, now ? read_variable(v) : read_in_graph(o));
  }
  return read_variable(v);
}

void add_variable_type(PyObject* module) {
  check(PyType_Ready(&VariableType));
  ready_subscripts(VariableType);
  Ref priority = checked(PyLong_FromLong(100));  // ndarray + variable asks the variable
  check(PyDict_SetItemString(VariableType.tp_dict, "__array_priority__", priority.get()));
  check(PyModule_AddObjectRef(module, "Variable", reinterpret_cast<PyObject*>(&VariableType)));
  check(PyModule_AddFunctions(module, variable_functions));
}

}  // namespace zeal::bind
