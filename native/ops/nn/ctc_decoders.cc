// CTCGreedyDecoder and CTCBeamSearch: label sequences that logits make likely. The blank is the last class.
#include <algorithm>
#include <deque>
#include <map>
#include <vector>

#include "core/parallel.h"
#include "ops/nn/ctc.h"

namespace zeal {
namespace {

struct GreedyAttrs {
  bool merge_repeated = false;
};
struct BeamAttrs {
  int64_t beam_width = 100, top_paths = 1;
  bool merge_repeated = true;
};
using Labels = std::vector<int64_t>;

int64_t checked_length(Kernel& k, int64_t b) {
  const int64_t n = k.input(1).as<int32_t>()[b], most = k.input(0).dim(0);
  if (n < 0 || n > most) fail(Code::kFailedPrecondition, "[", k.op.name, "] sequence_length(", b, ") <= ", most, " must hold, but it is ", n);
  return n;
}

// ---- Greedy ---------------------------------------------------------------------------------

void infer_greedy(InferContext& c) {
  const int64_t batch = checked_batch(c, 1);
  c.out(0) = Shape{kUnknownDim, 2}, c.out(1) = Shape{kUnknownDim}, c.out(2) = Shape{2}, c.out(3) = Shape{batch, 1};
}

template <class T>
void greedy_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const int64_t batch = x.dim(1), classes = x.dim(2);
  const bool merge = k.attr<GreedyAttrs>().merge_repeated;
  std::vector<Labels> found(batch);
  int64_t count = 0, longest = 0;
  for (int64_t b = 0; b < batch; ++b) {
    T sum = 0;
    int64_t before = -1;
    for (int64_t t = 0, end = checked_length(k, b); t < end; ++t) {
      const T *row = x.as<T>() + (t * batch + b) * classes, *best = std::max_element(row, row + classes);
      sum -= *best;
      if (best - row != classes - 1 && !(merge && best - row == before)) found[b].push_back(best - row);
      before = best - row;
    }
    k.output(3).as<T>()[b] = sum;
    count += int64_t(found[b].size()), longest = std::max(longest, int64_t(found[b].size()));
  }
  k.allocate(0, DType::kInt64, Shape{count, 2}), k.allocate(1, DType::kInt64, Shape{count});
  int64_t *at = k.output(0).as<int64_t>(), *values = k.output(1).as<int64_t>();
  for (int64_t b = 0; b < batch; ++b)
    for (size_t t = 0; t < found[b].size(); ++t) *at++ = b, *at++ = int64_t(t), *values++ = found[b][t];
  k.output(2).as<int64_t>()[0] = batch, k.output(2).as<int64_t>()[1] = longest;
}

// ---- Beam search ----------------------------------------------------------------------------

// Logs of the chances that a prefix ends in a blank, in its last label, and of both.
struct Chances {
  double total = kNever, blank = kNever, label = kNever;
};

// A prefix, of which its parent is all but the last label.
struct Prefix {
  Prefix* parent = nullptr;
  int64_t label = -1;
  Chances before, now;
  std::map<int64_t, Prefix*> children;
  bool alive() const { return now.total != kNever; }
};

// The `width` most likely prefixes, best first.
class Beam {
 public:
  explicit Beam(size_t width) : width_(width) {
    root_.now.total = root_.now.blank = 0;
    leaves_.push_back(&root_);
  }

  // log_y: of the classes, the last of which is the blank.
  void step(const std::vector<double>& log_y) {
    std::vector<Prefix*> branches = std::move(leaves_);
    leaves_.clear();
    for (Prefix* p : branches) p->before = p->now;
    for (Prefix* p : branches) keep(*p, log_y), push(p);
    std::stable_sort(branches.begin(), branches.end(), [](Prefix* a, Prefix* b) { return a->before.total > b->before.total; });
    for (Prefix* p : branches)
      if (may_enter(p->before))
        for (size_t c = 0; c + 1 < log_y.size(); ++c) grow(*p, int64_t(c), log_y[c]);
  }

  const std::vector<Prefix*>& best() const { return leaves_; }

 private:
  // The prefix itself goes on, by a blank or its last label.
  static void keep(Prefix& p, const std::vector<double>& log_y) {
    p.now.label = kNever;
    if (p.parent) {
      p.now.label = p.before.label;
      if (p.parent->alive()) p.now.label = log_add(p.now.label, p.label == p.parent->label ? p.parent->before.blank : p.parent->before.total);
      p.now.label += log_y[p.label];
    }
    p.now.blank = p.before.total + log_y.back();
    p.now.total = log_add(p.now.blank, p.now.label);
  }

  // Of the many prefixes that are one label longer, those are made that enter.
  void grow(Prefix& p, int64_t label, double log_y) {
    const auto known = p.children.find(label);
    if (known != p.children.end() && known->second->alive()) return;
    const double chance = log_y + (label == p.label ? p.before.blank : p.before.total);
    const Chances now{chance, kNever, chance};
    if (!may_enter(now)) return;
    Prefix*& child = p.children[label];
    if (!child) child = &others_.emplace_back(), child->parent = &p, child->label = label;
    child->now = now;
    if (leaves_.size() == width_) leaves_.back()->now = Chances(), leaves_.pop_back();
    push(child);
  }

  bool may_enter(const Chances& c) const { return c.total > kNever && (leaves_.size() < width_ || c.total > leaves_.back()->now.total); }
  void push(Prefix* p) {
    leaves_.insert(std::upper_bound(leaves_.begin(), leaves_.end(), p, [](Prefix* a, Prefix* b) { return a->now.total > b->now.total; }), p);
  }

  size_t width_;
  Prefix root_;
  std::deque<Prefix> others_;
  std::vector<Prefix*> leaves_;
};

Labels labels_of(const Prefix* p, bool merge) {
  Labels out;
  for (int64_t before = -1; p->parent; p = p->parent) {
    if (!merge || p->label != before) out.push_back(p->label);
    before = p->label;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void infer_beam(InferContext& c) {
  const auto& f = c.attr<BeamAttrs>();
  if (f.beam_width < 1) c.invalid("Value for attr 'beam_width' of ", f.beam_width, " must be at least minimum 1");
  if (f.top_paths < 1) c.invalid("Value for attr 'top_paths' of ", f.top_paths, " must be at least minimum 1");
  if (f.top_paths > f.beam_width) c.invalid("requested more paths than the beam width. top_paths is ", f.top_paths, ", beam_width ", f.beam_width);
  const int64_t batch = checked_batch(c, 1);
  c.out(0) = Shape{kUnknownDim, 3}, c.out(1) = Shape{kUnknownDim}, c.out(2) = Shape{f.top_paths, 2}, c.out(3) = Shape{batch, f.top_paths};
}

template <class T>
void beam_kernel(Kernel& k) {
  const auto& f = k.attr<BeamAttrs>();
  const TensorImpl& x = k.input(0);
  const int64_t batch = x.dim(1), classes = x.dim(2), paths = f.top_paths;
  std::vector<Labels> found(batch * paths);
  std::vector<int64_t> lengths(batch), ends(batch);
  for (int64_t b = 0; b < batch; ++b) lengths[b] = checked_length(k, b);
  parallel_for(batch, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      Beam beam(static_cast<size_t>(f.beam_width));
      std::vector<double> log_y(static_cast<size_t>(classes));
      for (int64_t t = 0; t < lengths[b]; ++t) {
        log_softmax(x.as<T>() + (t * batch + b) * classes, classes, log_y.data());
        beam.step(log_y);
      }
      ends[b] = int64_t(beam.best().size());
      for (int64_t p = 0; p < std::min(paths, ends[b]); ++p) {
        found[p * batch + b] = labels_of(beam.best()[p], f.merge_repeated);
        k.output(3).as<T>()[b * paths + p] = T(beam.best()[p]->now.total);
      }
    }
  });
  for (int64_t b = 0; b < batch; ++b)
    if (ends[b] < paths) k.invalid("Less leaves in the beam search than requested. There are ", ends[b], " in example ", b, ", but top_paths is ", paths);
  int64_t count = 0;
  for (const Labels& labels : found) count += int64_t(labels.size());
  k.allocate(0, DType::kInt64, Shape{count, 3}), k.allocate(1, DType::kInt64, Shape{count});
  int64_t *at = k.output(0).as<int64_t>(), *values = k.output(1).as<int64_t>(), *shape = k.output(2).as<int64_t>();
  for (int64_t p = 0; p < paths; ++p) {
    int64_t longest = 0;
    for (int64_t b = 0; b < batch; ++b) {
      const Labels& labels = found[p * batch + b];
      for (size_t t = 0; t < labels.size(); ++t) *at++ = p, *at++ = b, *at++ = int64_t(t), *values++ = labels[t];
      longest = std::max(longest, int64_t(labels.size()));
    }
    shape[2 * p] = batch, shape[2 * p + 1] = longest;
  }
}

}  // namespace

ZEAL_OP(CTCGreedyDecoder)
    .doc("The most likely class of each step, without blanks: a sparse tensor's three parts, and the negated sums of the logits chosen.")
    .type("T", kCtcTypes).input("inputs", "T").input("sequence_length", "int32")
    .output("decoded_indices", "int64").output("decoded_values", "int64").output("decoded_shape", "int64").output("log_probability", "T")
    .attrs<GreedyAttrs>().attr("merge_repeated", &GreedyAttrs::merge_repeated)
    .infer(infer_greedy).cpu(bit(DType::kFloat32), greedy_kernel<float>).cpu(bit(DType::kFloat64), greedy_kernel<double>)
    .checks_when_empty().not_differentiable();

ZEAL_OP(CTCBeamSearch)
    .doc("The most likely label sequences by a search along a beam: indices [path, example, place], labels, each path's shape, and log probabilities [example, path].")
    .type("T", kCtcTypes).input("inputs", "T").input("sequence_length", "int32")
    .output("decoded_indices", "int64").output("decoded_values", "int64").output("decoded_shape", "int64").output("log_probability", "T")
    .attrs<BeamAttrs>().attr("beam_width", &BeamAttrs::beam_width, true).attr("top_paths", &BeamAttrs::top_paths, true)
    .attr("merge_repeated", &BeamAttrs::merge_repeated)
    .infer(infer_beam).cpu(bit(DType::kFloat32), beam_kernel<float>).cpu(bit(DType::kFloat64), beam_kernel<double>)
    .checks_when_empty().not_differentiable();

}  // namespace zeal
