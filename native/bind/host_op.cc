// Host ops: ops of the registry whose kernel (and inference) is a Python function.
#include <cstring>
#include <unordered_map>

#include "bind/call/signature.h"
#include "bind/hold_lock.h"
#include "bind/shape_values.h"
#include "bind/tape.h"
#include "op/infer.h"
#include "op/library.h"

namespace zeal::bind {
namespace {

struct HostOp {
  Ref infer, kernel;
};
std::unordered_map<int, HostOp>& host_ops() {
  static auto* map = new std::unordered_map<int, HostOp>;
  return *map;
}

// The dtypes of the outputs, of an op that declares them "list(Tout)": its first attribute.
const IntList& output_types(const Attrs& attrs) {
  static const IntList none{0, nullptr};
  const auto* types = attrs.as<const IntList*>();
  return types ? *types : none;
}
int count_types(const Attrs& attrs, int) { return output_types(attrs).n; }

Ref attr_dict(const OpDef& op, const Attrs& attrs) {
  Ref dict = checked(PyDict_New());
  for (const AttrDef& d : op.attr_defs) {
    Ref value = checked(get_attr(d, attrs));
    check(PyDict_SetItemString(dict.get(), d.name, value.get()));
  }
  return dict;
}

// infer(input shapes, attrs) returns the list of output shapes; None stands for what is unknown.
void infer_host(InferContext& c) {
  if (c.op.count_fn)
    for (int i = 0; i < c.nout; ++i) c.out_dtype(i) = DType(output_types(c.attrs).values[i]);
  HoldLock lock;
  Ref shapes = checked(PyList_New(c.nin));
  for (int i = 0; i < c.nin; ++i) PyList_SET_ITEM(shapes.get(), i, shape_to(c.shape(i)).release());
  Ref result = checked(PyObject_CallFunctionObjArgs(host_ops().at(c.op.id).infer.get(), shapes.get(), attr_dict(c.op, c.attrs).get(), nullptr));
  Ref list = checked(PySequence_Tuple(result.get()));
  if (PyTuple_GET_SIZE(list.get()) != c.nout) c.invalid("its inference function returned ", PyTuple_GET_SIZE(list.get()), " shapes for ", c.nout, " outputs");
  for (int i = 0; i < c.nout; ++i) c.out(i) = shape_from(PyTuple_GET_ITEM(list.get(), i));
}

bool fits(ShapeView want, ShapeView have) {
  if (want.rank < 0) return true;
  if (want.rank != have.rank) return false;
  for (int i = 0; i < want.rank; ++i)
    if (want[i] >= 0 && want[i] != have[i]) return false;
  return true;
}

// kernel(input tensors, attrs) returns a list of values, one per output.
void run_host(Kernel& k) {
  HoldLock lock;
  PauseRecording pause;
  Ref inputs = checked(PyList_New(k.nin));
  for (int i = 0; i < k.nin; ++i) PyList_SET_ITEM(inputs.get(), i, wrap_unseen(*k.in[i]));
  Ref result = checked(PyObject_CallFunctionObjArgs(host_ops().at(k.op.id).kernel.get(), inputs.get(), attr_dict(k.op, k.attrs).get(), nullptr));
  Ref list = checked(PySequence_Tuple(result.get()));
  if (PyTuple_GET_SIZE(list.get()) != k.nout) k.invalid("its kernel returned ", PyTuple_GET_SIZE(list.get()), " values for ", k.nout, " outputs");
  for (int i = 0; i < k.nout; ++i) {
    Tensor t = concrete_tensor(PyTuple_GET_ITEM(list.get(), i), k.spec[i].dtype, "a kernel's result");
    if (!fits(k.spec[i].shape, t->shape()))
      k.invalid("its kernel returned ", describe(*t), " where inference says ", k.spec[i].shape.str());
    if (t->id || !t->unshared()) t = make_view(*t, t->shape());  // a result is a tensor of its own: tapes know others
    k.out[i] = std::move(t);
  }
}

const char* text_of(PyObject* o) {
  const char* text = PyUnicode_AsUTF8(o);
  if (!text) throw PythonError();
  return intern_string(text);
}

// "list(Tin)": tensors of any dtypes, whose list is called Tin. Empty for other types.
std::string_view list_in(std::string_view type) {
  return type.starts_with("list(") && type.ends_with(")") ? type.substr(5, type.size() - 6) : std::string_view();
}

void add_input(OpDef& op, const char* arg, const char* type) {
  if (const auto types = list_in(type); !types.empty()) op.mixed_list_arg(arg, intern_string(types));
  else op.input(arg, type);
}

void add_output(OpDef& op, const char* arg, const char* type) {
  const auto types = list_in(type);
  if (types.empty()) return void(op.output(arg, type));
  op.attr_defs.push_back({intern_string(types), AttrKind::kTypes, 0, true});
  op.list_output(arg, "variant", count_types);
}

// Calls fn(name, second) on each pair of a list of pairs.
template <class Fn> void each_pair(PyObject* list, Fn&& fn) {
  Ref all = checked(PySequence_Tuple(list));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(all.get()); ++i) {
    Ref pair = checked(PySequence_Tuple(PyTuple_GET_ITEM(all.get(), i)));
    if (PyTuple_GET_SIZE(pair.get()) != 2) fail(Code::kTypeError, "register_host_op: pairs are expected");
    fn(text_of(PyTuple_GET_ITEM(pair.get(), 0)), PyTuple_GET_ITEM(pair.get(), 1));
  }
}

DTypeSet to_set(PyObject* o) {
  Ref list = checked(PySequence_Tuple(o));
  DTypeSet set = 0;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(list.get()); ++i) set |= bit(to_dtype(PyTuple_GET_ITEM(list.get(), i)));
  return set;
}

// Kind and size of an attribute with this default. An integer of a class of its own (Int32) takes half the room.
std::pair<AttrKind, int> kind_of(const char* name, PyObject* value) {
  if (PyBool_Check(value)) return {AttrKind::kBool, 1};
  if (PyLong_CheckExact(value)) return {AttrKind::kInt, 8};
  if (PyLong_Check(value)) return {AttrKind::kInt32, 4};
  if (PyFloat_Check(value)) return {AttrKind::kFloat, 4};
  if (PyUnicode_Check(value)) return {AttrKind::kString, 8};
  if (PyList_Check(value) || PyTuple_Check(value)) return {AttrKind::kInts, 8};
  fail(Code::kTypeError, "register_host_op: the default of attribute ", name, " is a ", Py_TYPE(value)->tp_name,
       "; it must be a bool, int, float, string or list of integers");
}

void add_attrs(OpDef& op, PyObject* defaults) {
  int end = op.attr_defs.empty() ? 0 : int(sizeof(const IntList*));
  each_pair(defaults, [&](const char* name, PyObject* value) {
    auto [kind, size] = kind_of(name, value);
    int at = (end + size - 1) / size * size;
    end = at + size;
    if (end > int(sizeof(Attrs))) fail(Code::kInvalidArgument, "[", op.name, "] attributes need more than ", sizeof(Attrs), " bytes");
    op.attr_defs.push_back({name, kind, uint8_t(at)});
    set_attr(op, op.attr_defs.back(), value, op.defaults);
  });
}

PyObject* part(PyObject* description, const char* key) {
  PyObject* value = PyDict_GetItemString(description, key);
  if (!value) fail(Code::kTypeError, "register_host_op: ", key, " is missing");
  return value;
}

// A call of a native op, of which Python has registered a part; the outputs are there already.
void run_library(Kernel& k) {
  if (!host_ops().contains(k.op.id)) fail(Code::kInternal, "[", k.op.name, "] no library is registered for it");
  Tensor made[kMaxArgs];
  OutSpec specs[kMaxArgs];
  for (int i = 0; i < k.nout; ++i) specs[i] = {k.output(i).dtype, Shape(k.output(i).shape())};
  Kernel apart{k.op, k.attrs, k.in, k.nin, made, k.nout, specs};
  run_host(apart);
  for (int i = 0; i < k.nout; ++i) std::memcpy(k.output(i).data, made[i]->data, size_t(made[i]->numel) * dtype_size(made[i]->dtype));
}

}  // namespace

PyObject* set_library_kernel(PyObject* module, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2) fail(Code::kTypeError, "set_library_kernel(op_name, kernel) takes 2 arguments");
    host_ops()[get_op(text_of(args[0])).id] = {Ref(), Ref::share(args[1])};
    g_library_kernel = run_library;
    return Py_NewRef(Py_None);
  });
}

PyObject* register_host_op(PyObject* module, PyObject* d) {
  return guarded([&] {
    if (!PyDict_Check(d)) fail(Code::kTypeError, "register_host_op takes a dict");
    const char* name = text_of(part(d, "name"));
    if (find_op(name)) fail(Code::kAlreadyExists, "op ", name, " is registered already");
    OpDef draft(name);  // complete before others can see it
    draft.doc(text_of(part(d, "doc")));
    each_pair(part(d, "types"), [&](const char* attr, PyObject* set) { draft.type(attr, to_set(set)); });
    each_pair(part(d, "inputs"), [&](const char* arg, PyObject* type) { add_input(draft, arg, text_of(type)); });
    each_pair(part(d, "outputs"), [&](const char* arg, PyObject* type) { add_output(draft, arg, text_of(type)); });
    add_attrs(draft, part(d, "attrs"));
    draft.infer(infer_host).made_by_kernel().cpu(~DTypeSet(0), run_host).not_differentiable();
    for (size_t i = 0; i < draft.inputs.size(); ++i) draft.shares(int(i));  // NumPy's functions give views
    draft.dispatch_input = draft.inputs.empty() || draft.list_input >= 0 ? int8_t(-1) : int8_t(0);
    draft.is_stateful = PyDict_GetItemString(d, "stateful") == Py_True;
    draft.acts = draft.is_stateful && PyDict_GetItemString(d, "acts") == Py_True;
    HostOp functions{Ref::share(part(d, "infer")), Ref::share(part(d, "kernel"))};
    Signature signature = raw_signature(draft);
    static PyObject* callables = checked(PyModule_New("zeal._native.host")).release();
    OpDef& op = register_op(name);  // last: what fails before leaves nothing behind
    draft.id = op.id;
    op = draft;
    host_ops()[op.id] = std::move(functions);
    add_callable(callables, op, std::move(signature));
    return PyObject_GetAttrString(callables, name);
  });
}

}  // namespace zeal::bind
