// Optimizer steps as one call from Python: apply_gradient_descent.
#include <vector>

#include "bind/variable.h"
#include "ops/state/apply_gradient_descent.h"
#include "ops/state/assign.h"

namespace zeal::bind {
namespace {

constexpr const char* kPairs = "apply_gradients takes pairs (gradient, variable), as zip(gradients, variables) makes them";

struct Update {
  Ref variable;
  GradValue gradient;
};

// A gradient as given: a tensor, IndexedSlices, or what converts to a tensor.
GradValue read_gradient(PyObject* g, DType want) {
  if (Py_TYPE(g) == &TensorType) return GradValue(Tensor::share(impl_of(g)));
  if (!is_slices(g)) return GradValue(to_tensor(g, want, "the gradient"));
  Ref values = checked(PyObject_GetAttrString(g, "values")), indices = checked(PyObject_GetAttrString(g, "indices"));
  Slices out{to_tensor(values.get(), want, "values"), to_tensor(indices.get(), DType::kInvalid, "indices"), {}, nullptr};
  if (!contains(kIndex, out.indices->dtype))
    fail(Code::kTypeError, "indices of a sparse gradient are ", describe(*out.indices), "; they must be int32 or int64");
  return GradValue(std::move(out));
}

[[noreturn, gnu::cold]] void not_a_variable(PyObject* o) {
  Ref text = checked(PyObject_Repr(o));
  PyErr_Format(PyExc_NotImplementedError, "Trying to update a Tensor: %U is no variable; %s", text.get(), kPairs);
  throw PythonError();
}

[[noreturn, gnu::cold]] void not_a_pair() { fail(Code::kTypeError, "'Variable' object is not iterable: ", kPairs); }

// One (gradient, variable) pair; those without a gradient go to `missing`.
void read_pair(PyObject* pair, std::vector<Update>& updates, std::vector<Ref>& missing) {
  Ref fast;
  if (!PyTuple_CheckExact(pair)) {
    if (is_variable(pair)) not_a_pair();
    fast = checked(PySequence_Tuple(pair));
    pair = fast.get();
  }
  if (PyTuple_GET_SIZE(pair) != 2)
    fail(Code::kValueError, kPairs, "; got a tuple of ", PyTuple_GET_SIZE(pair));
  PyObject *g = PyTuple_GET_ITEM(pair, 0), *v = PyTuple_GET_ITEM(pair, 1);
  if (!is_variable(v)) not_a_variable(v);
  if (g == Py_None) {
    missing.push_back(Ref::share(v));
    return;
  }
  Update u{Ref::share(v), read_gradient(g, variable_of(v).dtype)};
  const GradValue& given = u.gradient;
  for (const Tensor& t : {given.dense, given.slices ? given.slices->values : Tensor(), given.slices ? given.slices->indices : Tensor()})
    if (t && t->symbolic()) refuse_value(*t);
  check_gradient(variable_of(v), u.gradient);
  updates.push_back(std::move(u));
}

void read_pairs(PyObject* pairs, std::vector<Update>& updates, std::vector<Ref>& missing) {
  Ref it = checked(PyObject_GetIter(pairs));
  while (Ref pair = Ref(PyIter_Next(it.get()))) read_pair(pair.get(), updates, missing);
  if (PyErr_Occurred()) throw PythonError();
}

[[noreturn, gnu::cold]] void no_gradients(const std::vector<Ref>& missing) {
  if (missing.empty()) fail(Code::kValueError, "No variables provided.");
  Ref list = checked(PyList_New(0));
  for (const Ref& v : missing) check(PyList_Append(list.get(), checked(PyObject_Str(v.get())).get()));
  PyErr_Format(PyExc_ValueError, "No gradients provided for any variable: %R. tape.explain(loss, variable) says why a gradient is None.",
               list.get());
  throw PythonError();
}

float read_learning_rate(PyObject* o) {
  if (PyFloat_CheckExact(o)) return float(PyFloat_AS_DOUBLE(o));
  Tensor t = to_tensor(o, DType::kInvalid, "learning_rate");
  if (t->numel != 1 || t->dtype == DType::kString)
    fail(Code::kInvalidArgument, "the learning rate must be one number, it is ", describe(*t));
  return float(PyFloat_AsDouble(checked(PyNumber_Float(checked(item(*t, 0)).get())).get()));
}

void constrain(PyObject* variable) {
  Ref constraint = Ref::share(reinterpret_cast<PyVariable*>(variable)->constraint);  // it may take itself away
  if (!constraint) return;
  Ref projected = checked(PyObject_CallOneArg(constraint.get(), variable));
  VariableImpl& v = variable_of(variable);
  assign(v, to_tensor(projected.get(), v.dtype, "the constraint's result"));
}

void count_step(PyObject* global_step) {
  if (!is_variable(global_step)) {
    checked(PyObject_CallMethod(global_step, "assign_add", "i", 1));
    return;
  }
  VariableImpl& v = variable_of(global_step);
  assign_add(v, make_scalar(v.dtype, 1));
}

// apply_gradient_descent(grads_and_vars, learning_rate, global_step). All pairs are checked before
// the first variable changes, and each again before its own does: constraints, and what converts later
// gradients and the rate, may have assigned to it.
PyObject* py_apply_gradient_descent(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 3) fail(Code::kTypeError, "apply_gradient_descent takes 3 arguments");
    std::vector<Update> updates;
    std::vector<Ref> missing;
    read_pairs(args[0], updates, missing);
    if (updates.empty()) no_gradients(missing);
    float lr = read_learning_rate(args[1]);
    for (Update& u : updates) {
      apply_gradient_descent(variable_of(u.variable.get()), lr, u.gradient);
      constrain(u.variable.get());
    }
    if (args[2] != Py_None) count_step(args[2]);
    return Py_NewRef(Py_None);
  });
}

PyMethodDef functions[] = {
    {"apply_gradient_descent", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(py_apply_gradient_descent)), METH_FASTCALL,
     "apply_gradient_descent(grads_and_vars, learning_rate, global_step): one step on every variable."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_optimizers(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
