// Cumsum and Cumprod: running sums and products along an axis.
#include <algorithm>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/strided.h"
#include "ops/math/prod_gradient.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct ScanAttrs {
  bool exclusive = false, reverse = false;
};

void infer_scan(InferContext& c) {
  infer_same_shape(c);
  const TensorImpl* axis = c.value(1);
  c.require_rank(1, 0, "ScanOp: axis must be a scalar, not ", c.shape(1));
  if (!axis || c.rank(0) < 0) return;
  const int64_t at = int_at(*axis, 0);
  const int rank = c.rank(0);
  c.axis(at, rank, "ScanOp: Expected scan axis in the range [", -rank, ", ", rank, "), but got ", at);
}

struct Sum {
  template <class T> static T apply(T a, T b) { return plus(a, b); }
  static constexpr int kStart = 0;
};
struct Product {
  template <class T> static T apply(T a, T b) { return times(a, b); }
  static constexpr int kStart = 1;
};

// A line of n elements, the next one `step` further; what is added up stays in a register.
template <class Op, class T> void scan_line(T* y, const T* x, int64_t n, int64_t step, T start, bool exclusive) {
  T so_far = start;
  for (int64_t i = 0, at = step < 0 ? n - 1 : 0; i < n; ++i, at += step) {
    const T next = i || exclusive ? Op::apply(so_far, x[at]) : x[at];
    y[at] = exclusive ? so_far : next;
    so_far = next;
  }
}

// Rows of `width` elements, `inner` apart: each is that before it and one of x combined, in order or backwards.
template <class Op, class T>
void scan_rows(T* y, const T* x, int64_t n, int64_t inner, int64_t width, T start, ScanAttrs a) {
  const int64_t step = a.reverse ? -inner : inner, first = a.reverse ? (n - 1) * inner : 0;
  T* __restrict to = y + first;
  for (int64_t j = 0; j < width; ++j) to[j] = a.exclusive ? start : x[first + j];
  const T* from = x + first + (a.exclusive ? 0 : step);
  for (int64_t i = 1; i < n; ++i, from += step) {
    const T* before = to;
    to += step;
    for (int64_t j = 0; j < width; ++j) to[j] = Op::apply(before[j], from[j]);
  }
}

// x is [outer, n, inner]. Threads take whole lines, so that their number changes nothing.
template <class Op> void scan_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  if (!in.numel) return;
  const int64_t raw = int_at(k.input(1), 0);
  const int at = int(raw < 0 ? raw + in.rank : raw);
  const int64_t outer = product(in.shape(), 0, at), n = in.dim(at), inner = product(in.shape(), at + 1, in.rank);
  const auto& attrs = k.attr<ScanAttrs>();
  constexpr int64_t kWidth = 1024;  // of a piece of a row
  const int64_t pieces = (inner + kWidth - 1) / kWidth;
  with_number(in.dtype, [&]<class T>(T*) {
    Tensor first = make_scalar(in.dtype, Op::kStart);
    const T start = *first->template as<T>();
    parallel_for(outer * pieces, std::max<int64_t>(1, 65536 / (n * std::min(inner, kWidth))), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t column = i % pieces * kWidth, from = i / pieces * n * inner + column;
        T* y = k.output().as<T>() + from;
        const T* x = in.as<T>() + from;
        if (inner == 1) scan_line<Op>(y, x, n, attrs.reverse ? -1 : 1, start, attrs.exclusive);
        else scan_rows<Op>(y, x, n, inner, std::min(kWidth, inner - column), start, attrs);
      }
    });
  });
}

Tensor sum_back(const Tensor& dy, const Tensor& axis, ScanAttrs a) {
  a.reverse = !a.reverse;
  return call(OP(Cumsum), {dy, axis}, Attrs::of(a));
}

// Products that contain x_i are those before it times those from it on without it, summed from the end: dividing by
// x_i would fail at 0.
void grad_cumprod(Grad& g) {
  const auto& a = g.attr<ScanAttrs>();
  const Tensor x = conj(g.in(0)), dy = g.dy(), axis = g.in(1);
  const Tensor later = linear_recurrence(x, a.exclusive ? dy : through(dy, x), axis, !a.reverse);
  g.set(0, through(a.exclusive ? later : dy + later, prod_before(x, axis, a.reverse)));
}

}  // namespace

ZEAL_OP(Cumsum)
    .doc("Running sums along an axis; exclusive ones leave out the element itself.")
    .example("tf.cumsum([1, 2, 3], exclusive=True)", "[0 1 3]")
    .type("T", kNumbers).type("Tidx", kIndex)
    .attrs<ScanAttrs>().attr("exclusive", &ScanAttrs::exclusive).attr("reverse", &ScanAttrs::reverse)
    .input("x", "T").optional_arg("axis", "Tidx", [](TensorImpl* const*, const Attrs&) { return make_scalar<int32_t>(0); }).output("out", "T")
    .api("cumsum, math.cumsum(x, axis=0, exclusive=False, reverse=False, name=None)")
    .infer(infer_scan).cpu(kNumbers, scan_kernel<Sum>)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, sum_back(g.dy(), g.in(1), g.attr<ScanAttrs>())); });

ZEAL_OP(Cumprod)
    .doc("Running products along an axis; exclusive ones leave out the element itself.")
    .example("tf.cumprod([1, 2, 3])", "[1 2 6]")
    .type("T", kNumbers).type("Tidx", kIndex)
    .attrs<ScanAttrs>().attr("exclusive", &ScanAttrs::exclusive).attr("reverse", &ScanAttrs::reverse)
    .input("x", "T").optional_arg("axis", "Tidx", [](TensorImpl* const*, const Attrs&) { return make_scalar<int32_t>(0); }).output("out", "T")
    .api("cumprod, math.cumprod(x, axis=0, exclusive=False, reverse=False, name=None)")
    .infer(infer_scan).cpu(kNumbers, scan_kernel<Product>)
    .saves({In(0), In(1)}).grad(grad_cumprod);

}  // namespace zeal
