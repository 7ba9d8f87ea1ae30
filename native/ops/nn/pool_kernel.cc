// Pooling loops over vectors of channels; compiled once per instruction set (ZEAL_ISA).
// Light: bound by memory, so not compiled for AVX-512.
#include "ops/nn/pool_kernel.h"

#include <cstring>
#include <limits>

#include "op/simd_some.h"

namespace zeal {
namespace {

// Loops work on copies of their shape: the compiler would read one again behind each vector that is written.

// The positions [from, to) of the input that window q meets; no window before it meets those from `fresh` on.
struct Range {
  int64_t from, to, fresh = 0;
  bool have(int64_t i) const { return i >= from && i < to; }
};
ZEAL_INLINE Range range_of(const PoolAxis& a, int64_t q) {
  const int64_t start = q * a.stride - a.before, end = start + a.size;
  return {start < 0 ? 0 : start, end < a.in ? end : a.in, q ? end - a.stride : 0};
}
// Positions from there on are in no window; nor may some before it be, if windows leave gaps.
int64_t end_of(const PoolAxis& a) { return a.out ? range_of(a, a.out - 1).to : 0; }
bool has_gaps(const PoolAxis& a) { return a.stride > a.size; }

// The windows' positions along each axis.
struct PixelWindow {
  Range d, h, w;
};
// fn(row, its ranges along d and h) for some rows of an image of the output.
template <class Fn>
ZEAL_INLINE void each_row(const PoolShape& s, Range rows, Fn&& fn) {
  int64_t z = rows.from ? rows.from / s.h.out : 0, y = rows.from - z * s.h.out;
  for (int64_t row = rows.from; row < rows.to; ++row) {
    fn(row, range_of(s.d, z), range_of(s.h, y));
    if (++y == s.h.out) y = 0, ++z;
  }
}
// fn(pixel of the output, window) for the windows of a row.
template <class Fn>
ZEAL_INLINE void each_window_of_row(const PoolShape& s, int64_t row, Range d, Range h, Fn&& fn) {
  for (int64_t x = 0; x < s.w.out; ++x) fn(row * s.w.out + x, PixelWindow{d, h, range_of(s.w, x)});
}
// The same for some rows of an image of the output; and for the windows that meet some rows of one of the input.
template <class Fn>
ZEAL_INLINE void each_window(const PoolShape& s, Range rows, Fn&& fn) {
  each_row(s, rows, [&](int64_t row, Range d, Range h) { each_window_of_row(s, row, d, h, fn); });
}
template <class Fn>
ZEAL_INLINE void each_window_into(const PoolShape& s, Range lines, Fn&& fn) {
  each_row(s, {0, s.d.out * s.h.out}, [&](int64_t row, Range d, Range h) {
    if (d.from * s.h.in + h.from < lines.to && (d.to - 1) * s.h.in + h.to > lines.from) each_window_of_row(s, row, d, h, fn);
  });
}
// fn(row of the input, first element of its first pixel, pixels from where on the window is the first that meets them) for
// those of a window, in the order of memory.
template <class Fn>
ZEAL_INLINE void each_line(const PoolShape& s, const PixelWindow& w, Fn&& fn) {
  const int64_t row = s.w.in * s.c;
  for (int64_t d = w.d.from; d < w.d.to; ++d) {
    int64_t line = d * s.h.in + w.h.from, first = line * row + w.w.from * s.c;
    const int64_t fresh = d >= w.d.fresh ? w.h.fresh : w.h.to;  // a value: GCC makes two loops of a condition
    for (int64_t h = w.h.from; h < w.h.to; ++h, ++line, first += row) fn(line, first, h >= fresh ? w.w.fresh - w.w.from : w.w.to);
  }
}
// fn(first element of a pixel of the input) for those of a window, in the order of memory.
template <class Fn>
ZEAL_INLINE void each_pixel(const PoolShape& s, const PixelWindow& w, Fn&& fn) {
  const int64_t count = w.w.to - w.w.from;
  each_line(s, w, [&](int64_t, int64_t first, int64_t) {
    for (int64_t at = first, n = count; n > 0; --n, at += s.c) fn(at);
  });
}
int64_t pixels_in(const PoolShape& s) { return s.d.in * s.h.in * s.w.in; }
int64_t pixels_out(const PoolShape& s) { return s.d.out * s.h.out * s.w.out; }

// fn(image, its rows) for rows [begin, end) of all images, which have so many each.
template <class Fn>
ZEAL_INLINE void each_image(int64_t rows, int64_t begin, int64_t end, Fn&& fn) {
  for (int64_t b = begin ? begin / rows : 0, to; begin < end; ++b, begin = to) {
    to = end < (b + 1) * rows ? end : (b + 1) * rows;
    fn(b, Range{begin - b * rows, to - b * rows});
  }
}
// The rows of the output, [begin, end) of all images.
template <class Fn>
ZEAL_INLINE void each_output(const PoolShape& s, int64_t begin, int64_t end, Fn&& fn) { each_image(s.d.out * s.h.out, begin, end, fn); }
// The same of the input: of a gradient, which windows add to.
template <class Fn>
ZEAL_INLINE void each_input(const PoolShape& s, int64_t begin, int64_t end, Fn&& fn) { each_image(s.d.in * s.h.in, begin, end, fn); }

// What becomes of a pixel of a gradient: nothing, where it is in another call's row; a window adds to it; or writes it, being
// the first that meets it.
enum class Gets { nothing, more, all };

// fn(first element of a pixel of the input, what becomes of it) for those of a window, in the order of memory.
template <class Fn>
ZEAL_INLINE void each_pixel_of_gradient(const PoolShape& s, const PixelWindow& w, Range rows, Fn&& fn) {
  each_line(s, w, [&](int64_t line, int64_t pixel, int64_t fresh) {
    bool have = rows.have(line);
    for (int64_t n = w.w.to - w.w.from; n > 0; --n, --fresh, pixel += s.c) {
      asm("" : "+r"(have));
      Gets gets = !have ? Gets::nothing : fresh > 0 ? Gets::more : Gets::all;
      asm("" : "+r"(gets));  // a loop for each of the three is much code
      fn(pixel, gets);
    }
  });
}

// Zeros where windows write nothing; in all of the rows, if windows leave gaps.
[[gnu::noinline]] void clear_rest(const PoolShape& s, Range rows, char* to, int64_t size) {
  const bool gaps = has_gaps(s.d) || has_gaps(s.h) || has_gaps(s.w);
  const int64_t row = s.w.in * s.c * size;
  for (int64_t line = rows.from; line < rows.to; ++line) {
    const bool met = !gaps && line / s.h.in < end_of(s.d) && line % s.h.in < end_of(s.h);
    const int64_t first = met ? end_of(s.w) * s.c * size : 0;
    if (first < row) std::memset(to + line * row + first, 0, row - first);
  }
}

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
// fn(pixel of the output, window, part, channel) for the windows of some rows, and their parts. Few channels are one part.
template <class T, class Fn>
ZEAL_INLINE void each_window_part(const PoolShape& s, Range rows, Fn&& fn) {
  if (s.c < int64_t(ZEAL_VECTOR_BYTES / sizeof(T))) return each_window(s, rows, [&](int64_t at, const PixelWindow& w) { fn(at, w, Some<T>{s.c}, 0); });
  each_window(s, rows, [&](int64_t at, const PixelWindow& w) {
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

// The largest of a window, of the channels from `x` on; a NaN is larger than all. NaNs are kept apart, since the processor's
// maximum drops them.
template <class T, class Part>
ZEAL_INLINE void find_largest(const PoolShape& s, const PixelWindow& w, const Part& part, const T* x, typename Part::V (&best)[Part::K]) {
  using V = typename Part::V;
  constexpr bool has_nan = T(0.5) != T(0);
  constexpr T least = has_nan ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  decltype(V{} != V{}) nan[Part::K];
  each<Part::K>([&](int i) { best[i] = least - V{}, nan[i] = V{} != V{}; });
  each_pixel(s, w, [&](int64_t pixel) {
    const T* in = x + pixel;
    each<Part::K>([&](int i) {
      const V value = part.load(in + i * kLanes<T>);
      best[i] = value > best[i] ? value : best[i];
      if constexpr (has_nan) nan[i] |= value != value;
    });
  });
  if constexpr (has_nan) each<Part::K>([&](int i) { best[i] = nan[i] ? std::numeric_limits<T>::quiet_NaN() - V{} : best[i]; });
}
// Where `value` is the largest, given which it is: a window with a NaN has nothing else that is larger than all.
template <class T, class V>
ZEAL_INLINE auto is_largest(const V& value, const V& best) {
  if constexpr (T(0.5) != T(0)) return (value == best) | (value != value);
  else return value == best;
}

template <class T>
void max_pool(const PoolShape& shape, const void* x, int64_t begin, int64_t end, void* y) {
  const PoolShape s = shape;
  each_output(s, begin, end, [&](int64_t b, Range rows) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window_part<T>(s, rows, [&]<class Part>(int64_t at, const PixelWindow& w, const Part& part, int64_t c) {
      typename Part::V best[Part::K];
      find_largest(s, w, part, from + c, best);
      each<Part::K>([&](int i) { part.store(to + at * s.c + c + i * kLanes<T>, best[i]); });
    });
  });
}

template <class T>
void max_grad(const PoolShape& shape, const void* x, const void* dy, int64_t begin, int64_t end, void* dx) {
  const PoolShape s = shape;
  each_input(s, begin, end, [&](int64_t b, Range rows) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    clear_rest(s, rows, reinterpret_cast<char*>(to), sizeof(T));
    each_window_into(s, rows, [&](int64_t at, const PixelWindow& w) {
      each_part<T>(s.c, [&]<class Part>(const Part& part, int64_t c) {
        using V = typename Part::V;
        constexpr int K = Part::K;
        constexpr int64_t L = kLanes<T>;
        V best[K], left[K], got[K];  // left: what no element has got yet
        find_largest(s, w, part, from + c, best);
        each<K>([&](int i) { left[i] = part.load(flow + at * s.c + c + i * L); });
        each_pixel_of_gradient(s, w, rows, [&](int64_t pixel, Gets gets) {
          const T* in = from + pixel + c;
          T* out = to + pixel + c;
          each<K>([&](int i) {
            const auto takes = is_largest<T>(part.load(in + i * L), best[i]);
            got[i] = takes ? left[i] : V{};
            left[i] = takes ? V{} : left[i];
          });
          if (gets == Gets::nothing) return;
          if (gets == Gets::more) each<K>([&](int i) { got[i] += part.load(out + i * L); });
          each<K>([&](int i) { part.store(out + i * L, got[i]); });
        });
      });
    });
  });
}

template <class T>
void max_pick(const PoolShape& shape, const void* x, const void* ddx, int64_t begin, int64_t end, void* y) {
  const PoolShape s = shape;
  each_output(s, begin, end, [&](int64_t b, Range rows) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    const T* flow = static_cast<const T*>(ddx) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window(s, rows, [&](int64_t at, const PixelWindow& w) {
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
  });
}

int64_t count_of(const PixelWindow& w) { return (w.d.to - w.d.from) * (w.h.to - w.h.from) * (w.w.to - w.w.from); }

template <class T>
void average(const PoolShape& shape, const void* x, int64_t begin, int64_t end, void* y) {
  const PoolShape s = shape;
  each_output(s, begin, end, [&](int64_t b, Range rows) {
    const T* from = static_cast<const T*>(x) + b * pixels_in(s) * s.c;
    T* to = static_cast<T*>(y) + b * pixels_out(s) * s.c;
    each_window_part<T>(s, rows, [&]<class Part>(int64_t at, const PixelWindow& w, const Part& part, int64_t c) {
      constexpr int64_t L = kLanes<T>;
      const T count = T(count_of(w));
      typename Part::V sum[Part::K] = {};
      each_pixel(s, w, [&](int64_t pixel) {
        each<Part::K>([&](int i) { sum[i] += part.load(from + pixel + c + i * L); });
      });
      each<Part::K>([&](int i) { part.store(to + at * s.c + c + i * L, typename Part::V(sum[i] / count)); });
    });
  });
}

template <class T>
void average_grad(const PoolShape& shape, const void* dy, int64_t begin, int64_t end, void* dx) {
  const PoolShape s = shape;
  each_input(s, begin, end, [&](int64_t b, Range rows) {
    const T* flow = static_cast<const T*>(dy) + b * pixels_out(s) * s.c;
    T* to = static_cast<T*>(dx) + b * pixels_in(s) * s.c;
    clear_rest(s, rows, reinterpret_cast<char*>(to), sizeof(T));
    each_window_into(s, rows, [&](int64_t at, const PixelWindow& w) {
      const T share = T(1) / T(count_of(w));
      each_part<T>(s.c, [&]<class Part>(const Part& part, int64_t c) {
        typename Part::V flows[Part::K];
        each<Part::K>([&](int i) { flows[i] = part.load(flow + at * s.c + c + i * kLanes<T>) * share; });
        each_pixel_of_gradient(s, w, rows, [&](int64_t pixel, Gets gets) {
          T* out = to + pixel + c;
          if (gets == Gets::more) each<Part::K>([&](int i) { part.store(out + i * kLanes<T>, typename Part::V(part.load(out + i * kLanes<T>) + flows[i])); });
          if (gets == Gets::all) each<Part::K>([&](int i) { part.store(out + i * kLanes<T>, flows[i]); });
        });
      });
    });
  });
}

template <class T>
constexpr PoolTable floats() {
  return {max_pool<T>, max_grad<T>, max_pick<T>, average<T>, average_grad<T>};
}
}  // namespace

const PoolKernels ZEAL_FOR_ISA(pool_kernels) = {
    floats<float>(),
    floats<double>(),
#if ZEAL_ISA == 0
    {max_pool<int64_t>, max_grad<int64_t>, max_pick<int64_t>, nullptr, nullptr},
#endif
};

}  // namespace zeal
