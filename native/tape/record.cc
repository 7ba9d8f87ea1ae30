// Recording.
#include "tape/tape.h"

#include "core/error.h"
#include "op/functions.h"
#include "op/watch.h"

namespace zeal {
namespace {

// Ops past a cut and source lines are kept for explain() only, in long programs not all of them.
constexpr size_t kMostExplained = 65536, kMostLines = 4096;

// What gradients flow through: handles too, by which they reach variables.
constexpr DTypeSet kRecorded = kFollowed | bit(DType::kResource);

// Whether a gradient can flow into one of the outputs: into the first, as a rule.
inline bool any_trainable(const Tensor* out, int nout) {
  if (contains(kRecorded, out[0]->dtype)) [[likely]] return true;
  int i = 1;
  while (i < nout && !contains(kRecorded, out[i]->dtype)) ++i;
  return i < nout;
}

// What the op declares, each where an input that it serves is followed.
inline void save_declared(SavedList& saved, const OpDef& op, uint32_t followed, TensorImpl* const* in, int nin, Tensor* out) {
  for (const Save& s : op.save_list) {
    if (s.what == Save::kListShapes) {
      const int n = nin - (int(op.inputs.size()) - 1);
      for (int i = 0; i < n; ++i) saved.push_back(shape_of(*in[op.list_input + i]));
    } else if (s.what == Save::kLastIn) saved.share(in[nin - 1]);
    else if (!(s.wanted_by & followed)) saved.push_nothing();
    else if (s.what == Save::kIn) saved.share(in[s.index]);
    else if (s.what == Save::kOut) saved.share(out[s.index].get());
    else saved.push_back(shape_of(*in[s.index]));
  }
}

// Shapes that the gradients of broadcast inputs are summed to; false where all inputs have the output's.
inline bool save_broadcast_shapes(SavedList& saved, uint32_t followed, TensorImpl* const* in, int nin, const TensorImpl& out) {
  bool reduces = false;
  for (int i = 0; i < nin; ++i) reduces |= !(in[i]->shape() == out.shape()) || in[i]->numel < 0;  // what the run tells may be 1
  for (int i = 0; i < nin && reduces; ++i) saved.push_back((followed >> i & 1) ? shape_of(*in[i]) : Tensor());
  return reduces;
}

// For rules from outside, which may read anything.
inline void save_everything(SavedList& saved, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  for (int i = 0; i < nin; ++i) saved.share(in[i]);
  for (int i = 0; i < nout; ++i) saved.share(out[i].get());
}

}  // namespace

SourceLine (*g_current_source)() = nullptr;
std::string (*g_source_text)(const SourceLine&) = nullptr;
void (*g_source_release)(const SourceLine&) = nullptr;
void (*g_object_keep)(void*) = nullptr;
void (*g_object_release)(void*) = nullptr;

int Tape::new_node(TensorImpl& t, bool dead, int made_by) {
  int node = int(nodes_.size());
  nodes_.push_back({t.dtype, dead, false, 0, made_by});
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
    nodes_.push_back({v.dtype, false, false, 0, -1});
    ids_.insert(v.id, node);
    v.ref();
    if (v.object && g_object_keep) g_object_keep(v.object);
    variables_.push_back(&v);
  }
  bind_value(v, node);
  return node;
}

// From here on the variable's value stands for the variable.
void Tape::bind_value(VariableImpl& v, int node) {
  if (!v.value) return;
  int known = node_of(*v.value);
  if (known == node) return;
  // The value is also some other tensor that this tape follows: the variable gets one of its own.
  Tensor own = known < 0 ? v.value : make_view(*v.value, v.value->shape());
  if (!own->id) own->id = next_id();
  ids_.insert(own->id, node);
  std::swap(v.value, own);  // the former may die last of all
}

void Tape::on_read(VariableImpl& v) {
  int node = node_of(v);
  if (node >= 0) bind_value(v, node);
  else if (watch_variables_ && v.trainable && contains(kTrainable, v.dtype)) watch(v);
}

// Nodes of the inputs go to in_nodes_; false (and nothing pushed) when none is followed.
bool Tape::find_inputs(TensorImpl* const* in, int nin, bool* live) {
  bool any = *live = false;
  int32_t* nodes = in_nodes_.extend(nin);
  for (int i = 0; i < nin; ++i) {
    if (i && in[i] == in[i - 1]) nodes[i] = nodes[i - 1];
    else nodes[i] = in[i] && in[i]->id ? ids_.find(in[i]->id) : -1;
    if (nodes[i] < 0) continue;
    any = true;
    *live |= !nodes_[nodes[i]].dead;
  }
  if (!any) in_nodes_.shrink_by(nin);
  return any;
}

Tape::Entry& Tape::push_entry(const OpDef* op, const Attrs& attrs, int nin, Tensor* out, int nout, bool cut, bool live) {
  Entry* e = entries_.extend(1);
  *e = {op, attrs, -1, int32_t(in_nodes_.size()) - nin, nin, int32_t(saved_.size()), 0, int32_t(nodes_.size()), nout, cut, false, false};
  const int32_t* in = in_nodes_.data() + e->first_in;
  for (int i = 0; i < nin; ++i)
    if (in[i] >= 0) ++nodes_[in[i]].uses;
  const int made_by = int(entries_.size()) - 1;
  for (int i = 0; i < nout; ++i) new_node(*out[i], !live || !contains(kRecorded, out[i]->dtype), made_by);
  return *e;
}

void Tape::record(const OpDef& called, const Attrs& attrs, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  if (record_nothing_ || !nout) return;  // updates of state
  bool live;
  if (!find_inputs(in, nin, &live)) return;
  if (!live && entries_.size() > kMostExplained) return in_nodes_.shrink_by(nin);
  const OpDef& op = called.differentiated_as ? *called.differentiated_as : called;
  bool passes = live && op.grad_kind != GradKind::kNotDifferentiable && any_trainable(out, nout);
  Entry& e = push_entry(&op, attrs, nin, out, nout, !passes, live);
  if (passes) save(op, e, in, nin, out, nout);
  const bool shown = passes ? thread_state().mode & kWatched : live;
  if (shown) [[unlikely]] note_line();  // last: the entry may be gone afterwards, and the tape
}

// Asking for the line makes objects: a collector may run, and finalizers that record, or reset this tape.
template <class Keep> void Tape::with_line(Keep&& keep) {
  Hold hold(*this);
  const uint32_t era = era_;
  const SourceLine line = g_current_source();
  if (era == era_) keep(line);
  else g_source_release(line);
}

[[gnu::cold, gnu::noinline]] void Tape::note_line() {
  if (!g_current_source || lines_.size() >= kMostLines) return;
  with_line([this, entry = int32_t(entries_.size()) - 1](const SourceLine& line) { lines_.push_back({entry, line}); });
}

// One bit for each input that a gradient can reach; all of them where there are more inputs than bits.
inline uint32_t Tape::followed_inputs(const Entry& e) const {
  if (e.nin > 32) [[unlikely]] return ~0u;
  const int32_t* nodes = in_nodes_.data() + e.first_in;
  uint32_t followed = 0;
  for (int i = 0; i < e.nin; ++i) followed |= uint32_t(nodes[i] >= 0 && !nodes_[nodes[i]].dead) << i;
  return followed;
}

void Tape::save(const OpDef& op, Entry& e, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  const uint32_t followed = followed_inputs(e);
  save_declared(saved_, op, followed, in, nin, out);
  if (op.broadcasts) e.reduces = save_broadcast_shapes(saved_, followed, in, nin, *out[0]);
  if (op.saves_all) save_everything(saved_, in, nin, out, nout);
  // Rules of several outputs may need zeros for those nothing flowed into.
  for (int i = 0; i < nout && nout > 1; ++i) save_zero(out[i]);
  e.nsaved = int32_t(saved_.size()) - e.first_saved;
}

void Tape::save_zero(const Tensor& out) {
  if (!dtype_size(out->dtype)) return saved_.push_nothing(), saved_.push_nothing();  // nothing flows there
  saved_.push_back(shape_of(*out));
  saved_.push_back(out->dtype == DType::kString ? make_tensor(out->dtype, ShapeView{0, nullptr}) : scalar_like(out, 0));
}

Tensor Tape::make_zeros(const Entry& e, int output) const {
  size_t pair = e.first_saved + e.nsaved - 2 * (e.nout - output);
  return saved_.has(pair) ? fill(saved_[pair], saved_[pair + 1]) : Tensor();
}

bool Tape::record_hook(std::shared_ptr<GradHook> hook, TensorImpl* const* in, int nin, Tensor* out, int nout) {
  if (record_nothing_) return false;
  bool live;
  if (!find_inputs(in, nin, &live)) return false;
  Entry& e = push_entry(nullptr, {}, nin, out, nout, !live, live);
  e.hook = int32_t(hooks_.size());
  const bool zeros = !hook->takes_nothing();
  hook_names_.push_back(hook->name());
  hooks_.push_back(std::move(hook));
  for (int i = 0; i < nout && zeros; ++i) save_zero(out[i]);
  e.nsaved = zeros ? 2 * nout : 0;
  if (thread_state().mode & kWatched) [[unlikely]] note_line();
  return true;
}

void Tape::on_leave(TensorImpl& t, const char* how) {
  int node = node_of(t);
  if (node < 0 || !g_current_source || leaves_.size() >= kMostLines) return;
  with_line([&](const SourceLine& line) { leaves_.push_back({node, how, line}); });
}

}  // namespace zeal
