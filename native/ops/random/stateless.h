// The seed input of stateless random ops.
#pragma once
#include "op/infer.h"
#include "ops/random/philox.h"

namespace zeal {

// Raises unless this input is a vector of two integers.
void check_stateless_seed(InferContext& c, int input);
// The stream that such a seed stands for.
Philox stateless_stream(const TensorImpl& seed);

}  // namespace zeal
