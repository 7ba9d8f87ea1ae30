// Products over several axes.
#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// The same where the run tells sizes or ranks.
[[gnu::cold]] Tensor tensordot_later(const Tensor& a, const Tensor& b, int64_t n) {
  const Tensor size_a = shape_of(a), size_b = shape_of(b);
  const Size free = length_of(size_a) - n;
  const Tensor y = call(OP(MatMul), {as_matrix(a, free), as_matrix(b, Size(n))});
  return reshape(y, joined({part_of_shape(size_a, 0, free), part_of_shape(size_b, n, length_of(size_b))}));
}

// Sums over the last n axes of a and the first n of b, whose sizes agree.
Tensor tensordot(const Tensor& a, const Tensor& b, int64_t n) {
  if (n < 0 || (a->rank >= 0 && n > a->rank) || (b->rank >= 0 && n > b->rank))
    fail(Code::kValueError, "tensordot: ", n, " axes do not fit the ranks");
  if (!a->shape().fully_known() || !b->shape().fully_known()) return tensordot_later(a, b, n);
  const int free = a->rank - int(n);
  const Tensor y = call(OP(MatMul), {as_matrix(a, free), as_matrix(b, int(n))});
  Shape shape;
  for (int i = 0; i < free; ++i) shape.push(a->dim(i));
  for (int i = int(n); i < b->rank; ++i) shape.push(b->dim(i));
  return shape.view() == y->shape() ? y : reshaped(y, shape.view());
}
ZEAL_COMPOSITE(tensordot, "a, b, axes");

}  // namespace
}  // namespace zeal
