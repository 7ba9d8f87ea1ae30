// Draws from weights in constant time, with TensorFlow's numbers; and exact integers from a stream of words.
#pragma once
#include <utility>
#include <vector>

#include "ops/random/box_muller.h"
#include "ops/random/philox.h"

namespace zeal {

// An integer below n, by rejection.
template <class Word, class Draw>
Word exact_uniform(Word n, Draw&& draw) {
  if ((n & (n - 1)) == 0) return draw() & (n - 1);
  const Word rest = ~Word(0) % n + 1;
  for (;;)
    if (const Word word = draw(); word >= rest) return word % n;
}
inline uint32_t uniform32(PhiloxReader& words, uint32_t n) {
  return exact_uniform<uint32_t>(n, [&] { return words.word(); });
}
inline uint64_t uniform64(PhiloxReader& words, uint64_t n) {
  return exact_uniform<uint64_t>(n, [&] {
    const uint64_t low = words.word();
    return low | uint64_t(words.word()) << 32;
  });
}

// M. D. Vose, "A linear algorithm for generating random numbers with a given distribution" (1991).
class AliasTable {
 public:
  AliasTable(const float* weights, int64_t n) : own_(n), other_(n) {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += weights[i];
    std::vector<double> share(n);
    std::vector<int64_t> high, low;
    for (int64_t i = 0; i < n; ++i) {
      share[i] = double(weights[i] * float(n)) / sum;
      (share[i] < 1.0 ? low : high).push_back(i);
    }
    while (!high.empty() && !low.empty()) {
      const int64_t l = low.back(), h = high.back();
      low.pop_back(), high.pop_back();
      other_[l] = h, share[h] -= 1.0 - share[l];
      (share[h] < 1.0 ? low : high).push_back(h);
    }
    for (int64_t i = 0; i < n; ++i) own_[i] = float(share[i]);
    for (const auto& left : {high, low})
      for (int64_t i : left) own_[i] = 1, other_[i] = i;
  }

  int64_t draw(PhiloxReader& words) const {
    const float at = unit_float(words.word());
    const int64_t i = uniform32(words, uint32_t(own_.size()));
    return at < own_[i] ? i : other_[i];
  }

 private:
  std::vector<float> own_;  // the chance that a place keeps what falls on it
  std::vector<int64_t> other_;
};

}  // namespace zeal
