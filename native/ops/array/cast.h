// Attributes of Cast.
#pragma once
#include "core/dtype.h"

namespace zeal {

struct CastAttrs {
  DType DstT = DType::kInvalid;
  bool Truncate = false;
};

// Raises TensorFlow's error for dtypes that no kernel converts.
void check_castable(DType from, DType to);

}  // namespace zeal
