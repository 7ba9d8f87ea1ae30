// Attributes of GatherV2, and the op as a C++ call.
#pragma once
#include "op/functions.h"

namespace zeal {

struct GatherAttrs {
  int32_t batch_dims = 0;
};

inline Tensor gather(const Tensor& params, const Tensor& indices, int axis) {
  return call(OP(GatherV2), {params, indices, make_scalar<int32_t>(axis)});
}

}  // namespace zeal
