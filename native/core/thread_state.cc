// Thread state and the eager switch.
#include "core/thread_state.h"

#include <atomic>
#include <memory>

#include "core/error.h"
#include "core/ref_count.h"

namespace zeal {
namespace {
std::atomic<bool> g_eager{false}, g_graph_used{false};
}

HostLock g_host_lock;

constinit thread_local ThreadState* t_thread_state [[gnu::tls_model("initial-exec")]] = nullptr;

ThreadState::ThreadState() : mode(g_eager ? 0 : kGraphMode) {}

ThreadState& make_thread_state() {
  static std::atomic<int> threads{0};
  if (threads++) share_counts();
  static thread_local std::unique_ptr<ThreadState> state;
  state = std::make_unique<ThreadState>();
  t_thread_state = state.get();
  return *state;
}

void enable_eager() {
  if (g_graph_used && !g_eager)
    fail(Code::kValueError, "tf.enable_eager_execution must be called at program startup: "
         "an op or a tensor was asked for before. Move the call to the top of the program and start it anew");
  g_eager = true;
  thread_state().mode &= ~kGraphMode;
}

void refuse_graph_mode(const char* what) {
  g_graph_used = true;
  fail(Code::kRuntimeError, "[", what, "] graph mode is not built yet: call tf.enable_eager_execution() "
       "at the start of the program, before any other tf call");
}

}  // namespace zeal
