// Distributions: from blocks of random words to outputs in TensorFlow's order, lane by lane.
#pragma once
#include "op/num.h"
#include "ops/random/box_muller.h"
#include "ops/random/philox_lanes.h"

namespace zeal {
namespace {

// Lanes of a full block (small enough for L1, long enough to vectorise) and of a tail block.
constexpr int kLanes = 64, kTailLanes = 16;

// Rounds to nearest even without branches; every input is finite and below 16.
ZEAL_FN uint16_t half_bits(float x) {
  const uint32_t bits = vm::bits(x), magnitude = bits & 0x7fffffffu;
  // Below 2^-14 results are subnormal: adding 0.5 lets the float adder do the rounding.
  const uint32_t small = vm::bits(vm::from_bits(magnitude) + 0.5f) - 0x3f000000u;
  const uint32_t normal = (magnitude - 0x37fff001u + ((magnitude >> 13) & 1)) >> 13;
  const uint32_t half = magnitude < 0x38800000u ? small : normal;
  return static_cast<uint16_t>(half | (bits >> 31) << 15);
}
ZEAL_FN uint16_t bfloat_bits(float x) {
  const uint32_t bits = vm::bits(x);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
}

ZEAL_FN void store(float x, float& out) { out = x; }
ZEAL_FN void store(double x, double& out) { out = x; }
ZEAL_FN void store(float x, F16Bits& out) { out = {half_bits(x)}; }
ZEAL_FN void store(float x, BF16Bits& out) { out = {bfloat_bits(x)}; }

// The 16-bit formats take their own number of low mantissa bits of each word.
ZEAL_FN void uniform(uint32_t word, float& out) { out = unit_float(word); }
ZEAL_FN void uniform(uint32_t word, F16Bits& out) { out = {half_bits((word & 0x3ff) * 0x1p-10f)}; }
ZEAL_FN void uniform(uint32_t word, BF16Bits& out) { out = {bfloat_bits((word & 0x7f) * 0x1p-7f)}; }

// A distribution turns the words of L counters into L * kPerCounter outputs.
struct RawWords {
  using Out = uint32_t;
  static constexpr int kPerCounter = 4;
  template <int L>
  static void apply(const PhiloxWords<L>& in, Out* out) {
    for (int i = 0; i < L; ++i)
      for (int j = 0; j < 4; ++j) out[4 * i + j] = in.w[j][i];
  }
};

template <class T>
struct Uniform {
  using Out = T;
  static constexpr int kPerCounter = 4;
  template <int L>
  static void apply(const PhiloxWords<L>& in, T* out) {
    for (int i = 0; i < L; ++i)
      for (int j = 0; j < 4; ++j) uniform(in.w[j][i], out[4 * i + j]);
  }
};

template <>
struct Uniform<double> {
  using Out = double;
  static constexpr int kPerCounter = 2;
  template <int L>
  static void apply(const PhiloxWords<L>& in, double* out) {
    for (int i = 0; i < L; ++i) {
      out[2 * i] = unit_double(in.w[0][i], in.w[1][i]);
      out[2 * i + 1] = unit_double(in.w[2][i], in.w[3][i]);
    }
  }
};

template <class T>
struct Normal {
  using Out = T;
  using Value = float;  // before rounding
  static constexpr int kPerCounter = 4;
  template <int L>
  static void apply(const PhiloxWords<L>& in, T* out) {
    float n[4][L];
    for (int pair = 0; pair < 4; pair += 2)
      for (int i = 0; i < L; ++i)
        box_muller(unit_float(in.w[pair][i]), unit_float(in.w[pair + 1][i]), n[pair][i],
                   n[pair + 1][i]);
    for (int i = 0; i < L; ++i)
      for (int j = 0; j < 4; ++j) store(n[j][i], out[4 * i + j]);
  }
};

template <>
struct Normal<double> {
  using Out = double;
  using Value = double;
  static constexpr int kPerCounter = 2;
  template <int L>
  static void apply(const PhiloxWords<L>& in, double* out) {
    double n[2][L];
    for (int i = 0; i < L; ++i)
      box_muller(unit_double(in.w[0][i], in.w[1][i]), unit_double(in.w[2][i], in.w[3][i]),
                 n[0][i], n[1][i]);
    for (int i = 0; i < L; ++i) out[2 * i] = n[0][i], out[2 * i + 1] = n[1][i];
  }
};

}  // namespace
}  // namespace zeal
