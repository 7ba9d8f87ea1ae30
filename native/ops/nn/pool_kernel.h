// The table of pooling loops, compiled once per instruction set (pool_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// Windows over [batch, h, w, c] with channels last; a window is cut off at the image's border.
struct PoolAxis {
  int64_t in, out, size, stride, before;
};
struct PoolShape {
  int64_t batch;
  PoolAxis d, h, w;
  int64_t c;
};

// Rows [begin, end) of what is filled, over all images: of the output; of the input for gradients, which need not be cut where
// windows are: each row gets what all windows that meet it add, in one order.
struct PoolTable {
  void (*max)(const PoolShape&, const void* x, int64_t begin, int64_t end, void* y);
  // Each window's dy goes to the first of its largest elements.
  void (*max_grad)(const PoolShape&, const void* x, const void* dy, int64_t begin, int64_t end, void* dx);
  // The opposite way: y gets what lies in `ddx` at the first of the largest elements of x.
  void (*max_pick)(const PoolShape&, const void* x, const void* ddx, int64_t begin, int64_t end, void* y);
  void (*average)(const PoolShape&, const void* x, int64_t begin, int64_t end, void* y);
  void (*average_grad)(const PoolShape&, const void* dy, int64_t begin, int64_t end, void* dx);
};

struct PoolKernels {
  PoolTable f32, f64;
  // Integers have no averages and are seldom pooled: all are pooled as int64, which the baseline alone has.
  PoolTable i64;
};

ZEAL_DECLARE_FOR_ISAS(const PoolKernels, pool_kernels)

}  // namespace zeal
