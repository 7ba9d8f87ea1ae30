// Depthwise convolution loops over vectors of channels; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/depthwise_kernel.h"

#include "op/simd.h"

namespace zeal {
namespace {

template <class T>
constexpr int64_t kWidth = ZEAL_VECTOR_BYTES / sizeof(T);
template <class T>
using Vector = simd::Vec<T, ZEAL_VECTOR_BYTES>;

// P neighbouring pixels, which meet the same taps, in B vectors of channels.
template <class V, int P, int B, class T>
ZEAL_INLINE void sum_taps(const DepthwiseShape& s, const T* image, const T* weights, const Meeting& rows, const Meeting* columns, T* to) {
  constexpr int64_t width = sizeof(V) / sizeof(T);
  V sums[P][B] = {};
  for (int64_t i = 0; i < rows.count; ++i) {
    const T* row = image + (rows.source + i * s.h.source_step) * s.w.in * s.c;
    const T* taps = weights + (rows.tap + i * s.h.tap_step) * s.w.taps * s.c;
    for (int64_t k = 0; k < columns->count; ++k) {
      const T* tap = taps + (columns->tap + k * s.w.tap_step) * s.c;
      V w[B];
      for (int b = 0; b < B; ++b) w[b] = simd::load<V>(tap + b * width);
      for (int p = 0; p < P; ++p) {
        const T* x = row + (columns[p].source + k * s.w.source_step) * s.c;
        for (int b = 0; b < B; ++b) sums[p][b] += simd::load<V>(x + b * width) * w[b];
      }
    }
  }
  for (int p = 0; p < P; ++p)
    for (int b = 0; b < B; ++b) simd::store(to + p * s.c + b * width, sums[p][b]);
}

// All channels: the last vector may overlap the one before.
template <int P, class T>
ZEAL_INLINE void sum_pixels(const DepthwiseShape& s, const T* image, const T* weights, const Meeting& rows, const Meeting* columns, T* to) {
  using V = Vector<T>;
  constexpr int64_t width = kWidth<T>;
  int64_t c = 0;
  for (; c + 2 * width <= s.c; c += 2 * width) sum_taps<V, P, 2>(s, image + c, weights + c, rows, columns, to + c);
  for (; c + width <= s.c; c += width) sum_taps<V, P, 1>(s, image + c, weights + c, rows, columns, to + c);
  if (c == s.c) return;
  if (s.c > width) return c = s.c - width, sum_taps<V, P, 1>(s, image + c, weights + c, rows, columns, to + c);
  for (; c < s.c; ++c) sum_taps<T, P, 1>(s, image + c, weights + c, rows, columns, to + c);
}

template <class T>
void spread(const DepthwiseShape& s, const void* source, const void* weights, int64_t begin, int64_t end, void* result) {
  constexpr int kPixels = 4;
  for (int64_t r = begin; r < end; ++r) {
    const T* image = static_cast<const T*>(source) + r / s.h.out * s.h.in * s.w.in * s.c;
    T* to = static_cast<T*>(result) + r * s.w.out * s.c;
    const Meeting& rows = s.h.at[r % s.h.out];
    for (int64_t x = 0; x < s.w.out;) {
      const Meeting* at = s.w.at + x;
      int n = 1;
      while (n < kPixels && x + n < s.w.out && at[n].tap == at->tap && at[n].count == at->count) ++n;
      if (n == kPixels) sum_pixels<kPixels>(s, image, static_cast<const T*>(weights), rows, at, to + x * s.c);
      else n = 1, sum_pixels<1>(s, image, static_cast<const T*>(weights), rows, at, to + x * s.c);
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

// Here h.at and w.at have one entry for each tap: `tap` is the first position of the result that it meets, `source`
// that of the source there.
template <class T>
void weights(const DepthwiseShape& s, const void* source, const void* result, int64_t begin, int64_t end, void* dw) {
  constexpr int64_t width = kWidth<T>;
  for (int64_t r = begin; r < end; ++r) {
    const T* image = static_cast<const T*>(source) + r / s.h.out * s.h.in * s.w.in * s.c;
    const T* dy = static_cast<const T*>(result) + r * s.w.out * s.c;
    for (int64_t t = 0; t < s.h.taps; ++t) {
      const Meeting& m = s.h.at[t];
      const int64_t k = r % s.h.out - m.tap;
      if (k < 0 || k >= m.count) continue;
      const T* row = image + (m.source + k * s.h.source_step) * s.w.in * s.c;
      T* to = static_cast<T*>(dw) + t * s.w.taps * s.c;
      int64_t c = 0;
      for (; c + 4 * width <= s.c; c += 4 * width) weigh_row<Vector<T>, 4>(s, row + c, dy + c, to + c);
      for (; c + width <= s.c; c += width) weigh_row<Vector<T>, 1>(s, row + c, dy + c, to + c);
      for (; c < s.c; ++c) weigh_row<T, 1>(s, row + c, dy + c, to + c);
    }
  }
}

}  // namespace

const DepthwiseKernels ZEAL_FOR_ISA(depthwise_kernels) = {{spread<float>, weights<float>}, {spread<double>, weights<double>}};

}  // namespace zeal
