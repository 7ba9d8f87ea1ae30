// Reductions of raw arrays: the cut over threads around the stamped loops.
#pragma once

#include <cstdint>

#include "ops/math/reduce_kernel.h"

namespace zeal {

// An array of shape [outer, n, inner], reduced over its middle axis.
struct ReduceShape {
  int64_t outer, n, inner;
};

// out[outer, inner] = the reduction of x; n = 0 gives its neutral element. The bits do not depend on
// the number of threads.
void reduce(Reduction what, ReduceType type, ReduceShape shape, const void* x, void* out);

// The loops that reduce() runs.
const ReduceLoops& reduce_loops(Reduction what, ReduceType type);

// out[outer, inner] = index along the middle axis; n >= 1.
void arg_reduce(bool largest, ReduceType type, ReduceShape shape, const void* x, int64_t* out);

}  // namespace zeal
