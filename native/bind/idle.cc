// A clock that calls a Python function once nothing was taken from any iterator for a while.
//
// Its thread has no state in CPython before that: beside another thread of Python's reference counts would be
// atomic (core/ref_count.h), and steps over cheap elements a fifth slower.
#include <atomic>
#include <chrono>
#include <system_error>
#include <thread>

#include "bind/bind.h"
#include "bind/hold_lock.h"
#include "core/fork_guard.h"

namespace zeal::bind {
namespace {

constexpr std::chrono::milliseconds kTick(100);  // longer than most steps, so that few programs get to the call
std::atomic<bool> g_taken{false}, g_runs{false};

void wait_until_idle(PyObject* on_idle) {
  while (g_taken.exchange(false)) std::this_thread::sleep_for(kTick);
  g_runs = false;
  if (is_shutting_down()) return;
  HoldLock lock;
  Ref function(on_idle), result(PyObject_CallNoArgs(on_idle));
  if (!result) PyErr_WriteUnraisable(on_idle);
}

PyObject* py_note_taken(PyObject*, PyObject* on_idle) {
  g_taken.store(true, std::memory_order_relaxed);
  if (g_runs.load(std::memory_order_relaxed) || g_runs.exchange(true)) [[likely]] Py_RETURN_NONE;
  return guarded([&] {
    [[maybe_unused]] static const bool told = on_fork_in_child([] { g_runs = false; });  // a child has no such thread
    try {
      std::thread(wait_until_idle, on_idle).detach();
      Py_INCREF(on_idle);  // the thread cannot have Python's lock yet
    } catch (const std::system_error&) {  // no more threads: perhaps the next time
      g_runs = false;
    }
    return Py_NewRef(Py_None);
  });
}

PyMethodDef functions[] = {
    {"note_taken", py_note_taken, METH_O,
     "note_taken(on_idle): something was taken; `on_idle()` is called, in a thread, once nothing more was for 0.1 s."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_idle(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
