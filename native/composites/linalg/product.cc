// Products over several axes.
#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// Sums over the last n axes of a and the first n of b, whose sizes agree.
Tensor tensordot(const Tensor& a, const Tensor& b, int64_t n) {
  if (n < 0 || n > a->rank || n > b->rank) fail(Code::kValueError, "tensordot: ", n, " axes do not fit the ranks");
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
