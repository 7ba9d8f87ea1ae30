// For *_kernel.cc only: vectors of which only the first elements lie in memory, at the ragged end of a row.
#pragma once

#include "op/simd.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace zeal {
namespace {
namespace simd {

// The first n elements; the others are zero.
template <class V, class T>
ZEAL_INLINE V load_some(const T* p, int64_t n) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 4) return (V)_mm512_maskz_loadu_epi32(__mmask16((1u << n) - 1), p);
  if constexpr (sizeof(T) == 8) return (V)_mm512_maskz_loadu_epi64(__mmask8((1u << n) - 1), p);
#elif defined(__AVX2__)
  alignas(32) static constexpr int32_t ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  const __m256i mask = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ones + 8 - n * int64_t(sizeof(T)) / 4));
  if constexpr (sizeof(T) == 4) return (V)_mm256_maskload_epi32(reinterpret_cast<const int*>(p), mask);
  if constexpr (sizeof(T) == 8) return (V)_mm256_maskload_epi64(reinterpret_cast<const long long*>(p), mask);
#endif
  T part[sizeof(V) / sizeof(T)] = {};
  for (int64_t i = 0; i < n; ++i) part[i] = p[i];
  return load<V>(part);
}

// In halves: masked stores of 32 bytes are slow on AMD's processors.
template <class V, class T>
ZEAL_INLINE void store_some(T* p, const V& v, int64_t n) {
  constexpr int half = int(sizeof(V) / sizeof(T)) / 2;
#if defined(__AVX512F__)
  if constexpr (sizeof(V) == 64 && sizeof(T) == 4) return _mm512_mask_storeu_epi32(p, __mmask16((1u << n) - 1), (__m512i)v);
  if constexpr (sizeof(V) == 64 && sizeof(T) == 8) return _mm512_mask_storeu_epi64(p, __mmask8((1u << n) - 1), (__m512i)v);
#endif
  if constexpr (half == 1) {
    if (n > 0) p[0] = v[0];
    if (n > 1) p[1] = v[1];
  } else {
    typename AnyVec<T, sizeof(V) / 2>::type part[2];
    std::memcpy(&part, &v, sizeof(V));
    if (n < half) return store_some(p, part[0], n);
    store(p, part[0]);
    store_some(p + half, part[1], n - half);
  }
}

}  // namespace simd
}  // namespace
}  // namespace zeal
