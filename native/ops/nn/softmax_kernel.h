// The table of softmax loops, compiled once per instruction set (softmax_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// All arrays are [rows, n], contiguous; n >= 1. `out` may be `x`.
struct SoftmaxLoops {
  void (*softmax)(const void* x, int64_t rows, int64_t n, void* out);
  void (*log_softmax)(const void* x, int64_t rows, int64_t n, void* out);
  // loss[i] = -log softmax(x)[i, label[i]]; backprop = softmax(x) - one_hot(label). Labels in [0, n).
  void (*sparse_loss)(const void* x, const int64_t* label, int64_t rows, int64_t n, void* loss, void* backprop);
  // loss[i] = -sum(p[i] * log softmax(x)[i]); backprop = softmax(x) - p.
  void (*dense_loss)(const void* x, const void* p, int64_t rows, int64_t n, void* loss, void* backprop);
};

struct SoftmaxKernels {
  SoftmaxLoops f32, f64;
};

ZEAL_DECLARE_FOR_ISAS(const SoftmaxKernels, softmax_kernels)

}  // namespace zeal
