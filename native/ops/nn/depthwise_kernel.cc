// Depthwise convolution loops over vectors of channels; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/depthwise_kernel.h"

#include "op/simd_some.h"

namespace zeal {
namespace {

template <class T>
constexpr int64_t kWidth = ZEAL_VECTOR_BYTES / sizeof(T);
template <class T>
using Vector = simd::Vec<T, ZEAL_VECTOR_BYTES>;

// How channels are read and written: as whole vectors, or as the first n elements of one.
template <class T>
struct Whole {
  using V = Vector<T>;
  ZEAL_INLINE V load(const T* p) const { return simd::load<V>(p); }
  ZEAL_INLINE void store(T* p, const V& v) const { simd::store(p, v); }
};
template <class T>
struct Some {
  using V = Vector<T>;
  int64_t n;
  ZEAL_INLINE V load(const T* p) const { return simd::load_some<V>(p, n); }
  ZEAL_INLINE void store(T* p, const V& v) const { simd::store_some(p, v, n); }
};

// P neighbouring pixels, which meet the same taps, in B parts of channels. What the same taps meet moves evenly.
template <int P, int B, class Part, class T>
ZEAL_INLINE void sum_taps(const DepthwiseShape& s, const Part part, const T* image, const T* weights, const Meeting& rows, const Meeting* columns, T* to) {
  using V = typename Part::V;
  constexpr int64_t width = kWidth<T>;
  const int64_t next_pixel = P > 1 ? (columns[P > 1].source - columns->source) * s.c : 0;
  const int64_t next_source = s.w.source_step * s.c, next_tap = s.w.tap_step * s.c, count = columns->count;
  V sums[P][B] = {};
  for (int64_t i = 0; i < rows.count; ++i) {
    const T* x = image + ((rows.source + i * s.h.source_step) * s.w.in + columns->source) * s.c;
    const T* tap = weights + ((rows.tap + i * s.h.tap_step) * s.w.taps + columns->tap) * s.c;
    for (int64_t k = 0; k < count; ++k, x += next_source, tap += next_tap) {
      V w[B];
      for (int b = 0; b < B; ++b) w[b] = part.load(tap + b * width);
      for (int p = 0; p < P; ++p)
        for (int b = 0; b < B; ++b) sums[p][b] += part.load(x + p * next_pixel + b * width) * w[b];
    }
  }
  for (int p = 0; p < P; ++p)
    for (int b = 0; b < B; ++b) part.store(to + p * s.c + b * width, sums[p][b]);
}

// The same of P pixels that meet S taps side by side: what they read of a row is read once, with its taps in registers.
template <int P, int S, class T>
ZEAL_INLINE void slide(const DepthwiseShape& s, const T* image, const T* weights, const Meeting& rows, const Meeting& first, T* to) {
  using V = Vector<T>;
  const int64_t back = s.w.source_step < 0 ? S - 1 : 0, next_tap = s.w.source_step * s.c;
  const int64_t next_row = s.h.source_step * s.w.in * s.c, next_taps = s.h.tap_step * S * s.c;
  const T* x = image + (rows.source * s.w.in + first.source - back) * s.c;
  const T* tap = weights + (rows.tap * S + back) * s.c;
  V sums[P] = {};
  for (int64_t i = 0; i < rows.count; ++i, x += next_row, tap += next_taps) {
    V w[S];
#pragma GCC unroll 8
    for (int t = 0; t < S; ++t) w[t] = simd::load<V>(tap + t * next_tap);
#pragma GCC unroll 16
    for (int j = 0; j < P + S - 1; ++j) {
      const V v = simd::load<V>(x + j * s.c);
#pragma GCC unroll 8
      for (int p = 0; p < P; ++p)
        if (j >= p && j - p < S) sums[p] += v * w[j - p];
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < P; ++p) simd::store(to + p * s.c, sums[p]);
}

// What is fetched while pixels are made: of the source the rows that the next row of the result meets first, of the result
// the pixels that follow; so many elements for each channel. A few lines at a time: fetched at once they would wait for each
// other.
template <class T>
struct Ahead {
  const T* source;
  const T* result;
  int64_t of_source, of_result;
  ZEAL_INLINE void operator()(int64_t c, int64_t n) const {
    constexpr int64_t line = 64 / sizeof(T);
    for (int64_t i = c * of_source; i < (c + n) * of_source; i += line) __builtin_prefetch(source + i, 0, 2);
    for (int64_t i = c * of_result; i < (c + n) * of_result; i += line) __builtin_prefetch(result + i, 1);
  }
};

// Whether P pixels meet S whole taps as `slide` reads them.
template <int S>
bool can_slide(const DepthwiseShape& s) {
  return s.w.taps == S && s.w.tap_step == 1 && (s.w.source_step == 1 || s.w.source_step == -1);
}

// All channels: the last vector may overlap the one before.
template <int P, class T>
void sum_pixels(const DepthwiseShape& s, const T* image, const T* weights, const Meeting& rows, const Meeting* columns, T* to, const Ahead<T>& ahead) {
  constexpr int64_t width = kWidth<T>;
  int64_t c = 0;
  if (P > 1 && can_slide<3>(s) && columns->count == 3 && columns[1].source == columns->source + 1)
    for (; c + width <= s.c; c += width) ahead(c, width), slide<P, 3>(s, image + c, weights + c, rows, *columns, to + c);
  for (; c + 2 * width <= s.c; c += 2 * width) ahead(c, 2 * width), sum_taps<P, 2>(s, Whole<T>(), image + c, weights + c, rows, columns, to + c);
  if (s.c < width) return sum_taps<P, 1>(s, Some<T>{s.c}, image, weights, rows, columns, to);
  for (; c < s.c; c += width) {
    if (c > s.c - width) c = s.c - width;
    ahead(c, width), sum_taps<P, 1>(s, Whole<T>(), image + c, weights + c, rows, columns, to + c);
  }
}

template <class T>
void spread(const DepthwiseShape& s, const void* source, const void* weights, int64_t begin, int64_t end, void* result) {
  constexpr int kPixels = 4;
  const int64_t of_pixel = (s.h.in + s.h.out - 1) / s.h.out * s.w.in / s.w.out;  // of the source
  for (int64_t r = begin; r < end; ++r) {
    const T* image = static_cast<const T*>(source) + r / s.h.out * s.h.in * s.w.in * s.c;
    T* to = static_cast<T*>(result) + r * s.w.out * s.c;
    const Meeting& rows = s.h.at[r % s.h.out];
    const T* behind = image + (rows.source + 1 + (s.h.source_step > 0 ? (rows.count - 1) * s.h.source_step : 0)) * s.w.in * s.c;
    for (int64_t x = 0; x < s.w.out;) {
      const Meeting* at = s.w.at + x;
      int n = 1;
      while (n < kPixels && x + n < s.w.out && at[n].tap == at->tap && at[n].count == at->count) ++n;
      if (n != kPixels) n = 1;
      const Ahead<T> ahead{behind + x * of_pixel * s.c, to + (x + n) * s.c, n * of_pixel, n};
      (n > 1 ? sum_pixels<kPixels, T> : sum_pixels<1, T>)(s, image, static_cast<const T*>(weights), rows, at, to + x * s.c, ahead);
      x += n;
    }
  }
}

// Adds to the tap of each column what a row of the result says.
template <class V, int B, class T>
ZEAL_INLINE void weigh_row(const DepthwiseShape& s, const T* row, const T* dy, T* dw) {
  constexpr int64_t width = sizeof(V) / sizeof(T);
  for (int64_t t = 0; t < s.w.taps; ++t) {
    const Meeting& m = s.w.at[t];
    V sums[B] = {};
    for (int64_t k = 0; k < m.count; ++k) {
      const T* x = row + (m.source + k * s.w.source_step) * s.c;
      const T* flow = dy + (m.tap + k) * s.c;
      for (int b = 0; b < B; ++b) sums[b] += simd::load<V>(x + b * width) * simd::load<V>(flow + b * width);
    }
    for (int b = 0; b < B; ++b) {
      T* to = dw + t * s.c + b * width;
      simd::store(to, V(simd::load<V>(to) + sums[b]));
    }
  }
}

// The columns of the result that all S taps of a row meet.
template <int S>
ZEAL_INLINE Meeting met_by_all(const DepthwiseShape& s) {
  int64_t from = 0, to = s.w.out;
  for (int t = 0; t < S; ++t) {
    const Meeting& m = s.w.at[t];
    from = m.tap > from ? m.tap : from;
    to = m.tap + m.count < to ? m.tap + m.count : to;
  }
  return {.tap = from, .source = 0, .count = to > from ? to - from : 0};
}

// The same for R rows of the source at once, which meet this row of the result at neighbouring taps, each of S columns:
// an element of the result is read once for all of them.
template <class V, int R, int S, class T>
ZEAL_INLINE void weigh_rows(const DepthwiseShape& s, const Meeting& inside, const T* const* rows, const T* dy, T* const* dw) {
  V sums[R][S] = {};
  const auto meet = [&](int t, int64_t column) {  // of one tap alone, at the edges
    const Meeting& m = s.w.at[t];
    const V flow = simd::load<V>(dy + column * s.c);
    for (int r = 0; r < R; ++r) sums[r][t] += simd::load<V>(rows[r] + (m.source + (column - m.tap) * s.w.source_step) * s.c) * flow;
  };
  for (int t = 0; t < S; ++t) {
    const int64_t from = s.w.at[t].tap, to = from + s.w.at[t].count, end = inside.tap + inside.count;
    for (int64_t k = from; k < to && k < inside.tap; ++k) meet(t, k);
    for (int64_t k = end > from ? end : from; k < to; ++k) meet(t, k);
  }
  const T* x[R][S];
  for (int r = 0; r < R; ++r)
    for (int t = 0; t < S; ++t) x[r][t] = rows[r] + (s.w.at[t].source + (inside.tap - s.w.at[t].tap) * s.w.source_step) * s.c;
  const int64_t step = s.w.source_step * s.c;
  const T* flows = dy + inside.tap * s.c;
  for (int64_t k = 0; k < inside.count; ++k) {
    const V flow = simd::load<V>(flows + k * s.c);
    for (int r = 0; r < R; ++r)
      for (int t = 0; t < S; ++t) sums[r][t] += simd::load<V>(x[r][t] + k * step) * flow;
  }
  for (int r = 0; r < R; ++r)
    for (int t = 0; t < S; ++t) simd::store(dw[r] + t * s.c, V(simd::load<V>(dw[r] + t * s.c) + sums[r][t]));
}

template <int R, int S, class T>
ZEAL_INLINE void weigh_channels(const DepthwiseShape& s, const Meeting& inside, const T* const* rows, const T* dy, T* const* dw) {
  constexpr int64_t width = kWidth<T>;
  const auto at = [&]<class V>(V*, int64_t c) {
    const T* from[R];
    T* to[R];
    for (int r = 0; r < R; ++r) from[r] = rows[r] + c, to[r] = dw[r] + c;
    weigh_rows<V, R, S>(s, inside, from, dy + c, to);
  };
  int64_t c = 0;
  for (; c + width <= s.c; c += width) at(static_cast<Vector<T>*>(nullptr), c);
  for (; c < s.c; ++c) at(static_cast<T*>(nullptr), c);
}

// Any number of taps in a row.
template <class T>
void weigh_any(const DepthwiseShape& s, const T* row, const T* dy, T* dw) {
  constexpr int64_t width = kWidth<T>;
  int64_t c = 0;
  for (; c + 4 * width <= s.c; c += 4 * width) weigh_row<Vector<T>, 4>(s, row + c, dy + c, dw + c);
  for (; c + width <= s.c; c += width) weigh_row<Vector<T>, 1>(s, row + c, dy + c, dw + c);
  for (; c < s.c; ++c) weigh_row<T, 1>(s, row + c, dy + c, dw + c);
}

// Here h.at and w.at have one entry for each tap: `tap` is the first position of the result that it meets, `source`
// that of the source there.
template <class T>
void weights(const DepthwiseShape& s, const void* source, const void* result, int64_t begin, int64_t end, void* dw) {
  const Meeting inside = s.w.taps == 3 ? met_by_all<3>(s) : s.w.taps == 5 ? met_by_all<5>(s) : Meeting{};
  for (int64_t r = begin; r < end; ++r) {
    const T* image = static_cast<const T*>(source) + r / s.h.out * s.h.in * s.w.in * s.c;
    const T* dy = static_cast<const T*>(result) + r * s.w.out * s.c;
    const T* rows[3];
    T* to[3];
    int met = 0;  // rows that wait for their turn
    for (int64_t t = 0; t < s.h.taps; ++t) {
      const Meeting& m = s.h.at[t];
      const int64_t k = r % s.h.out - m.tap;
      if (k < 0 || k >= m.count) continue;
      rows[met] = image + (m.source + k * s.h.source_step) * s.w.in * s.c;
      to[met++] = static_cast<T*>(dw) + t * s.w.taps * s.c;
      if (s.w.taps == 3 && met < 3) continue;
      if (s.w.taps == 3) weigh_channels<3, 3>(s, inside, rows, dy, to);
      else if (s.w.taps == 5) weigh_channels<1, 5>(s, inside, rows, dy, to);
      else weigh_any(s, rows[0], dy, to[0]);
      met = 0;
    }
    for (int i = 0; i < met; ++i) weigh_channels<1, 3>(s, inside, rows + i, dy, to + i);
  }
}

}  // namespace

const DepthwiseKernels ZEAL_FOR_ISA(depthwise_kernels) = {{spread<float>, weights<float>}, {spread<double>, weights<double>}};

}  // namespace zeal
