// For *_kernel.cc only: vectors of the instruction set a file is compiled for, through compiler extensions.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__AVX512F__)
#define ZEAL_VECTOR_BYTES 64
#elif defined(__AVX__)
#define ZEAL_VECTOR_BYTES 32
#else
#define ZEAL_VECTOR_BYTES 16
#endif

#define ZEAL_INLINE [[gnu::always_inline]] inline

// All is in an anonymous namespace, so that nothing compiled for one instruction set can be called
// from another's code.
namespace zeal {
namespace {
namespace simd {

// A vector of Bytes bytes of T; T itself when that is one element.
template <class T, int Bytes>
struct VecOf {
  typedef T type __attribute__((vector_size(Bytes)));
};
template <>
struct VecOf<float, 4> {
  typedef float type;
};
template <>
struct VecOf<double, 8> {
  typedef double type;
};
template <class T, int Bytes>
using Vec = typename VecOf<T, Bytes>::type;

// The same for any element type; Bytes > sizeof(T).
template <class T, int Bytes>
struct AnyVec {
  typedef T type __attribute__((vector_size(Bytes)));
};

template <class V, class T>
ZEAL_INLINE V load(const T* p) {
  V v;
  std::memcpy(&v, p, sizeof(V));
  return v;
}

template <class V, class T>
ZEAL_INLINE void store(T* p, const V& v) {
  std::memcpy(p, &v, sizeof(V));
}

// Lane i gets what lane i + step has, the first ones following the last.
template <int step, class V, size_t... I>
ZEAL_INLINE V rotate(const V& v, std::index_sequence<I...>) {
  return __builtin_shufflevector(v, v, int((I + step) % sizeof...(I))...);
}

// The lanes of v joined by `join`: halves, then halves of those. As vectors to the end: of scalars, GCC
// makes a jump out of a choice.
template <class T, int step, class V, class Join>
ZEAL_INLINE T join_rotated(const V& v, Join join) {
  if constexpr (step == 0) return v[0];
  else return join_rotated<T, step / 2>(V(join(v, rotate<step>(v, std::make_index_sequence<sizeof(V) / sizeof(T)>()))), join);
}
template <class T, class V, class Join>
ZEAL_INLINE T join_lanes(const V& v, Join join) {
  if constexpr (sizeof(V) > 16) {
    typename AnyVec<T, sizeof(V) / 2>::type half[2];
    std::memcpy(half, &v, sizeof(V));
    return join_lanes<T>(join(half[0], half[1]), join);
  } else {
    return join_rotated<T, int(sizeof(V) / sizeof(T)) / 2>(v, join);
  }
}

// r[0..L) as rows become columns: r[i][j] and r[j][i] change places.
ZEAL_INLINE void transpose(Vec<double, 16> (&r)[2]) {
  const auto a = r[0], b = r[1];
  r[0] = __builtin_shufflevector(a, b, 0, 2);
  r[1] = __builtin_shufflevector(a, b, 1, 3);
}

ZEAL_INLINE void transpose(Vec<float, 16> (&r)[4]) {
  using V = Vec<float, 16>;
  const V a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
  const V b = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  const V c = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  const V d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  r[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

#if ZEAL_VECTOR_BYTES >= 32
ZEAL_INLINE void transpose(Vec<double, 32> (&r)[4]) {
  using V = Vec<double, 32>;
  const V a = __builtin_shufflevector(r[0], r[1], 0, 4, 2, 6);
  const V b = __builtin_shufflevector(r[0], r[1], 1, 5, 3, 7);
  const V c = __builtin_shufflevector(r[2], r[3], 0, 4, 2, 6);
  const V d = __builtin_shufflevector(r[2], r[3], 1, 5, 3, 7);
  r[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  r[1] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  r[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  r[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

// In: r[i] holds elements 0-3 of rows i and i + 4, r[i + 4] elements 4-7. Out: the columns. (The
// loads that gather halves are cheaper than shuffles across halves.)
ZEAL_INLINE void transpose_halves(Vec<float, 32> (&r)[8]) {
  using V = Vec<float, 32>;
#pragma GCC unroll 2
  for (int i = 0; i < 8; i += 4) {
    const V a = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    const V b = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    const V c = __builtin_shufflevector(r[i + 2], r[i + 3], 0, 8, 1, 9, 4, 12, 5, 13);
    const V d = __builtin_shufflevector(r[i + 2], r[i + 3], 2, 10, 3, 11, 6, 14, 7, 15);
    r[i] = __builtin_shufflevector(a, c, 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 1] = __builtin_shufflevector(a, c, 2, 3, 10, 11, 6, 7, 14, 15);
    r[i + 2] = __builtin_shufflevector(b, d, 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 3] = __builtin_shufflevector(b, d, 2, 3, 10, 11, 6, 7, 14, 15);
  }
}
#endif

// The columns of an L x L block whose rows begin at row(0) ... row(L - 1).
template <class V, class Row>
ZEAL_INLINE void load_columns(V (&r)[sizeof(V) / sizeof(V{}[0])], Row row) {
  constexpr int L = sizeof(V) / sizeof(V{}[0]);
  if constexpr (L == 8) {
    using H = Vec<float, 16>;
#pragma GCC unroll 4
    for (int x = 0; x < 4; ++x) {
      const H a = load<H>(row(x)), b = load<H>(row(x + 4));
      const H c = load<H>(row(x) + 4), d = load<H>(row(x + 4) + 4);
      r[x] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
      r[x + 4] = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
    }
    transpose_halves(r);
  } else {
#pragma GCC unroll 8
    for (int x = 0; x < L; ++x) r[x] = load<V>(row(x));
    transpose(r);
  }
}

template <class V, class T>
ZEAL_INLINE void transpose_block(const T* src, int64_t lds, T* dst, int64_t ldd) {
  constexpr int L = sizeof(V) / sizeof(T);
  V r[L];
  load_columns(r, [&](int x) { return src + x * lds; });
#pragma GCC unroll 8
  for (int x = 0; x < L; ++x) store(dst + x * ldd, r[x]);
}

// The last two columns of eight rows, and two rows of eight columns, V being a vector of eight floats.
template <class V>
ZEAL_INLINE void transpose_last_two(const float* src, int64_t lds, float* dst, int64_t ldd) {
  V r[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i)
    r[i] = __builtin_shufflevector(load<Vec<float, 16>>(src + i * lds - 2), load<Vec<float, 16>>(src + (i + 4) * lds - 2), 0, 1, 2, 3, 4, 5, 6, 7);
  const auto a = __builtin_shufflevector(r[0], r[1], 2, 10, 3, 11, 6, 14, 7, 15);
  const auto b = __builtin_shufflevector(r[2], r[3], 2, 10, 3, 11, 6, 14, 7, 15);
  store(dst, __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13));
  store(dst + ldd, __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15));
}
template <class V>
ZEAL_INLINE void transpose_two_rows(const float* src, int64_t lds, float* dst, int64_t ldd) {
  const V a = load<V>(src), b = load<V>(src + lds);
  const auto low = reinterpret_cast<Vec<double, 32>>(__builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13));
  const auto high = reinterpret_cast<Vec<double, 32>>(__builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15));
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const int j = i < 2 ? i : i + 2;
    store(dst + j * ldd, low[i]);
    store(dst + (j + 2) * ldd, high[i]);
  }
}

// The block that begins at (i, j), or would but for the end of the rows or columns.
template <int L, class T>
ZEAL_INLINE void transpose_at(int64_t i, int64_t j, int64_t rows, int64_t cols, const T* src, int64_t lds, T* dst, int64_t ldd) {
  const bool two_cols = L == 8 && cols - j <= 2, two_rows = L == 8 && !two_cols && rows - i <= 2;
  const int64_t height = two_rows ? 2 : L, width = two_cols ? 2 : L;
  const int64_t row = i < rows - height ? i : rows - height, col = j < cols - width ? j : cols - width;
  src += row * lds + col;
  dst += col * ldd + row;
  using V = Vec<T, L * sizeof(T)>;
  if constexpr (L == 8) {
    if (two_cols) return transpose_last_two<V>(src, lds, dst, ldd);
    if (two_rows) return transpose_two_rows<V>(src, lds, dst, ldd);
  }
  transpose_block<V>(src, lds, dst, ldd);
}

// dst[j * ldd + i] = src[i * lds + j] for i < rows, j < cols, in blocks of L x L. Those at the ends overlap the ones before, which
// is cheaper than narrow ones.
template <int L, class T>
ZEAL_INLINE void transpose_with(int64_t rows, int64_t cols, const T* src, int64_t lds, T* dst, int64_t ldd) {
  if constexpr (L == 1) {
    for (int64_t j = 0; j < cols; ++j)
      for (int64_t i = 0; i < rows; ++i) dst[j * ldd + i] = src[i * lds + j];
  } else {
    if (rows < L || cols < L) return transpose_with<L == 8 ? 4 : 1>(rows, cols, src, lds, dst, ldd);
    for (int64_t j = 0; j < cols; j += L)  // few rows of dst at a time: writing to more is slower
      for (int64_t i = 0; i < rows; i += L) transpose_at<L>(i, j, rows, cols, src, lds, dst, ldd);
  }
}

template <class T>
inline void transpose_copy(int64_t rows, int64_t cols, const T* src, int64_t lds, T* dst,
                           int64_t ldd) {
  transpose_with<(ZEAL_VECTOR_BYTES < 32 ? ZEAL_VECTOR_BYTES : 32) / sizeof(T)>(rows, cols, src,
                                                                               lds, dst, ldd);
}

}  // namespace simd
}  // namespace
}  // namespace zeal
