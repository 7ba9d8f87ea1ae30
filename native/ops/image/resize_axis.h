// Which elements of an axis make which position of the resized one.
#pragma once

#include <vector>

#include "core/shape.h"
#include "ops/image/resize_kernel.h"

namespace zeal {

struct ResizeAttrs {
  bool align_corners = false, half_pixel_centers = false;
};

struct ResizeAxis {
  int64_t in = 0, out = 0;
  std::vector<TapRange> ranges;  // one per position
  std::vector<Tap> taps;

  void add(std::vector<Tap> position) {
    ranges.push_back({int32_t(taps.size()), int32_t(position.size())});
    taps.insert(taps.end(), position.begin(), position.end());
  }
};

// How far a step of the result is in the input, and where a position lies there.
float resize_scale(int64_t in, int64_t out, bool align_corners);

// Two taps per position, neighbours, whose weights add up to 1.
ResizeAxis linear_axis(int64_t in, int64_t out, const ResizeAttrs& a);
// One tap of weight 1.
ResizeAxis nearest_axis(int64_t in, int64_t out, const ResizeAttrs& a);
// Four taps of a cubic convolution, from a table of 1024 steps.
ResizeAxis cubic_axis(int64_t in, int64_t out, const ResizeAttrs& a);
// The elements that a position covers, each with the part of it that lies there.
ResizeAxis area_axis(int64_t in, int64_t out, const ResizeAttrs& a);

}  // namespace zeal
