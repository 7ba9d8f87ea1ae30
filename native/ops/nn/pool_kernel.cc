// Pooling loops over vectors of channels; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/pool_kernel.h"

#include <cstring>

#include "op/simd_some.h"

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
  for (int64_t z = 0; z < s.d.out; ++z) {
    const Range d = range_of(s.d, z);
    for (int64_t y = 0; y < s.h.out; ++y) {
      const Range h = range_of(s.h, y);
      for (int64_t x = 0; x < s.w.out; ++x) fn(at++, PixelWindow{d, h, range_of(s.w, x)});
    }
  }
}
// fn(first element of a pixel of the input) for those of a window, in the order of memory.
template <class Fn>
ZEAL_INLINE void each_pixel(const PoolShape& s, const PixelWindow& w, Fn&& fn) {
  const int64_t row = s.w.in * s.c, count = w.w.to - w.w.from;
  for (int64_t d = w.d.from; d < w.d.to; ++d) {
    int64_t first = (d * s.h.in + w.h.from) * row + w.w.from * s.c;
    for (int64_t h = w.h.from; h < w.h.to; ++h, first += row)
      for (int64_t at = first, n = count; n > 0; --n, at += s.c) fn(at);
  }
}
ZEAL_INLINE int64_t first_pixel(const PoolShape& s, const PixelWindow& w) {
  return ((w.d.from * s.h.in + w.h.from) * s.w.in + w.w.from) * s.c;
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

// How a part of a pixel's channels is read and written: as K whole vectors, or as the first n elements of one.
template <class T, int n_vectors>
struct Whole {
  using V = typename simd::AnyVec<T, ZEAL_VECTOR_BYTES>::type;
  static constexpr int K = n_vectors;
  V load(const T* p) const { return simd::load<V>(p); }
  void store(T* p, const V& v) const { simd::store(p, v); }
};
template <class T>
struct Some {
  using V = typename simd::AnyVec<T, ZEAL_VECTOR_BYTES>::type;
  static constexpr int K = 1;
  int64_t n;
  V load(const T* p) const { return simd::load_some<V>(p, n); }
  void store(T* p, const V& v) const { simd::store_some(p, v, n); }
};

// fn(part, channel) for all channels, in parts that begin there.
template <class T, class Fn>
ZEAL_INLINE void each_part(int64_t c, Fn&& fn) {
  constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);
  int64_t i = 0;
  for (; i + 4 * L <= c; i += 4 * L) fn(Whole<T, 4>(), i);
  for (; i + L <= c; i += L) fn(Whole<T, 1>(), i);
  if (i < c) fn(Some<T>{c - i}, i);
}
// fn(pixel of the output, window, part, channel) for all windows of an image, and their parts. Few channels are one part.
template <class T, class Fn>
ZEAL_INLINE void each_window_part(const PoolShape& s, Fn&& fn) {
  if (s.c < int64_t(ZEAL_VECTOR_BYTES / sizeof(T))) return each_window(s, [&](int64_t at, const PixelWindow& w) { fn(at, w, Some<T>{s.c}, 0); });
  each_window(s, [&](int64_t at, const PixelWindow& w) {
    each_part<T>(s.c, [&](const auto& part, int64_t c) { fn(at, w, part, c); });
  });
}
// fn(i) for the K vectors.
template <int K, class Fn>
ZEAL_INLINE void each(Fn&& fn) {
#pragma GCC unroll 4
  for (int i = 0; i < K; ++i) fn(i);
}
template <class T>
constexpr int64_t kLanes = ZEAL_VECTOR_BYTES / sizeof(T);

// Where `value` is larger; a NaN is larger than all.
template <class T, class V>
ZEAL_INLINE auto replaces(const V& value, const V& best) {
  if constexpr (T(0.5) != T(0)) return (value > best) | (value != value);
  else return value > best;
}

// The largest of a window, of the channels from `x` on.
template <class T, class Part>
ZEAL_INLINE void find_largest(const PoolShape& s, const PixelWindow& w, const Part& part, const T* x, typename Part::V (&best)[Part::K]) {
  constexpr int K = Part::K;
  constexpr int64_t L = kLanes<T>;
  const T* first = x + first_pixel(s, w);
  each<K>([&](int i) { best[i] = part.load(first + i * L); });
  each_pixel(s, w, [&](int64_t pixel) {
    const T* in = x + pixel;
    each<K>([&](int i) {
      const auto value = part.load(in + i * L);
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
    each_window_part<T>(s, [&]<class Part>(int64_t at, const PixelWindow& w, const Part& part, int64_t c) {
      typename Part::V best[Part::K];
      find_largest(s, w, part, from + c, best);
      each<Part::K>([&](int i) { part.store(to + at * s.c + c + i * kLanes<T>, best[i]); });
    });
  }
}

// Whether windows lie side by side and leave nothing out.
bool tiles(const PoolAxis& a) { return a.stride == a.size && a.before == 0 && a.in == a.out * a.size; }

// `alone`: each pixel is in one window, which writes it; else it adds to what is there.
template <class T, bool alone>
void max_grad_of(const PoolShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    ZeroRows<T> zeros{s, to};
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      if constexpr (!alone) zeros.before(w);
      each_part<T>(s.c, [&]<class Part>(const Part& part, int64_t c) {
        using V = typename Part::V;
        constexpr int K = Part::K;
        constexpr int64_t L = kLanes<T>;
        V best[K], left[K];  // what no element has got yet
        find_largest(s, w, part, from + c, best);
        each<K>([&](int i) { left[i] = part.load(flow + at * s.c + c + i * L); });
        each_pixel(s, w, [&](int64_t pixel) {
          const T* in = from + pixel + c;
          T* out = to + pixel + c;
          each<K>([&](int i) {
            const auto takes = is_largest<T>(part.load(in + i * L), best[i]);
            const V got = takes ? left[i] : V{};
            part.store(out + i * L, alone ? got : V(part.load(out + i * L) + got));
            left[i] = takes ? V{} : left[i];
          });
        });
      });
    });
    if constexpr (!alone) zeros.rest();
  }
}

template <class T>
void max_grad(const PoolShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  if (tiles(s.d) && tiles(s.h) && tiles(s.w)) max_grad_of<T, true>(s, x, dy, begin, end, dx);
  else max_grad_of<T, false>(s, x, dy, begin, end, dx);
}

template <class T>
void max_pick(const PoolShape& s, const void* x, const void* ddx, int64_t begin, int64_t end, void* y) {
  for (int64_t b = begin; b < end; ++b) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(ddx) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, [&](int64_t at, const PixelWindow& w) {
      each_part<T>(s.c, [&]<class Part>(const Part& part, int64_t c) {
        using V = typename Part::V;
        constexpr int K = Part::K;
        constexpr int64_t L = kLanes<T>;
        V best[K], found[K];
        decltype(is_largest<T>(best[0], best[0])) open[K];  // no element has been found
        find_largest(s, w, part, from + c, best);
        each<K>([&](int i) { open[i] = is_largest<T>(best[i], best[i]), found[i] = V{}; });
        each_pixel(s, w, [&](int64_t pixel) {
          each<K>([&](int i) {
            const auto takes = open[i] & is_largest<T>(part.load(from + pixel + c + i * L), best[i]);
            found[i] = takes ? part.load(flow + pixel + c + i * L) : found[i];
            open[i] = open[i] ^ takes;
          });
        });
        each<K>([&](int i) { part.store(to + at * s.c + c + i * L, found[i]); });
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
    each_window_part<T>(s, [&]<class Part>(int64_t at, const PixelWindow& w, const Part& part, int64_t c) {
      constexpr int64_t L = kLanes<T>;
      const T count = T(count_of(w));
      typename Part::V sum[Part::K] = {};
      each_pixel(s, w, [&](int64_t pixel) {
        each<Part::K>([&](int i) { sum[i] += part.load(from + pixel + c + i * L); });
      });
      each<Part::K>([&](int i) { part.store(to + at * s.c + c + i * L, typename Part::V(sum[i] / count)); });
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
        T* __restrict out = to + pixel;
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
#if ZEAL_ISA == 0
template <class T>
constexpr PoolTable integers() {
  return {max_pool<T>, max_grad<T>, max_pick<T>, nullptr, nullptr};
}
#endif

}  // namespace

const PoolKernels ZEAL_FOR_ISA(pool_kernels) = {
    floats<float>(),
    floats<double>(),
#if ZEAL_ISA == 0
    integers<int8_t>(),
    integers<int16_t>(),
    integers<int32_t>(),
    integers<int64_t>(),
    integers<uint8_t>(),
    integers<uint16_t>(),
#endif
};

}  // namespace zeal
