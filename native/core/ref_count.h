// RefCount: a reference count that is atomic only where threads can meet.
#pragma once
#include <atomic>
#include <cstdint>

namespace zeal {

// False while one thread at a time touches counts: under the host language's lock, or because there is
// no other thread. A locked instruction costs as much as the rest of a small op's bookkeeping, so they
// wait until they are needed. Once true it stays so; see share_counts().
extern std::atomic<bool> g_counts_shared;

// To be called, while still alone, before other threads may touch counts at the same time: when the
// lock is given up beside other threads, and before threads of our own that handle tensors start.
inline void share_counts() { g_counts_shared.store(true, std::memory_order_relaxed); }
inline bool counts_shared() { return g_counts_shared.load(std::memory_order_relaxed); }

class RefCount {
 public:
  void add() {
    if (counts_shared()) [[unlikely]] n_.fetch_add(1, std::memory_order_relaxed);
    else n_.store(n_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  // True when this was the last reference.
  bool drop() {
    int32_t n = n_.load(std::memory_order_acquire);
    if (n == 1) return true;  // nobody else can be changing it
    if (counts_shared()) [[unlikely]] return n_.fetch_sub(1, std::memory_order_acq_rel) == 1;
    n_.store(n - 1, std::memory_order_relaxed);
    return false;
  }
  bool unique() const { return n_.load(std::memory_order_acquire) == 1; }

 private:
  std::atomic<int32_t> n_{1};
};

}  // namespace zeal
