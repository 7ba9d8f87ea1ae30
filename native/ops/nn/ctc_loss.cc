// CTCLoss and DenseCTCLoss: connectionist temporal classification (Graves et al. 2006).
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/parallel.h"
#include "op/functions.h"
#include "ops/nn/ctc.h"
#include "tape/tape.h"

namespace zeal {
namespace {

using Labels = std::vector<int>;

struct CtcAttrs {
  bool preprocess_collapse_repeated = false, ctc_merge_repeated = true, ignore_longer_outputs_than_inputs = false;
};
struct DenseCtcAttrs {
  int64_t blank_index = 0;
};

// Sums over all ways in which one example's labels, with blanks between them, lie along its steps.
class Alignments {
 public:
  Alignments(const Labels& labels, int blank, bool merge, int64_t steps)
      : n_(2 * int64_t(labels.size()) + 1), steps_(steps), blank_(blank), merge_(merge), path_(n_, blank) {
    for (size_t i = 0; i < labels.size(); ++i) path_[2 * i + 1] = labels[i];
  }

  // log_y: [steps, classes]. Returns the log of the labels' probability; `share` ([steps, classes], logs) gets what the
  // paths through each class at each step have in it.
  double run(const std::vector<double>& log_y, int64_t classes, std::vector<double>& share) {
    forward(log_y, classes), backward(log_y, classes);
    double all = kNever;
    for (int64_t u = 0; u < n_; ++u) all = log_add(all, at(alpha_, 0, u) + at(beta_, 0, u));
    std::fill(share.begin(), share.end(), kNever);
    for (int64_t t = 0; t < steps_; ++t)
      for (int64_t u = 0; u < n_; ++u) {
        double& to = share[t * classes + path_[u]];
        to = log_add(to, at(alpha_, t, u) + at(beta_, t, u));
      }
    return all;
  }

 private:
  double& at(std::vector<double>& v, int64_t t, int64_t u) { return v[t * n_ + u]; }
  // Whether a path may stay at u for a step, and go from u - 2 to u.
  bool stays(int64_t u) const { return merge_ || path_[u] == blank_; }
  bool skips(int64_t u) const { return u >= 2 && path_[u] != blank_ && !(merge_ && path_[u] == path_[u - 2]); }

  void forward(const std::vector<double>& log_y, int64_t classes) {
    alpha_.assign(steps_ * n_, kNever);
    for (int64_t u = 0; u < std::min<int64_t>(2, n_); ++u) at(alpha_, 0, u) = log_y[path_[u]];
    for (int64_t t = 1; t < steps_; ++t)
      for (int64_t u = 0; u < n_; ++u) {
        double sum = stays(u) ? at(alpha_, t - 1, u) : kNever;
        if (u >= 1) sum = log_add(sum, at(alpha_, t - 1, u - 1));
        if (skips(u)) sum = log_add(sum, at(alpha_, t - 1, u - 2));
        at(alpha_, t, u) = sum + log_y[t * classes + path_[u]];
      }
  }

  // Without the step itself.
  void backward(const std::vector<double>& log_y, int64_t classes) {
    beta_.assign(steps_ * n_, kNever);
    for (int64_t u = std::max<int64_t>(0, n_ - 2); u < n_; ++u) at(beta_, steps_ - 1, u) = 0;
    for (int64_t t = steps_ - 2; t >= 0; --t)
      for (int64_t u = 0; u < n_; ++u) {
        const auto next = [&](int64_t v) { return at(beta_, t + 1, v) + log_y[(t + 1) * classes + path_[v]]; };
        double sum = stays(u) ? next(u) : kNever;
        if (u + 1 < n_) sum = log_add(sum, next(u + 1));
        if (u + 2 < n_ && skips(u + 2)) sum = log_add(sum, next(u + 2));
        at(beta_, t, u) = sum;
      }
  }

  int64_t n_, steps_;
  int blank_;
  bool merge_;
  std::vector<int> path_;
  std::vector<double> alpha_, beta_;
};

// Logs of the softmax of rows that lie `stride` elements apart.
template <class T>
std::vector<double> log_softmax_of(const T* x, int64_t steps, int64_t classes, int64_t stride) {
  std::vector<double> out(steps * classes);
  for (int64_t t = 0; t < steps; ++t) log_softmax(x + t * stride, classes, out.data() + t * classes);
  return out;
}

// The loss of one example, and its gradient for the logits.
template <class T>
void example_loss(const T* x, T* dx, int64_t steps, int64_t classes, int64_t stride, const Labels& labels, int blank, bool merge, T& loss) {
  const std::vector<double> log_y = log_softmax_of(x, steps, classes, stride);
  std::vector<double> share(log_y.size());
  const double all = Alignments(labels, blank, merge, steps).run(log_y, classes, share);
  loss = T(-all);
  for (int64_t t = 0; t < steps; ++t)
    for (int64_t c = 0; c < classes; ++c) {
      const double y = std::exp(log_y[t * classes + c]);
      dx[t * stride + c] = T(std::isinf(all) ? y : y - std::exp(share[t * classes + c] - all));
    }
}

template <class T>
void all_losses(Kernel& k, const std::vector<Labels>& labels, const std::vector<int64_t>& steps, int blank, bool merge) {
  const TensorImpl& x = k.input(0);
  const int64_t batch = x.dim(1), classes = x.dim(2);
  T *loss = k.output(0).as<T>(), *dx = k.output(1).as<T>();
  std::fill_n(loss, batch, T(0)), std::fill_n(dx, x.numel, T(0));
  parallel_for(batch, 1, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b)
      if (steps[b] > 0) example_loss(x.as<T>() + b * classes, dx + b * classes, steps[b], classes, batch * classes, labels[b], blank, merge, loss[b]);
  });
}

// ---- CTCLoss --------------------------------------------------------------------------------

// An example's labels as they are given: those from the last class on are blanks and end it.
Labels without_blanks(Kernel& k, int64_t b, const Labels& given) {
  const int64_t classes = k.input(0).dim(2);
  if (given.empty()) k.invalid("Labels length is zero in batch ", b);
  Labels out;
  for (size_t i = 0; i < given.size(); ++i) {
    if (given[i] < 0) k.invalid("All labels must be nonnegative integers, batch: ", b, " labels: ", given[i]);
    if (given[i] >= classes - 1) continue;
    if (i && given[i - 1] >= classes - 1)
      k.invalid("Saw a non-null label (index >= num_classes - 1) following a null label, batch: ", b, " num_classes: ", classes, " labels: ", given[i - 1],
                ",", given[i], "; labels must be in [0, ", classes - 1, ")");
    if (!(k.attr<CtcAttrs>().preprocess_collapse_repeated && i && given[i] == given[i - 1])) out.push_back(given[i]);
  }
  return out;
}

std::vector<Labels> sparse_labels(Kernel& k) {
  const TensorImpl &at = k.input(1), &values = k.input(2);
  const int64_t batch = k.input(0).dim(1);
  std::vector<Labels> labels(batch);
  for (int64_t i = 0; i < values.numel; ++i) {
    const int64_t b = at.as<int64_t>()[2 * i];
    if (b < 0 || b >= batch) k.invalid("label SparseTensor is not valid: indices[", i, "] is out of bounds: need 0 <= index < ", batch, ", got ", b);
    labels[b].push_back(values.as<int32_t>()[i]);
  }
  for (int64_t b = 0; b < batch; ++b) labels[b] = without_blanks(k, b, labels[b]);
  return labels;
}

std::vector<int64_t> checked_steps(Kernel& k, const TensorImpl& lengths) {
  const int64_t steps = k.input(0).dim(0);
  std::vector<int64_t> out(lengths.numel);
  for (int64_t b = 0; b < lengths.numel; ++b) {
    out[b] = lengths.as<int32_t>()[b];
    if (out[b] < 0) k.invalid("sequence_length(", b, ") must not be negative, got ", out[b]);
    if (out[b] > steps) k.invalid("sequence_length(", b, ") <= ", steps, " must hold, but it is ", out[b]);
  }
  return out;
}

template <class T>
void ctc_kernel(Kernel& k) {
  const auto& f = k.attr<CtcAttrs>();
  auto labels = sparse_labels(k);
  auto steps = checked_steps(k, k.input(3));
  for (size_t b = 0; b < labels.size(); ++b) {
    const int64_t needed = int64_t(labels[b].size());
    if (needed <= steps[b]) continue;
    if (!f.ignore_longer_outputs_than_inputs)
      k.invalid("Not enough time for target transition sequence (required: ", needed, ", available: ", steps[b], ")", b,
                "You can turn this error into a warning by using the flag ignore_longer_outputs_than_inputs");
    steps[b] = 0;
  }
  all_losses<T>(k, labels, steps, int(k.input(0).dim(2)) - 1, f.ctc_merge_repeated);
}

void infer_losses(InferContext& c, int lengths) {
  c.out(0).push(checked_batch(c, lengths));
  c.out(1) = c.shape(0);
}

void infer_ctc(InferContext& c) {
  c.require_rank(1, 2, "labels_indices is not a matrix");
  c.require_rank(2, 1, "labels_values is not a vector");
  if (c.rank(1) == 2 && c.dim(1, 1) >= 0 && c.dim(1, 1) != 2) c.invalid("labels_indices must have 2 columns; ", c.show(1));
  if (c.rank(1) == 2 && c.rank(2) == 1 && c.dim(1, 0) >= 0 && c.dim(2, 0) >= 0 && c.dim(1, 0) != c.dim(2, 0))
    c.invalid("labels_indices and labels_values must contain the same number of rows, but saw shapes: ", c.shape(1), " vs. ", c.shape(2));
  infer_losses(c, 3);
}

// ---- DenseCTCLoss ---------------------------------------------------------------------------

template <class T>
void dense_ctc_kernel(Kernel& k) {
  const TensorImpl &table = k.input(1), &lengths = k.input(2);
  const int64_t batch = k.input(0).dim(1), classes = k.input(0).dim(2), blank = k.attr<DenseCtcAttrs>().blank_index;
  if (blank < -classes || blank >= classes) k.invalid("blank_index must be in [", -classes, ", ", classes, "), got ", blank);
  const int none = int(blank < 0 ? blank + classes : blank);
  std::vector<Labels> labels(batch);
  for (int64_t b = 0; b < batch; ++b) {
    const int64_t n = lengths.as<int32_t>()[b];
    if (n < 0 || n > table.dim(1)) k.invalid("label_length(", b, ") must be in [0, ", table.dim(1), "], got ", n);
    labels[b].assign(table.as<int32_t>() + b * table.dim(1), table.as<int32_t>() + b * table.dim(1) + n);
    for (int label : labels[b])
      if (label < 0 || label >= classes || label == none)
        k.invalid("labels must be in [0, ", classes, ") and not the blank, ", none, "; example ", b, " has ", label);
  }
  all_losses<T>(k, labels, checked_steps(k, k.input(3)), none, true);
}

void infer_dense_ctc(InferContext& c) {
  c.require_rank(1, 2, "labels must be a matrix");
  c.require_rank(2, 1, "label_length must be a vector");
  infer_losses(c, 3);
  const int64_t batch = c.out(0)[0];
  for (int i : {1, 2})
    if (c.rank(i) > 0 && c.dim(i, 0) >= 0 && batch >= 0 && c.dim(i, 0) != batch) c.invalid(c.show(i), "; there must be one row for each of ", batch, " examples");
}

// ---- Gradients ------------------------------------------------------------------------------

void grad_ctc(Grad& g) {
  if (g.has_dy(1)) fail(Code::kUnimplemented, "[", g.op().name, "] Currently there is no way to take the second derivative of ctc_loss: it is not built");
  if (!g.has_dy(0)) return;
  const Tensor by_example = call(OP(ExpandDims), {g.dy(0), make_scalar<int32_t>(-1)});
  g.set(0, through(by_example, g.out(1)));
}

}  // namespace

ZEAL_OP(CTCLoss)
    .doc("Negative log probabilities of label sequences (sparse, the blank is the last class) under logits [time, batch, classes]; and their gradients.")
    .type("T", kCtcTypes).input("inputs", "T").input("labels_indices", "int64").input("labels_values", "int32").input("sequence_length", "int32")
    .output("loss", "T").output("gradient", "T")
    .attrs<CtcAttrs>().attr("preprocess_collapse_repeated", &CtcAttrs::preprocess_collapse_repeated)
    .attr("ctc_merge_repeated", &CtcAttrs::ctc_merge_repeated)
    .attr("ignore_longer_outputs_than_inputs", &CtcAttrs::ignore_longer_outputs_than_inputs)
    .infer(infer_ctc).cpu(bit(DType::kFloat32), ctc_kernel<float>).cpu(bit(DType::kFloat64), ctc_kernel<double>)
    .saves({Out(1)}).grad(grad_ctc);

ZEAL_OP(DenseCTCLoss)
    .doc("CTCLoss of labels in the rows of a matrix, with any class as the blank; rows may be empty.")
    .type("T", kCtcTypes).input("inputs", "T").input("labels", "int32").input("label_length", "int32").input("sequence_length", "int32")
    .output("loss", "T").output("gradient", "T")
    .attrs<DenseCtcAttrs>().attr("blank_index", &DenseCtcAttrs::blank_index)
    .infer(infer_dense_ctc).cpu(bit(DType::kFloat32), dense_ctc_kernel<float>).cpu(bit(DType::kFloat64), dense_ctc_kernel<double>)
    .saves({Out(1)}).grad(grad_ctc);

}  // namespace zeal
