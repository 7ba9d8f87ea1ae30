// The product of a dense layer as one call from Python: inputs @ kernel + bias.
#include "bind/bind.h"
#include "op/functions.h"

namespace zeal::bind {
namespace {

// x under shape (rows, last axis).
Tensor flat_rows(const Tensor& x) {
  int64_t n = x->dim(x->rank - 1), shape[] = {n ? x->numel / n : 0, n};
  return reshape(x, make_integers(shape, 2));
}

Tensor unflatten(const Tensor& y, const TensorImpl& like) {
  int64_t shape[kMaxRank];
  for (int i = 0; i + 1 < like.rank; ++i) shape[i] = like.dim(i);
  shape[like.rank - 1] = y->dim(1);
  return reshape(y, make_integers(shape, like.rank));
}

Tensor dense_product(Tensor x, const Tensor& kernel) {
  if (x->dtype != kernel->dtype) x = cast(x, kernel->dtype);
  if (x->rank == 2) return call(OP(MatMul), {x, kernel});
  if (x->rank < 2)
    fail(Code::kValueError, "Input 0 of a dense layer is incompatible with the layer: : expected min_ndim=2, found ndim=",
         int(x->rank), ". Full shape received: ", x->shape().str());
  return unflatten(call(OP(MatMul), {flat_rows(x), kernel}), *x);
}

// dense(inputs, kernel, bias): bias may be None. Made of MatMul, Reshape and BiasAdd.
PyObject* py_dense(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return guarded([&] {
    if (n != 3) fail(Code::kTypeError, "dense(inputs, kernel, bias) takes 3 arguments");
    Tensor kernel = to_tensor(args[1]);
    Tensor y = dense_product(to_tensor(args[0]), kernel);
    if (args[2] != Py_None) y = call(OP(BiasAdd), {y, to_tensor(args[2])});
    return wrap(std::move(y));
  });
}

PyMethodDef functions[] = {
    {"dense", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(py_dense)), METH_FASTCALL,
     "dense(inputs, kernel, bias): inputs @ kernel + bias over the last axis; bias may be None."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_dense(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
