// Random fill kernels: blocks of Philox counters, transformed lane by lane and interleaved.
// Compiled once per instruction set: no std containers, nothing but the table at the end is linked.
#include "ops/random/random_kernel.h"

#include <cstring>

#include "ops/random/truncated_normal.h"

namespace zeal {
namespace {

// Runs counters first_counter .. through the distribution; the last block may be cut short.
template <int L, class D>
void block(const Philox& start, uint64_t first_counter, int64_t count, typename D::Out* out) {
  constexpr int64_t kOutputs = L * D::kPerCounter;
  uint64_t offsets[L];
  PhiloxWords<L> words;
  for (int i = 0; i < L; ++i) offsets[i] = first_counter + static_cast<uint64_t>(i);
  philox_lanes<L>(start, offsets, words);
  if (count >= kOutputs) return D::template apply<L>(words, out);
  typename D::Out last[kOutputs];
  D::template apply<L>(words, last);
  std::memcpy(out, last, static_cast<size_t>(count) * sizeof(typename D::Out));
}

template <class D>
void fill(const Philox& start, int64_t first, int64_t count, void* to) {
  auto* out = static_cast<typename D::Out*>(to);
  uint64_t counter = static_cast<uint64_t>(first / D::kPerCounter);
  constexpr int64_t kFull = kLanes * D::kPerCounter, kTail = kTailLanes * D::kPerCounter;
  for (; count > kFull - kTail; count -= kFull, out += kFull, counter += kLanes)
    block<kLanes, D>(start, counter, count, out);
  for (; count > 0; count -= kTail, out += kTail, counter += kTailLanes)
    block<kTailLanes, D>(start, counter, count, out);
}

// x mod range without a division (Granlund and Montgomery 1994), exact for every x and range.
template <class U, class Wide>
struct Modulo {
  static constexpr int kBits = 8 * sizeof(U);
  explicit Modulo(U range) : range(range) {
    while (bits < kBits && (static_cast<Wide>(1) << bits) < range) ++bits;
    const Wide excess = (static_cast<Wide>(1) << bits) - range;
    magic = static_cast<U>((excess << kBits) / range + 1);
    shift1 = bits < 1 ? bits : 1;
    shift2 = bits - shift1;
  }
  U operator()(U x) const {
    const U high = static_cast<U>((static_cast<Wide>(magic) * x) >> kBits);
    const U quotient = (high + ((x - high) >> shift1)) >> shift2;
    return x - quotient * range;
  }
  U range, magic = 0;
  int bits = 0, shift1 = 0, shift2 = 0;
};

void uniform_int32(const Philox& start, int64_t first, int64_t count, void* to, int64_t low,
                   uint64_t range) {
  auto* out = static_cast<uint32_t*>(to);
  fill<RawWords>(start, first, count, out);
  const Modulo<uint32_t, uint64_t> modulo(static_cast<uint32_t>(range));
  const uint32_t base = static_cast<uint32_t>(low);
  for (int64_t i = 0; i < count; ++i) out[i] = base + modulo(out[i]);
}

void uniform_int64(const Philox& start, int64_t first, int64_t count, void* to, int64_t low,
                   uint64_t range) {
  auto* out = static_cast<uint64_t*>(to);
  fill<RawWords>(start, 2 * first, 2 * count, out);
  const Modulo<uint64_t, unsigned __int128> modulo(range);
  for (int64_t i = 0; i < count; ++i) {
    uint32_t halves[2];
    std::memcpy(halves, out + i, sizeof halves);
    const uint64_t word = (static_cast<uint64_t>(halves[1]) << 32) | halves[0];
    out[i] = static_cast<uint64_t>(low) + modulo(word);
  }
}

}  // namespace

const RandomFills ZEAL_FOR_ISA(random_fills) = {
    {fill<Uniform<F16Bits>>, fill<Uniform<BF16Bits>>, fill<Uniform<float>>, fill<Uniform<double>>},
    {fill<Normal<F16Bits>>, fill<Normal<BF16Bits>>, fill<Normal<float>>, fill<Normal<double>>},
    {truncated_normal<F16Bits>, truncated_normal<BF16Bits>, truncated_normal<float>,
     truncated_normal<double>},
    uniform_int32,
    uniform_int64,
    fill<RawWords>,
};

}  // namespace zeal
