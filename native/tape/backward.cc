// The gradient walker: marks what leads to the sources, then runs rules from last to first.
#include <algorithm>

#include "core/error.h"
#include "core/thread_state.h"
#include "op/ops.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void accumulate(GradValue& into, GradValue&& g) {
  if (into.empty()) {
    into = std::move(g);
  } else if (into.sparse() && g.sparse()) {
    Tensor zero = make_scalar<int32_t>(0);
    into.values = call(OP(ConcatV2), {into.values, g.values, zero});
    into.indices = call(OP(ConcatV2), {into.indices, g.indices, zero});
  } else {
    Tensor sum = into.densify() + g.densify();
    into = GradValue{std::move(sum)};
  }
}

}  // namespace

Tensor GradValue::densify() const {
  if (!sparse()) return dense;
  Tensor rows = make_scalar<int32_t>(int32_t(int_at(*dense_shape, 0)));
  return call(OP(UnsortedSegmentSum), {values, indices, rows});
}

// One run of the walker. Indexes into the tape anew at each step: a persistent tape that is still
// recording grows while its own gradient runs.
class Backward {
 public:
  Backward(Tape& tape, const std::vector<int>& sources) : tape_(tape), num_entries_(tape.entries_.size()) {
    size_t nodes = tape.nodes_.size();
    grads_.resize(nodes);
    needed_.assign(nodes, 0);
    is_source_.assign(nodes, 0);
    for (int s : sources)
      if (s >= 0) needed_[s] = is_source_[s] = 1;
    mark();
  }

  void seed(int node, Tensor dy) { accumulate(grads_[node], GradValue{std::move(dy)}); }

  void run() {
    for (size_t i = num_entries_; i-- > 0;) {
      step(i);
      if (!tape_.persistent_) tape_.release_saved(tape_.entries_[i]);
    }
  }

  GradValue take(int node) { return grads_[node]; }

 private:
  void mark() {
    for (size_t i = 0; i < num_entries_; ++i) {
      const Tape::Entry& e = tape_.entries_[i];
      if (e.cut) continue;
      const int32_t* in = tape_.in_nodes_.data() + e.first_in;
      bool leads = std::any_of(in, in + e.nin, [&](int n) { return n >= 0 && needed_[n]; });
      for (int k = 0; leads && k < e.nout; ++k) needed_[e.first_out + k] = 1;
    }
  }

  bool active(const Tape::Entry& e) const {
    if (e.cut) return false;
    for (int k = 0; k < e.nout; ++k)
      if (needed_[e.first_out + k] && !grads_[e.first_out + k].empty()) break;
      else if (k + 1 == e.nout) return false;
    const int32_t* in = tape_.in_nodes_.data() + e.first_in;
    return std::any_of(in, in + e.nin, [&](int n) { return n >= 0 && needed_[n]; });
  }

  void step(size_t i) {
    const Tape::Entry e = tape_.entries_[i];
    if (!active(e)) return drop(e);
    dx_.clear();
    dx_.resize(e.nin);
    if (e.op) run_rule(i, e);
    else run_hook(e);
    drop(e);
    for (int k = 0; k < e.nin; ++k) flow(e, k);
  }

  void run_rule(size_t i, const Tape::Entry& e) {
    if (e.op->grad_kind == GradKind::kMissing)
      fail(Code::kLookupError, "No gradient defined for operation '", e.op->name, "' (op type: ", e.op->name,
           "); define one with tf.RegisterGradient(\"", e.op->name, "\") or tf.custom_gradient");
    Grad g(tape_, i, grads_.data() + e.first_out, needed_.data(), dx_.data());
    e.op->grad_fn(g);
  }

  void run_hook(const Tape::Entry& e) {
    std::vector<Tensor> dy(e.nout);
    for (int k = 0; k < e.nout; ++k) {
      GradValue& g = grads_[e.first_out + k];
      dy[k] = g.empty() ? tape_.make_zeros(e, k) : g.densify();
    }
    std::shared_ptr<GradHook> hook = tape_.hooks_[e.hook];
    hook->backward(dy, dx_);
  }

  // Frees gradients that were consumed, unless a source asks for them.
  void drop(const Tape::Entry& e) {
    for (int k = 0; k < e.nout; ++k)
      if (!is_source_[e.first_out + k]) grads_[e.first_out + k] = {};
  }

  void flow(const Tape::Entry& e, int k) {
    int node = tape_.in_nodes_[e.first_in + k];
    if (node < 0 || !needed_[node] || dx_[k].empty()) return;
    if (e.reduces) {
      const Tensor& shape = tape_.saved_[e.first_saved + int(e.op->save_list.size()) + k];
      if (shape && !same_shape(*dx_[k].dense, *shape)) dx_[k].dense = sum_to_shape(dx_[k].dense, shape);
    }
    accumulate(grads_[node], std::move(dx_[k]));
  }

  static bool same_shape(const TensorImpl& t, const TensorImpl& shape) {
    if (t.rank != shape.numel) return false;
    for (int i = 0; i < t.rank; ++i)
      if (t.dim(i) != shape.as<int32_t>()[i]) return false;
    return true;
  }

  Tape& tape_;
  size_t num_entries_;
  std::vector<GradValue> grads_, dx_;
  std::vector<uint8_t> needed_, is_source_;
};

std::vector<GradValue> Tape::gradient(const std::vector<int>& targets, std::vector<Tensor> seeds,
                                      const std::vector<int>& sources) {
  Backward walk(*this, sources);
  for (size_t i = 0; i < targets.size(); ++i)
    if (targets[i] >= 0) walk.seed(targets[i], std::move(seeds[i]));
  walk.run();
  std::vector<GradValue> out(sources.size());
  for (size_t i = 0; i < sources.size(); ++i)
    if (sources[i] >= 0) out[i] = walk.take(sources[i]);
  if (!persistent_) clear();
  return out;
}

// --- Grad ---
Tensor Grad::dy(int i) {
  if (dys_[i].empty()) dys_[i].dense = tape_.make_zeros(e(), i);
  if (dys_[i].sparse()) dys_[i] = GradValue{dys_[i].densify()};
  return dys_[i].dense;
}

const Tensor& Grad::slot(int s, const char* what, int i) const {
  if (s < 0 || !tape_.saved_[e().first_saved + s])
    fail(Code::kInternal, "gradient of ", op().name, " reads ", what, "(", i, ") without declaring it in saves");
  return tape_.saved_[e().first_saved + s];
}

const Tensor& Grad::list_shape(int i) const {
  if (op().slot_list < 0) fail(Code::kInternal, "gradient of ", op().name, " reads list shapes without declaring them");
  return tape_.saved_[e().first_saved + op().slot_list + i];
}

void Grad::set_slices(int i, Tensor values, Tensor indices, Tensor dense_shape) {
  dx_[i] = GradValue{{}, std::move(values), std::move(indices), std::move(dense_shape)};
}

}  // namespace zeal
