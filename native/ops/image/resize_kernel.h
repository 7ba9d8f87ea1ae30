// The table of resizing loops, compiled once per instruction set (resize_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// What each position of an axis is made of: `count` elements of the input with their weights, from `first` on.
struct Tap {
  int32_t at;
  float weight;
};
struct TapRange {
  int32_t first, count;
};

// Rows of an image are [pixels, c] floats.
struct ResizeTable {
  // to[x] = from[a] + (from[b] - from[a]) * weight of b, for the two taps a, b of each of n positions.
  void (*lerp_columns)(const Tap* taps, int64_t n, int64_t c, const float* from, float* to);
  // to = a + (b - a) * weight, for n floats.
  void (*lerp_rows)(const float* a, const float* b, float weight, int64_t n, float* to);
  // to[x] = the weighted sum of its taps.
  void (*sum_columns)(const TapRange* ranges, const Tap* taps, int64_t n, int64_t c, const float* from, float* to);
  // to += from * weight, for n floats.
  void (*add_row)(const float* from, float weight, int64_t n, float* to);
  // Each position's float goes to its taps: to[tap] += from[x] * weight.
  void (*spread_columns)(const TapRange* ranges, const Tap* taps, int64_t n, int64_t c, const float* from, float* to);
};

ZEAL_DECLARE_FOR_ISAS(const ResizeTable, resize_kernels)

}  // namespace zeal
