// Thread state and the eager switch.
#include "core/thread_state.h"

#include <atomic>

#include "core/error.h"
#include "core/ref_count.h"

namespace zeal {
namespace {
std::atomic<bool> g_eager{false}, g_graph_used{false};
std::atomic<uint32_t> g_watch{0};
}

HostLock g_host_lock;

constinit thread_local ThreadState* t_thread_state [[gnu::tls_model("initial-exec")]] = nullptr;

ThreadState::ThreadState() : mode((g_eager ? 0 : kGraphMode) | g_watch) {}

namespace {
struct Owner {
  ThreadState* state = nullptr;
  ~Owner() {
    delete state;
    t_thread_state = nullptr;  // what other thread-locals free asks for it
  }
};
}  // namespace

ThreadState& make_thread_state() {
  static std::atomic<int> threads{0};
  if (threads++) share_counts();
  static thread_local Owner owner;
  return *(t_thread_state = owner.state = new ThreadState);
}

void enable_eager() {
  if (g_graph_used && !g_eager)
    fail(Code::kValueError, "tf.enable_eager_execution must be called at program startup: "
         "an op or a tensor was asked for before. Move the call to the top of the program and start it anew");
  g_eager = true;
  thread_state().mode &= ~kGraphMode;
}

void disable_eager() {
  g_eager = false;
  thread_state().mode |= kGraphMode;
}

void watch_ops(uint32_t bits) {
  uint32_t& mode = thread_state().mode;
  mode = (mode & ~kWatched) | bits;
}

void watch_ops_everywhere(uint32_t bits) {
  g_watch = bits;
  watch_ops(bits);
}

void note_graph_op() {
  if (!g_eager) g_graph_used = true;
}

}  // namespace zeal
