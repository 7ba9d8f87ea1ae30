// The table of layer-norm loops, compiled once per instruction set (layer_norm_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// All arrays are [rows, n], contiguous, or vectors of n. A row's mean and variance are found again wherever they are needed:
// it lies in a cache by then.
struct LayerNormLoops {
  // y = (x - mean) / sqrt(variance + epsilon) * scale + offset, row by row.
  void (*forward)(const void* x, int64_t rows, int64_t n, const void* scale, const void* offset, double epsilon, void* y);
  // dx, and what these rows add to the gradients of scale and offset.
  void (*back)(const void* dy, const void* x, int64_t rows, int64_t n, const void* scale, double epsilon, void* dx, void* dscale,
               void* doffset);
};

struct LayerNormKernels {
  LayerNormLoops f32, f64;
};

ZEAL_DECLARE_FOR_ISAS(const LayerNormKernels, layer_norm_kernels)

}  // namespace zeal
