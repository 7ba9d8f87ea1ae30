// Optimizer steps as one call from Python for all variables: apply_step.
#include <vector>

#include "bind/variable.h"
#include "op/functions.h"
#include "ops/state/assign.h"
#include "ops/train/step.h"

namespace zeal::bind {
namespace {

constexpr const char* kPairs = "apply_gradients takes pairs (gradient, variable), as zip(gradients, variables) makes them";

struct Update {
  Ref variable, given;  // the latter: the gradient as the program gave it
  GradValue gradient;
  Ref slots[kMaxState - 1];
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

void refuse_symbolic(const Tensor& t) {
  if (t && t->symbolic()) refuse_value(*t);
}

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
  updates.push_back({Ref::share(v), Ref::share(g), read_gradient(g, variable_of(v).dtype), {}});
  const GradValue& gradient = updates.back().gradient;
  refuse_symbolic(gradient.dense);
  if (!gradient.slices) return;
  refuse_symbolic(gradient.slices->values);
  refuse_symbolic(gradient.slices->indices);
}

// One by one, since `zip` makes each pair in the place of the last one.
void read_pairs(PyObject* pairs, std::vector<Update>& updates, std::vector<Ref>& missing) {
  Ref it = checked(PyObject_GetIter(pairs));
  while (Ref pair = Ref(PyIter_Next(it.get()))) read_pair(pair.get(), updates, missing);
  if (PyErr_Occurred()) throw PythonError();
}

// The pairs that were read, for another call.
PyObject* pairs_of(const std::vector<Update>& updates) {
  Ref list = checked(PyList_New(0));
  for (const Update& u : updates) check(PyList_Append(list.get(), checked(PyTuple_Pack(2, u.given.get(), u.variable.get())).get()));
  return list.release();
}

[[noreturn, gnu::cold]] void no_gradients(const std::vector<Ref>& missing) {
  if (missing.empty()) fail(Code::kValueError, "No variables provided.");
  Ref list = checked(PyList_New(0));
  for (const Ref& v : missing) check(PyList_Append(list.get(), checked(PyObject_Str(v.get())).get()));
  PyErr_Format(PyExc_ValueError, "No gradients provided for any variable: %R. tape.explain(loss, variable) says why a gradient is None.",
               list.get());
  throw PythonError();
}

// A learning rate or the like as it is now. Python's floats are float32 first, as where they become tensors.
// A function is called once: what it gives is a number.
double read_number(const StepOp& op, int i, PyObject* o, bool may_call = true) {
  if (PyFloat_CheckExact(o)) return float(PyFloat_AS_DOUBLE(o));
  if (may_call && !is_tensor(o) && !is_variable(o) && PyCallable_Check(o)) return read_number(op, i, checked(PyObject_CallNoArgs(o)).get(), false);
  const Tensor t = is_variable(o) ? variable_value(o) : concrete_tensor(o, DType::kInvalid, "a learning rate");
  if (t->numel != 1 || t->dtype == DType::kString)
    fail(Code::kInvalidArgument, "[", op.op->name, "] ", number_name(op, i), " is not a scalar: ", describe(*t),
         "; a learning rate and the like must be one number");
  if (t->dtype == DType::kFloat32) return *t->as<float>();
  return PyFloat_AsDouble(checked(PyNumber_Float(checked(item(*t, 0)).get())).get());
}

// Says whether there was a constraint.
bool constrain(PyObject* variable) {
  Ref constraint = Ref::share(reinterpret_cast<PyVariable*>(variable)->constraint);  // it may take itself away
  if (!constraint) return false;
  Ref projected = checked(PyObject_CallOneArg(constraint.get(), variable));
  VariableImpl& v = variable_of(variable);
  assign(v, to_tensor(projected.get(), v.dtype, "the constraint's result"));
  return true;
}

void count_step(PyObject* global_step) {
  if (!is_variable(global_step)) {
    checked(PyObject_CallMethod(global_step, "assign_add", "i", 1));
    return;
  }
  VariableImpl& v = variable_of(global_step);
  assign_add(v, make_scalar(v.dtype, 1));
}

// Finds each variable's slots in dictionaries, one for each name. False where one has none yet.
bool find_slots(PyObject* slots, std::vector<Update>& updates) {
  for (Update& u : updates)
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(slots); ++i) {
      PyObject* slot = PyDict_GetItemWithError(PyTuple_GET_ITEM(slots, i), u.variable.get());
      if (!slot && PyErr_Occurred()) throw PythonError();
      if (!slot) return false;
      if (!is_variable(slot)) fail(Code::kTypeError, "a slot is no variable");
      u.slots[i] = Ref::share(slot);
    }
  return true;
}

bool have_powers(PyObject* numbers, Py_ssize_t powers) {
  for (Py_ssize_t i = 0; i < powers; ++i)
    if (PyTuple_GET_ITEM(numbers, i) == Py_None) return false;
  return true;
}

void read_numbers(const StepOp& op, PyObject* given, double* numbers) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given); ++i) numbers[i] = read_number(op, int(i), PyTuple_GET_ITEM(given, i));
}

Step with_state(Step s, const Update& u, Py_ssize_t slots) {
  s.state[s.num_state++] = &variable_of(u.variable.get());
  for (Py_ssize_t i = 0; i < slots; ++i) s.state[s.num_state++] = &variable_of(u.slots[i].get());
  return s;
}

// Takes a step. By rows, each row comes once; rows of plain descent add up by themselves, and are multiplied apart, as
// graphs do it by two ops.
void take(Step s, const GradValue& g) {
  if (!g.sparse()) return take_step(s, g);
  const Slices& rows = *g.slices;
  if (s.rule == Rule::kDescent) {
    const Tensor scaled = rows.values * scalar_like(rows.values, std::exchange(s.numbers[0], 1.0));
    return take_step(s, GradValue(Slices{scaled, rows.indices, {}, nullptr}));
  }
  take_step(s, GradValue(sum_repeated(rows)));
}

// Multiplies each power by its base, which follows behind the powers and the learning rate.
void grow_powers(const Step& s, PyObject* numbers, Py_ssize_t powers) {
  for (Py_ssize_t i = 0; i < powers; ++i) {
    VariableImpl& v = variable_of(PyTuple_GET_ITEM(numbers, i));
    if (!v.value) continue;  // what constraints run may have let it go
    const Tensor base = make_scalar(v.dtype, s.numbers[i + powers + 1]);
    TensorImpl* in[] = {v.value.get(), base.get()};
    Outputs out;
    run_kernel(OP(Mul), in, 2, OP(Mul).defaults, out);
    assign(v, out[0]);
  }
}

struct StepArguments {
  const StepOp* op;
  PyObject *slots, *numbers;
  Py_ssize_t powers;
};

StepArguments check_arguments(PyObject* const* args, Py_ssize_t n) {
  if (n != 7 || !PyUnicode_Check(args[0]) || !PyTuple_Check(args[3]) || !PyTuple_Check(args[4]) || !PyLong_Check(args[5]))
    fail(Code::kTypeError, "apply_step(op, variant, grads_and_vars, slots, numbers, powers, global_step)");
  const StepArguments a{find_step_op(PyUnicode_AsUTF8(args[0])), args[3], args[4], PyLong_AsLong(args[5])};
  if (!a.op) fail(Code::kInvalidArgument, "no op takes steps under this name");
  if (PyTuple_GET_SIZE(a.slots) != a.op->slots || PyTuple_GET_SIZE(a.numbers) != a.op->numbers)
    fail(Code::kTypeError, "[", a.op->op->name, "] has ", a.op->slots, " slots and ", a.op->numbers, " numbers");
  for (Py_ssize_t i = 0; i < a.op->slots; ++i)
    if (!PyDict_Check(PyTuple_GET_ITEM(a.slots, i))) fail(Code::kTypeError, "slots are dictionaries, by variable");
  if (a.powers < 0 || 2 * a.powers + 1 > a.op->numbers) fail(Code::kTypeError, "there are not so many powers");
  for (Py_ssize_t i = 0; i < a.powers; ++i)
    if (PyObject* v = PyTuple_GET_ITEM(a.numbers, i); v != Py_None && !is_variable(v)) fail(Code::kTypeError, "a power is a variable");
  return a;
}

// All pairs are checked before the first variable changes; behind a constraint, which may have assigned to any variable,
// each again before its own does.
void take_steps(const Step& step, const std::vector<Update>& updates, Py_ssize_t slots) {
  for (const Update& u : updates) check_step(with_state(step, u, slots), u.gradient);
  bool still_checked = true;
  for (const Update& u : updates) {
    {
      KeepHostLock atomic;
      const Step own = with_state(step, u, slots);
      if (!still_checked) check_step(own, u.gradient);
      take(own, u.gradient);
    }
    still_checked &= !constrain(u.variable.get());
  }
}

// See functions.
PyObject* py_apply_step(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&]() -> PyObject* {
    const StepArguments a = check_arguments(args, n);
    std::vector<Update> updates;
    std::vector<Ref> missing;
    updates.reserve(8);
    read_pairs(args[2], updates, missing);
    if (updates.empty()) no_gradients(missing);
    if (!find_slots(a.slots, updates) || !have_powers(a.numbers, a.powers)) return pairs_of(updates);
    Step step{*a.op->op, args[1] == Py_True ? a.op->other : a.op->rule};
    for (const Update& u : updates)
      if (u.gradient.sparse() && wants_ops(step, variable_of(u.variable.get()).dtype)) return pairs_of(updates);
    read_numbers(*a.op, a.numbers, step.numbers);
    take_steps(step, updates, a.op->slots);
    grow_powers(step, a.numbers, a.powers);
    if (args[6] != Py_None) count_step(args[6]);
    return Py_NewRef(Py_None);
  });
}

PyMethodDef functions[] = {
    {"apply_step", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(py_apply_step)), METH_FASTCALL,
     "apply_step(op, variant, grads_and_vars, slots, numbers, powers, global_step): one step of `op`, in its variant if so, on "
     "every variable, which finds its slots in dictionaries. Returns None; or, where some slot or power is not there yet, "
     "or where it takes ops one by one, the pairs, and nothing was done. The first `powers` of the numbers are variables (or None), "
     "each to be multiplied afterwards by the number that stands powers + 1 places behind it."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_optimizers(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
