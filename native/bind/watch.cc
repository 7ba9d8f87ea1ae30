// Watched ops, shown to Python: execution callbacks and the search for NaNs.
#include "bind/watch.h"

#include "bind/call/signature.h"
#include "core/flags.h"
#include "op/watch.h"
#include "tape/tape.h"

namespace zeal::bind {
namespace {

PyObject* g_callback;  // function(op_type, inputs, attrs, outputs)

// A tensor of its own: to tapes a variable's value stands for the variable.
PyObject* shown_input(TensorImpl* t) { return t ? wrap(make_view(*t, t->shape())) : Py_NewRef(Py_None); }

Ref shown_inputs(TensorImpl* const* in, int nin) {
  Ref list = checked(PyList_New(nin));
  for (int i = 0; i < nin; ++i) PyList_SET_ITEM(list.get(), i, shown_input(in[i]));
  return list;
}

Ref shown_outputs(Tensor* out, int nout) {
  Ref list = checked(PyList_New(nout));
  for (int i = 0; i < nout; ++i) PyList_SET_ITEM(list.get(), i, wrap(out[i]));
  return list;
}

// Names and values by turns, as TensorFlow shows them; types as their numbers.
Ref shown_attrs(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin) {
  Ref list = checked(PyList_New(0));
  auto add = [&](const char* name, PyObject* value) {
    Ref held = checked(value);
    check(PyList_Append(list.get(), checked(PyUnicode_FromString(name)).get()));
    check(PyList_Append(list.get(), held.get()));
  };
  for (const AttrDef& a : op.own_attrs())
    add(a.name, get_attr(a, attrs));
  for (const TypeAttr& t : op.types)
    if (t.from_input >= 0 && t.from_input < nin && in[t.from_input]) add(t.name, PyLong_FromLong(int(in[t.from_input]->dtype)));
  return checked(PyList_AsTuple(list.get()));
}

// What the callback runs is neither watched nor recorded.
class Unwatched {
 public:
  Unwatched() : bits_(thread_state().mode & kWatched) { watch_ops(0); }
  ~Unwatched() {
    if (!changed) watch_ops(bits_);
  }
  static inline thread_local bool changed = false;  // the callback itself said what to watch

 private:
  PauseRecording pause_;
  uint32_t bits_;
};

void after_op(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  if (!g_callback) checked(PyImport_ImportModule("zeal.eager.execution_callbacks"));  // which calls show_ops
  Unwatched unwatched;
  Unwatched::changed = false;
  Ref inputs = shown_inputs(in, nin), outputs = shown_outputs(out, nout), named = shown_attrs(op, attrs, in, nin);
  checked(PyObject_CallFunction(g_callback, "sOOO", op.name.c_str(), inputs.get(), named.get(), outputs.get()));
}

PyObject* py_watch_ops(PyObject*, PyObject* args) {
  int numerics, all;
  if (!PyArg_ParseTuple(args, "pp", &numerics, &all)) return nullptr;
  watch_ops((numerics ? kWatchNumerics : 0) | (all ? kWatchAll : 0));
  Unwatched::changed = true;
  Py_RETURN_NONE;
}

PyObject* py_show_ops(PyObject*, PyObject* function) {
  Py_XSETREF(g_callback, Py_NewRef(function));
  Py_RETURN_NONE;
}

PyObject* py_differentiated_op(PyObject*, PyObject*) {
  return guarded([] { return PyUnicode_FromString(differentiated_op().c_str()); });
}

PyMethodDef functions[] = {
    {"watch_ops", py_watch_ops, METH_VARARGS,
     "watch_ops(numerics, all): which ops of this thread are shown: those with infinities or NaNs in a result, or all."},
    {"show_ops", py_show_ops, METH_O, "show_ops(function): function(op_type, inputs, attrs, outputs) is called after watched ops."},
    {"differentiated_op", py_differentiated_op, METH_NOARGS,
     "The recorded op, with its line, whose gradient rule this thread runs while ops are watched; else empty."},
    {nullptr, nullptr, 0, nullptr},
};

bool checks_numerics() {
  const std::string value = flag_value("ZEAL_CHECK_NUMERICS");
  if (value != "0" && value != "1") refuse_flag("ZEAL_CHECK_NUMERICS", "0 or 1");
  return value == "1";
}

}  // namespace

void add_watch(PyObject* module) {
  g_after_op = after_op;
  if (checks_numerics()) watch_ops_everywhere(kWatchNumerics);
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
