// Attributes of Cast, and its loops for other kernels.
#pragma once
#include "core/tensor.h"
#include "op/loop.h"

namespace zeal {

struct CastAttrs {
  DType DstT = DType::kInvalid;
  bool Truncate = false;
};

// The loop over contiguous elements that converts them; both dtypes are of numbers or bools.
LoopFn conversion(DType from, DType to);
// Fills a tensor with another's elements, converted.
void convert_elements(const TensorImpl& from, TensorImpl& to);

// Raises TensorFlow's error for dtypes that no kernel converts.
void check_castable(DType from, DType to);

}  // namespace zeal
