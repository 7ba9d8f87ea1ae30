// Thread state and the eager switch.
#include "core/thread_state.h"

#include <atomic>
#include <memory>

namespace zeal {
namespace {
std::atomic<bool> g_eager{false};
}

HostLock g_host_lock;

thread_local ThreadState* t_thread_state [[gnu::tls_model("initial-exec")]] = nullptr;

ThreadState::ThreadState() : mode(g_eager ? 0 : kGraphMode) {}

ThreadState& make_thread_state() {
  static thread_local std::unique_ptr<ThreadState> state;
  state = std::make_unique<ThreadState>();
  t_thread_state = state.get();
  return *state;
}

void enable_eager() {
  g_eager = true;
  thread_state().mode &= ~kGraphMode;
}

bool eager_enabled() { return g_eager; }

}  // namespace zeal
