// The shuffle buffer of tf.data on indices.
#include "ops/random/shuffle_order.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace zeal {
namespace {

constexpr int64_t kForever = std::numeric_limits<int64_t>::max();

int64_t total(int64_t size, int64_t epochs) {
  int64_t all;
  return epochs < 0 || __builtin_mul_overflow(size, epochs, &all) ? (size ? kForever : 0) : all;
}

}  // namespace

ShuffleOrder::ShuffleOrder(int64_t size, int64_t buffer, int64_t epochs, const Philox& seeds, ShuffleMode mode)
    : size_(size), buffer_(std::min(buffer, total(size, mode == ShuffleMode::kAcross ? epochs : 1))),
      end_(total(size, epochs)), mode_(mode), seeds_(seeds), seed_words_(seeds), words_(seeds),
      ring_(static_cast<size_t>(buffer_)) {}

void ShuffleOrder::start_epoch() {
  epoch_end_ += size_;
  feed_limit_ = mode_ == ShuffleMode::kAcross ? end_ : epoch_end_;
  if (mode_ == ShuffleMode::kSame) words_ = PhiloxReader(seeds_);
  if (mode_ != ShuffleMode::kReshuffle) return;
  const uint64_t seed = seed_words_.word();
  words_ = PhiloxReader(philox_from_seeds(seed, seed_words_.word()));
}

void ShuffleOrder::refill() {
  for (; fed_ < feed_limit_ && fed_ - taken_ < buffer_; ++fed_) ring_[fed_ % buffer_] = fed_ % size_;
}

int64_t ShuffleOrder::take(int64_t* out, int64_t count) {
  int64_t done = 0;
  for (; done < count && taken_ < end_; ++done, ++taken_) {
    if (taken_ == epoch_end_) start_epoch();
    refill();
    const auto choices = static_cast<uint64_t>(std::min(fed_, epoch_end_) - taken_);
    const int64_t chosen = (taken_ + static_cast<int64_t>(words_.word() % choices)) % buffer_;
    out[done] = std::exchange(ring_[chosen], ring_[taken_ % buffer_]);
  }
  return done;
}

}  // namespace zeal
