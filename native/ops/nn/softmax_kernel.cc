// Softmax loops; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/softmax_kernel.h"

#include "op/simd.h"
#include "op/vmath.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

template <class T>
using Wide = simd::Vec<T, ZEAL_VECTOR_BYTES>;
template <class T>
inline constexpr int64_t kLanes = ZEAL_VECTOR_BYTES / sizeof(T);

// Elements whose exponentials are taken in one go, so that short rows fill vectors too.
constexpr int64_t kTile = 1024;

// Plain `>`: a NaN in the row comes out of the exponentials anyway.
template <class T>
ZEAL_INLINE T row_max(const T* x, int64_t n) {
  const auto greater = [](auto a, auto b) { return a > b ? a : b; };
  constexpr int64_t L = kLanes<T>;
  if (n >= L) {
    Wide<T> v = load<Wide<T>>(x + n - L);
    for (int64_t i = 0; i + L < n; i += L) v = greater(v, load<Wide<T>>(x + i));
    return simd::join_lanes<T>(v, greater);
  }
  T top = x[0];
  for (int64_t i = 1; i < n; ++i) top = greater(top, x[i]);
  return top;
}

template <class T>
ZEAL_INLINE T sum_of(const T* x, int64_t n) {
  const auto add = [](auto a, auto b) { return a + b; };
  constexpr int64_t L = kLanes<T>;
  T rest = 0;
  int64_t i = 0;
  if (n >= L) {
    Wide<T> v = load<Wide<T>>(x);
    for (i = L; i + L <= n; i += L) v += load<Wide<T>>(x + i);
    rest = simd::join_lanes<T>(v, add);
  }
  for (; i < n; ++i) rest += x[i];
  return rest;
}

template <class T, class Element>
ZEAL_INLINE T row_sum(int64_t n, Element&& element) {
  T lanes[8] = {};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (int j = 0; j < 8; ++j) lanes[j] += element(i + j);
  for (; i < n; ++i) lanes[i & 7] += element(i);
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

template <class T>
ZEAL_INLINE void exp_all(const T* x, int64_t n, T* out) {
  for (int64_t i = 0; i < n; ++i) out[i] = vm::exp(x[i]);
}

// Calls finish(first row, number of rows, their largest elements) for rows that fit a tile together
// (or one long row), with out = x - largest.
template <class T, class Finish>
ZEAL_INLINE void shifted_rows(const T* x, int64_t rows, int64_t n, T* out, Finish&& finish) {
  const int64_t step = n < kTile ? kTile / n : 1;
  T top[kTile];
  for (int64_t r = 0; r < rows; r += step) {
    const int64_t count = rows - r < step ? rows - r : step;
    for (int64_t i = 0; i < count; ++i) {
      const T* from = x + (r + i) * n;
      T* to = out + (r + i) * n;
      const T m = top[i] = row_max(from, n);
#pragma GCC ivdep
      for (int64_t j = 0; j < n; ++j) to[j] = from[j] - m;
    }
    finish(r, count, top);
  }
}

template <class T>
void softmax(const void* x, int64_t rows, int64_t n, void* out) {
  T* to = static_cast<T*>(out);
  shifted_rows(static_cast<const T*>(x), rows, n, to, [&](int64_t r, int64_t count, const T*) {
    T* block = to + r * n;
    exp_all(block, count * n, block);
    for (int64_t i = 0; i < count; ++i, block += n) {
      const T scale = T(1) / sum_of(block, n);
      for (int64_t j = 0; j < n; ++j) block[j] *= scale;
    }
  });
}

// The sums of the exponentials of `count` shifted rows, which stay as they are.
template <class T>
ZEAL_INLINE void exp_sums(const T* shifted, int64_t count, int64_t n, T* sums) {
  T part[kTile];
  if (n <= kTile) {
    exp_all(shifted, count * n, part);
    for (int64_t i = 0; i < count; ++i) sums[i] = sum_of(part + i * n, n);
    return;
  }
  sums[0] = 0;
  for (int64_t j = 0; j < n; j += kTile) {
    const int64_t m = n - j < kTile ? n - j : kTile;
    exp_all(shifted + j, m, part);
    sums[0] += sum_of(part, m);
  }
}

template <class T>
void log_softmax(const void* x, int64_t rows, int64_t n, void* out) {
  T* to = static_cast<T*>(out);
  shifted_rows(static_cast<const T*>(x), rows, n, to, [&](int64_t r, int64_t count, const T*) {
    T sums[kTile];
    T* block = to + r * n;
    exp_sums(block, count, n, sums);
    for (int64_t i = 0; i < count; ++i, block += n) {
      const T log_sum = vm::log(sums[i]);
      for (int64_t j = 0; j < n; ++j) block[j] -= log_sum;
    }
  });
}

template <class T>
void sparse_loss(const void* x, const int64_t* label, int64_t rows, int64_t n, void* loss, void* backprop) {
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(backprop);
  T* losses = static_cast<T*>(loss);
  shifted_rows(from, rows, n, to, [&](int64_t r, int64_t count, const T* top) {
    T sums[kTile];
    T* block = to + r * n;
    exp_all(block, count * n, block);
    for (int64_t i = 0; i < count; ++i) {
      T* row = block + i * n;
      sums[i] = sum_of(row, n);
      const T scale = T(1) / sums[i];
      for (int64_t j = 0; j < n; ++j) row[j] *= scale;
      row[label[r + i]] -= T(1);
    }
    for (int64_t i = 0; i < count; ++i) sums[i] = vm::log(sums[i]);
    for (int64_t i = 0; i < count; ++i) losses[r + i] = sums[i] - (from[(r + i) * n + label[r + i]] - top[i]);
  });
}

template <class T>
void dense_loss(const void* x, const void* p, int64_t rows, int64_t n, void* loss, void* backprop) {
  const T* from = static_cast<const T*>(x);
  const T* labels = static_cast<const T*>(p);
  T* to = static_cast<T*>(backprop);
  T* losses = static_cast<T*>(loss);
  shifted_rows(from, rows, n, to, [&](int64_t r, int64_t count, const T* top) {
    T sums[kTile];
    T* block = to + r * n;
    exp_all(block, count * n, block);
    for (int64_t i = 0; i < count; ++i) {
      T* row = block + i * n;
      const T *q = labels + (r + i) * n, *z = from + (r + i) * n, m = top[i];
      sums[i] = sum_of(row, n);
      const T scale = T(1) / sums[i], log_sum = vm::log(sums[i]);
      losses[r + i] = row_sum<T>(n, [&](int64_t j) { return q[j] * (log_sum - (z[j] - m)); });
      for (int64_t j = 0; j < n; ++j) row[j] = row[j] * scale - q[j];
    }
  });
}

template <class T>
constexpr SoftmaxLoops loops() {
  return {softmax<T>, log_softmax<T>, sparse_loss<T>, dense_loss<T>};
}

}  // namespace

const SoftmaxKernels ZEAL_FOR_ISA(softmax_kernels) = {loops<float>(), loops<double>()};

}  // namespace zeal
