// Recording.
#include "tape/tape.h"

#include <algorithm>

#include "core/error.h"
#include "core/thread_state.h"
#include "op/ops.h"

namespace zeal {

SourceLine (*g_current_source)() = nullptr;
std::string (*g_source_text)(const SourceLine&) = nullptr;
void (*g_source_release)(const SourceLine&) = nullptr;

int Tape::new_node(TensorImpl& t, bool dead) {
  int node = int(nodes_.size());
  nodes_.push_back({t.dtype, dead});
  if (!t.id) t.id = next_id();
  ids_.insert(t.id, node);
  return node;
}

int Tape::watch(TensorImpl& t) {
  int node = node_of(t);
  return node >= 0 && !nodes_[node].dead ? node : new_node(t, false);
}

int Tape::watch(VariableImpl& v) {
  int node = node_of(v);
  if (node < 0) {
    node = int(nodes_.size());
    nodes_.push_back({v.dtype, false});
    ids_.insert(v.id, node);
    v.ref();
    variables_.push_back(&v);
  }
  if (v.value) {
    if (!v.value->id) v.value->id = next_id();
    ids_.insert(v.value->id, node);
  }
  return node;
}

void Tape::on_read(VariableImpl& v) {
  bool known = v.value->id && ids_.find(v.value->id) >= 0;
  if (known || !contains(kTrainable, v.dtype)) return;
  if (watch_variables_ || node_of(v) >= 0) watch(v);
}

// Nodes of the inputs go to in_nodes_; false (and nothing pushed) when none is followed.
bool Tape::find_inputs(TensorImpl* const* in, int nin, bool* live) {
  size_t first = in_nodes_.size();
  bool any = false;
  *live = false;
  for (int i = 0; i < nin; ++i) {
    int node = in[i] && in[i]->id ? ids_.find(in[i]->id) : -1;
    in_nodes_.push_back(node);
    if (node < 0) continue;
    any = true;
    *live |= !nodes_[node].dead;
  }
  if (!any) in_nodes_.resize(first);
  return any;
}

Tape::Entry& Tape::push_entry(const OpDef* op, int nin, Tensor* out, int nout, bool cut) {
  Entry e{op, {}, -1, int32_t(in_nodes_.size()) - nin, nin, int32_t(saved_.size()), 0,
          int32_t(nodes_.size()), nout, cut, false};
  for (int i = 0; i < nout; ++i) new_node(*out[i], cut);
  entries_.push_back(e);
  return entries_.back();
}

void Tape::record(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  bool live;
  if (!find_inputs(in, nin, &live)) return;
  bool passes = live && op.grad_kind != GradKind::kNotDifferentiable && contains(kTrainable, out[0]->dtype);
  Entry& e = push_entry(&op, nin, out, nout, !passes);
  if (!passes) {
    if (live && g_current_source) cut_lines_.push_back({int32_t(entries_.size()) - 1, g_current_source()});
    return;
  }
  e.attrs = attrs;
  save(op, e, in, nin, out, nout);
}

void Tape::save(const OpDef& op, Entry& e, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  const int32_t* nodes = in_nodes_.data() + e.first_in;
  uint32_t followed = 0;
  for (int i = 0; i < nin && i < 32; ++i) followed |= uint32_t(nodes[i] >= 0 && !nodes_[nodes[i]].dead) << i;
  for (const Save& s : op.save_list) {
    bool wanted = nin > 32 || (s.wanted_by & followed);
    if (s.what == Save::kListShapes) {
      int n = nin - (int(op.inputs.size()) - 1);
      for (int i = 0; i < n; ++i) push_saved(shape_of(Tensor::share(in[op.list_input + i])));
    } else if (!wanted) push_saved({});
    else if (s.what == Save::kIn) push_saved(Tensor::share(in[s.index]));
    else if (s.what == Save::kOut) push_saved(out[s.index]);
    else push_saved(shape_of(Tensor::share(in[s.index])));
  }
  if (op.broadcasts) {
    for (int i = 0; i < nin; ++i) e.reduces |= !(in[i]->shape() == out[0]->shape());
    for (int i = 0; i < nin && e.reduces; ++i)
      push_saved((followed >> i & 1) ? shape_of(Tensor::share(in[i])) : Tensor());
  }
  // Rules of several outputs may need zeros for those nothing flowed into.
  for (int i = 0; i < nout && nout > 1; ++i) save_zero(out[i]);
  e.nsaved = int32_t(saved_.size()) - e.first_saved;
}

void Tape::save_zero(const Tensor& out) {
  push_saved(shape_of(out));
  push_saved(scalar_like(out, 0));
}

Tensor Tape::make_zeros(const Entry& e, int output) const {
  const Tensor* pair = saved_.data() + e.first_saved + e.nsaved - 2 * (e.nout - output);
  return fill(pair[0], pair[1]);
}

bool Tape::record_hook(std::shared_ptr<GradHook> hook, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  bool live;
  if (!find_inputs(in, nin, &live)) return false;
  Entry& e = push_entry(nullptr, nin, out, nout, !live);
  e.hook = int32_t(hooks_.size());
  hooks_.push_back(std::move(hook));
  for (int i = 0; i < nout; ++i) save_zero(out[i]);
  e.nsaved = 2 * nout;
  return true;
}

void Tape::on_leave(TensorImpl& t, const char* how) {
  int node = node_of(t);
  if (node >= 0 && g_current_source) leaves_.push_back({node, how, g_current_source()});
}

void Tape::release_saved(const Entry& e) {
  for (int i = 0; i < e.nsaved; ++i) saved_[e.first_saved + i] = Tensor();
}

void Tape::clear() {
  for (auto& [entry, line] : cut_lines_) g_source_release(line);
  for (auto& l : leaves_) g_source_release(l.where);
  for (VariableImpl* v : variables_) v->unref();
  cut_lines_.clear();
  leaves_.clear();
  variables_.clear();
  entries_.clear();
  in_nodes_.clear();
  saved_.clear();
  nodes_.clear();
  hooks_.clear();
  ids_.clear();
}

void push_tape(Tape* tape) {
  ThreadState& ts = thread_state();
  ts.tapes.push_back(tape);
  ts.mode |= kRecording;
}

void pop_tape(Tape* tape) {
  ThreadState& ts = thread_state();
  auto it = std::find(ts.tapes.rbegin(), ts.tapes.rend(), tape);
  if (it != ts.tapes.rend()) ts.tapes.erase(std::next(it).base());
  if (ts.tapes.empty()) ts.mode &= ~kRecording;
}

void record_on_tapes(const OpDef& op, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  // Saving shapes may run ops; those are bookkeeping and must not be recorded.
  ThreadState& ts = thread_state();
  ts.mode &= ~kRecording;
  for (Tape* tape : ts.tapes) tape->record(op, attrs, in, nin, out, nout);
  ts.mode |= kRecording;
}

const Tensor& read_variable(VariableImpl& v) {
  ThreadState& ts = thread_state();
  if ((ts.mode & kRecording) && v.trainable)
    for (Tape* tape : ts.tapes) tape->on_read(v);
  return v.value;
}

}  // namespace zeal
