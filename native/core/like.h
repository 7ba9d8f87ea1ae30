// A new tensor like one that is there: what is known of that need not be found out again.
#pragma once
#include <new>

#include "core/pool.h"
#include "core/tensor.h"

namespace zeal {

// make_tensor(dtype, t.shape()). Where `t` lies in a block of its own, that is as large as the new one's must be.
[[gnu::always_inline]] inline Tensor make_like(const TensorImpl& t, DType dtype) {
  const bool whole = !t.owner && t.dtype == dtype && !(t.flags & kSymbolic) && dtype != DType::kString;
  void* block = whole ? pool::take_kept(t.size_class) : nullptr;
  if (!block) [[unlikely]] return make_tensor(dtype, t.shape());
  auto* made = new (block) TensorImpl;
  made->dtype = dtype;
  made->rank = t.rank;
  made->device = 0;
  made->flags = 0;
  made->numel = t.numel;
  made->data = static_cast<char*>(block) + (t.data - reinterpret_cast<const char*>(&t));
  made->owner = nullptr;
  made->id = 0;
  made->size_class = t.size_class;
  for (int i = 0; i < t.rank; ++i) made->dims()[i] = t.dim(i);
  return Tensor::steal(made);
}

}  // namespace zeal
