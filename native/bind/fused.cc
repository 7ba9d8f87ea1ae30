// zeal._native.FusedProgram: fused elementwise programs by themselves, for tests and measurements.
#include <memory>

#include "bind/call/signature.h"
#include "bind/each.h"
#include "op/fused/program.h"

namespace zeal::bind {
namespace {

struct PyFused {
  PyObject_HEAD
  FusedProgram* program;
};
FusedProgram& program_of(PyObject* o) { return *reinterpret_cast<PyFused*>(o)->program; }

std::vector<int> numbers_in(PyObject* list, int64_t end) {
  std::vector<int> numbers;
  each(list, [&](PyObject* o) {
    const long n = PyLong_AsLong(o);
    if (n == -1 && PyErr_Occurred()) throw PythonError();
    if (n < 0 || n >= end) fail(Code::kValueError, "FusedProgram: there is no value ", int64_t(n), " yet");
    numbers.push_back(int(n));
  });
  return numbers;
}

// (op, attributes, operands), or of a reduction (op, attributes, operands, axes).
bool add_step(FusedProgram& program, int64_t values, PyObject* step) {
  const char* name;
  PyObject *dict, *operands, *axes = nullptr;
  if (!PyTuple_Check(step)) fail(Code::kTypeError, "FusedProgram: a step is a tuple (op, attributes, operands, axes)");
  if (!PyArg_ParseTuple(step, "sO!O|O", &name, &PyDict_Type, &dict, &operands, &axes)) throw PythonError();
  const OpDef& op = get_op(name);
  const Attrs attrs = attrs_from(op, dict, "FusedProgram");
  const std::vector<int> in = numbers_in(operands, values);
  if (!axes) return program.add(op, attrs, in) >= 0;
  if (in.size() != 1) fail(Code::kValueError, "FusedProgram: a reduction takes one value");
  return program.reduce(op, attrs, in[0], concrete_tensor(axes, DType::kInt32)) >= 0;
}

extern PyTypeObject FusedType;

PyObject* fused_new(PyTypeObject*, PyObject* args, PyObject*) {
  PyObject *inputs, *steps, *outputs;
  if (!PyArg_ParseTuple(args, "OOO:FusedProgram", &inputs, &steps, &outputs)) return nullptr;
  return guarded([&]() -> PyObject* {
    std::vector<DType> dtypes;
    each(inputs, [&](PyObject* o) { dtypes.push_back(to_dtype(o)); });
    if (dtypes.empty() || dtypes.size() > FusedProgram::kMaxInputs) fail(Code::kValueError, "FusedProgram: takes 1 to 64 inputs");
    auto program = std::make_unique<FusedProgram>(dtypes);
    int64_t values = int64_t(dtypes.size());
    bool fits = true;
    each(steps, [&](PyObject* step) { fits = fits && add_step(*program, values++, step); });
    if (!fits || !program->finish(numbers_in(outputs, values))) return Py_NewRef(Py_None);
    Ref o = checked(FusedType.tp_alloc(&FusedType, 0));
    reinterpret_cast<PyFused*>(o.get())->program = program.release();
    return o.release();
  });
}

void fused_dealloc(PyObject* o) {
  delete reinterpret_cast<PyFused*>(o)->program;
  Py_TYPE(o)->tp_free(o);
}

// Inputs that die are copies of what was given.
Tensor copy_of(const TensorImpl& t) {
  Tensor copy = make_tensor(t.dtype, t.shape());
  std::memcpy(copy->data, t.data, t.nbytes());
  return copy;
}

PyObject* fused_run(PyObject* o, PyObject* const* args, Py_ssize_t n) {
  return guarded([&]() -> PyObject* {
    const FusedProgram& program = program_of(o);
    if (n < 1 || n > 2) fail(Code::kTypeError, "run(inputs, dying=0) takes 1 or 2 arguments");
    const uint64_t dying = n == 2 ? PyLong_AsUnsignedLongLong(args[1]) : 0;
    if (PyErr_Occurred()) throw PythonError();
    std::vector<Tensor> held;
    std::vector<TensorImpl*> in;
    each(args[0], [&](PyObject* e) { held.push_back(concrete_tensor(e)); });
    if (int(held.size()) != program.num_inputs()) fail(Code::kValueError, "the program takes ", program.num_inputs(), " inputs, got ", held.size());
    for (size_t i = 0; i < held.size(); ++i) {
      if (held[i]->dtype != program.dtype(int(i))) fail(Code::kTypeError, "input ", i, " is ", describe(*held[i]));
      if (dying >> i & 1) held[i] = copy_of(*held[i]);
      in.push_back(held[i].get());
    }
    std::vector<Tensor> out(program.num_outputs());
    const bool fused = program.run(in.data(), out.data(), dying);
    int in_place = 0;
    for (const Tensor& t : out)
      for (const Tensor& given : held) in_place += t.get() == given.get();
    held.clear();
    Ref list = checked(wrap_all(out));
    return Py_BuildValue("(OOi)", list.get(), fused ? Py_True : Py_False, in_place);
  });
}

PyMethodDef methods[] = {
    {"run", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(fused_run)), METH_FASTCALL,
     "run(inputs, dying=0): a list of outputs; whether one pass made them; how many lie where an input was. Bits of\n"
     "`dying` choose inputs that are given as copies which nobody else holds."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject FusedType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.FusedProgram",
    .tp_basicsize = sizeof(PyFused),
    .tp_dealloc = fused_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "FusedProgram(dtypes, steps, outputs): elementwise ops run tile by tile; None where they cannot be.\n\n"
              "Values are numbered: the inputs, then the results of steps (op, attributes, operands). A reduction\n"
              "(op, attributes, operands, axes) may be the last step. `outputs` are numbers of results.",
    .tp_methods = methods,
    .tp_new = fused_new,
};

}  // namespace

void add_fused(PyObject* module) {
  check(PyType_Ready(&FusedType));
  check(PyModule_AddObjectRef(module, "FusedProgram", reinterpret_cast<PyObject*>(&FusedType)));
}

}  // namespace zeal::bind
