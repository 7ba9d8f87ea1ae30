// Gradient rules written in Python, for ops of the registry (tf.RegisterGradient, host ops).
#include <algorithm>
#include <deque>
#include <iterator>

#include "bind/call/signature.h"
#include "bind/tape.h"

namespace zeal::bind {
namespace {

// A copy of an op that differentiates by a rule of its own. It lives as long as the process: a tape may have
// recorded with it, whatever is registered later.
struct RuledOp : OpDef {
  PyObject* rule = nullptr;
};

PyObject* wrap_list(const Grad& g, int first, int n) {
  Ref list = checked(PyList_New(n));
  for (int i = 0; i < n; ++i) PyList_SET_ITEM(list.get(), i, wrap(g.saved(first + i)));
  return list.release();
}

Ref attr_value(const AttrDef& d, const Attrs& a) {
  if (d.kind != AttrKind::kType) return checked(get_attr(d, a));
  return Ref::share(dtype_object(*reinterpret_cast<const DType*>(a.bytes + d.offset)));
}

// Attributes by name, those that inputs bind ("T") included.
Ref attr_dict(const Grad& g) {
  Ref dict = checked(PyDict_New());
  for (const AttrDef& d : g.op().own_attrs()) check(PyDict_SetItemString(dict.get(), d.name, attr_value(d, g.attrs()).get()));
  for (const TypeAttr& t : g.op().types)
    if (t.from_input >= 0 && t.from_input < g.nin())
      check(PyDict_SetItemString(dict.get(), t.name, dtype_object(g.saved(t.from_input)->dtype)));
  return dict;
}

void check_gradient(const Grad& g, int i, GradValue& dx) {
  const Tensor input = g.saved(i);
  const TensorImpl& in = *input;
  bool fits = dx.sparse() ? dx.slices->values->dtype == in.dtype && slices_fit(dx, in.shape()) : dx.dense->dtype == in.dtype && are_compatible(dx.dense->shape(), in.shape());
  if (!fits)
    fail(Code::kInvalidArgument, "[", g.op().name, "] its gradient function returned ", describe(dx.sparse() ? *dx.slices->values : *dx.dense),
         " for input ", i, ", which is ", describe(in), "; shape and dtype must be equal");
}

void run_python_rule(Grad& g) {
  PyObject* rule = static_cast<const RuledOp&>(g.op()).rule;
  Ref inputs = checked(wrap_list(g, 0, g.nin())), outputs = checked(wrap_list(g, g.nin(), g.nout())), attrs = attr_dict(g);
  Ref dys = checked(PyList_New(g.nout()));
  for (int i = 0; i < g.nout(); ++i) {
    const bool flows = dtype_size(g.saved(g.nin() + i)->dtype);  // nothing does through what has no elements
    PyList_SET_ITEM(dys.get(), i, flows ? wrap(g.dy(i)) : Py_NewRef(Py_None));
  }
  Ref name = checked(PyUnicode_FromString(g.op().name.c_str()));
  Ref result = checked(PyObject_CallFunctionObjArgs(rule, name.get(), inputs.get(), outputs.get(), attrs.get(), dys.get(), nullptr));
  Ref grads = checked(PySequence_Tuple(result.get()));
  int n = int(PyTuple_GET_SIZE(grads.get()));
  if (n != g.nin())
    fail(Code::kValueError, "[", g.op().name, "] its gradient function returned ", n, " gradients for ", g.nin(),
         " inputs; return one per input, None where there is none");
  for (int i = 0; i < n; ++i) {
    PyObject* o = PyTuple_GET_ITEM(grads.get(), i);
    GradValue dx = unwrap_gradient(o, is_tensor(o) ? DType::kInvalid : g.saved(i)->dtype);
    if (dx.empty()) continue;
    check_gradient(g, i, dx);
    g.set(i, std::move(dx));
  }
}

// Tapes that recorded the op before keep the rule they knew.
void differentiate_by(OpDef& op, PyObject* rule) {
  static auto* copies = new std::deque<RuledOp>;
  RuledOp& copy = copies->emplace_back(RuledOp{op});
  copy.save_list.clear();
  std::fill_n(copy.slot_in, std::size(copy.slot_in), int8_t(-1));
  std::fill_n(copy.slot_out, std::size(copy.slot_out), int8_t(-1));
  copy.broadcasts = false;
  if (rule == Py_None) {
    copy.not_differentiable();
  } else {
    copy.saves_all = true;
    copy.grad(run_python_rule);
    copy.rule = Py_NewRef(rule);
  }
  op.differentiated_as = &copy;
}

}  // namespace

PyObject* set_gradient(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 2) fail(Code::kTypeError, "set_gradient(op_name, rule) takes 2 arguments");
    const char* name = PyUnicode_AsUTF8(args[0]);
    if (!name) throw PythonError();
    const OpDef* known = find_op(name);
    if (!known) return Py_NewRef(Py_False);
    differentiate_by(*all_ops()[known->id], args[1]);
    return Py_NewRef(Py_True);
  });
}

}  // namespace zeal::bind
