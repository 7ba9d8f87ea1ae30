// Doubles for rejection samplers: an own stretch of the stream for each output, as TensorFlow does.
#pragma once
#include "ops/random/box_muller.h"
#include "ops/random/random_kernel.h"

namespace zeal {

// Reads uniforms and normals, two per block of words; of each pair the second comes first. Uniforms
// and normals do not share a block.
class DoubleReader {
 public:
  // The stretch of output number `index` in the stream.
  DoubleReader(const Philox& stream, int64_t index) : next_(stream) {
    philox_skip(next_, static_cast<uint64_t>(index) * kReservedPerOutput);
  }

  double uniform() {
    if (!uniforms_left_) {
      const Block b = block();
      uniforms_[0] = b.first, uniforms_[1] = b.second;
      uniforms_left_ = 2;
    }
    return uniforms_[--uniforms_left_];
  }

  double normal() {
    if (!normals_left_) {
      const Block b = block();
      box_muller(b.first, b.second, normals_[0], normals_[1]);
      normals_left_ = 2;
    }
    return normals_[--normals_left_];
  }

 private:
  struct Block {
    double first, second;
  };
  Block block() {
    uint32_t w[4];
    philox_words(next_, w);
    philox_skip(next_, 1);
    return {unit_double(w[0], w[1]), unit_double(w[2], w[3])};
  }

  Philox next_;
  double uniforms_[2], normals_[2];
  int uniforms_left_ = 0, normals_left_ = 0;
};

}  // namespace zeal
