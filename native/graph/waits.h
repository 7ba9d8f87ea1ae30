// Which instructions of a program may wait for others of the same run, as queues' ops do.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "graph/graph.h"

namespace zeal {

// Whether a run's op must come back where it would have to wait: as others of the run may end the wait. Of this thread.
bool must_not_wait();
// Drops the error of the host language under way where it says so. Set by the binding.
extern bool (*g_would_wait)();

// For each instruction, which of those that may wait must be done before it.
class WaitOrder {
 public:
  // What an instruction runs, in the order of the program.
  explicit WaitOrder(const std::vector<std::vector<const Node*>>& instructions);
  // Whether some that may wait could run in another order.
  bool is_open() const { return open_; }
  bool may_wait(size_t i) const { return own_[i] != 0; }
  bool is_ready(size_t i, uint64_t done) const { return !(behind_[i] & ~done); }
  uint64_t own(size_t i) const { return own_[i]; }

 private:
  bool open_ = false;
  std::vector<uint64_t> own_, behind_;  // a bit for each that may wait
};

// Runs `step(i)` for all instructions, those that would wait later than what need not wait for them.
void run_around_waits(const WaitOrder& order, size_t count, const std::function<void(size_t)>& step, const std::function<void()>& look_around);

}  // namespace zeal
