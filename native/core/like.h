// A new tensor like one that is there: what is known of that need not be found out again.
#pragma once
#include "core/init_tensor.h"
#include "core/pool.h"

namespace zeal {

// make_tensor(dtype, t.shape()). Where `t` lies in a block of its own, that is as large as the new one's must be.
[[gnu::always_inline]] inline Tensor make_like(const TensorImpl& t, DType dtype) {
  const bool whole = !t.owner && t.dtype == dtype && !(t.flags & kSymbolic) && dtype != DType::kString;
  void* block = whole ? pool::take_kept(t.size_class) : nullptr;
  if (!block) [[unlikely]] return make_tensor(dtype, t.shape());
  TensorImpl* made = init_tensor(block, t.size_class, dtype, t.shape(), t.numel);
  made->data = static_cast<char*>(block) + (t.data - reinterpret_cast<const char*>(&t));
  return Tensor::steal(made);
}

}  // namespace zeal
