// Values that integer loops cannot compute with: the op raises before they run.
#pragma once
#include "op/op_def.h"

namespace zeal {

// The last input is an integer divisor: none may be 0.
void reject_zero_divisor(Kernel& k);
// The last input is an integer exponent: none may be negative.
void reject_negative_exponent(Kernel& k);

}  // namespace zeal
