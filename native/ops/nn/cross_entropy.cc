// SparseSoftmaxCrossEntropyWithLogits and SoftmaxCrossEntropyWithLogits.
#include <algorithm>

#include "core/parallel.h"
#include "core/small_list.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/nn/softmax.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// ---- Inference ------------------------------------------------------------------------------

// The two sizes of what should be equal, either of which may be unknown.
bool fits(int64_t a, int64_t b) { return a == b || a < 0 || b < 0; }

void set_outputs(InferContext& c, int64_t rows, int64_t classes) {
  c.out(0).push(rows);
  c.out(1).push(rows);
  c.out(1).push(classes);
}

void infer_sparse(InferContext& c) {
  c.require_rank(0, 2, "logits must be 2-D, but got shape ", c.shape(0));
  c.require_rank(1, 1, "labels must be 1-D, but got shape ", c.shape(1));
  const int64_t rows = c.rank(0) == 2 ? c.dim(0, 0) : kUnknownDim, n = c.rank(0) == 2 ? c.dim(0, 1) : kUnknownDim;
  const int64_t labels = c.rank(1) == 1 ? c.dim(1, 0) : kUnknownDim;
  if (!fits(rows, labels))
    c.invalid("Shape mismatch: The shape of labels (received ", c.shape(1).tuple(), ") should equal the shape of logits except for "
              "the last dimension (received ", c.shape(0).tuple(), "). ", c.show(0), ", ", c.show(1),
              "; there must be one label for each row of logits");
  if (n == 0 && rows > 0) c.invalid("Must have at least one class, but got logits shape ", c.shape(0), "; ", c.show(0));
  set_outputs(c, rows < 0 ? labels : rows, n);
}

void infer_dense(InferContext& c) {
  c.require_rank(0, 2);
  c.require_rank(1, 2);
  Shape s = c.rank(0) < 0 ? Shape{kUnknownDim, kUnknownDim} : Shape(c.shape(0));
  if (c.rank(1) == 2 && !broadcast_into(s, c.shape(1)))
    c.invalid(c.in_graph("Dimensions must be equal"), "logits and labels must be broadcastable: logits_size=", c.shape(0), " labels_size=", c.shape(1), "; ", c.show(0), ", ",
              c.show(1));
  set_outputs(c, s[0], s[1]);
}

// ---- Kernels --------------------------------------------------------------------------------

// As many as fit a message.
std::string first_ints(const TensorImpl& t) {
  constexpr int64_t kMost = 30;
  std::string out;
  for (int64_t i = 0; i < t.numel && i < kMost; ++i) out += (i ? " " : "") + std::to_string(int_at(t, i));
  return t.numel > kMost ? out + " ..." : out;
}

void check_labels(Kernel& k, const int64_t* labels, int64_t count, int64_t classes) {
  for (int64_t i = 0; i < count; ++i)
    if (labels[i] < 0 || labels[i] >= classes)
      k.invalid("Received a label value of ", labels[i], " which is outside the valid range of [0, ", classes,
                ").  Label values: ", first_ints(k.input(1)), "; labels is ", describe(k.input(1)), ", label ", i, " is the one");
}

template <class T>
void sparse_kernel(Kernel& k) {
  const TensorImpl &x = k.input(0), &labels = k.input(1);
  const int64_t rows = x.dim(0), n = x.dim(1);
  SmallList<int64_t, 64> wide;
  const int64_t* label = labels.as<int64_t>();
  if (labels.dtype == DType::kInt32) {
    wide.resize(size_t(rows));
    std::copy_n(labels.as<int32_t>(), rows, wide.data());
    label = wide.data();
  }
  check_labels(k, label, rows, n);
  parallel_for(rows, softmax_grain(n), [&](int64_t begin, int64_t end) {
    softmax_loops<T>().sparse_loss(x.as<T>() + begin * n, label + begin, end - begin, n, k.output(0).as<T>() + begin,
                                   k.output(1).as<T>() + begin * n);
  });
}

Tensor spread(const TensorImpl& x, ShapeView shape) {
  Tensor t = Tensor::share(const_cast<TensorImpl*>(&x));
  if (x.shape() == shape) return t;
  TensorImpl* in[] = {t.get(), nullptr};
  const Tensor dims = make_integers(shape.dims, shape.rank);
  in[1] = dims.get();
  Outputs out;
  run_kernel(OP(BroadcastTo), in, 2, OP(BroadcastTo).defaults, out);
  return std::move(out[0]);
}

template <class T>
void dense_kernel(Kernel& k) {
  const ShapeView shape = k.output(1).shape();
  const int64_t rows = shape[0], n = shape[1];
  const Tensor x = spread(k.input(0), shape), p = spread(k.input(1), shape);
  if (n == 0) std::fill_n(k.output(0).as<T>(), rows, T(0));
  if (k.output(1).numel == 0) return;
  parallel_for(rows, softmax_grain(n), [&](int64_t begin, int64_t end) {
    softmax_loops<T>().dense_loss(x->as<T>() + begin * n, p->as<T>() + begin * n, end - begin, n,
                                  k.output(0).as<T>() + begin, k.output(1).as<T>() + begin * n);
  });
}

// ---- Gradients ------------------------------------------------------------------------------

Tensor as_column(const Tensor& x) { return call(OP(ExpandDims), {x, make_scalar<int32_t>(-1)}); }

// The loss's gradient is the second output; gradients of the gradient arrive through that output,
// which is softmax(logits) minus something constant.
Tensor grad_logits(Grad& g) {
  Tensor dx;
  if (g.has_dy(0)) dx = through(as_column(g.dy(0)), g.out(1));
  if (!g.has_dy(1)) return dx;
  const Tensor through = through_softmax(g.dy(1), softmax(g.in(0)));
  return dx ? dx + through : through;
}

void grad_sparse(Grad& g) { g.set(0, grad_logits(g)); }

// Either side may have one row, or column, for all of the other's.
void grad_dense(Grad& g) {
  if (g.wants(0)) {
    const Tensor dx = grad_logits(g);
    const bool spread = !(dx->shape() == g.in(0)->shape());
    g.set(0, spread ? sum_to_shape(dx, shape_of(*g.in(0))) : dx);
  }
  if (!g.wants(1)) return;
  Tensor dp;
  if (g.has_dy(0)) dp = -through(as_column(g.dy(0)), log_softmax(g.in(0)));
  if (g.has_dy(1)) dp = dp ? dp - g.dy(1) : -g.dy(1);
  g.set(1, sum_to_shape(dp, g.in_shape(1)));
}

}  // namespace

ZEAL_OP(SparseSoftmaxCrossEntropyWithLogits)
    .doc("Cross-entropy between class numbers and softmax(features), and its gradient for features.")
    .type("T", kFloating).type("Tlabels", kIndex)
    .input("features", "T").input("labels", "Tlabels").output("loss", "T").output("backprop", "T")
    .infer(infer_sparse)
    .cpu(bit(DType::kFloat32), sparse_kernel<float>).cpu(bit(DType::kFloat64), sparse_kernel<double>)
    .cpu(kHalfTypes, in_float<sparse_kernel<float>>)
    .saves({In(0), Out(1)}).grad(grad_sparse);

ZEAL_OP(SoftmaxCrossEntropyWithLogits)
    .doc("Cross-entropy between class probabilities and softmax(features), and its gradient for features.")
    .type("T", kFloating)
    .input("features", "T").input("labels", "T").output("loss", "T").output("backprop", "T")
    .infer(infer_dense)
    .cpu(bit(DType::kFloat32), dense_kernel<float>).cpu(bit(DType::kFloat64), dense_kernel<double>)
    .cpu(kHalfTypes, in_float<dense_kernel<float>>)
    .saves({In(0), Out(1), InShape(1).grad_of(1)}).grad(grad_dense);

}  // namespace zeal
