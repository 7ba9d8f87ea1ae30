// Pooling loops over vectors of channels; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/pool_kernel.h"

#include <cstring>

#include "op/simd.h"

namespace zeal {
namespace {

// The positions [from, to) of the input that window q meets.
struct Range {
  int64_t from, to;
};
ZEAL_INLINE Range range_of(const PoolAxis& a, int64_t q) {
  const int64_t start = q * a.stride - a.before, end = start + a.size;
  return {start < 0 ? 0 : start, end < a.in ? end : a.in};
}

// fn(pixel of the output, window): offsets in pixels of the image, for all windows of an image.
struct PixelWindow {
  Range d, h, w;
};
template <class Fn>
ZEAL_INLINE void each_window(const PoolShape& s, Fn&& fn) {
  int64_t at = 0;
  for (int64_t z = 0; z < s.d.out; ++z)
    for (int64_t y = 0; y < s.h.out; ++y)
      for (int64_t x = 0; x < s.w.out; ++x) fn(at++, PixelWindow{range_of(s.d, z), range_of(s.h, y), range_of(s.w, x)});
}
// fn(pixel of the input) for those of a window, in the order of memory.
template <class Fn>
ZEAL_INLINE void each_pixel(const PoolShape& s, const PixelWindow& w, Fn&& fn) {
  for (int64_t d = w.d.from; d < w.d.to; ++d)
    for (int64_t h = w.h.from; h < w.h.to; ++h)
      for (int64_t x = w.w.from; x < w.w.to; ++x) fn((d * s.h.in + h) * s.w.in + x);
}
int64_t pixels_in(const PoolShape& s) { return s.d.in * s.h.in * s.w.in; }
int64_t pixels_out(const PoolShape& s) { return s.d.out * s.h.out * s.w.out; }

// The larger one; a NaN is larger than all, and the first one stays.
template <class T>
ZEAL_INLINE bool replaces(T value, T best) {
  if constexpr (T(0.5) != T(0)) return value > best || (value != value && best == best);
  else return value > best;
}

template <class T>
void max_pool(const PoolShape& s, const void* x, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      T* __restrict out = to + at * s.c;
      bool first = true;
      each_pixel(s, w, [&](int64_t pixel) {
        const T* __restrict in = from + pixel * s.c;
        if (first) std::memcpy(out, in, s.c * sizeof(T));
        else
          for (int64_t c = 0; c < s.c; ++c) out[c] = replaces(in[c], out[c]) ? in[c] : out[c];
        first = false;
      });
    });
  }
}

constexpr int64_t kChannels = 256;  // whose largest elements are looked for at once

// fn(pixel of the output, channel, pixel of the input) for each window's first largest element.
template <class T, class Fn>
ZEAL_INLINE void each_largest(const PoolShape& s, const T* x, Fn&& fn) {
  T best[kChannels];
  int64_t where[kChannels];
  each_window(s, [&](int64_t at, const PixelWindow& w) {
    for (int64_t c0 = 0; c0 < s.c; c0 += kChannels) {
      const int64_t n = s.c - c0 < kChannels ? s.c - c0 : kChannels;
      bool first = true;
      each_pixel(s, w, [&](int64_t pixel) {
        const T* in = x + pixel * s.c + c0;
        for (int64_t c = 0; c < n; ++c) {
          const bool takes = first || replaces(in[c], best[c]);
          best[c] = takes ? in[c] : best[c];
          where[c] = takes ? pixel : where[c];
        }
        first = false;
      });
      if (!first)
        for (int64_t c = 0; c < n; ++c) fn(at * s.c + c0 + c, where[c] * s.c + c0 + c);
    }
  });
}

template <class T>
void max_grad(const PoolShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    each_largest(s, static_cast<const T*>(x) + b * pixels_in(s) * s.c, [&](int64_t out, int64_t in) { to[in] += flow[out]; });
  }
}

template <class T>
void max_pick(const PoolShape& s, const void* x, const void* ddx, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* flow = static_cast<const T*>(ddx) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_largest(s, static_cast<const T*>(x) + b * pixels_in(s) * s.c, [&](int64_t out, int64_t in) { to[out] = flow[in]; });
  }
}

int64_t count_of(const PixelWindow& w) { return (w.d.to - w.d.from) * (w.h.to - w.h.from) * (w.w.to - w.w.from); }

template <class T>
void average(const PoolShape& s, const void* x, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      T* __restrict out = to + at * s.c;
      std::memset(out, 0, s.c * sizeof(T));
      each_pixel(s, w, [&](int64_t pixel) {
        const T* __restrict in = from + pixel * s.c;
        for (int64_t c = 0; c < s.c; ++c) out[c] += in[c];
      });
      const T count = T(count_of(w));
      for (int64_t c = 0; c < s.c; ++c) out[c] /= count;
    });
  }
}

template <class T>
void average_grad(const PoolShape& s, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      const T share = T(1) / T(count_of(w));
      const T* __restrict in = flow + at * s.c;
      each_pixel(s, w, [&](int64_t pixel) {
        T* __restrict out = to + pixel * s.c;
        for (int64_t c = 0; c < s.c; ++c) out[c] += in[c] * share;
      });
    });
  }
}

template <class T>
constexpr PoolTable floats() {
  return {max_pool<T>, max_grad<T>, max_pick<T>, average<T>, average_grad<T>};
}
template <class T>
constexpr PoolTable integers() {
  return {max_pool<T>, max_grad<T>, max_pick<T>, nullptr, nullptr};
}

}  // namespace

const PoolKernels ZEAL_FOR_ISA(pool_kernels) = {floats<float>(), floats<double>(), integers<int8_t>(), integers<int16_t>(),
                                                integers<int32_t>(), integers<int64_t>(), integers<uint8_t>(), integers<uint16_t>()};

}  // namespace zeal
