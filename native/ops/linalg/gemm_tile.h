// One tile of a matrix product in registers, for the kernels that are compiled once per instruction set.
#pragma once

#include "op/isa.h"
#include "op/simd.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;
using simd::Vec;

// By assignment: a brace initialiser would keep the array in memory.
template <class V, int MR, int NV>
ZEAL_INLINE void clear(V (&acc)[MR][NV]) {
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < NV; ++j) acc[i][j] = V{};
}

// acc[MR][NV] += A B over k steps; the last vector of a row of B starts at column `last`, which
// may overlap the one before it, so that no load runs past the matrix. `Ahead`: rows of B from there
// on are fetched ahead.
template <class V, int MR, int NV, int Ahead = 0, class T>
ZEAL_INLINE void tile_products(V (&acc)[MR][NV], int64_t k, const T* a, int64_t rsa, int64_t csa,
                               const T* b, int64_t rsb, int64_t last) {
  constexpr int L = sizeof(V) / sizeof(T);
  for (; k > 0; --k, a += csa, b += rsb) {
    V bv[NV];
#pragma GCC unroll 8
    for (int j = 0; j < NV; ++j) bv[j] = load<V>(b + (j + 1 < NV ? j * L : last));
#pragma GCC unroll 8
    for (int j = 0; j < NV && Ahead; ++j) __builtin_prefetch(b + Ahead * rsb + j * L);
#pragma GCC unroll 16
    for (int i = 0; i < MR; ++i) {
      const T s = a[i * rsa];
#pragma GCC unroll 8
      for (int j = 0; j < NV; ++j) acc[i][j] += bv[j] * s;
    }
  }
}

template <class V, int MR, int NV, class T>
ZEAL_INLINE void tile_store(V (&acc)[MR][NV], T* c, int64_t ldc, int64_t last, bool accumulate) {
  constexpr int L = sizeof(V) / sizeof(T);
  if (accumulate) {
#pragma GCC unroll 16
    for (int i = 0; i < MR; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < NV; ++j)
        acc[i][j] += load<V>(c + i * ldc + (j + 1 < NV ? j * L : last));
  }
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < NV; ++j) store(c + i * ldc + (j + 1 < NV ? j * L : last), acc[i][j]);
}

template <class V, int MR, int NV, class T>
ZEAL_INLINE void tile(int64_t k, const T* a, int64_t rsa, int64_t csa, const T* b, int64_t rsb,
                      T* c, int64_t ldc, int64_t last, bool accumulate) {
  V acc[MR][NV];
  clear(acc);
  for (int i = 0; i < MR && accumulate && k >= 64; ++i) __builtin_prefetch(c + i * ldc, 1);
  tile_products<V, MR, NV>(acc, k, a, rsa, csa, b, rsb, last);
  tile_store<V, MR, NV>(acc, c, ldc, last, accumulate);
}

// What is read or written next, fetched a few rows at a time, as at once they would wait for each other.
template <class T>
struct Ahead {
  struct Rows {
    const T* from;
    int64_t row, n;
    bool write;
  } of[2];
  int64_t left, at_once;  // rows

  [[gnu::noinline]] void fetch() {
    for (int64_t i = 0; i < at_once && left > 0; ++i, --left)
      for (Rows& r : of) {
        for (int64_t j = 0; j < r.n; j += 64 / int64_t{sizeof(T)}) r.write ? __builtin_prefetch(r.from + j, 1) : __builtin_prefetch(r.from + j, 0, 2);
        r.from += r.row;
      }
  }
};

}  // namespace
}  // namespace zeal
