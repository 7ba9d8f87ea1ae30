// What the definitions of ops on variables share: input 0 is a handle.
#pragma once
#include "core/handle.h"
#include "op/infer.h"

namespace zeal {

// Dtypes with arithmetic on CPU, as in TensorFlow, whose ops are declared for all numbers.
inline constexpr DTypeSet kComputed = kNumbers & ~(bit(DType::kUInt32) | bit(DType::kUInt64));

// The variable that an op updates or describes; throws kFailedPrecondition when it has no value.
VariableImpl& variable_with_value(const Kernel& k);
// Sizes that all values have: unknown while the handle is, or before the first value.
Shape shape_of_values(const InferContext& c);

inline void infer_nothing(InferContext&) {}

}  // namespace zeal
