// The product of a dense layer.
#include <algorithm>

#include "composites/composite.h"
#include "composites/reshaping.h"
#include "op/sizes.h"

namespace zeal {
namespace {

// The same where the run tells sizes or the rank.
[[gnu::cold]] Tensor times_matrix_later(const Tensor& x, const Tensor& kernel) {
  const Tensor shape = shape_of(x);
  const Size last = length_of(shape) - 1;
  const Tensor rows = call(OP(MatMul), {as_matrix(x, last), kernel});
  return reshape(rows, joined({part_of_shape(shape, 0, last), vector({size_at(shape_of(kernel), 1)})}));
}

// x of another rank than 2 by a matrix, along x's last axis.
Tensor times_matrix(const Tensor& x, const Tensor& kernel) {
  if (x->rank >= 0 && x->rank < 2)
    fail(Code::kValueError, "Input 0 of a dense layer is incompatible with the layer: : expected min_ndim=2, ",
         "found ndim=", int(x->rank), ". Full shape received: ", x->shape().str());
  if (!x->shape().fully_known()) return times_matrix_later(x, kernel);
  const Tensor rows = call(OP(MatMul), {as_matrix(x, x->rank - 1), kernel});
  Shape shape(x->shape());
  shape[x->rank - 1] = rows->dim(1);
  return reshaped(rows, shape);
}

Tensor dense(const Tensor& inputs, const Tensor& kernel, const Tensor& bias) {
  if (inputs->dtype != kernel->dtype) return dense(cast(inputs, kernel->dtype), kernel, bias);
  Tensor y = inputs->rank == 2 ? call(OP(MatMul), {inputs, kernel}) : times_matrix(inputs, kernel);
  return bias ? call(OP(BiasAdd), {y, bias}) : y;
}
ZEAL_COMPOSITE(dense, "inputs, kernel, bias?");

}  // namespace
}  // namespace zeal
