// Working memory of one gradient computation; a tape keeps one for the next.
#pragma once
#include "tape/tape.h"

namespace zeal {

struct Tape::Scratch {
  std::vector<GradValue> grads, dx;
  std::vector<uint8_t> needed, is_source;
};

}  // namespace zeal
