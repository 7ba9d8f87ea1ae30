// Variable state: a tensor that is replaced or, when nobody else sees it, updated in place.
#pragma once
#include <atomic>

#include "core/tensor.h"

namespace zeal {

// Reference counted: the Python object owns one reference, tapes that watch it hold others.
struct VariableImpl {
  std::atomic<int32_t> refs{1};
  bool trainable = true;
  DType dtype = DType::kInvalid;
  Tensor value;         // null until initialised
  uint64_t id = next_id();
  void* object = nullptr;  // the Python object, null once it died; not owned

  void ref() { refs.fetch_add(1, std::memory_order_relaxed); }
  void unref() {
    if (refs.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
};

}  // namespace zeal
