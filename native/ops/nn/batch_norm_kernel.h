// The table of batch-norm loops, compiled once per instruction set (batch_norm_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// All arrays are [rows, c], contiguous, or vectors of c.
struct BatchNormLoops {
  // Means and sums of squared distances from them, of rows that fit a cache.
  void (*moments)(const void* x, int64_t rows, int64_t c, void* mean, void* squares);
  // Those of `rows` rows from those of blocks of `step` rows, [blocks, 2, c], joined in order (Chan et al., 1979); of n channels.
  void (*join)(const void* parts, int64_t rows, int64_t step, int64_t c, int64_t n, void* mean, void* squares);
  // y = (x - mean) * scale + offset.
  void (*apply)(const void* x, int64_t rows, int64_t c, const void* mean, const void* scale, const void* offset, void* y);
  // Sums of dy and of dy * (x - mean).
  void (*sums)(const void* dy, const void* x, int64_t rows, int64_t c, const void* mean, void* sum, void* product);
  // The sum of blocks' sums, rows of [blocks, 2, c], in order; of n channels.
  void (*add)(const void* parts, int64_t blocks, int64_t c, int64_t n, void* sum);
  // dx = scale * (dy - shift - (x - mean) * slope).
  void (*back)(const void* dy, const void* x, int64_t rows, int64_t c, const void* mean, const void* scale, const void* shift,
               const void* slope, void* dx);
};

struct BatchNormKernels {
  BatchNormLoops f32, f64;
};

ZEAL_DECLARE_FOR_ISAS(const BatchNormKernels, batch_norm_kernels)

}  // namespace zeal
