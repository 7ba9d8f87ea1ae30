// Softmax along the last axis, for the ops of this folder.
#pragma once

#include "op/functions.h"
#include "ops/math/reduce.h"
#include "ops/nn/softmax_kernel.h"

namespace zeal {

// The loops of float or double.
template <class T>
const SoftmaxLoops& softmax_loops() {
  static const SoftmaxKernels& best = ZEAL_PICK_ISA(softmax_kernels);
  if constexpr (sizeof(T) == 4) return best.f32;
  else return best.f64;
}

// Rows that are worth a thread of their own.
inline int64_t softmax_grain(int64_t n) { return std::max<int64_t>(1, 8192 / std::max<int64_t>(1, n)); }

inline Tensor softmax(const Tensor& x) { return call(OP(Softmax), {x}); }
inline Tensor log_softmax(const Tensor& x) { return call(OP(LogSoftmax), {x}); }
// The sum along the last axis, which stays with size 1.
inline Tensor sum_last(const Tensor& x) {
  return call(OP(Sum), {x, make_scalar<int32_t>(-1)}, Attrs::of(ReduceAttrs{true}));
}
// For y = softmax(x): what dy becomes for x.
inline Tensor through_softmax(const Tensor& dy, const Tensor& y) {
  // Without elements there may be too many rows to sum up; the product leads to x all the same.
  return dy->numel ? through(dy - sum_last(through(dy, y)), y) : dy * y;
}

}  // namespace zeal
