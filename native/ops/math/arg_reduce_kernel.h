// The table of loops for argmax and argmin, compiled once per instruction set (arg_reduce_kernel.cc).
#pragma once
#include "ops/math/reduce_kernel.h"

namespace zeal {

// First index of the largest (smallest) element; NaN is passed over, all NaN gives 0.
struct ArgLoops {
  void (*rows)(const void* x, int64_t count, int64_t n, int64_t* out);
  void (*cols)(const void* x, int64_t n, int64_t stride, int64_t width, int64_t* out);
  // Of the candidates index[0..count) into x, the first best.
  int64_t (*pick)(const void* x, const int64_t* index, int64_t count);
};

struct ArgKernels {
  ArgLoops arg_max[kNumReduceTypes], arg_min[kNumReduceTypes];
};

ZEAL_DECLARE_FOR_ISAS(const ArgKernels, arg_reduce_kernels)

}  // namespace zeal
