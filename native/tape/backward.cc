// The gradient walker: marks what leads to the sources, then runs rules from last to first.
#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/thread_state.h"
#include "op/functions.h"
#include "op/watch.h"
#include "tape/scratch.h"
#include "tape/tape.h"
#include "tape/walk.h"

namespace zeal {
namespace {

// Dtypes whose inner loops run on the payload itself, and sizes below which a loop is not worth splitting.
constexpr DTypeSet kDirect = bit(DType::kFloat32) | bit(DType::kFloat64);
constexpr int64_t kMostInPlace = 32768;

// Adds b to a's own payload when nobody else can see it and nobody records.
bool add_in_place(const Tensor& a, const Tensor& b) {
  if (!a->unshared() || thread_state().mode || a->dtype != b->dtype || !contains(kDirect, a->dtype) ||
      a->numel > kMostInPlace || !(a->shape() == b->shape()))
    return false;
  LoopFn loop = OP(Add).loops[int(a->dtype)];
  if (!loop) return false;
  long size = long(dtype_size(a->dtype)), strides[] = {size, size, size};
  char* ptrs[] = {a->data, b->data, a->data};
  loop(ptrs, strides, long(a->numel));
  return true;
}

// Indices of one type, the wider one where the program gathered by both int32 and int64.
void unify(Tensor& a, Tensor& b) {
  if (a->dtype == b->dtype) return;
  for (Tensor* t : {&a, &b})
    if ((*t)->dtype != DType::kInt64) *t = cast(*t, DType::kInt64);
}

void accumulate(GradValue& into, GradValue&& g) {
  if (into.empty()) {
    into = std::move(g);
  } else if (into.sparse() && g.sparse()) {
    Tensor zero = make_scalar<int32_t>(0);
    Slices &a = *into.slices, &b = *g.slices;
    a.given = nullptr;
    unify(a.indices, b.indices);
    a.values = call(OP(ConcatV2), {a.values, b.values, zero});
    a.indices = call(OP(ConcatV2), {a.indices, b.indices, zero});
  } else if (into.sparse() || g.sparse()) {
    Tensor sum = into.densify() + g.densify();
    into = GradValue(std::move(sum));
  } else if (!add_in_place(into.dense, g.dense)) {
    const OpDef& add = into.dense->dtype == DType::kVariant ? OP(AddVariants) : OP(AddV2);
    into.dense = call(add, {std::move(into.dense), std::move(g.dense)});
  }
}

}  // namespace

Tensor GradValue::densify() const {
  if (!sparse()) return dense;
  const Tensor& shape = slices->dense_shape;
  Tensor rows = shape->has_value() ? make_scalar<int64_t>(int_at(*shape, 0)) : gather(shape, make_scalar<int32_t>(0), 0);
  return call(OP(UnsortedSegmentSum), {slices->values, slices->indices, rows});
}

// One run of the walker. Indexes into the tape anew at each step: a persistent tape that is still
// recording grows while its own gradient runs.
class Backward {
 public:
  Backward(Tape& tape, bool keep)
      : hold_(tape), tape_(tape), keep_(keep), num_entries_(tape.entries_.size()), s_(std::move(tape.scratch_)) {
    if (!s_) s_.reset(new Tape::Scratch);
    ++tape.busy_;
    size_t nodes = tape.nodes_.size();
    s_->grads.resize(nodes);
    s_->needed.assign(nodes, 0);
    s_->is_source.assign(nodes, 0);
    if (thread_state().mode & (kWatched | kGraphMode)) [[unlikely]] outer_ = std::exchange(s_watched, watched_ = this);
  }
  ~Backward() {
    if (watched_) [[unlikely]] s_watched = outer_;
    --tape_.busy_;
    s_->grads.clear();
    s_->dx.clear();
    if (s_->grads.capacity() < 4096) tape_.scratch_ = std::move(s_);
  }

  void add_source(int node) {
    if (node < 0) return;
    s_->is_source[node] = 1;
    s_->needed[node] = !tape_.nodes_[node].dead;
  }
  void seed(int node, Tensor dy) { accumulate(s_->grads[node], GradValue(std::move(dy))); }

  void run() {
    mark();
    for (size_t i = num_entries_; i-- > 0;) {
      step(i);
      if (!keep_) tape_.release_saved(tape_.entries_[i]);
    }
  }

  const GradValue& result(int node) const { return s_->grads[node]; }

  // The entry whose rule this thread runs, for those who watch.
  static std::string current() {
    if (!s_watched) return "";
    const Tape& tape = s_watched->tape_;
    const Tape::Entry e = tape.entries_[s_watched->at_];
    std::string text = e.op ? e.op->name : tape.hook_names_[e.hook];
    for (auto& [entry, line] : tape.lines_)
      if (size_t(entry) == s_watched->at_ && g_source_text) return concat(text, " at ", g_source_text(line));
    return text;
  }

 private:
  bool leads(const Tape::Entry& e) const {
    const int32_t* in = tape_.in_nodes_.data() + e.first_in;
    return std::any_of(in, in + e.nin, [&](int n) { return n >= 0 && s_->needed[n]; });
  }

  void mark() {
    for (size_t i = 0; i < num_entries_; ++i) {
      const Tape::Entry& e = tape_.entries_[i];
      if (e.cut || !leads(e)) continue;
      for (int k = 0; k < e.nout; ++k) s_->needed[e.first_out + k] = 1;
    }
  }

  bool active(const Tape::Entry& e) const {
    if (e.cut) return false;
    for (int k = e.first_out; k < e.first_out + e.nout; ++k)
      if (s_->needed[k] && !s_->grads[k].empty()) return leads(e);
    return false;
  }

  void step(size_t i) {
    const Tape::Entry e = tape_.entries_[i];
    if (!active(e)) return drop(e);
    at_ = i;
    if (e.dropped) refuse_dropped(e);
    s_->dx.clear();
    s_->dx.resize(e.nin);
    tell(e.first_out);
    if (e.op) run_rule(e);
    else run_hook(e);
    drop(e);
    if (e.reduces) sum_to_inputs(e);
    for (int k = 0; k < e.nin; ++k) flow(i, e, k);
  }

  void run_rule(const Tape::Entry& e) {
    if (e.op->grad_kind == GradKind::kMissing)
      fail(Code::kLookupError, "No gradient defined for operation '", e.op->name, "' (op type: ", e.op->name,
           "); define one with tf.RegisterGradient(\"", e.op->name, "\") or tf.custom_gradient");
    Grad g(tape_, e, s_->grads.data() + e.first_out, s_->needed.data(), s_->dx.data());
    e.op->grad_fn(g);
  }

  void run_hook(const Tape::Entry& e) {
    std::shared_ptr<GradHook> hook = tape_.hooks_[e.hook];
    std::vector<Tensor> dy(e.nout);
    for (int k = 0; k < e.nout; ++k) {
      GradValue& g = s_->grads[e.first_out + k];
      if (!g.empty() || !hook->takes_nothing()) dy[k] = g.empty() ? tape_.make_zeros(e, k) : g.densify();
    }
    hook->backward(dy, s_->dx);
  }

  // Frees gradients that were consumed, unless a source asks for them.
  void drop(const Tape::Entry& e) {
    for (int k = e.first_out; k < e.first_out + e.nout; ++k)
      if (!s_->is_source[k] && !s_->grads[k].empty()) s_->grads[k] = {};
  }

  // Before any flows on: in a graph these sums belong to the rule, under its name.
  void sum_to_inputs(const Tape::Entry& e) {
    for (int k = 0; k < e.nin; ++k) {
      const int node = tape_.in_nodes_[e.first_in + k];
      GradValue& dx = s_->dx[k];
      if (node < 0 || !s_->needed[node] || dx.empty()) continue;
      const Tensor shape = tape_.saved_[e.first_saved + int(e.op->save_list.size()) + k];
      if (shape && !has_shape(*dx.dense, *shape)) dx.dense = sum_to_shape(dx.dense, shape);
    }
  }

  void flow(size_t i, const Tape::Entry& e, int k) {
    int node = tape_.in_nodes_[e.first_in + k];
    if (node < 0 || !s_->needed[node]) return;
    GradValue& dx = s_->dx[k];
    if (dx.empty()) return refuse(i, k);
    if (watched_) [[unlikely]] return add_in_graph(s_->grads[node], std::move(dx));
    accumulate(s_->grads[node], std::move(dx));
  }

  void tell(int first_out) const {
    if (watched_ && g_at_rule) [[unlikely]] g_at_rule(tape_, first_out);
  }

  // A sum stands beside the rules, under the name that TensorFlow has for sums of any number.
  [[gnu::cold]] void add_in_graph(GradValue& sum, GradValue&& g) const {
    tell(-1);
    ThreadState& state = thread_state();
    if ((state.mode & kGraphMode) && !sum.empty() && !sum.sparse() && !g.sparse()) state.op_name = "AddN";
    accumulate(sum, std::move(g));
    state.op_name = nullptr;
  }

  // An output that was discarded, and that a rule or a finalizer kept a reference to, was used again.
  [[noreturn, gnu::cold]] void refuse_dropped(const Tape::Entry& e) {
    fail(Code::kFailedPrecondition, "the tape let go of what ", e.op ? e.op->name.c_str() : tape_.hook_names_[e.hook],
         " needs for its gradient when its result was discarded; the result was used again later");
  }

  // The rule gave nothing: explain() will want to know.
  void refuse(size_t i, int k) {
    if (tape_.refusals_.size() < 1000) tape_.refusals_.push_back({int32_t(i), k});
  }

  // Whether the tensor surely has that shape.
  static bool has_shape(const TensorImpl& t, const TensorImpl& shape) {
    if (shape.symbolic() || t.rank != shape.numel) return false;
    for (int i = 0; i < t.rank; ++i)
      if (t.dim(i) != int_at(shape, i)) return false;
    return true;
  }

  Tape::Hold hold_;
  Tape& tape_;
  bool keep_;
  size_t num_entries_;
  Tape::ScratchPtr s_;
  size_t at_ = 0;
  Backward *watched_ = nullptr, *outer_ = nullptr;
  static constinit thread_local Backward* s_watched;  // null while nobody watches
};

constinit thread_local Backward* Backward::s_watched = nullptr;
void (*g_at_rule)(const Tape&, int) = nullptr;

std::string differentiated_op() { return Backward::current(); }

void Tape::FreeScratch::operator()(Scratch* s) const { delete s; }

void Tape::gradient(const int* targets, Tensor* seeds, int ntargets, const int* sources, int nsources, GradValue* out,
                    bool keep) {
  Hold hold(*this);
  bool all = true;
  {
    struct Release {  // also when a rule throws
      Tape& tape;
      bool keep;
      bool* all;
      ~Release() {
        if (!keep) tape.release(/*explainable=*/!*all);
      }
    } release{*this, keep || persistent_, &all};
    Backward walk(*this, release.keep);
    for (int i = 0; i < nsources; ++i) walk.add_source(sources[i]);
    for (int i = 0; i < ntargets; ++i)
      if (targets[i] >= 0) walk.seed(targets[i], std::move(seeds[i]));
    walk.run();
    for (int i = 0; i < nsources; ++i) {
      if (sources[i] >= 0) out[i] = GradValue(walk.result(sources[i]));  // a copy: a source may stand there twice
      all &= !out[i].empty();
    }
  }
}

// --- Grad ---
Tensor Grad::dy(int i) {
  if (dys_[i].empty()) dys_[i].dense = tape_.make_zeros(e_, i);
  if (dys_[i].sparse()) dys_[i] = GradValue(dys_[i].densify());
  return dys_[i].dense;
}

Tensor Grad::slot(int s, const char* what, int i) const {
  if (s < 0 || !tape_.saved_.has(e_.first_saved + s))
    fail(Code::kInternal, "gradient of ", op().name, " reads ", what, "(", i, ") without declaring it in saves");
  return tape_.saved_[e_.first_saved + s];
}

DType Grad::in_dtype(int i) const {
  const int node = tape_.in_nodes_[e_.first_in + i];
  if (node < 0) fail(Code::kInternal, "gradient of ", op().name, " reads the dtype of input ", i, ", which nobody wants a gradient of");
  return tape_.nodes_[node].dtype;
}

Tensor Grad::list_shape(int i) const {
  if (op().slot_list < 0) fail(Code::kInternal, "gradient of ", op().name, " reads list shapes without declaring them");
  return tape_.saved_[e_.first_saved + op().slot_list + i];
}

void Grad::set_slices(int i, Tensor values, Tensor indices, Tensor dense_shape) {
  dx_[i] = GradValue(Slices{std::move(values), std::move(indices), std::move(dense_shape)});
}

}  // namespace zeal
