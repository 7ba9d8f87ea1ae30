// Transposes of blocks of 4- and 8-byte elements, compiled once per instruction set (transpose_kernel.cc).
#pragma once
#include <cstdint>

#include "op/isa.h"

namespace zeal {

// dst[j][i] = src[i][j] for i < rows, j < cols; steps, in elements, are between rows of either side.
// `stream` writes past the caches: for results that are larger than them.
struct TransposeKernels {
  void (*block4)(uint32_t* dst, int64_t dst_step, const uint32_t* src, int64_t src_step, int64_t rows, int64_t cols, bool stream);
  void (*block8)(uint64_t* dst, int64_t dst_step, const uint64_t* src, int64_t src_step, int64_t rows, int64_t cols, bool stream);
};

ZEAL_DECLARE_FOR_ISAS(const TransposeKernels, transpose_kernels)

}  // namespace zeal
