// The arithmetic of functions made of several ops.
#include "ops/composites.h"

#include <algorithm>

#include "op/functions.h"
#include "ops/array/gather.h"
#include "ops/array/strided.h"
#include "ops/math/reduce.h"

namespace zeal {
namespace {

// Over all axes where `axes` is null.
Tensor reduced(const OpDef& op, const Tensor& x, const Tensor& axes, bool keep) {
  return call(op, {x, axes}, Attrs::of(ReduceAttrs{keep}));
}
Tensor constant(const Tensor& x) { return call(OP(StopGradient), {x}); }

Tensor reshaped(const Tensor& x, ShapeView shape) {
  const int64_t rank = shape.rank;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});  // several axes' product may be beyond int32
  std::copy_n(shape.dims, rank, sizes->as<int64_t>());
  return reshape(x, sizes);
}

// Axes before `cut` and from it on, each merged into one.
Tensor as_matrix(const Tensor& x, int cut) {
  if (x->rank == 2 && cut == 1) return x;
  const int64_t sizes[] = {product(x->shape(), 0, cut), product(x->shape(), cut, x->rank)};
  return reshaped(x, {2, sizes});
}

// Scalars are left for the op to refuse.
Tensor rows_of(const Tensor& x) { return x->rank ? as_matrix(x, x->rank - 1) : x; }

Tensor euclidean_norm(const Tensor& x, const Tensor& axes) {
  const Tensor squares = reduced(OP(Sum), x * x, axes, true);
  // A second select keeps sqrt's infinite slope at 0 out of the gradient.
  const Tensor positive = call(OP(Greater), {squares, scalar_like(squares, 0)});
  const Tensor root = call(OP(Sqrt), {select(positive, squares, scalar_like(squares, 1))});
  return select(positive, root, squares);
}

}  // namespace

Tensor log_sum_exp(const Tensor& x, const Tensor& axes, bool keep) {
  const bool wide = keep || axes;  // a scalar broadcasts as it is
  Tensor largest = reduced(OP(Max), x, axes, wide);
  // Infinite maxima would give inf - inf.
  largest = constant(select(call(OP(IsFinite), {largest}), largest, zeros_like(largest)));
  const Tensor sum = reduced(OP(Sum), call(OP(Exp), {x - largest}), axes, wide);
  const Tensor total = call(OP(Log), {sum}) + largest;
  return wide && !keep ? reduced(OP(Sum), total, axes, false) : total;
}

Outputs moments(const Tensor& x, const Tensor& axes, bool keep) {
  const bool half = x->dtype == DType::kFloat16 || x->dtype == DType::kBFloat16;
  const Tensor y = half ? cast(x, DType::kFloat32) : x;
  Outputs out;
  out.resize(2);
  out[0] = reduced(OP(Mean), y, axes, true);
  out[1] = reduced(OP(Mean), call(OP(SquaredDifference), {y, constant(out[0])}), axes, keep);
  if (!keep) out[0] = reshape(out[0], shape_of(out[1]));
  for (int i = 0; i < 2 && half; ++i) out[i] = cast(out[i], x->dtype);
  return out;
}

// Not softplus(x) - x z, which loses what is left when the two are large. At x = 0 the gradient of relu is
// 0 and that of the minimum 1 (its first operand's), so that of all is sigmoid(0) - z.
Tensor sigmoid_cross_entropy(const Tensor& x, const Tensor& z) {
  const Tensor minus_abs = call(OP(Minimum), {x, -x});
  return call(OP(Relu), {x}) - x * z + call(OP(Softplus), {minus_abs});
}

Tensor clip_by_norm(const Tensor& x, const Tensor& limit, const Tensor& axes) {
  const Tensor norm = euclidean_norm(x, axes), scaled = x * limit;
  return scaled / call(OP(Maximum), {norm, limit});
}

Tensor dropout(const Tensor& x, const Tensor& noise_shape, RandomAttrs seeds, const Tensor& rate, const Tensor& scale) {
  seeds.dtype = x->dtype;
  const Tensor noise = call(OP(RandomUniform), {noise_shape}, Attrs::of(seeds));
  const Tensor scaled = x * scale, kept = call(OP(GreaterEqual), {noise, rate});
  return scaled * cast(kept, x->dtype);
}

Tensor boolean_mask(const Tensor& x, const Tensor& mask, int axis) {
  Shape merged;
  for (int i = 0; i < axis; ++i) merged.push(x->dim(i));
  merged.push(mask->numel);
  for (int i = axis + mask->rank; i < x->rank; ++i) merged.push(x->dim(i));
  const Tensor found = call(OP(Where), {reshaped(mask, {1, &mask->numel})});
  // For one axis too: the gradient of a reshape is dense, that of the gather alone IndexedSlices.
  return gather(reshaped(x, merged.view()), reshaped(found, {1, found->dims()}), axis);
}

Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  const Tensor loss = call(OP(SoftmaxCrossEntropyWithLogits), {rows_of(logits), rows_of(labels)});
  return logits->rank == 2 ? loss : reshaped(loss, {logits->rank - 1, logits->dims()});
}

[[noreturn, gnu::cold, gnu::noinline]] void labels_do_not_fit(const Tensor& logits, const Tensor& labels) {
  if (!logits->rank) fail(Code::kValueError, "Logits cannot be scalars - received shape ().");
  if (labels->rank != logits->rank - 1)
    fail(Code::kValueError, "Rank mismatch: Rank of labels (received ", int(labels->rank), ") should equal rank of ",
         "logits minus 1 (received ", int(logits->rank), ").");
  fail(Code::kValueError, "Shape mismatch: The shape of labels (received ", labels->shape().tuple(),
       ") should equal the shape of logits except for the last dimension (received ", logits->shape().tuple(), ").");
}

Tensor sparse_softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  if (labels->rank != logits->rank - 1 || !std::equal(labels->dims(), labels->dims() + labels->rank, logits->dims()))
    labels_do_not_fit(logits, labels);
  const OpDef& op = OP(SparseSoftmaxCrossEntropyWithLogits);
  if (labels->rank == 1) return call(op, {logits, labels});
  return reshaped(call(op, {rows_of(logits), reshaped(labels, {1, &labels->numel})}), labels->shape());
}

// Sums over the last n axes of a and the first n of b, whose sizes agree.
Tensor contract(const Tensor& a, const Tensor& b, int n) {
  const int free = a->rank - n;
  const Tensor y = call(OP(MatMul), {as_matrix(a, free), as_matrix(b, n)});
  Shape shape;
  for (int i = 0; i < free; ++i) shape.push(a->dim(i));
  for (int i = n; i < b->rank; ++i) shape.push(b->dim(i));
  return shape.view() == y->shape() ? y : reshaped(y, shape.view());
}

// Each vector along an axis of its own; `swapped`: the first two change places.
Outputs mesh_grid(const Tensor* vectors, int n, bool swapped) {
  const auto axis_of = [swapped](int i) { return swapped && i < 2 ? 1 - i : i; };
  Shape column;
  for (int i = 0; i < n; ++i) column.push(1);
  const int64_t rank = n;
  const Tensor sizes = make_tensor(DType::kInt64, {1, &rank});
  for (int i = 0; i < n; ++i) sizes->as<int64_t>()[i] = vectors[axis_of(i)]->numel;
  Outputs grids;
  grids.resize(n);
  for (int i = 0; i < n; ++i) {
    const int axis = axis_of(i);
    column[axis] = vectors[i]->numel;
    grids[i] = broadcast_to(reshaped(vectors[i], column.view()), sizes);
    column[axis] = 1;
  }
  return grids;
}

}  // namespace zeal
