// Transposes of tiles in vector registers; compiled once per instruction set (ZEAL_ISA).
#include "ops/array/transpose_kernel.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace zeal {
namespace {

using i64 = int64_t;

template <class T, int kBytes> struct Vec {
  typedef T Aligned __attribute__((vector_size(kBytes)));
  typedef T Loose __attribute__((vector_size(kBytes), aligned(alignof(T)), may_alias));
};
template <class V, class T> inline V load(const T* p) { return *reinterpret_cast<const typename Vec<T, sizeof(V)>::Loose*>(p); }
template <class V, class T> inline void store(T* p, V v) { *reinterpret_cast<typename Vec<T, sizeof(V)>::Loose*>(p) = v; }

// kLanes x kLanes elements from src to dst.
template <class T> struct Square;
#if defined(__AVX2__)
template <> struct Square<uint32_t> {
  static constexpr int kLanes = 8;
  using V = Vec<uint32_t, 32>::Aligned;
  static void run(uint32_t* d, i64 ds, const uint32_t* s, i64 ss) {
    V r[8], t[8];
    for (int i = 0; i < 8; ++i) r[i] = load<V>(s + i * ss);
    for (int i = 0; i < 8; i += 2) {
      t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
      t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4)
      for (int k = 0; k < 2; ++k) {
        r[i + 2 * k] = __builtin_shufflevector(t[i + k], t[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
        r[i + 2 * k + 1] = __builtin_shufflevector(t[i + k], t[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
      }
    for (int i = 0; i < 4; ++i) {
      store(d + i * ds, __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11));
      store(d + (i + 4) * ds, __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15));
    }
  }
};
template <> struct Square<uint64_t> {
  static constexpr int kLanes = 4;
  using V = Vec<uint64_t, 32>::Aligned;
  static void run(uint64_t* d, i64 ds, const uint64_t* s, i64 ss) {
    V r[4], t[4];
    for (int i = 0; i < 4; ++i) r[i] = load<V>(s + i * ss);
    for (int i = 0; i < 4; i += 2) {
      t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 4, 2, 6);
      t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 1, 5, 3, 7);
    }
    for (int i = 0; i < 2; ++i) {
      store(d + i * ds, __builtin_shufflevector(t[i], t[i + 2], 0, 1, 4, 5));
      store(d + (i + 2) * ds, __builtin_shufflevector(t[i], t[i + 2], 2, 3, 6, 7));
    }
  }
};
#else
template <> struct Square<uint32_t> {
  static constexpr int kLanes = 4;
  using V = Vec<uint32_t, 16>::Aligned;
  static void run(uint32_t* d, i64 ds, const uint32_t* s, i64 ss) {
    V r[4], t[4];
    for (int i = 0; i < 4; ++i) r[i] = load<V>(s + i * ss);
    for (int i = 0; i < 4; i += 2) {
      t[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 4, 1, 5);
      t[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 6, 3, 7);
    }
    for (int i = 0; i < 2; ++i) {
      store(d + 2 * i * ds, __builtin_shufflevector(t[i], t[i + 2], 0, 1, 4, 5));
      store(d + (2 * i + 1) * ds, __builtin_shufflevector(t[i], t[i + 2], 2, 3, 6, 7));
    }
  }
};
template <> struct Square<uint64_t> {
  static constexpr int kLanes = 2;
  using V = Vec<uint64_t, 16>::Aligned;
  static void run(uint64_t* d, i64 ds, const uint64_t* s, i64 ss) {
    V a = load<V>(s), b = load<V>(s + ss);
    store(d, __builtin_shufflevector(a, b, 0, 2));
    store(d + ds, __builtin_shufflevector(a, b, 1, 3));
  }
};
#endif

// A tile of one cache line each way.
template <class T> constexpr int kTile = 64 / sizeof(T);

template <class T> inline void tile(T* d, i64 ds, const T* s, i64 ss) {
  constexpr int n = Square<T>::kLanes;
  for (int j = 0; j < kTile<T>; j += n)
    for (int i = 0; i < kTile<T>; i += n) Square<T>::run(d + j * ds + i, ds, s + i * ss + j, ss);
}

// The same through a buffer, each line written at once and past the caches. d and ds: 16-byte aligned.
template <class T> inline void stream_tile(T* d, i64 ds, const T* s, i64 ss) {
#if defined(__SSE2__)
  alignas(64) T lines[kTile<T> * kTile<T>];
  tile(lines, kTile<T>, s, ss);
  for (int j = 0; j < kTile<T>; ++j) {
    auto* to = reinterpret_cast<__m128i*>(d + j * ds);
    auto* from = reinterpret_cast<const __m128i*>(lines + j * kTile<T>);
    for (int k = 0; k < 4; ++k) _mm_stream_si128(to + k, _mm_load_si128(from + k));
  }
#else
  tile(d, ds, s, ss);
#endif
}

template <class T> inline void corner(T* d, i64 ds, const T* s, i64 ss, i64 rows, i64 cols) {
  for (i64 j = 0; j < cols; ++j)
    for (i64 i = 0; i < rows; ++i) d[j * ds + i] = s[i * ss + j];
}

// What is narrower than a tile: squares, then single elements.
template <class T> void edge(T* d, i64 ds, const T* s, i64 ss, i64 rows, i64 cols) {
  constexpr int n = Square<T>::kLanes;
  const i64 full_rows = rows / n * n, full_cols = cols / n * n;
  for (i64 j = 0; j < full_cols; j += n)
    for (i64 i = 0; i < full_rows; i += n) Square<T>::run(d + j * ds + i, ds, s + i * ss + j, ss);
  corner(d + full_cols * ds, ds, s + full_cols, ss, full_rows, cols - full_cols);
  corner(d + full_rows, ds, s + full_rows * ss, ss, rows - full_rows, cols);
}

template <class T> void block(T* d, i64 ds, const T* s, i64 ss, i64 rows, i64 cols, bool stream) {
  constexpr int n = kTile<T>;
  stream = stream && reinterpret_cast<uintptr_t>(d) % 16 == 0 && ds * sizeof(T) % 16 == 0;
  i64 full_rows = rows / n * n, full_cols = cols / n * n;
  for (i64 i = 0; i < full_rows; i += n)
    for (i64 j = 0; j < full_cols; j += n) {
      if (stream) stream_tile(d + j * ds + i, ds, s + i * ss + j, ss);
      else tile(d + j * ds + i, ds, s + i * ss + j, ss);
    }
  if (full_cols < cols) edge(d + full_cols * ds, ds, s + full_cols, ss, full_rows, cols - full_cols);
  if (full_rows < rows) edge(d + full_rows, ds, s + full_rows * ss, ss, rows - full_rows, cols);
#if defined(__SSE2__)
  if (stream) _mm_sfence();
#endif
}

}  // namespace

const TransposeKernels ZEAL_FOR_ISA(transpose_kernels) = {block<uint32_t>, block<uint64_t>};

}  // namespace zeal
