// Attributes of Cast.
#pragma once
#include "core/dtype.h"

namespace zeal {

struct CastAttrs {
  DType DstT = DType::kInvalid;
  bool Truncate = false;
};

}  // namespace zeal
