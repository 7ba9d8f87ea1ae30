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
ZEAL_INLINE int64_t first_pixel(const PoolShape& s, const PixelWindow& w) {
  return (w.d.from * s.h.in + w.h.from) * s.w.in + w.w.from;
}
int64_t pixels_in(const PoolShape& s) { return s.d.in * s.h.in * s.w.in; }
int64_t pixels_out(const PoolShape& s) { return s.d.out * s.h.out * s.w.out; }

// fn.template operator()<V>(channel): vectors of channels from there on, then single ones. `again`: the last vector may
// reach back, where a channel may be done twice.
template <class T, bool again, class Fn>
ZEAL_INLINE void each_vector(int64_t c, Fn&& fn) {
  using V = typename simd::AnyVec<T, ZEAL_VECTOR_BYTES>::type;
  constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);
  int64_t i = 0;
  for (; i + L <= c; i += L) fn.template operator()<V>(i);
  if (again && i < c && c > L) return fn.template operator()<V>(c - L);
  for (; i < c; ++i) fn.template operator()<T>(i);
}

// Where `value` is larger; a NaN is larger than all.
template <class T, class V>
ZEAL_INLINE auto replaces(const V& value, const V& best) {
  if constexpr (T(0.5) != T(0)) return (value > best) | (value != value);
  else return value > best;
}

// The largest of a window, of the channels from `x` on.
template <class T, class V>
ZEAL_INLINE V largest(const PoolShape& s, const PixelWindow& w, const T* x) {
  V best = simd::load<V>(x + first_pixel(s, w) * s.c);
  each_pixel(s, w, [&](int64_t pixel) {
    const V value = simd::load<V>(x + pixel * s.c);
    best = replaces<T>(value, best) ? value : best;
  });
  return best;
}
// Where `value` is the largest, given which it is: a window with a NaN has nothing else that is larger than all.
template <class T, class V>
ZEAL_INLINE auto is_largest(const V& value, const V& best) {
  if constexpr (T(0.5) != T(0)) return (value == best) | (value != value);
  else return value == best;
}

template <class T>
void max_pool(const PoolShape& s, const void* x, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      each_vector<T, true>(s.c, [&]<class V>(int64_t c) { simd::store(to + at * s.c + c, largest<T, V>(s, w, from + c)); });
    });
  }
}

template <class T>
void max_grad(const PoolShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      each_vector<T, false>(s.c, [&]<class V>(int64_t c) {
        const V best = largest<T, V>(s, w, from + c);
        V left = simd::load<V>(flow + at * s.c + c);  // what no element has got yet
        each_pixel(s, w, [&](int64_t pixel) {
          T* out = to + pixel * s.c + c;
          const auto takes = is_largest<T>(simd::load<V>(from + pixel * s.c + c), best);
          simd::store(out, V(simd::load<V>(out) + (takes ? left : V{})));
          left = takes ? V{} : left;
        });
      });
    });
  }
}

template <class T>
void max_pick(const PoolShape& s, const void* x, const void* ddx, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(ddx) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      each_vector<T, true>(s.c, [&]<class V>(int64_t c) {
        const V best = largest<T, V>(s, w, from + c);
        V found = simd::load<V>(flow + first_pixel(s, w) * s.c + c);
        auto open = is_largest<T>(best, best);  // whose element has not been found
        each_pixel(s, w, [&](int64_t pixel) {
          const auto takes = open & is_largest<T>(simd::load<V>(from + pixel * s.c + c), best);
          found = takes ? simd::load<V>(flow + pixel * s.c + c) : found;
          open = open ^ takes;
        });
        simd::store(to + at * s.c + c, found);
      });
    });
  }
}

int64_t count_of(const PixelWindow& w) { return (w.d.to - w.d.from) * (w.h.to - w.h.from) * (w.w.to - w.w.from); }

template <class T>
void average(const PoolShape& s, const void* x, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      const T count = T(count_of(w));
      each_vector<T, true>(s.c, [&]<class V>(int64_t c) {
        V sum{};
        each_pixel(s, w, [&](int64_t pixel) { sum += simd::load<V>(from + pixel * s.c + c); });
        simd::store(to + at * s.c + c, V(sum / count));
      });
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
