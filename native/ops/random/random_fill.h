// What random ops share: shape inference and the parallel fills.
#pragma once
#include "op/infer.h"
#include "ops/random/random_kernel.h"

namespace zeal {

// The fill kernels of this machine.
const RandomFills& random_kernels();

// Output shape from input 0, a vector of sizes.
void infer_random(InferContext& c);

// Output shape input 0, then the shape of input 1: so many samples of each parameter.
void infer_samples(InferContext& c);

// Fills out (float16, bfloat16, float32 or float64) with one of RandomFills' distributions.
void fill_random(const RandomFill (&by_type)[int(RandomFloat::kCount)], const Philox& start,
                 TensorImpl& out);

// Raises unless low < high, both scalars.
void require_range(const Kernel& k, const TensorImpl& low, const TensorImpl& high);
// Fills out (int32 or int64) from [low, high), both scalars of out's dtype; raises unless
// low < high.
void fill_random_int(const Kernel& k, const Philox& start, const TensorImpl& low,
                     const TensorImpl& high);

// Blocks by which a call with this many outputs advances its stream.
inline uint64_t blocks_for(const TensorImpl& out) { return uint64_t(out.numel) * kReservedPerOutput; }

// Outputs worth a thread of their own.
inline constexpr int64_t kRandomGrain = 32768;

}  // namespace zeal
