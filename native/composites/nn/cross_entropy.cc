// Cross-entropies of classes.
#include "composites/composite.h"
#include "composites/reshaping.h"
#include "op/sizes.h"

namespace zeal {
namespace {

// All axes but the last merged into one. Scalars are left for the op to refuse.
Tensor rows_of(const Tensor& x) {
  if (x->rank == 0 || x->rank == 2) return x;
  if (x->shape().fully_known()) return as_matrix(x, x->rank - 1);
  const Tensor shape = shape_of(x);
  return reshape(x, vector({-1, size_at(shape, length_of(shape) - 1)}));
}

// One value a row under the shape of x without its last axis.
Tensor without_last(const Tensor& rows, const Tensor& x) {
  if (x->rank == 2) return rows;
  if (x->shape().fully_known()) return reshaped(rows, {x->rank - 1, x->dims()});
  const Tensor shape = shape_of(x);
  return reshape(rows, part_of_shape(shape, 0, length_of(shape) - 1));
}

// max(x, 0) - x z + log(1 + exp(-|x|)). Not softplus(x) - x z, which loses what is left when the two are
// large. At x = 0 the gradient of relu is 0 and that of the minimum 1 (its first operand's), so that of all
// is sigmoid(0) - z.
Tensor sigmoid_cross_entropy_with_logits(const Tensor& z, const Tensor& x) {
  if (!are_compatible(x->shape(), z->shape()))
    fail(Code::kValueError, "logits and labels must have the same shape (", x->shape().tuple(), " vs ",
         z->shape().tuple(), ")");
  const Tensor minus_abs = call(OP(Minimum), {x, -x});
  return call(OP(Relu), {x}) - x * z + call(OP(Softplus), {minus_abs});
}
ZEAL_COMPOSITE(sigmoid_cross_entropy_with_logits, "labels: like logits, logits");

// Along the last axis; any rank.
Tensor softmax_cross_entropy_with_logits_v2(const Tensor& given, const Tensor& logits) {
  const Tensor labels = cast(given, logits->dtype);
  const Tensor loss = call(OP(SoftmaxCrossEntropyWithLogits), {rows_of(logits), rows_of(labels)});
  return without_last(loss, logits);
}
ZEAL_COMPOSITE(softmax_cross_entropy_with_logits_v2, "labels, logits");

[[noreturn, gnu::cold, gnu::noinline]] void labels_do_not_fit(const Tensor& logits, const Tensor& labels) {
  if (!logits->rank) fail(Code::kValueError, "Logits cannot be scalars - received shape ().");
  if (labels->rank != logits->rank - 1)
    fail(Code::kValueError, "Rank mismatch: Rank of labels (received ", int(labels->rank), ") should equal rank of ",
         "logits minus 1 (received ", int(logits->rank), ").");
  fail(Code::kValueError, "Shape mismatch: The shape of labels (received ", labels->shape().tuple(),
       ") should equal the shape of logits except for the last dimension (received ", logits->shape().tuple(), ").");
}

Tensor sparse_softmax_cross_entropy_with_logits(const Tensor& labels, const Tensor& logits) {
  const bool fit = logits->rank < 0 || (logits->rank && are_compatible(labels->shape(), {logits->rank - 1, logits->dims()}));
  if (!fit) labels_do_not_fit(logits, labels);
  const OpDef& op = OP(SparseSoftmaxCrossEntropyWithLogits);
  if (labels->rank == 1 || logits->rank == 2) return call(op, {logits, labels});
  return without_last(call(op, {rows_of(logits), reshape(labels, vector({-1}))}), logits);
}
ZEAL_COMPOSITE(sparse_softmax_cross_entropy_with_logits, "labels, logits");

}  // namespace
}  // namespace zeal
