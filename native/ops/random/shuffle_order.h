// The order in which tf.data's shuffle yields the elements of a dataset of known size.
#pragma once
#include <cstdint>
#include <vector>

#include "ops/random/philox.h"

namespace zeal {

// A buffer takes elements in order; each step yields one of the buffered elements of the oldest
// epoch, chosen by a word modulo their number, and refills. As TensorFlow 1.15 does it (found by
// experiment), epochs get their words in one of three ways.
enum class ShuffleMode : uint8_t {
  kReshuffle,  // each epoch has a stream of its own, seeded by the next two words of the seeds' stream
  kSame,       // each epoch repeats the seeds' stream (reshuffle_each_iteration=False)
  kAcross,     // shuffle directly followed by repeat (not repeat(1)): one stream, and the buffer
               // refills from the next epoch while the last one drains
};

class ShuffleOrder {
 public:
  // size >= 0 elements, buffer >= 1, epochs >= 0 or -1 for ever. `seeds` is the stream of the
  // dataset's two seeds; every iterator starts with a fresh one.
  ShuffleOrder(int64_t size, int64_t buffer, int64_t epochs, const Philox& seeds, ShuffleMode mode);

  // Writes the next indices, in [0, size); returns how many, fewer than count only at the end.
  int64_t take(int64_t* out, int64_t count);

 private:
  void start_epoch();
  void refill();

  int64_t size_, buffer_, end_;  // end_: elements of all epochs together
  ShuffleMode mode_;
  Philox seeds_;
  PhiloxReader seed_words_, words_;
  std::vector<int64_t> ring_;  // the buffer; grows to what is needed
  int64_t fed_ = 0, taken_ = 0, epoch_end_ = 0, feed_limit_ = 0;
};

}  // namespace zeal
