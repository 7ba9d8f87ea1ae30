// The table of depthwise convolution loops, compiled once per instruction set (depthwise_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// What position q of a result's axis is the sum of: `count` taps from `tap` on, with the positions of the source from
// `source` on.
struct Meeting {
  int64_t tap, source, count;
};
struct DepthwiseAxis {
  const Meeting* at;   // one for each position of the result
  int64_t out, in;     // positions of the result and of the source
  int64_t taps, tap_step, source_step;
};

// One filter for each channel of [batch, h, w, c], channels last.
struct DepthwiseShape {
  int64_t batch;
  DepthwiseAxis h, w;
  int64_t c;
};

struct DepthwiseTable {
  // Rows [begin, end) of the result [batch * h, w, c]: weights are [taps of h, taps of w, c].
  void (*spread)(const DepthwiseShape&, const void* source, const void* weights, int64_t begin, int64_t end, void* result);
  // Adds what rows [begin, end) of `result` say about the gradient of the weights, [taps of h, taps of w, c].
  void (*weights)(const DepthwiseShape&, const void* source, const void* result, int64_t begin, int64_t end, void* dw);
};

struct DepthwiseKernels {
  DepthwiseTable f32, f64;
};

ZEAL_DECLARE_FOR_ISAS(const DepthwiseKernels, depthwise_kernels)

}  // namespace zeal
