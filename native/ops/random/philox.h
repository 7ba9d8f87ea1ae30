// Philox4x32-10: the counter-based generator behind every random op.
//
// J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A 64-bit key and a
// 128-bit counter give four 32-bit words; any position of a stream is reached by adding to the
// counter, so work may be split between threads at will and the numbers stay the same.
#pragma once
#include <cstdint>

namespace zeal {

struct Philox {
  uint32_t key[2] = {0, 0};
  uint32_t counter[4] = {0, 0, 0, 0};
};

constexpr uint32_t kPhiloxMul0 = 0xD2511F53, kPhiloxMul1 = 0xCD9E8D57;
constexpr uint32_t kPhiloxWeyl0 = 0x9E3779B9, kPhiloxWeyl1 = 0xBB67AE85;

// The layout TensorFlow gives an op's (seed, seed2): the key is seed, the counter starts at
// seed2 * 2^64.
static inline Philox philox_from_seeds(uint64_t seed, uint64_t seed2) {
  Philox p;
  p.key[0] = static_cast<uint32_t>(seed);
  p.key[1] = static_cast<uint32_t>(seed >> 32);
  p.counter[2] = static_cast<uint32_t>(seed2);
  p.counter[3] = static_cast<uint32_t>(seed2 >> 32);
  return p;
}

// Moves the counter forward by count blocks of four words (modulo 2^128).
static inline void philox_skip(Philox& p, uint64_t count) {
  const uint32_t low = static_cast<uint32_t>(count);
  uint32_t high = static_cast<uint32_t>(count >> 32);
  p.counter[0] += low;
  high += p.counter[0] < low;  // may wrap for counts that go back: then nothing is carried on, as in TensorFlow
  p.counter[1] += high;
  if (p.counter[1] < high && ++p.counter[2] == 0) ++p.counter[3];
}

// The four words at the current counter; leaves the counter alone.
static inline void philox_words(const Philox& p, uint32_t out[4]) {
  uint32_t c0 = p.counter[0], c1 = p.counter[1], c2 = p.counter[2], c3 = p.counter[3];
  uint32_t k0 = p.key[0], k1 = p.key[1];
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = static_cast<uint64_t>(kPhiloxMul0) * c0;
    const uint64_t b = static_cast<uint64_t>(kPhiloxMul1) * c2;
    c0 = static_cast<uint32_t>(b >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(b);
    c2 = static_cast<uint32_t>(a >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(a);
    k0 += kPhiloxWeyl0;
    k1 += kPhiloxWeyl1;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

// TensorFlow's scrambling of a stateless op's two seeds into a key and a counter.
static inline Philox philox_from_stateless_seed(uint64_t seed0, uint64_t seed1) {
  Philox mixer = philox_from_seeds(0x02461e293ec8f720u, seed1);
  mixer.counter[0] = static_cast<uint32_t>(seed0);
  mixer.counter[1] = static_cast<uint32_t>(seed0 >> 32);
  uint32_t mix[4];
  philox_words(mixer, mix);
  Philox p;
  p.key[0] = mix[0], p.key[1] = mix[1];
  p.counter[2] = mix[2], p.counter[3] = mix[3];
  return p;
}

// Hands out a stream one word at a time, for sequential algorithms.
class PhiloxReader {
 public:
  explicit PhiloxReader(const Philox& start) : next_(start) {}

  uint32_t word() {
    if (used_ == 4) {
      philox_words(next_, words_);
      philox_skip(next_, 1);
      used_ = 0;
    }
    return words_[used_++];
  }

 private:
  Philox next_;
  uint32_t words_[4];
  int used_ = 4;
};

}  // namespace zeal
