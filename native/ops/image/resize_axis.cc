// Positions of resized axes, with TensorFlow's rounding: all in float.
#include "ops/image/resize_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zeal {
namespace {

constexpr int kSteps = 1024;

// The weights of the four neighbours at step i of 1024 between the inner two. Keys, "Cubic convolution interpolation for
// digital image processing", 1981, has a = -0.5.
std::array<float, 4> cubic_weights(double a, int64_t i) {
  const auto inner = [a](float x) { return float(((a + 2) * x - (a + 3)) * x * x + 1); };
  const auto outer = [a](float x) { return float(((a * x - 5 * a) * x + 8 * a) * x - 4 * a); };
  const float near = float(i * 1.0 / kSteps), far = float((kSteps - i) * 1.0 / kSteps);
  return {outer(near + 1), inner(near), inner(far), outer(far + 1)};
}

int32_t inside(int64_t at, int64_t in) { return int32_t(std::clamp<int64_t>(at, 0, in - 1)); }

// Between pixel centres a tap outside the image counts nothing, and the others make up for it.
void leave_out(std::vector<Tap>& taps, int64_t first) {
  float sum = 0;
  for (int i = 0; i < 4; ++i) {
    if (taps[i].at != first + i) taps[i].weight = 0;
    sum += taps[i].weight;
  }
  if (std::abs(sum) < 1000.0f * std::numeric_limits<float>::min()) return;
  for (Tap& t : taps) t.weight *= 1.0f / sum;
}

}  // namespace

float resize_scale(int64_t in, int64_t out, bool align_corners) {
  return align_corners && out > 1 ? float(in - 1) / float(out - 1) : float(in) / float(out);
}

ResizeAxis linear_axis(int64_t in, int64_t out, const ResizeAttrs& a) {
  ResizeAxis axis{in, out, {}, {}};
  const float scale = resize_scale(in, out, a.align_corners);
  for (int64_t i = 0; i < out; ++i) {
    const float at = a.half_pixel_centers ? (float(i) + 0.5f) * scale - 0.5f : float(i) * scale;
    const float below = std::floor(at), weight = at - below;
    axis.add({{inside(int64_t(below), in), 1 - weight}, {inside(int64_t(std::ceil(at)), in), weight}});
  }
  return axis;
}

ResizeAxis nearest_axis(int64_t in, int64_t out, const ResizeAttrs& a) {
  ResizeAxis axis{in, out, {}, {}};
  const float scale = resize_scale(in, out, a.align_corners);
  for (int64_t i = 0; i < out; ++i) {
    const float at = (a.half_pixel_centers ? float(i) + 0.5f : float(i)) * scale;
    axis.add({{inside(int64_t(a.align_corners ? std::round(at) : std::floor(at)), in), 1}});
  }
  return axis;
}

ResizeAxis cubic_axis(int64_t in, int64_t out, const ResizeAttrs& a) {
  ResizeAxis axis{in, out, {}, {}};
  const float scale = resize_scale(in, out, a.align_corners);
  for (int64_t i = 0; i < out; ++i) {
    const float at = a.half_pixel_centers ? (float(i) + 0.5f) * scale - 0.5f : float(i) * scale;
    const int64_t below = int64_t(std::floor(at));
    const auto weights = cubic_weights(a.half_pixel_centers ? -0.5 : -0.75, std::lrint((at - float(below)) * kSteps));
    std::vector<Tap> taps;
    for (int j = 0; j < 4; ++j) taps.push_back({inside(below - 1 + j, in), weights[j]});
    if (a.half_pixel_centers) leave_out(taps, below - 1);
    axis.add(std::move(taps));
  }
  return axis;
}

ResizeAxis area_axis(int64_t in, int64_t out, const ResizeAttrs& a) {
  ResizeAxis axis{in, out, {}, {}};
  const float scale = resize_scale(in, out, a.align_corners);
  for (int64_t i = 0; i < out; ++i) {
    const float from = float(i) * scale, to = float(i + 1) * scale;
    std::vector<Tap> taps;
    for (int64_t v = int64_t(std::floor(from)); v < int64_t(std::ceil(to)); ++v) {
      const float begin = float(v) < from ? from : float(v), end = float(v + 1) > to ? to : float(v + 1);
      taps.push_back({inside(v, in), float(v) < from && float(v + 1) > to ? scale : end - begin});
    }
    axis.add(std::move(taps));
  }
  return axis;
}

}  // namespace zeal
