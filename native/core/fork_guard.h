// What must happen at a fork: the child has none of the other threads, and waits for ever for what they held.
#pragma once
#include <mutex>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace zeal {

// Runs `fn` in every child from here on.
inline bool on_fork_in_child(void (*fn)()) {
#if defined(__unix__) || defined(__APPLE__)
  return pthread_atfork(nullptr, nullptr, fn) == 0;
#else
  return false;
#endif
}

// From here on whoever forks holds `mutex()` while it does. Threads must not take two such mutexes at once.
template <std::mutex& (*mutex)()> bool hold_across_forks() {
#if defined(__unix__) || defined(__APPLE__)
  auto lock = [] { mutex().lock(); };
  auto unlock = [] { mutex().unlock(); };
  return pthread_atfork(lock, unlock, unlock) == 0;
#else
  return false;
#endif
}

}  // namespace zeal
