// Transposes of blocks of any element type: vector kernels for 4 and 8 bytes, plain loops otherwise.
#pragma once
#include "ops/array/transpose_kernel.h"

namespace zeal {

template <class T>
inline void transpose_block(T* dst, int64_t dst_step, const T* src, int64_t src_step, int64_t rows, int64_t cols, bool stream) {
  static const TransposeKernels& kernels = ZEAL_PICK_ISA(transpose_kernels);
  if constexpr (sizeof(T) == 4) return kernels.block4(dst, dst_step, src, src_step, rows, cols, stream);
  else if constexpr (sizeof(T) == 8) return kernels.block8(dst, dst_step, src, src_step, rows, cols, stream);
  constexpr int64_t n = 16;
  for (int64_t i = 0; i < rows; i += n)
    for (int64_t j = 0; j < cols; ++j)
      for (int64_t k = i, end = i + n < rows ? i + n : rows; k < end; ++k) dst[j * dst_step + k] = src[k * src_step + j];
}

}  // namespace zeal
