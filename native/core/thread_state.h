// What this thread is doing: one word that says whether an op may take the straight path.
#pragma once
#include <cstdint>
#include <vector>

namespace zeal {

class Tape;
struct ExternalMemory;

enum Mode : uint32_t {
  kRecording = 1,    // an active tape that is not paused; see tape/active.cc
  kGraphMode = 2,    // ops append nodes instead of running
  kOtherDevice = 4,  // the device in force is not CPU:0
  // Ops are shown to the binding after they ran (op/watch.h):
  kWatchNumerics = 8,  // those with an infinite or not-a-number output
  kWatchAll = 16,
  kWatched = kWatchNumerics | kWatchAll,
};

struct ThreadState {
  uint32_t mode;
  uint8_t device = 0;
  int nesting = 0;  // levels of a Python structure being walked; see bind/bind.h
  int keeps_lock = 0;    // scopes of KeepHostLock
  bool guarded = false;  // the host language tells of this thread's end; see bind/thread_guard.cc
  void* graph = nullptr;          // in graph mode: the Graph that ops go to; null for the process's own
  const char* op_name = nullptr;  // the name that the next node was asked to have
  std::vector<Tape*> tapes;  // active ones, innermost last
  int pauses = 0;            // of those tapes; see PauseRecording
  ExternalMemory* to_release = nullptr;  // its tensors died; see core/tensor.cc
  bool releasing = false;
  ThreadState();
};

// A single initial-exec pointer: larger static TLS fails to load beside other libraries.
extern constinit thread_local ThreadState* t_thread_state [[gnu::tls_model("initial-exec")]];
ThreadState& make_thread_state();
inline ThreadState& thread_state() {
  return t_thread_state ? *t_thread_state : make_thread_state();
}

// Sets which ops are watched: this thread's, or those of threads that start from here on too.
void watch_ops(uint32_t bits);
void watch_ops_everywhere(uint32_t bits);

inline bool is_recording() { return t_thread_state && (t_thread_state->mode & kRecording); }

// The host language's lock (Python's GIL): kernels with much to do run without it. `leave` gives it up
// and returns what `enter` needs, null when this thread did not hold it. Set by the binding.
struct HostLock {
  void* (*leave)() = nullptr;
  void (*enter)(void*) = nullptr;
};
extern HostLock g_host_lock;

class WithoutHostLock {
 public:
  WithoutHostLock() : state_(g_host_lock.leave && !thread_state().keeps_lock ? g_host_lock.leave() : nullptr) {}
  ~WithoutHostLock() {
    if (state_) g_host_lock.enter(state_);
  }
  WithoutHostLock(const WithoutHostLock&) = delete;

 private:
  void* state_;
};

// Updates of state are atomic by the host language's lock: between the first look at a variable and the
// write, no kernel gives it up.
class KeepHostLock {
 public:
  KeepHostLock() : scopes_(thread_state().keeps_lock) { ++scopes_; }
  ~KeepHostLock() { --scopes_; }
  KeepHostLock(const KeepHostLock&) = delete;

 private:
  int& scopes_;
};

// Program-wide: until eager execution is enabled, threads start in graph mode.
// Throws kValueError when values were asked for before: programs choose their mode at the start.
void enable_eager();
// Ops make nodes of graphs again, in this thread and in those that start from now on.
void disable_eager();
// A program that never enabled eager execution made an op.
void note_graph_op();

}  // namespace zeal
