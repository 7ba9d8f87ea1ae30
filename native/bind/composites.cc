// The arguments of ops/composites.h's functions, each one call from Python.
#include <algorithm>

#include "bind/bind.h"
#include "core/small_list.h"
#include "op/functions.h"
#include "ops/composites.h"

namespace zeal::bind {
namespace {

using Args = PyObject* const*;

// Axes or sizes; null for None.
Tensor integers(PyObject* o) {
  if (o == Py_None) return {};
  Tensor t = to_tensor(o);
  return t->numel || is_tensor(o) ? t : to_tensor(o, DType::kInt32);  // an empty list has no dtype
}

// A plain value takes the dtype of what it meets.
Tensor operand(PyObject* o, const Tensor& other) {
  return is_tensor(o) || is_variable(o) ? to_tensor(o) : to_tensor(o, other->dtype);
}

int64_t integer(PyObject* o) {
  const long long n = PyLong_AsLongLong(o);
  if (n == -1 && PyErr_Occurred()) throw PythonError();
  return n;
}

bool is_true(PyObject* o) {
  const int truth = PyObject_IsTrue(o);
  check(truth);
  return truth;
}

PyObject* py_log_sum_exp(Args a) {
  const Tensor x = to_tensor(a[0]);
  return wrap(log_sum_exp(x, integers(a[1]), is_true(a[2])));
}

PyObject* py_moments(Args a) {
  const Tensor x = to_tensor(a[0]);
  Outputs out = moments(x, integers(a[1]), is_true(a[2]));
  Ref mean(wrap(out[0])), variance(wrap(out[1]));
  return PyTuple_Pack(2, mean.get(), variance.get());
}

PyObject* py_sigmoid_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = operand(a[0], logits);
  if (logits->shape() != labels->shape())
    fail(Code::kValueError, "logits and labels must have the same shape (", logits->shape().tuple(), " vs ",
         labels->shape().tuple(), ")");
  return wrap(sigmoid_cross_entropy(logits, labels));
}

PyObject* py_softmax_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = cast(to_tensor(a[0]), logits->dtype);
  return wrap(softmax_cross_entropy(logits, labels));
}

PyObject* py_sparse_softmax_cross_entropy(Args a) {
  const Tensor logits = to_tensor(a[1]), labels = to_tensor(a[0]);
  return wrap(sparse_softmax_cross_entropy(logits, labels));
}

PyObject* py_clip_by_norm(Args a) {
  const Tensor x = to_tensor(a[0]);
  const Tensor axes = integers(a[2]);
  return wrap(clip_by_norm(x, operand(a[1], x), axes));
}

PyObject* py_dropout(Args a) {
  const Tensor x = to_tensor(a[0]), given = integers(a[1]), shape = given ? given : shape_of(x);
  const RandomAttrs seeds{integer(a[2]), integer(a[3])};
  const Tensor rate = operand(a[4], x), scale = operand(a[5], x);
  return wrap(dropout(x, shape, seeds, rate, scale));
}

// Up to `count` sizes of x from `axis` on.
ShapeView sizes_from(const TensorImpl& x, int64_t axis, int count) {
  if (axis < 0 || axis > x.rank) return {0, nullptr};
  return {std::min(count, x.rank - int(axis)), x.dims() + axis};
}

PyObject* py_boolean_mask(Args a) {
  const Tensor x = to_tensor(a[0]), mask = to_tensor(a[1]);
  const int64_t given = integer(a[2]), axis = given < 0 ? given + x->rank : given;
  if (!mask->rank) fail(Code::kValueError, "mask cannot be scalar.");
  const ShapeView covered = sizes_from(*x, axis, mask->rank);
  if (covered != mask->shape())
    fail(Code::kValueError, "Shapes ", covered.tuple(), " and ", mask->shape().tuple(), " are incompatible: the mask's ",
         "shape must be that of tensor ", x->shape().tuple(), " from axis ", axis, " on");
  return wrap(boolean_mask(x, mask, int(axis)));
}

PyObject* py_contract(Args a) {
  const Tensor x = to_tensor(a[0]), y = to_tensor(a[1]);
  const int64_t n = integer(a[2]);
  if (n < 0 || n > x->rank || n > y->rank) fail(Code::kValueError, "contract: ", n, " axes do not fit the ranks");
  return wrap(contract(x, y, int(n)));
}

PyObject* py_mesh_grid(Args a) {
  if (!PyTuple_Check(a[0])) fail(Code::kTypeError, "mesh_grid takes a tuple of vectors, got a ", Py_TYPE(a[0])->tp_name);
  SmallList<Tensor, 4> vectors;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(a[0]); ++i) vectors.push_back(to_tensor(PyTuple_GET_ITEM(a[0], i)));
  Outputs grids = mesh_grid(vectors.data(), int(vectors.size()), is_true(a[1]) && vectors.size() > 1);
  return wrap_outputs(grids);
}

template <PyObject* (*fn)(Args), Py_ssize_t count> PyObject* entry(PyObject*, Args a, Py_ssize_t n) {
  if (n != count) return PyErr_Format(PyExc_TypeError, "%zd arguments are expected, got %zd", count, n);
  return guarded([a] { return fn(a); });
}
template <PyObject* (*fn)(Args), Py_ssize_t count>
PyMethodDef method(const char* name, const char* doc) {
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(entry<fn, count>)), METH_FASTCALL, doc};
}

PyMethodDef functions[] = {
    method<py_log_sum_exp, 3>("log_sum_exp", "log_sum_exp(x, axes, keep)"),
    method<py_moments, 3>("moments", "moments(x, axes, keep): (mean, variance)"),
    method<py_sigmoid_cross_entropy, 2>("sigmoid_cross_entropy", "sigmoid_cross_entropy(labels, logits)"),
    method<py_softmax_cross_entropy, 2>("softmax_cross_entropy", "softmax_cross_entropy(labels, logits)"),
    method<py_sparse_softmax_cross_entropy, 2>("sparse_softmax_cross_entropy",
                                               "sparse_softmax_cross_entropy(labels, logits)"),
    method<py_clip_by_norm, 3>("clip_by_norm", "clip_by_norm(x, limit, axes)"),
    method<py_dropout, 6>("dropout", "dropout(x, noise_shape, seed, seed2, rate, scale)"),
    method<py_contract, 3>("contract", "contract(a, b, n)"),
    method<py_mesh_grid, 2>("mesh_grid", "mesh_grid(vectors, swapped)"),
    method<py_boolean_mask, 3>("boolean_mask", "boolean_mask(x, mask, axis)"),
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_composites(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
