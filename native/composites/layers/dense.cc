// The product of a dense layer.
#include <algorithm>

#include "composites/composite.h"
#include "composites/reshaping.h"
#include "op/sizes.h"

namespace zeal {
namespace {

// x of another rank than 2 by a matrix, along x's last axis.
Tensor times_matrix(const Tensor& x, const Tensor& kernel) {
  if (x->rank < 2)
    fail(Code::kValueError, "Input 0 of a dense layer is incompatible with the layer: : expected min_ndim=2, ",
         "found ndim=", int(x->rank), ". Full shape received: ", x->shape().str());
  const Tensor rows = call(OP(MatMul), {as_matrix(x, x->rank - 1), kernel});
  Sizes sizes(shape_of(x));
  sizes.set(x->rank - 1, rows->dim(1));
  return reshape(rows, sizes.vector());
}

Tensor dense(const Tensor& inputs, const Tensor& kernel, const Tensor& bias) {
  if (inputs->dtype != kernel->dtype) return dense(cast(inputs, kernel->dtype), kernel, bias);
  Tensor y = inputs->rank == 2 ? call(OP(MatMul), {inputs, kernel}) : times_matrix(inputs, kernel);
  return bias ? call(OP(BiasAdd), {y, bias}) : y;
}
ZEAL_COMPOSITE(dense, "inputs, kernel, bias?");

}  // namespace
}  // namespace zeal
