// The addition loops, for ops that add in patterns of their own.
#pragma once

#include "op/functions.h"

namespace zeal {

// Dtypes that sum_loop knows. Unsigned sums have the bits of signed ones.
inline constexpr DTypeSet kNativeSums = bit(DType::kFloat32) | bit(DType::kFloat64) | bit(DType::kInt32) |
                                        bit(DType::kInt64) | bit(DType::kUInt32) | bit(DType::kUInt64);

// Adds two operands element by element; strides in bytes, see op/loop.h.
inline LoopFn sum_loop(DType t) {
  if (t == DType::kUInt32) t = DType::kInt32;
  if (t == DType::kUInt64) t = DType::kInt64;
  return OP(AddV2).loops[static_cast<int>(t)];
}

// a + b under broadcasting for the other number types; of the result's dtype.
inline Tensor converted_sum(TensorImpl* a, TensorImpl* b) {
  const bool flip = a->dtype == DType::kUInt16;
  Tensor x = Tensor::share(a), y = Tensor::share(b);
  if (flip) {
    x = make_view_as(*x, DType::kInt16, x->shape());
    y = make_view_as(*y, DType::kInt16, y->shape());
  }
  TensorImpl* in[] = {x.get(), y.get()};
  Outputs sum;
  run_kernel(OP(AddV2), in, 2, OP(AddV2).defaults, sum);
  return flip ? make_view_as(*sum[0], DType::kUInt16, sum[0]->shape()) : std::move(sum[0]);
}

}  // namespace zeal
