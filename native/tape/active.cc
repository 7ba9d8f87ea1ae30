// The tapes that record in this thread.
#include <algorithm>

#include "tape/tape.h"

namespace zeal {

namespace {
// By index: what dies with an entry may run code that starts or stops tapes.
void followed_died(uint64_t id) noexcept {
  std::vector<Tape*>& tapes = thread_state().tapes;
  for (size_t i = 0; i < tapes.size(); ++i) tapes[i]->on_death(id);
}
void followed_left(TensorImpl& t) noexcept {
  std::vector<Tape*>& tapes = thread_state().tapes;
  for (size_t i = 0; i < tapes.size(); ++i)
    if (tapes[i]->on_left(t)) return;  // t may be gone
}
}  // namespace

void push_tape(Tape* tape) {
  g_followed_died = followed_died;
  g_followed_left = followed_left;
  ThreadState& ts = thread_state();
  ts.tapes.push_back(tape);
  tape->pauses = ts.pauses;
  ts.mode |= kRecording;
}

void pop_tape(Tape* tape) {
  ThreadState& ts = thread_state();
  auto it = std::find(ts.tapes.rbegin(), ts.tapes.rend(), tape);
  if (it != ts.tapes.rend()) ts.tapes.erase(std::next(it).base());
  if (ts.tapes.empty() || ts.tapes.back()->is_paused(ts)) ts.mode &= ~kRecording;
}

void record_on_tapes(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  each_recording_tape([&](Tape& tape) {
    // Saving may run ops (shapes in graphs); those are bookkeeping and must not be recorded.
    PauseRecording pause;
    tape.record(op, attrs, in, nin, out, nout);
  });
}

const Tensor& read_variable(VariableImpl& v) {
  ThreadState& ts = thread_state();
  if (ts.mode & kRecording)
    for (size_t i = 0; i < ts.tapes.size(); ++i) {
      if (ts.tapes[i]->is_paused(ts)) continue;
      TensorImpl* before = v.value.get();
      ts.tapes[i]->on_read(v);
      if (v.value.get() != before) i = size_t(-1);  // it got a tensor of its own: all tapes bind that
    }
  return v.value;
}

}  // namespace zeal
