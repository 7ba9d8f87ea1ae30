// Layer-norm loops, which read a row from memory once; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/layer_norm_kernel.h"

#include "op/simd.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

constexpr int64_t kBlock = 1024;  // elements that are added up lane by lane; long rows are sums of blocks

template <class T>
struct LayerNorm {
  using V = simd::Vec<T, ZEAL_VECTOR_BYTES>;
  static constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);

  // The sum of term<V>(i), L elements from i on, and term<T>(i), one of them, over [0, n).
  template <class Term>
  ZEAL_INLINE static T sum(int64_t n, Term&& term) {
    T all = T(0);
    int64_t i = 0;
    while (i + L <= n) {
      V a[4] = {};
      const int64_t end = n < i + kBlock ? n : i + kBlock;
      for (; i + 4 * L <= end; i += 4 * L)
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) a[j] += term.template operator()<V>(i + j * L);
      for (; i + L <= end; i += L) a[0] += term.template operator()<V>(i);
      all += simd::join_lanes<T>(V((a[0] + a[1]) + (a[2] + a[3])), [](const auto& p, const auto& q) { return p + q; });
    }
    for (; i < n; ++i) all += term.template operator()<T>(i);
    return all;
  }

  // fn<V>(i), and fn<T>(i) for what is left.
  template <class Fn>
  ZEAL_INLINE static void each(int64_t n, Fn&& fn) {
    int64_t i = 0;
    for (; i + L <= n; i += L) fn.template operator()<V>(i);
    for (; i < n; ++i) fn.template operator()<T>(i);
  }

  // The mean of a row, and 1 / sqrt(variance + epsilon).
  struct Moments {
    T mean, root;
    ZEAL_INLINE Moments(const T* x, int64_t n, T epsilon) {
      mean = sum(n, [&]<class W>(int64_t i) { return load<W>(x + i); }) / T(n);
      const T squares = sum(n, [&]<class W>(int64_t i) {
        const W d = load<W>(x + i) - mean;
        return W(d * d);
      });
      root = T(1) / sqrt_of(squares / T(n) + epsilon);
    }
    template <class W> ZEAL_INLINE W unit(const T* x) const { return (load<W>(x) - mean) * root; }
  };
  ZEAL_INLINE static T sqrt_of(T x) {
    if constexpr (sizeof(T) == 4) return __builtin_sqrtf(x);
    else return __builtin_sqrt(x);
  }

  static void forward(const void* from, int64_t rows, int64_t n, const void* scale_of, const void* offset_of, double epsilon, void* to) {
    const T *x = static_cast<const T*>(from), *scale = static_cast<const T*>(scale_of), *offset = static_cast<const T*>(offset_of);
    T* y = static_cast<T*>(to);
    for (int64_t r = 0; r < rows; ++r, x += n, y += n) {
      const Moments m(x, n, T(epsilon));
      each(n, [&]<class W>(int64_t i) { store(y + i, W(m.template unit<W>(x + i) * load<W>(scale + i) + load<W>(offset + i))); });
    }
  }

  static void back(const void* flow, const void* from, int64_t rows, int64_t n, const void* scale_of, double epsilon, void* to,
                   void* dscale_to, void* doffset_to) {
    const T *dy = static_cast<const T*>(flow), *x = static_cast<const T*>(from), *scale = static_cast<const T*>(scale_of);
    T *dx = static_cast<T*>(to), *dscale = static_cast<T*>(dscale_to), *doffset = static_cast<T*>(doffset_to);
    for (int64_t r = 0; r < rows; ++r, x += n, dy += n, dx += n) {
      const Moments m(x, n, T(epsilon));
      const auto scaled = [&]<class W>(int64_t i) { return W(load<W>(dy + i) * load<W>(scale + i)); };
      const T shift = sum(n, scaled) / T(n);
      const T slope = sum(n, [&]<class W>(int64_t i) { return W(scaled.template operator()<W>(i) * m.template unit<W>(x + i)); }) / T(n);
      each(n, [&]<class W>(int64_t i) {
        const W unit = m.template unit<W>(x + i), d = load<W>(dy + i);
        store(dx + i, W(m.root * (scaled.template operator()<W>(i) - shift - unit * slope)));
        store(dscale + i, W(load<W>(dscale + i) + d * unit));
        store(doffset + i, W(load<W>(doffset + i) + d));
      });
    }
  }

  static constexpr LayerNormLoops loops() { return {forward, back}; }
};

}  // namespace

const LayerNormKernels ZEAL_FOR_ISA(layer_norm_kernels) = {LayerNorm<float>::loops(), LayerNorm<double>::loops()};

}  // namespace zeal
