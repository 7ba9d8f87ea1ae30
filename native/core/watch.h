// Looking at ops: bits of ThreadState::mode, beside those of `Mode`, that show ops to the binding after they ran.
#pragma once
#include <cstdint>

#include "core/thread_state.h"

namespace zeal {

enum WatchMode : uint32_t {
  kWatchNumerics = 8,  // those with an infinite or not-a-number output
  kWatchAll = 16,
  kWatched = kWatchNumerics | kWatchAll,
};

static_assert(!(kWatched & (kRecording | kGraphMode | kOtherDevice)));

// This thread's ops, or those of threads that start from here on too.
void watch_ops(uint32_t bits);
void watch_ops_everywhere(uint32_t bits);

}  // namespace zeal
