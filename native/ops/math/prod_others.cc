// ProdOthers: for every element, the product of the others it is multiplied with in a Prod. The
// gradient of Prod is written in it, since dividing the product by the element fails at zeros.
#include <complex>

#include "core/half.h"
#include "op/infer.h"
#include "op/ops.h"
#include "ops/math/reduce.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Calls line(first element, number, step) for every set of elements that are multiplied together,
// when they are evenly spaced; `axes` must be neighbours.
struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
};
Lines lines_of(const Kernel& k, ShapeView shape, uint32_t axes) {
  Lines l;
  int state = 0;  // before, within, behind the axes
  for (int i = 0; i < shape.rank; ++i) {
    const bool in = axes >> i & 1;
    if (shape[i] != 1 && in && state == 2)
      k.invalid("the gradient of a product over axes that are not neighbours is not built: shape ", shape.str());
    if (in && state == 0) state = 1;
    if (!in && state == 1 && shape[i] != 1) state = 2;
    (in ? l.n : state == 0 ? l.outer : l.inner) *= shape[i];
  }
  return l;
}

// For x and dy, the products P of all others and the sums D over i of dy_i times the product of all
// but i and oneself, are the coefficients of 1 and e in prod(x_j + e dy_j): one pass from the left,
// one from the right.
template <class T>
struct Dual {
  T p, d;
  void times(T x, T dx) {
    d = d * x + p * dx;
    p = p * x;
  }
};

template <class T>
void others(const T* x, int64_t n, int64_t step, T* out) {
  T left(1), right(1);
  for (int64_t i = 0; i < n; ++i, left *= x[(i - 1) * step]) out[i * step] = left;
  for (int64_t i = n - 1; i >= 0; --i) {
    out[i * step] *= right;
    right *= x[i * step];
  }
}

template <class T>
void others_grad(const T* x, const T* dy, int64_t n, int64_t step, T* out, Dual<T>* left) {
  Dual<T> run{T(1), T(0)};
  for (int64_t i = 0; i < n; ++i) {
    left[i] = run;
    run.times(x[i * step], dy[i * step]);
  }
  run = {T(1), T(0)};
  for (int64_t i = n - 1; i >= 0; --i) {
    out[i * step] = left[i].d * run.p + left[i].p * run.d;
    run.times(x[i * step], dy[i * step]);
  }
}

template <class T>
void others_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const Lines l = lines_of(k, x.shape(), reduced_axes("ProdOthers", x.shape(), k.input(1)));
  for (int64_t o = 0; o < l.outer; ++o)
    for (int64_t i = 0; i < l.inner && x.numel; ++i)
      others(x.as<T>() + o * l.n * l.inner + i, l.n, l.inner, k.output().as<T>() + o * l.n * l.inner + i);
}

template <class T>
void others_grad_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const Lines l = lines_of(k, x.shape(), reduced_axes("ProdOthersGrad", x.shape(), k.input(1)));
  std::unique_ptr<Dual<T>[]> left(new Dual<T>[l.n + 1]);
  for (int64_t o = 0; o < l.outer; ++o)
    for (int64_t i = 0; i < l.inner && x.numel; ++i) {
      const int64_t at = o * l.n * l.inner + i;
      others_grad(x.as<T>() + at, k.input(2).as<T>() + at, l.n, l.inner, k.output().as<T>() + at, left.get());
    }
}

void infer_others_grad(InferContext& c) {
  infer_same_shape(c);
  if (c.shape(0).fully_known() && c.shape(2).fully_known() && !(c.shape(0) == c.shape(2)))
    c.invalid(c.show(0), ", ", c.show(2), "; their shapes must be equal");
}

void grad_others(Grad& g) {
  g.set(0, call(OP(ProdOthersGrad), {conj(g.in(0)), g.in(1), g.dy()}));
}

constexpr DTypeSet kTypes = bit(DType::kFloat32) | bit(DType::kFloat64) | kComplexTypes;

}  // namespace

ZEAL_OP(ProdOthers)
    .doc("For every element, the product of the others along neighbouring axes.")
    .type("T", kTypes).type("Tidx", kIndex)
    .input("input", "T").input("reduction_indices", "Tidx").output("output", "T")
    .infer(infer_same_shape)
    .cpu(bit(DType::kFloat32), others_kernel<float>).cpu(bit(DType::kFloat64), others_kernel<double>)
    .cpu(bit(DType::kComplex64), others_kernel<std::complex<float>>)
    .cpu(bit(DType::kComplex128), others_kernel<std::complex<double>>)
    .saves({In(0), In(1)}).grad(grad_others);

ZEAL_OP(ProdOthersGrad)
    .doc("The gradient of ProdOthers.")
    .type("T", kTypes).type("Tidx", kIndex)
    .input("input", "T").input("reduction_indices", "Tidx").input("dy", "T").output("output", "T")
    .infer(infer_others_grad)
    .cpu(bit(DType::kFloat32), others_grad_kernel<float>).cpu(bit(DType::kFloat64), others_grad_kernel<double>)
    .cpu(bit(DType::kComplex64), others_grad_kernel<std::complex<float>>)
    .cpu(bit(DType::kComplex128), others_grad_kernel<std::complex<double>>);

}  // namespace zeal
