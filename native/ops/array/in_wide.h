// Kernels of narrow dtypes that run in a wide one: inputs are converted, outputs are rounded or cut once.
#pragma once

#include "op/op_def.h"

namespace zeal {

// Calls the kernel of an op for `wide`. Inputs and outputs of the first output's dtype are converted, others pass.
// At most 4 inputs and 2 outputs.
void run_in(DType wide, KernelFn kernel, Kernel& k);

template <DType wide, KernelFn kernel>
void in_wide(Kernel& k) {
  run_in(wide, kernel, k);
}
template <KernelFn kernel>
inline constexpr KernelFn in_float = in_wide<DType::kFloat32, kernel>;
template <KernelFn kernel>
inline constexpr KernelFn in_int64 = in_wide<DType::kInt64, kernel>;

// Integers that int64 holds; what wraps there wraps to the same.
inline constexpr DTypeSet kShortIntegers = bit(DType::kInt8) | bit(DType::kInt16) | bit(DType::kInt32) | bit(DType::kUInt8) | bit(DType::kUInt16) | bit(DType::kUInt32);

}  // namespace zeal
