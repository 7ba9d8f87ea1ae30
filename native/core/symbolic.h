// What a symbolic tensor stands for: an output of a node of a graph.
#pragma once
#include <memory>

#include "core/tensor.h"

namespace zeal {

struct Node;

// The owner of a symbolic tensor. It belongs to the node; a tensor that outlives its graph has none.
struct Symbol {
  Node* node = nullptr;
  int index = 0;      // among the node's outputs
  Tensor value;       // the tensor itself
  Tensor constant;    // what it will be, where that is known
  // Of a short vector of integers known in part, its elements, kUnknownDim where unknown; of the handle of a
  // variable the shape of its values.
  std::unique_ptr<Shape> elements;
  void* object = nullptr;           // the host language's object of the tensor, while there is one
};

// Null for a concrete tensor, and for one whose graph is gone.
inline Symbol* symbol_of(const TensorImpl& t) { return t.symbolic() ? static_cast<Symbol*>(t.owner) : nullptr; }

// The value of a tensor, as far as it is known before the run; null where it is not.
inline const TensorImpl* known_value(const TensorImpl& t) {
  if (t.has_value()) return &t;
  const Symbol* s = symbol_of(t);
  return s ? s->constant.get() : nullptr;
}

// Narrows what is known of a symbolic tensor's shape by one that is compatible.
void merge_shape(TensorImpl& t, ShapeView shape);

}  // namespace zeal
