// Resizing loops over rows of pixels; compiled once per instruction set (ZEAL_ISA).
#include "ops/image/resize_kernel.h"

namespace zeal {
namespace {

template <int kChannels>
void lerp_pixels(const Tap* __restrict taps, int64_t n, int64_t c, const float* __restrict from, float* __restrict to) {
  if (kChannels) c = kChannels;
  for (int64_t x = 0; x < n; ++x) {
    const float* a = from + taps[2 * x].at * c;
    const float* b = from + taps[2 * x + 1].at * c;
    const float weight = taps[2 * x + 1].weight;
    for (int64_t i = 0; i < c; ++i) to[x * c + i] = a[i] + (b[i] - a[i]) * weight;
  }
}

void lerp_columns(const Tap* taps, int64_t n, int64_t c, const float* from, float* to) {
  if (c == 1) return lerp_pixels<1>(taps, n, c, from, to);
  if (c == 3) return lerp_pixels<3>(taps, n, c, from, to);
  lerp_pixels<0>(taps, n, c, from, to);
}

void lerp_rows(const float* __restrict a, const float* __restrict b, float weight, int64_t n, float* __restrict to) {
  for (int64_t i = 0; i < n; ++i) to[i] = a[i] + (b[i] - a[i]) * weight;
}

template <int kChannels>
void sum_pixels(const TapRange* ranges, const Tap* __restrict taps, int64_t n, int64_t c, const float* __restrict from, float* __restrict to) {
  if (kChannels) c = kChannels;
  for (int64_t x = 0; x < n; ++x) {
    float* out = to + x * c;
    for (int64_t i = 0; i < c; ++i) out[i] = 0;
    for (const Tap *t = taps + ranges[x].first, *end = t + ranges[x].count; t < end; ++t)
      for (int64_t i = 0; i < c; ++i) out[i] += from[t->at * c + i] * t->weight;
  }
}

void sum_columns(const TapRange* ranges, const Tap* taps, int64_t n, int64_t c, const float* from, float* to) {
  if (c == 1) return sum_pixels<1>(ranges, taps, n, c, from, to);
  if (c == 3) return sum_pixels<3>(ranges, taps, n, c, from, to);
  sum_pixels<0>(ranges, taps, n, c, from, to);
}

void add_row(const float* __restrict from, float weight, int64_t n, float* __restrict to) {
  for (int64_t i = 0; i < n; ++i) to[i] += from[i] * weight;
}

void spread_columns(const TapRange* ranges, const Tap* __restrict taps, int64_t n, int64_t c, const float* __restrict from, float* __restrict to) {
  for (int64_t x = 0; x < n; ++x)
    for (const Tap *t = taps + ranges[x].first, *end = t + ranges[x].count; t < end; ++t)
      for (int64_t i = 0; i < c; ++i) to[t->at * c + i] += from[x * c + i] * t->weight;
}

}  // namespace

const ResizeTable ZEAL_FOR_ISA(resize_kernels) = {lerp_columns, lerp_rows, sum_columns, add_row, spread_columns};

}  // namespace zeal
