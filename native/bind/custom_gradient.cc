// record_gradient: a Python function as the gradient of values it did not compute (tf.custom_gradient).
#include "bind/tape.h"
#include "bind/variable.h"
#include "core/small_list.h"
#include "core/symbolic.h"
#include "core/thread_state.h"
#include "graph/graph.h"

namespace zeal::bind {
namespace {

using Tensors = SmallList<Tensor, 8>;

// What a gradient must look like: its input, or the values of the variable that the input is a handle of.
struct Form {
  DType dtype;
  Shape known;

  explicit Form(const TensorImpl& t) : dtype(t.dtype), known(t.shape()) {
    if (dtype == DType::kResource) take_variable(t);
  }
  ShapeView shape() const { return known; }
  std::string str() const { return shape().str() + " " + dtype_name(dtype); }
  bool fits(const TensorImpl& t) const { return (dtype == DType::kInvalid || t.dtype == dtype) && are_compatible(t.shape(), known); }

 private:
  void take_variable(const TensorImpl& handle) {
    const Symbol* s = symbol_of(handle);
    if (s) known = s->elements ? *s->elements : Shape::unknown();
    dtype = s ? DType::kInvalid : variable_at(handle).dtype;  // a graph's variable tells when it is read
    if (!s) known = variable_at(handle).value ? Shape(variable_at(handle).value->shape()) : Shape::unknown();
  }
};

class PythonGradient : public GradHook {
 public:
  PythonGradient(PyObject* fn, const char* name, const Tensors& inputs) : fn_(Ref::share(fn)), name_(name) {
    for (const Tensor& t : inputs) forms_.emplace_back(*t);
  }

  void backward(const std::vector<Tensor>& dy, std::vector<GradValue>& dx) override {
    Ref args = checked(PyTuple_New(Py_ssize_t(dy.size())));
    for (size_t i = 0; i < dy.size(); ++i) PyTuple_SET_ITEM(args.get(), Py_ssize_t(i), wrap(dy[i]));
    Ref result = checked(PyObject_CallObject(fn_.get(), args.get()));
    Ref grads = checked(PySequence_Tuple(result.get()));
    Py_ssize_t n = PyTuple_GET_SIZE(grads.get());
    if (n != Py_ssize_t(dx.size()))
      fail(Code::kValueError, "[custom_gradient of ", name_, "] the gradient function returned ", n, " gradients for ",
           dx.size(), " inputs; return one per input, None where there is none");
    for (Py_ssize_t i = 0; i < n; ++i) dx[i] = checked_gradient(PyTuple_GET_ITEM(grads.get(), i), i);
  }

  const char* name() const override { return name_; }
  int traverse(int (*visit)(void*, void*), void* arg) override { return visit(fn_.get(), arg); }

 private:
  GradValue checked_gradient(PyObject* o, Py_ssize_t i) {
    const Form& form = forms_[i];
    GradValue g = unwrap_gradient(o, DType::kInvalid == form.dtype || is_tensor(o) ? DType::kInvalid : form.dtype);
    if (g.empty()) return g;
    bool fits = g.sparse() ? g.slices->values->dtype == form.dtype && slices_fit(g, form.shape()) : form.fits(*g.dense);
    if (!fits)
      fail(Code::kInvalidArgument, "[custom_gradient of ", name_, "] gradient ", i, " is ", describe(g.sparse() ? *g.slices->values : *g.dense),
           "; input ", i, " is ", form.str(), ", and its gradient must be too");
    return g;
  }

  Ref fn_;
  const char* name_;
  std::vector<Form> forms_;
};

TensorImpl* const* raw(Tensors& list) { return reinterpret_cast<TensorImpl* const*>(list.data()); }

Tensors to_tensors(PyObject* o) {
  Ref tuple = checked(PySequence_Tuple(o));
  Tensors list;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) list.push_back(to_tensor(PyTuple_GET_ITEM(tuple.get(), i)));
  return list;
}

}  // namespace

bool slices_fit(GradValue& g, ShapeView input) {
  const TensorImpl &values = *g.slices->values, &indices = *g.slices->indices;
  bool rows = input.rank > 0 && values.rank == input.rank && contains(kIndex, indices.dtype) && indices.rank == 1 &&
              indices.dim(0) == values.dim(0);
  if (!rows || !(ShapeView{values.rank - 1, values.dims() + 1} == ShapeView{input.rank - 1, input.dims + 1})) return false;
  if (!g.slices->dense_shape) {
    g.slices->dense_shape = make_integers(input.dims, input.rank);
    return true;
  }
  const TensorImpl& shape = *g.slices->dense_shape;
  bool fits = contains(kIndex, shape.dtype) && shape.rank == 1 && shape.dim(0) == input.rank;
  for (int i = 0; fits && i < input.rank; ++i) fits = int_at(shape, i) == input[i];
  return fits;
}

namespace {
// In a graph the outputs pass a node that has the gradient; each time that it is asked for, a hook is made.
Tensors with_gradient(const char* name, PyObject* fn, Tensors& inputs, Tensors& outputs, std::string_view node) {
  auto held = std::make_shared<Ref>(Ref::share(fn));
  Graph& graph = graph_for(outputs.data(), outputs.size());
  const auto made = graph.append_hooked({outputs.begin(), outputs.end()}, {inputs.begin(), inputs.end()}, [held, name](const std::vector<Tensor>& in) {
    Tensors list;
    for (const Tensor& t : in) list.push_back(t);
    return std::make_shared<PythonGradient>(held->get(), name, list);
  }, node);
  graph.nodes().back().gradient = intern_string("CustomGradient-" + std::string(name));  // for readers, which lack the function
  graph.held.push_back(fn);
  Tensors list;
  for (const Tensor& t : made) list.push_back(t);
  return list;
}

void record_on_tapes(const char* name, PyObject* fn, Tensors& inputs, Tensors& outputs) {
  for (const Tensor& t : inputs)
    if (t->dtype == DType::kResource && t->has_value()) read_variable(variable_at(*t));  // as if it was read: tapes watch it
  each_recording_tape([&](Tape& tape) {
    tape.record_hook(std::make_shared<PythonGradient>(fn, name, inputs), raw(inputs), int(inputs.size()), outputs.data(), int(outputs.size()));
  });
}
}  // namespace

// record_gradient(name, outputs, inputs, function, node="IdentityN"): outputs as tensors of their own whose gradient on
// this thread's tapes is function(*output gradients). In a graph they are a node's.
PyObject* record_gradient(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 4 && n != 5) fail(Code::kTypeError, "record_gradient(name, outputs, inputs, function, node) takes 4 or 5 arguments");
    const char* name = PyUnicode_AsUTF8(args[0]);
    const char* node = n == 5 ? PyUnicode_AsUTF8(args[4]) : "IdentityN";
    if (!name || !node) throw PythonError();
    Tensors inputs = to_tensors(args[2]), outputs = to_tensors(args[1]);
    if (!outputs.empty() && outputs[0]->symbolic()) {
      outputs = with_gradient(intern_string(name), args[3], inputs, outputs, node);
    } else {
      for (Tensor& t : outputs) t = make_view(*t, t->shape());
    }
    if (is_recording()) record_on_tapes(intern_string(name), args[3], inputs, outputs);
    return wrap_all(outputs);
  });
}

}  // namespace zeal::bind
