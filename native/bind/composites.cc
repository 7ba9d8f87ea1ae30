// zeal._native.composites: the functions of composites/, each one call from Python. Arguments are read by
// what the declaration says of them.
#include <optional>

#include "bind/bind.h"
#include "bind/clear_error.h"
#include "composites/composite.h"
#include "core/thread_state.h"
#include "graph/graph.h"

namespace zeal::bind {
namespace {

// What a function's `__self__` is; lives as long as the process, as the declaration does.
struct Declared {
  PyObject_HEAD
  const Composite* composite;
  std::vector<Parameter> parameters;
  std::string doc;
  PyMethodDef method;
};
PyTypeObject DeclaredType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal._native.Composite",
    .tp_basicsize = sizeof(Declared),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "What a composite takes and runs.",
};

[[noreturn, gnu::cold]] void wrong_count(const Declared& f, Py_ssize_t n) {
  fail(Code::kTypeError, f.composite->name, "(", f.composite->text, ") takes ", f.parameters.size(),
       " arguments, got ", n);
}

[[noreturn, gnu::cold]] void wrong_type(const Declared& f, const Parameter& p, const char* want, PyObject* o) {
  forget_type_error();
  fail(Code::kTypeError, f.composite->name, "(", f.composite->text, "): ", p.name, " must be ", want, ", got a ",
       Py_TYPE(o)->tp_name);
}

// to_tensor() without a search for the two types that come most often.
Tensor any_tensor(PyObject* o) {
  if (Py_TYPE(o) == &TensorType) return Tensor::share(impl_of(o));
  if (Py_TYPE(o) == &VariableType) return variable_value(o);
  return to_tensor(o);
}

Tensor integers(PyObject* o) {
  Tensor t = to_tensor(o);
  if (!t->numel && !is_tensor(o)) return to_tensor(o, DType::kInt32);  // an empty list has no dtype
  const bool other = !contains(kIndex, t->dtype) && contains(kNumbers, t->dtype) && !is_tensor(o) && !is_variable(o);
  return other && PyObject_CheckBuffer(o) ? cast_value(t, DType::kInt32) : t;  // axis=np.int8(1)
}

Tensor tensor_like(PyObject* o, DType dtype) {
  return is_tensor(o) || is_variable(o) ? any_tensor(o) : to_tensor(o, dtype);
}

int64_t integer(const Declared& f, const Parameter& p, PyObject* o) {
  const long long n = PyLong_AsLongLong(o);
  if (n == -1 && PyErr_Occurred()) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) wrong_type(f, p, "an integer", o);
    throw PythonError();
  }
  return n;
}

bool is_true(PyObject* o) {
  const int truth = PyObject_IsTrue(o);
  check(truth);
  return truth;
}

void read_list(const Declared& f, const Parameter& p, PyObject* o, Arguments& to) {
  if (!PyTuple_CheckExact(o)) wrong_type(f, p, "a tuple", o);  // unlike a list, nothing can change it meanwhile
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(o); ++i) to.listed.push_back(to_tensor(PyTuple_GET_ITEM(o, i)));
}

void read(const Declared& f, const Parameter& p, PyObject* o, Arguments& to) {
  if (p.optional && o == Py_None) return;
  Tensor& tensor = to.tensors[p.place];
  int64_t& number = to.numbers[p.place];
  switch (p.takes) {
    case Takes::kTensor: tensor = any_tensor(o); break;
    case Takes::kLike: tensor = tensor_like(o, to.tensors[p.like]->dtype); break;
    case Takes::kInts: tensor = integers(o); break;
    case Takes::kInt: number = integer(f, p, o); break;
    case Takes::kFlag: number = is_true(o); break;
    case Takes::kTensors: read_list(f, p, o, to); break;
  }
}

PyObject* wrap_pair(Outputs& out) {
  Ref first(wrap(std::move(out[0]))), second(wrap(std::move(out[1])));
  return PyTuple_Pack(2, first.get(), second.get());
}

// The graph of symbolic arguments, where another is in force: constants that the function makes of constants lie there too.
Graph* elsewhere(Arguments& a) {
  Graph& here = current_graph();
  Graph* found = &graph_for(a.tensors, Arguments::kMost);
  if (found == &here) found = &graph_for(a.listed.data(), a.listed.size());
  return found == &here ? nullptr : found;
}

PyObject* call_composite(PyObject* self, PyObject* const* args, Py_ssize_t n) {
  const Declared& f = *reinterpret_cast<const Declared*>(self);
  return guarded([&] {
    if (size_t(n) != f.parameters.size()) wrong_count(f, n);
    Arguments arguments;
    for (const Parameter& p : f.parameters) read(f, p, args[p.place], arguments);
    std::optional<Building> there;
    if (thread_state().mode & kGraphMode) [[unlikely]]
      if (Graph* other = elsewhere(arguments)) there.emplace(*other);
    if (f.composite->one) return wrap(f.composite->one(arguments));
    Outputs out = f.composite->several(arguments);
    return f.composite->gives == Gives::kPair ? wrap_pair(out) : wrap_outputs(out);
  });
}

const char* type_of(Gives gives) {
  return gives == Gives::kTensor ? "Tensor" : gives == Gives::kPair ? "tuple[Tensor, Tensor]" : "list[Tensor]";
}

// Where CPython looks for a signature, then the declaration.
std::string doc_of(const Declared& f) {
  std::vector<const char*> names(f.parameters.size());
  for (const Parameter& p : f.parameters) names[p.place] = p.name.c_str();
  std::string signature;
  for (const char* name : names) signature += concat(name, ", ");
  return concat(f.composite->name, "(", signature, "/)\n--\n\n", f.composite->name, "(", f.composite->text, ") -> ",
                type_of(f.composite->gives));
}

PyObject* new_function(const Composite& composite) {
  Declared& f = *new Declared{{}, &composite, parameters_of(composite)};
  f.doc = doc_of(f);
  f.method = {composite.name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(call_composite)), METH_FASTCALL,
              f.doc.c_str()};
  return PyCFunction_New(&f.method, PyObject_Init(reinterpret_cast<PyObject*>(&f), &DeclaredType));
}

}  // namespace

void add_composites(PyObject* module) {
  check(PyType_Ready(&DeclaredType));
  Ref space = checked(PyModule_New("zeal._native.composites"));
  for (const Composite* c : all_composites())
    check(PyModule_AddObjectRef(space.get(), c->name, checked(new_function(*c)).get()));
  check(PyModule_AddObjectRef(module, "composites", space.get()));
}

}  // namespace zeal::bind
