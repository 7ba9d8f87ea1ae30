// ProdBefore and LinearRecurrence: what the gradients of Prod and Cumprod are made of. They divide by nothing, so
// zeros are not special, and their own gradients are made of the two again: a derivative of any order takes time
// linear in the size.
#include "ops/math/prod_gradient.h"

#include "core/parallel.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/math/reduce.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct LineAttrs {
  bool reverse = false;
};

// The elements along the axes, in row-major order, are one line of n; lines lie `inner` apart side by side.
struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
};

// False when other axes lie between the axes.
bool find_lines(ShapeView shape, uint32_t axes, Lines& l) {
  enum { before, within, behind } state = before;
  for (int i = 0; i < shape.rank; ++i) {
    if (shape[i] == 1) continue;
    const bool in = axes >> i & 1;
    if (in && state == behind) return false;
    if (in) state = within;
    else if (state == within) state = behind;
    (in ? l.n : state == before ? l.outer : l.inner) *= shape[i];
  }
  return true;
}

// y[0] = start, y[i] = step(y[i - 1], element i - 1), or from the other end.
template <class T, class Step>
void run_lines(T* y, const Lines& l, bool reverse, T start, Step&& step) {
  parallel_for(l.outer, std::max<int64_t>(1, 16384 / (l.n * l.inner)), [&](int64_t begin, int64_t end) {
    for (int64_t o = begin; o < end; ++o) {
      const int64_t ahead = reverse ? -l.inner : l.inner, first = o * l.n * l.inner;
      int64_t at = first + (reverse ? (l.n - 1) * l.inner : 0);
      std::fill_n(y + at, l.inner, start);
      for (int64_t i = 1; i < l.n; ++i, at += ahead)
        for (int64_t j = at; j < at + l.inner; ++j) y[j + ahead] = step(y[j], j);
    }
  });
}

void before_lines(TensorImpl* const* in, const Lines& l, bool reverse, TensorImpl& out) {
  with_number(out.dtype, [&]<class T>(T*) {
    const T* x = in[0]->as<T>();
    run_lines<T>(out.as<T>(), l, reverse, *make_scalar(out.dtype, 1)->template as<T>(),
                 [x](T y, int64_t j) { return times(y, x[j]); });
  });
}

// The sums are flows: 0 stays 0 beside an infinite x.
void recurrence_lines(TensorImpl* const* in, const Lines& l, bool reverse, TensorImpl& out) {
  with_number(out.dtype, [&]<class T>(T*) {
    const T *x = in[0]->as<T>(), *u = in[1]->as<T>(), zero = *make_scalar(out.dtype, 0)->template as<T>();
    run_lines<T>(out.as<T>(), l, reverse, zero,
                 [x, u, zero](T y, int64_t j) { return same(y, zero) ? u[j] : plus(times(y, x[j]), u[j]); });
  });
}

using RunLines = void (*)(TensorImpl* const*, const Lines&, bool reverse, TensorImpl& out);

Tensor transposed(TensorImpl& x, const int64_t* order) {
  const Tensor perm = make_int32s(order, x.rank);
  TensorImpl* in[] = {&x, perm.get()};
  Outputs out;
  run_kernel(OP(Transpose), in, 2, OP(Transpose).defaults, out);
  return std::move(out[0]);
}

// With the axes brought together behind the others, and back.
template <RunLines run, int ninputs> Tensor run_apart(const Kernel& k, uint32_t axes) {
  const int rank = k.input(0).rank;
  int64_t order[kMaxRank], back[kMaxRank];
  int n = 0;
  for (uint32_t in : {0u, 1u})
    for (int i = 0; i < rank; ++i)
      if ((axes >> i & 1) == in) back[i] = n, order[n++] = i;
  Tensor moved[ninputs];
  TensorImpl* in[ninputs];
  for (int i = 0; i < ninputs; ++i) moved[i] = transposed(*k.in[i], order), in[i] = moved[i].get();
  Lines l;
  for (int i = 0; i < rank; ++i) (axes >> i & 1 ? l.n : l.outer) *= k.input(0).dim(i);
  const Tensor out = make_tensor(in[0]->dtype, in[0]->shape());
  run(in, l, k.attr<LineAttrs>().reverse, *out);
  return transposed(*out, back);
}

// The axes are the input behind the lines.
template <RunLines run, int ninputs> void line_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const uint32_t axes = reduced_axes(k.op.name.c_str(), x.shape(), k.input(ninputs));
  Lines l;
  if (x.numel == 0) return;
  if (!find_lines(x.shape(), axes, l)) k.out[0] = run_apart<run, ninputs>(k, axes);
  else run(k.in, l, k.attr<LineAttrs>().reverse, k.output());
}

void infer_recurrence(InferContext& c) {
  infer_same_shape(c);
  if (c.shape(0).fully_known() && c.shape(1).fully_known() && !(c.shape(0) == c.shape(1)))
    c.invalid(c.show(0), ", ", c.show(1), "; their shapes must be equal");
}

// Every product behind an element contains it once: the sum of the others, times dy.
void grad_before(Grad& g) {
  const bool reverse = g.attr<LineAttrs>().reverse;
  g.set(0, through(linear_recurrence(conj(g.in(0)), g.dy(), g.in(1), !reverse), conj(g.out())));
}

// The adjoint of a recurrence is one from the other end.
void grad_recurrence(Grad& g) {
  const Tensor back = linear_recurrence(conj(g.in(0)), g.dy(), g.in(2), !g.attr<LineAttrs>().reverse);
  if (g.wants(0)) g.set(0, meet(back, conj(g.out())));
  g.set(1, back);
}

constexpr DTypeSet kTypes = kFloating | kComplexTypes;

}  // namespace

Tensor prod_before(const Tensor& x, const Tensor& axes, bool reverse) {
  return call(OP(ProdBefore), {x, axes}, Attrs::of(LineAttrs{reverse}));
}
Tensor linear_recurrence(const Tensor& x, const Tensor& u, const Tensor& axes, bool reverse) {
  return call(OP(LinearRecurrence), {x, u, axes}, Attrs::of(LineAttrs{reverse}));
}

// Neither this nor LinearRecurrence is an op of TensorFlow's.
ZEAL_OP(ProdBefore)
    .doc("For every element, the product of those before it along axes, in row-major order (behind it, for reverse).")
    .type("T", kTypes).type("Tidx", kIndex)
    .attrs<LineAttrs>().attr("reverse", &LineAttrs::reverse)
    .input("input", "T").input("axes", "Tidx").output("output", "T")
    .infer(infer_same_shape).cpu(kTypes, line_kernel<before_lines, 1>)
    .saves({In(0), In(1), Out(0)}).grad(grad_before);

ZEAL_OP(LinearRecurrence)
    .doc("y[0] = 0, y[i + 1] = y[i] x[i] + u[i] along axes, in row-major order (from the end, for reverse).")
    .type("T", kTypes).type("Tidx", kIndex)
    .attrs<LineAttrs>().attr("reverse", &LineAttrs::reverse)
    .input("x", "T").input("u", "T").input("axes", "Tidx").output("y", "T")
    .infer(infer_recurrence).cpu(kTypes, line_kernel<recurrence_lines, 2>)
    .saves({In(0), In(2), Out(0).grad_of(0)}).grad(grad_recurrence);

}  // namespace zeal
