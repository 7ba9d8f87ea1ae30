// Variable state: a tensor that is replaced or, when nobody else sees it, updated in place.
// The host language's lock guards it. What updates it (ops/state) takes tensors, looks at dtype and shape
// only once nothing else can run before the write, and holds the lock from there on (KeepHostLock).
#pragma once
#include <memory>

#include "core/tensor.h"

namespace zeal {

// Reference counted: the Python object owns one reference, tapes that watch it hold others.
struct VariableImpl {
  RefCount refs;
  bool trainable = true;
  DType dtype = DType::kInvalid;
  Tensor value;         // null until initialised
  uint64_t id = next_id();
  std::unique_ptr<Shape> open_shape;  // declared for values to come, perhaps with sizes left open; else null
  void* object = nullptr;  // the Python object, null once it died; not owned

  void ref() { refs.add(); }
  void unref() {
    if (refs.drop()) delete this;
  }

  // Whether values of this shape may be assigned: the present value's, or one that fits `open_shape`.
  bool admits(ShapeView shape) const;
  // Whether the payload may be overwritten: no tensor, view or tape can see it.
  bool writable() const;
  // Takes over what t holds; t itself never changes when the variable is updated later, and the
  // variable does not inherit t's place on tapes. The caller has checked dtype and shape.
  void assign(const Tensor& t);
  // Makes the payload one that may be overwritten, by a copy where somebody sees it. There is a value.
  void own_payload();
};

}  // namespace zeal
