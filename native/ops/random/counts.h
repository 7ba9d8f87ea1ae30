// Counts of classes, which grow, and draws in proportion to them.
#pragma once
#include <bit>
#include <memory>
#include <vector>

#include "ops/random/alias_table.h"
#include "ops/random/streams.h"

namespace zeal {

// P. M. Fenwick, "A new data structure for cumulative frequency tables" (1994).
class Counts {
 public:
  // Each class once.
  explicit Counts(int64_t n) : count_(n, 1), sums_(n + 1), total_(n) {
    for (int64_t i = 1; i <= n; ++i) sums_[i] = int32_t(i & -i);
  }
  int64_t of(int64_t i) const { return i < 0 || i >= int64_t(count_.size()) ? 0 : count_[i]; }
  int64_t total() const { return total_; }
  void add(int64_t i) {
    if (i < 0 || i >= int64_t(count_.size()) || total_ == INT32_MAX) return;
    ++count_[i], ++total_;
    for (++i; i < int64_t(sums_.size()); i += i & -i) ++sums_[i];
  }
  // The first class up to which the counts' sum is above a number below their total.
  int64_t draw(PhiloxReader& words) const {
    int64_t left = uniform32(words, uint32_t(total_)), at = 0;
    for (int64_t step = int64_t(std::bit_floor(count_.size())); step; step >>= 1)
      if (at + step < int64_t(sums_.size()) && sums_[at + step] <= left) left -= sums_[at += step];
    return at;
  }

 private:
  std::vector<int32_t> count_, sums_;  // of up to INT32_MAX in all
  int64_t total_;
};

// Those that go with the stream of this call, new ones of `n` classes where there are none.
inline Counts& counts_of(const Kernel& k, int64_t n) {
  std::shared_ptr<void>& kept = kept_by_stream(k);
  if (!kept) kept = std::make_shared<Counts>(n);
  return *static_cast<Counts*>(kept.get());
}

}  // namespace zeal
