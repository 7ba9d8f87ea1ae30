// Softmax loops; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/softmax_kernel.h"

#include "op/simd.h"
#include "op/vmath.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

template <class T>
inline constexpr int64_t kLanes = ZEAL_VECTOR_BYTES / sizeof(T);

// Elements whose exponentials are taken in one go, so that short rows fill vectors too.
constexpr int64_t kTile = 1024;

// Calls fn.template operator()<L>() with the widest vectors that a row fills: L lanes, 1 for the
// shortest rows. The last vector of a row overlaps the one before it.
template <class T, class Fn>
ZEAL_INLINE void with_lanes(int64_t n, Fn&& fn) {
  constexpr int64_t L = kLanes<T>;
  if (n >= L) fn.template operator()<L>();
  else if (L >= 4 && n >= L / 2) fn.template operator()<L >= 4 ? L / 2 : 1>();
  else if (L >= 8 && n >= L / 4) fn.template operator()<L >= 8 ? L / 4 : 1>();
  else fn.template operator()<1>();
}

template <class T, int L>
using Lanes = simd::Vec<T, L * sizeof(T)>;

// Plain `>`: a NaN in the row comes out of the exponentials anyway.
template <int L, class T>
ZEAL_INLINE T row_max(const T* x, int64_t n) {
  const auto greater = [](auto a, auto b) { return a > b ? a : b; };
  if constexpr (L > 1) {
    using V = Lanes<T, L>;
    V v = load<V>(x + n - L);
    for (int64_t i = 0; i + L < n; i += L) v = greater(v, load<V>(x + i));
    return simd::join_lanes<T>(v, greater);
  }
  T top = x[0];
  for (int64_t i = 1; i < n; ++i) top = greater(top, x[i]);
  return top;
}

template <int L, class T>
ZEAL_INLINE T sum_of(const T* x, int64_t n) {
  const auto add = [](auto a, auto b) { return a + b; };
  T rest = 0;
  int64_t i = 0;
  if constexpr (L > 1) {
    using V = Lanes<T, L>;
    V v = load<V>(x);
    for (i = L; i + L <= n; i += L) v += load<V>(x + i);
    rest = simd::join_lanes<T>(v, add);
  }
  for (; i < n; ++i) rest += x[i];
  return rest;
}

// to[i] = f(from[i]); the two may be one row.
template <int L, class T, class F>
ZEAL_INLINE void map_row(const T* from, int64_t n, T* to, F&& f) {
  if constexpr (L > 1) {
    using V = Lanes<T, L>;
    const V last = f(load<V>(from + n - L));
    for (int64_t i = 0; i + L < n; i += L) store(to + i, f(load<V>(from + i)));
    store(to + n - L, last);
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = f(from[i]);
  }
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

// The loops of long code are functions of their own: the many that call them stay short.
template <class T>
__attribute__((noinline)) void exp_all(const T* x, int64_t n, T* out) {
  ZEAL_IVDEP
  for (int64_t i = 0; i < n; ++i) out[i] = vm::exp(x[i]);
}

// out[i] = f(x[i]) by whole vectors, for which a tile has room; the two may be one.
template <class T, class F>
ZEAL_INLINE void map_tile(T* x, int64_t n, T* out, F&& f) {
  constexpr int64_t L = kLanes<T>;
  const int64_t whole = (n + L - 1) / L * L;
  for (int64_t i = n; i < whole; ++i) x[i] = 1;
  for (int64_t i = 0; i < whole; i += L)
    ZEAL_IVDEP
    for (int64_t j = 0; j < L; ++j) out[i + j] = f(x[i + j]);
}
template <class T>
__attribute__((noinline)) void exp_tile(T* x, int64_t n, T* out) {
  map_tile(x, n, out, [](T v) { return vm::exp(v); });
}
template <class T>
__attribute__((noinline)) void log_tile(T* x, int64_t n) {
  map_tile(x, n, x, [](T v) { return vm::log(v); });
}

// Calls finish(first row, number of rows, their largest elements, x - largest) for rows that fit a tile
// together; a longer row stands in its place in `out`.
template <int L, class T, class Finish>
ZEAL_INLINE void shifted_rows(const T* x, int64_t rows, int64_t n, T* out, Finish&& finish) {
  const int64_t step = n < kTile ? kTile / n : 1;
  T top[kTile];
  alignas(64) T tile[kTile];
  for (int64_t r = 0; r < rows; r += step) {
    const int64_t count = rows - r < step ? rows - r : step;
    T* block = n <= kTile ? tile : out + r * n;
    for (int64_t i = 0; i < count; ++i) {
      const T* from = x + (r + i) * n;
      const T m = top[i] = row_max<L>(from, n);
      map_row<L>(from, n, block + i * n, [m](auto v) { return v - m; });
    }
    finish(r, count, top, block);
  }
}

template <class T>
ZEAL_INLINE void exp_rows(T* block, int64_t count, int64_t n) {
  if (n <= kTile) exp_tile(block, count * n, block);
  else exp_all(block, n, block);
}

template <int L, class T>
ZEAL_INLINE void softmax_rows(const T* x, int64_t rows, int64_t n, T* out) {
  shifted_rows<L>(x, rows, n, out, [&](int64_t r, int64_t count, const T*, T* block) {
    exp_rows(block, count, n);
    for (int64_t i = 0; i < count; ++i, block += n) {
      const T scale = T(1) / sum_of<L>(block, n);
      map_row<L>(block, n, out + (r + i) * n, [scale](auto v) { return v * scale; });
    }
  });
}

// The sums of the exponentials of `count` shifted rows, which stay as they are.
template <int L, class T>
ZEAL_INLINE void exp_sums(T* shifted, int64_t count, int64_t n, T* sums) {
  alignas(64) T part[kTile];
  if (n <= kTile) {
    exp_tile(shifted, count * n, part);
    for (int64_t i = 0; i < count; ++i) sums[i] = sum_of<L>(part + i * n, n);
    return;
  }
  sums[0] = 0;
  for (int64_t j = 0; j < n; j += kTile) {
    const int64_t m = n - j < kTile ? n - j : kTile;
    exp_all(shifted + j, m, part);
    sums[0] += m < L ? sum_of<1>(part, m) : sum_of<L>(part, m);
  }
}

template <int L, class T>
ZEAL_INLINE void log_softmax_rows(const T* x, int64_t rows, int64_t n, T* out) {
  shifted_rows<L>(x, rows, n, out, [&](int64_t r, int64_t count, const T*, T* block) {
    alignas(64) T sums[kTile];
    exp_sums<L>(block, count, n, sums);
    log_tile(sums, count);
    for (int64_t i = 0; i < count; ++i)
      map_row<L>(block + i * n, n, out + (r + i) * n, [log_sum = sums[i]](auto v) { return v - log_sum; });
  });
}

template <int L, class T>
ZEAL_INLINE void sparse_rows(const T* x, const int64_t* label, int64_t rows, int64_t n, T* losses, T* out) {
  shifted_rows<L>(x, rows, n, out, [&](int64_t r, int64_t count, const T* top, T* block) {
    alignas(64) T sums[kTile];
    exp_rows(block, count, n);
    for (int64_t i = 0; i < count; ++i) {
      T* row = out + (r + i) * n;
      sums[i] = sum_of<L>(block + i * n, n);
      map_row<L>(block + i * n, n, row, [scale = T(1) / sums[i]](auto v) { return v * scale; });
      row[label[r + i]] -= T(1);
    }
    log_tile(sums, count);
    for (int64_t i = 0; i < count; ++i) losses[r + i] = sums[i] - (x[(r + i) * n + label[r + i]] - top[i]);
  });
}

template <int L, class T>
ZEAL_INLINE void dense_rows(const T* x, const T* labels, int64_t rows, int64_t n, T* losses, T* out) {
  shifted_rows<L>(x, rows, n, out, [&](int64_t r, int64_t count, const T* top, T* block) {
    alignas(64) T sums[kTile], logs[kTile];
    exp_rows(block, count, n);
    for (int64_t i = 0; i < count; ++i) logs[i] = sums[i] = sum_of<L>(block + i * n, n);
    log_tile(logs, count);
    for (int64_t i = 0; i < count; ++i) {
      T *row = out + (r + i) * n, *e = block + i * n;
      const T *q = labels + (r + i) * n, *z = x + (r + i) * n, m = top[i];
      const T scale = T(1) / sums[i], log_sum = logs[i];
      losses[r + i] = row_sum<T>(n, [&](int64_t j) { return q[j] * (log_sum - (z[j] - m)); });
#pragma GCC ivdep
      for (int64_t j = 0; j < n; ++j) row[j] = e[j] * scale - q[j];
    }
  });
}

// ---- The entries of the table: the rows' length chooses the vectors ----------------------------

template <class T>
void softmax(const void* x, int64_t rows, int64_t n, void* out) {
  with_lanes<T>(n, [&]<int L>() { softmax_rows<L>(static_cast<const T*>(x), rows, n, static_cast<T*>(out)); });
}

template <class T>
void log_softmax(const void* x, int64_t rows, int64_t n, void* out) {
  with_lanes<T>(n, [&]<int L>() { log_softmax_rows<L>(static_cast<const T*>(x), rows, n, static_cast<T*>(out)); });
}

template <class T>
void sparse_loss(const void* x, const int64_t* label, int64_t rows, int64_t n, void* loss, void* backprop) {
  with_lanes<T>(n, [&]<int L>() {
    sparse_rows<L>(static_cast<const T*>(x), label, rows, n, static_cast<T*>(loss), static_cast<T*>(backprop));
  });
}

template <class T>
void dense_loss(const void* x, const void* p, int64_t rows, int64_t n, void* loss, void* backprop) {
  with_lanes<T>(n, [&]<int L>() {
    dense_rows<L>(static_cast<const T*>(x), static_cast<const T*>(p), rows, n, static_cast<T*>(loss), static_cast<T*>(backprop));
  });
}

template <class T>
constexpr SoftmaxLoops loops() {
  return {softmax<T>, log_softmax<T>, sparse_loss<T>, dense_loss<T>};
}

}  // namespace

const SoftmaxKernels ZEAL_FOR_ISA(softmax_kernels) = {loops<float>(), loops<double>()};

}  // namespace zeal
