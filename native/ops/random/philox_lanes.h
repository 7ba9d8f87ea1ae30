// Philox for many counters at once, transposed: word j of lane i is w[j][i].
//
// With intrinsics because no compiler here finds the trick: in 64-bit lanes the multiply reads
// only the low halves, so what shifts and xors leave in the high halves may stay there. That is
// 8 instructions per round and vector; auto-vectorised 32-bit code took 4 times as long.
#pragma once
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "ops/random/philox.h"

namespace zeal {
namespace {

template <int L>
struct PhiloxWords {
  alignas(64) uint32_t w[4][L];
};

#if defined(__AVX512F__)

struct Wide {
  using V = __m512i;
  static constexpr int kLanes = 8;
  static V load(const uint64_t* p) { return _mm512_load_si512(p); }
  static V set(uint64_t x) { return _mm512_set1_epi64(static_cast<int64_t>(x)); }
  static V mul_low(V a, V b) { return _mm512_mul_epu32(a, b); }
  static V high(V a) { return _mm512_srli_epi64(a, 32); }
  static V xor_(V a, V b) { return _mm512_xor_si512(a, b); }
  // The low halves of a's lanes, then of b's.
  static void pack(V a, V b, uint32_t* to) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi64_epi32(a));
    _mm256_store_si256(reinterpret_cast<__m256i*>(to + 8), _mm512_cvtepi64_epi32(b));
  }
};

#elif defined(__AVX2__)

struct Wide {
  using V = __m256i;
  static constexpr int kLanes = 4;
  static V load(const uint64_t* p) { return _mm256_load_si256(reinterpret_cast<const V*>(p)); }
  static V set(uint64_t x) { return _mm256_set1_epi64x(static_cast<int64_t>(x)); }
  static V mul_low(V a, V b) { return _mm256_mul_epu32(a, b); }
  static V high(V a) { return _mm256_srli_epi64(a, 32); }
  static V xor_(V a, V b) { return _mm256_xor_si256(a, b); }
  static void pack(V a, V b, uint32_t* to) {
    const __m256 mixed = _mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0x88);
    const V sorted = _mm256_permute4x64_epi64(_mm256_castps_si256(mixed), 0xd8);
    _mm256_store_si256(reinterpret_cast<V*>(to), sorted);
  }
};

#elif defined(__SSE2__)

struct Wide {
  using V = __m128i;
  static constexpr int kLanes = 2;
  static V load(const uint64_t* p) { return _mm_load_si128(reinterpret_cast<const V*>(p)); }
  static V set(uint64_t x) { return _mm_set1_epi64x(static_cast<int64_t>(x)); }
  static V mul_low(V a, V b) { return _mm_mul_epu32(a, b); }
  static V high(V a) { return _mm_srli_epi64(a, 32); }
  static V xor_(V a, V b) { return _mm_xor_si128(a, b); }
  static void pack(V a, V b, uint32_t* to) {
    const __m128 packed = _mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), 0x88);
    _mm_store_si128(reinterpret_cast<V*>(to), _mm_castps_si128(packed));
  }
};

#else

struct Wide {
  using V = uint64_t;
  static constexpr int kLanes = 1;
  static V load(const uint64_t* p) { return *p; }
  static V set(uint64_t x) { return x; }
  static V mul_low(V a, V b) { return (a & 0xffffffffu) * (b & 0xffffffffu); }
  static V high(V a) { return a >> 32; }
  static V xor_(V a, V b) { return a ^ b; }
  static void pack(V a, V b, uint32_t* to) {
    to[0] = static_cast<uint32_t>(a), to[1] = static_cast<uint32_t>(b);
  }
};

#endif

// One vector of counters; of every element only the low 32 bits count.
struct PhiloxState {
  Wide::V c0, c1, c2, c3;
  PhiloxState(const uint64_t* low, const uint64_t* high)
      : c0(Wide::load(low)), c1(Wide::high(c0)), c2(Wide::load(high)), c3(Wide::high(c2)) {}
  void round(Wide::V key0, Wide::V key1) {
    const Wide::V a = Wide::mul_low(Wide::set(kPhiloxMul0), c0);
    const Wide::V b = Wide::mul_low(Wide::set(kPhiloxMul1), c2);
    c0 = Wide::xor_(Wide::high(b), Wide::xor_(c1, key0));
    c1 = b;
    c2 = Wide::xor_(Wide::high(a), Wide::xor_(c3, key1));
    c3 = a;
  }
};

// Fills words for the counters start + offsets[i].
template <int L>
void philox_lanes(const Philox& start, const uint64_t* offsets, PhiloxWords<L>& out) {
  static_assert(L % (2 * Wide::kLanes) == 0);
  const uint64_t base = (static_cast<uint64_t>(start.counter[1]) << 32) | start.counter[0];
  const uint64_t top = (static_cast<uint64_t>(start.counter[3]) << 32) | start.counter[2];
  alignas(64) uint64_t low[L], high[L];
  for (int i = 0; i < L; ++i) {
    low[i] = base + offsets[i];
    high[i] = top + (low[i] < base);
  }
  Wide::V key0[10], key1[10];
  for (uint32_t i = 0; i < 10; ++i) {
    key0[i] = Wide::set(start.key[0] + i * kPhiloxWeyl0);
    key1[i] = Wide::set(start.key[1] + i * kPhiloxWeyl1);
  }
  for (int i = 0; i < L; i += 2 * Wide::kLanes) {  // two vectors at a time hide latency
    PhiloxState a(low + i, high + i);
    PhiloxState b(low + i + Wide::kLanes, high + i + Wide::kLanes);
#pragma GCC unroll 10
    for (int round = 0; round < 10; ++round) {
      a.round(key0[round], key1[round]);
      b.round(key0[round], key1[round]);
    }
    Wide::pack(a.c0, b.c0, out.w[0] + i);
    Wide::pack(a.c1, b.c1, out.w[1] + i);
    Wide::pack(a.c2, b.c2, out.w[2] + i);
    Wide::pack(a.c3, b.c3, out.w[3] + i);
  }
}

}  // namespace
}  // namespace zeal
