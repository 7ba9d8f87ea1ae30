// What is to be done when a thread ends: the tapes that it records on are let go.
#include "bind/tape.h"
#include "core/thread_state.h"

namespace zeal::bind {
namespace {

// A thread that ends inside `with tape` never leaves the block: nobody else can.
void release_tapes(ThreadState& ts) {
  std::vector<Tape*> tapes;
  tapes.swap(ts.tapes);
  ts.mode &= ~kRecording;
  for (Tape* t : tapes) reinterpret_cast<PyTape*>(t->object)->home = nullptr;
  for (Tape* t : tapes) Py_DECREF(static_cast<PyObject*>(t->object));
}

// CPython clears a thread's dict when the thread ends, in that thread; those of threads that a fork left
// behind in the child, whose states stay as they were. At the shutdown a state may be gone before.
void thread_ends(PyObject* capsule) {
  if (is_shutting_down()) return;
  auto& ts = *static_cast<ThreadState*>(PyCapsule_GetPointer(capsule, nullptr));
  ts.guarded = false;
  release_tapes(ts);
}

}  // namespace

void guard_thread(ThreadState& ts) {
  PyObject* dict = PyThreadState_GetDict();  // borrowed
  if (!dict) fail(Code::kInternal, "this thread has no state of its own");
  Ref capsule = checked(PyCapsule_New(&ts, nullptr, thread_ends));
  check(PyDict_SetItemString(dict, "zeal", capsule.get()));
  ts.guarded = true;
}

}  // namespace zeal::bind
