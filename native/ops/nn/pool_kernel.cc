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

// Rows of a gradient become zero just before a window first adds to them, while they stay in a cache.
template <class T>
struct ZeroRows {
  const PoolShape& s;
  T* to;
  int64_t done = 0;

  ZEAL_INLINE void up_to(int64_t row) {
    if (row <= done) return;
    const int64_t size = s.w.in * s.c;
    std::memset(to + done * size, 0, (row - done) * size * sizeof(T));
    done = row;
  }
  ZEAL_INLINE void before(const PixelWindow& w) { up_to((w.d.to - 1) * s.h.in + w.h.to); }
  void rest() { up_to(s.d.in * s.h.in); }
};

// fn.template operator()<V, K>(channel): K vectors of channels from there on, then single ones. `again`: the last vector
// may reach back, where a channel may be done twice.
template <class T, bool again, class Fn>
ZEAL_INLINE void each_vector(int64_t c, Fn&& fn) {
  using V = typename simd::AnyVec<T, ZEAL_VECTOR_BYTES>::type;
  constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);
  int64_t i = 0;
  for (; i + 4 * L <= c; i += 4 * L) fn.template operator()<V, 4>(i);
  for (; i + L <= c; i += L) fn.template operator()<V, 1>(i);
  if (again && i < c && c > L) return fn.template operator()<V, 1>(c - L);
  for (; i < c; ++i) fn.template operator()<T, 1>(i);
}
// fn(i) for the K vectors.
template <int K, class Fn>
ZEAL_INLINE void each(Fn&& fn) {
#pragma GCC unroll 4
  for (int i = 0; i < K; ++i) fn(i);
}
template <class T, class V>
constexpr int64_t kLanes = sizeof(V) / sizeof(T);

// Where `value` is larger; a NaN is larger than all.
template <class T, class V>
ZEAL_INLINE auto replaces(const V& value, const V& best) {
  if constexpr (T(0.5) != T(0)) return (value > best) | (value != value);
  else return value > best;
}

// The largest of a window, of the channels from `x` on.
template <class T, class V, int K>
ZEAL_INLINE void find_largest(const PoolShape& s, const PixelWindow& w, const T* x, V (&best)[K]) {
  constexpr int64_t L = kLanes<T, V>;
  const T* first = x + first_pixel(s, w) * s.c;
  each<K>([&](int i) { best[i] = simd::load<V>(first + i * L); });
  each_pixel(s, w, [&](int64_t pixel) {
    const T* in = x + pixel * s.c;
    each<K>([&](int i) {
      const V value = simd::load<V>(in + i * L);
      best[i] = replaces<T>(value, best[i]) ? value : best[i];
    });
  });
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
      each_vector<T, true>(s.c, [&]<class V, int K>(int64_t c) {
        V best[K];
        find_largest<T, V, K>(s, w, from + c, best);
        each<K>([&](int i) { simd::store(to + at * s.c + c + i * kLanes<T, V>, best[i]); });
      });
    });
  }
}

template <class T>
void max_grad(const PoolShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    ZeroRows<T> zeros{s, to};
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      zeros.before(w);
      each_vector<T, false>(s.c, [&]<class V, int K>(int64_t c) {
        constexpr int64_t L = kLanes<T, V>;
        V best[K], left[K];  // what no element has got yet
        find_largest<T, V, K>(s, w, from + c, best);
        each<K>([&](int i) { left[i] = simd::load<V>(flow + at * s.c + c + i * L); });
        each_pixel(s, w, [&](int64_t pixel) {
          const T* in = from + pixel * s.c + c;
          T* out = to + pixel * s.c + c;
          each<K>([&](int i) {
            const auto takes = is_largest<T>(simd::load<V>(in + i * L), best[i]);
            simd::store(out + i * L, V(simd::load<V>(out + i * L) + (takes ? left[i] : V{})));
            left[i] = takes ? V{} : left[i];
          });
        });
      });
    });
    zeros.rest();
  }
}

template <class T>
void max_pick(const PoolShape& s, const void* x, const void* ddx, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(ddx) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      each_vector<T, true>(s.c, [&]<class V, int K>(int64_t c) {
        constexpr int64_t L = kLanes<T, V>;
        V best[K], found[K];
        decltype(is_largest<T>(best[0], best[0])) open[K];  // no element has been found
        find_largest<T, V, K>(s, w, from + c, best);
        each<K>([&](int i) { open[i] = is_largest<T>(best[i], best[i]), found[i] = V{}; });
        each_pixel(s, w, [&](int64_t pixel) {
          each<K>([&](int i) {
            const auto takes = open[i] & is_largest<T>(simd::load<V>(from + pixel * s.c + c + i * L), best[i]);
            found[i] = takes ? simd::load<V>(flow + pixel * s.c + c + i * L) : found[i];
            open[i] = open[i] ^ takes;
          });
        });
        each<K>([&](int i) { simd::store(to + at * s.c + c + i * L, found[i]); });
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
      each_vector<T, true>(s.c, [&]<class V, int K>(int64_t c) {
        constexpr int64_t L = kLanes<T, V>;
        V sum[K];
        each<K>([&](int i) { sum[i] = V{}; });
        each_pixel(s, w, [&](int64_t pixel) {
          each<K>([&](int i) { sum[i] += simd::load<V>(from + pixel * s.c + c + i * L); });
        });
        each<K>([&](int i) { simd::store(to + at * s.c + c + i * L, V(sum[i] / count)); });
      });
    });
  }
}

template <class T>
void average_grad(const PoolShape& s, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    ZeroRows<T> zeros{s, to};
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      zeros.before(w);
      const T share = T(1) / T(count_of(w));
      const T* __restrict in = flow + at * s.c;
      each_pixel(s, w, [&](int64_t pixel) {
        T* __restrict out = to + pixel * s.c;
        for (int64_t c = 0; c < s.c; ++c) out[c] += in[c] * share;
      });
    });
    zeros.rest();
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
