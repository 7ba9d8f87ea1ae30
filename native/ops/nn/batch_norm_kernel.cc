// Batch-norm loops over rows of channels; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/batch_norm_kernel.h"

#include <cstring>

#include "op/simd_some.h"

namespace zeal {
namespace {

// update(loads, stores) for n elements, vector by vector; the last one is no loop of its own, which GCC would make three of.
template <class T, class Fn>
ZEAL_INLINE void each_vector(int64_t n, Fn&& update) {
  using V = simd::Vec<T, ZEAL_VECTOR_BYTES>;
  constexpr int64_t L = sizeof(V) / sizeof(T);
  int64_t j = 0;
  for (; j + L <= n; j += L)
    update([=](const T* p) { return simd::load<V>(p + j); }, [=](T* p, const V& v) { simd::store(p + j, v); });
  if (j < n) update([=](const T* p) { return simd::load_some<V>(p + j, n - j); }, [=](T* p, const V& v) { simd::store_some(p + j, v, n - j); });
}

template <class T>
void moments(const void* from, int64_t rows, int64_t c, void* mean_to, void* squares_to) {
  const T* x = static_cast<const T*>(from);
  T* __restrict mean = static_cast<T*>(mean_to);
  T* __restrict squares = static_cast<T*>(squares_to);
  std::memset(mean, 0, c * sizeof(T));
  std::memset(squares, 0, c * sizeof(T));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < c; ++j) mean[j] += x[i * c + j];
  const T share = T(1) / T(rows);
  for (int64_t j = 0; j < c; ++j) mean[j] *= share;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < c; ++j) {
      const T d = x[i * c + j] - mean[j];
      squares[j] += d * d;
    }
}

template <class T>
void join(const void* parts, int64_t rows, int64_t step, int64_t c, int64_t n, void* mean_to, void* squares_to) {
  const T* part = static_cast<const T*>(parts);
  T* mean = static_cast<T*>(mean_to);
  T* squares = static_cast<T*>(squares_to);
  std::memset(mean, 0, n * sizeof(T));
  std::memset(squares, 0, n * sizeof(T));
  for (int64_t have = 0; have < rows; have += step, part += 2 * c) {
    const T more = T(rows - have < step ? rows - have : step), share = more / (T(have) + more), meet = T(have) * share;
    each_vector<T>(n, [&](auto load, auto store) {
      const auto old = load(mean), d = load(part) - old;
      store(mean, old + d * share);
      store(squares, load(squares) + (load(part + c) + d * d * meet));
    });
  }
}

template <class T>
void apply(const void* from, int64_t rows, int64_t c, const void* mean_of, const void* scale_of, const void* offset_of, void* to) {
  const T *mean = static_cast<const T*>(mean_of), *scale = static_cast<const T*>(scale_of), *offset = static_cast<const T*>(offset_of);
  for (int64_t i = 0; i < rows; ++i) {
    const T* x = static_cast<const T*>(from) + i * c;
    T* __restrict y = static_cast<T*>(to) + i * c;
    for (int64_t j = 0; j < c; ++j) y[j] = (x[j] - mean[j]) * scale[j] + offset[j];
  }
}

template <class T>
void sums(const void* flow, const void* from, int64_t rows, int64_t c, const void* mean_of, void* sum_to, void* product_to) {
  const T* mean = static_cast<const T*>(mean_of);
  T* __restrict sum = static_cast<T*>(sum_to);
  T* __restrict product = static_cast<T*>(product_to);
  std::memset(sum, 0, c * sizeof(T));
  std::memset(product, 0, c * sizeof(T));
  for (int64_t i = 0; i < rows; ++i) {
    const T *x = static_cast<const T*>(from) + i * c, *dy = static_cast<const T*>(flow) + i * c;
    for (int64_t j = 0; j < c; ++j) {
      sum[j] += dy[j];
      product[j] += dy[j] * (x[j] - mean[j]);
    }
  }
}

template <class T>
void add(const void* parts, int64_t blocks, int64_t c, int64_t n, void* sum_to) {
  const T* part = static_cast<const T*>(parts);
  T* sum = static_cast<T*>(sum_to);
  std::memset(sum, 0, n * sizeof(T));
  for (; blocks > 0; --blocks, part += 2 * c)
    each_vector<T>(n, [&](auto load, auto store) { store(sum, load(sum) + load(part)); });
}

template <class T>
void back(const void* flow, const void* from, int64_t rows, int64_t c, const void* mean_of, const void* scale_of, const void* shift_of,
          const void* slope_of, void* to) {
  const T *mean = static_cast<const T*>(mean_of), *scale = static_cast<const T*>(scale_of);
  const T *shift = static_cast<const T*>(shift_of), *slope = static_cast<const T*>(slope_of);
  for (int64_t i = 0; i < rows; ++i) {
    const T *x = static_cast<const T*>(from) + i * c, *dy = static_cast<const T*>(flow) + i * c;
    T* __restrict dx = static_cast<T*>(to) + i * c;
    for (int64_t j = 0; j < c; ++j) dx[j] = scale[j] * (dy[j] - shift[j] - (x[j] - mean[j]) * slope[j]);
  }
}

template <class T>
constexpr BatchNormLoops loops() {
  return {moments<T>, join<T>, apply<T>, sums<T>, add<T>, back<T>};
}

}  // namespace

const BatchNormKernels ZEAL_FOR_ISA(batch_norm_kernels) = {loops<float>(), loops<double>()};

}  // namespace zeal
