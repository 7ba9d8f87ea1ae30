// Elementwise ops on operands of one shape, the common case: they need neither inference nor a layout.
#pragma once
#include "op/op_def.h"

namespace zeal {

// The loop for operands `a` and `b`, the same where there is one; null where it is not that easy, or so much that threads pay.
[[gnu::always_inline]] inline LoopFn plain_loop(const OpDef& op, const TensorImpl& a, const TensorImpl& b) {
  constexpr int64_t kPlainWork = 4096;
  const LoopFn loop = op.plain_loops[int(a.dtype)];
  return loop && a.numel <= kPlainWork && a.shape() == b.shape() ? loop : nullptr;
}

// `to` may lie where an operand does.
[[gnu::always_inline]] inline void run_plain_loop(LoopFn loop, char* a, DType dtype, char* b, int nin, const TensorImpl& to, int64_t n) {
  const long in_size = long(dtype_size(dtype)), out_size = long(dtype_size(to.dtype));
  char* const ptrs[] = {a, nin == 2 ? b : to.data, to.data};
  const long strides[] = {in_size, nin == 2 ? in_size : out_size, out_size};
  loop(ptrs, strides, n);
}

}  // namespace zeal
