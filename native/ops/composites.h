// Functions made of several ops that programs call often, free of Python between the ops. Their gradients
// are those of the ops; public signatures and rarer ways are in zeal/ops.
#pragma once
#include "op/execute.h"
#include "ops/random/streams.h"

namespace zeal {

// `axes`: null for all axes.
Tensor log_sum_exp(const Tensor& x, const Tensor& axes, bool keep);
// Mean and variance; half types compute in float32.
Outputs moments(const Tensor& x, const Tensor& axes, bool keep);
Tensor clip_by_norm(const Tensor& x, const Tensor& limit, const Tensor& axes);
// max(x, 0) - x z + log(1 + exp(-|x|)).
Tensor sigmoid_cross_entropy(const Tensor& logits, const Tensor& labels);
// Along the last axis; any rank.
Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels);
// Throws kValueError where the ranks do not fit.
Tensor sparse_softmax_cross_entropy(const Tensor& logits, const Tensor& labels);
// x * scale where uniform noise of noise_shape reaches rate, 0 elsewhere.
Tensor dropout(const Tensor& x, const Tensor& noise_shape, RandomAttrs seeds, const Tensor& rate, const Tensor& scale);
// mask's shape is x's from `axis` on.
Tensor boolean_mask(const Tensor& x, const Tensor& mask, int axis);
// Sums products over the last n axes of a and the first n of b, whose sizes agree.
Tensor contract(const Tensor& a, const Tensor& b, int n);
// Each vector along an axis of its own; `swapped`: the first two change places.
Outputs mesh_grid(const Tensor* vectors, int n, bool swapped);

}  // namespace zeal
