// Tensors without axes whose memory is an object of Python: handles, and what one op leaves for another within a run.
#pragma once
#include <memory>

#include "bind/bind.h"
#include "bind/hold_lock.h"

namespace zeal::bind {

struct HeldObject : ExternalMemory {
  Ref object;
};

// Any thread may drop the last reference, also while an error is under way.
template <class T> void let_go(ExternalMemory* memory) {
  if (is_shutting_down()) return;
  HoldLock lock;
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  delete static_cast<T*>(memory);
  PyErr_Restore(type, value, trace);
}

template <class T> Tensor tensor_on(std::unique_ptr<T> memory, DType dtype, ShapeView shape = {0, nullptr}, void* data = nullptr) {
  memory->release = let_go<T>;
  Tensor t = make_external(dtype, shape, data, memory.get());
  memory.release();
  return t;
}

inline Tensor hold(Ref object, DType dtype) {
  auto memory = std::make_unique<HeldObject>();
  memory->object = std::move(object);
  return tensor_on(std::move(memory), dtype);
}

// Null for a tensor that is none of these, a variable's handle for example.
template <class T> T* memory_of(const TensorImpl& t) {
  const TensorImpl* root = &t;
  while (root->owner && root->has_value() && !(root->flags & kExternal)) root = static_cast<const TensorImpl*>(root->owner);
  auto* memory = root->has_value() && root->flags & kExternal ? static_cast<ExternalMemory*>(root->owner) : nullptr;
  return memory && memory->release == let_go<T> ? static_cast<T*>(memory) : nullptr;
}

}  // namespace zeal::bind
