// Cross-entropies of classes.
#include <algorithm>

#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// Scalars are left for the op to refuse.
Tensor rows_of(const Tensor& x) { return x->rank ? as_matrix(x, x->rank - 1) : x; }

// max(x, 0) - x z + log(1 + exp(-|x|)). Not softplus(x) - x z, which loses what is left when the two are
// large. At x = 0 the gradient of relu is 0 and that of the minimum 1 (its first operand's), so that of all
// is sigmoid(0) - z.
Tensor sigmoid_cross_entropy_with_logits(const Tensor& z, const Tensor& x) {
  if (x->shape() != z->shape())
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
  return logits->rank == 2 ? loss : reshaped(loss, {logits->rank - 1, logits->dims()});
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
  if (labels->rank != logits->rank - 1 || !std::equal(labels->dims(), labels->dims() + labels->rank, logits->dims()))
    labels_do_not_fit(logits, labels);
  const OpDef& op = OP(SparseSoftmaxCrossEntropyWithLogits);
  if (labels->rank == 1) return call(op, {logits, labels});
  return reshaped(call(op, {rows_of(logits), reshaped(labels, {1, &labels->numel})}), labels->shape());
}
ZEAL_COMPOSITE(sparse_softmax_cross_entropy_with_logits, "labels, logits");

}  // namespace
}  // namespace zeal
