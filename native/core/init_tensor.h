// What every new tensor is filled in with, in the block that was found for it.
#pragma once
#include <new>

#include "core/tensor.h"

namespace zeal {

// All but `data`.
inline TensorImpl* init_tensor(void* block, uint32_t size_class, DType dtype, ShapeView s, int64_t numel) {
  auto* t = new (block) TensorImpl;
  t->dtype = dtype;
  t->rank = int8_t(s.rank);
  t->device = 0;
  t->flags = 0;
  t->numel = numel;
  t->owner = nullptr;
  t->id = 0;
  t->size_class = size_class;
  for (int i = 0; i < s.rank; ++i) t->dims()[i] = s.dims[i];
  return t;
}

}  // namespace zeal
