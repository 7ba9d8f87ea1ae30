// GRUBlockCell: a step of a gated recurrent unit in one call.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/linalg/gemm.h"
#include "ops/linalg/matmul.h"
#include "ops/nn/gru_kernel.h"
#include "tape/tape.h"

namespace zeal {
namespace {

const char* const kNames[] = {"x", "h_prev", "w_ru", "w_c", "b_ru", "b_c"};

void infer_gru(InferContext& c) {
  for (int i = 0; i < 6; ++i) c.require_rank(i, i < 4 ? 2 : 1, kNames[i], " must be of rank ", i < 4 ? 2 : 1);
  const auto size = [&](int i, int axis) { return c.rank(i) < 0 ? kUnknownDim : c.dim(i, axis); };
  const int64_t batch = size(0, 0), inputs = size(0, 1), units = size(1, 1);
  const auto require = [&](int i, int axis, int64_t want, const char* what) {
    if (want >= 0 && size(i, axis) >= 0 && size(i, axis) != want)
      c.invalid(kNames[i], ".dim_size(", axis, ") != ", what, ": ", size(i, axis), " vs. ", want, "; ", c.show(i));
  };
  if (std::max(units, inputs) > INT64_MAX / 4) c.invalid("so many units or inputs are too large; ", c.show(0), ", ", c.show(1));
  require(1, 0, batch, "batch_size");
  if (units >= 0) require(2, 1, 2 * units, "cell_size * 2"), require(3, 1, units, "cell_size"), require(4, 0, 2 * units, "cell_size * 2"), require(5, 0, units, "cell_size");
  for (int i : {2, 3})
    if (units >= 0 && inputs >= 0) require(i, 0, inputs + units, "input_size + cell_size");
  for (int i = 0; i < 4; ++i) c.out(i) = Shape{batch < 0 ? size(1, 0) : batch, units};
}

template <class T>
const GruLoops<T>& loops() {
  static const GruKernels& kernels = ZEAL_PICK_ISA(gru_kernels);
  if constexpr (sizeof(T) == 4) return kernels.f32;
  else return kernels.f64;
}

template <class T>
void gru_kernel(Kernel& k) {
  const TensorImpl &x = k.input(0), &before = k.input(1);
  const int64_t rows = x.dim(0), inputs = x.dim(1), n = before.dim(1);
  const T *h_prev = before.as<T>(), *w_ru = k.input(2).as<T>(), *w_c = k.input(3).as<T>();
  T *r = k.output(0).as<T>(), *u = k.output(1).as<T>(), *c = k.output(2).as<T>(), *h = k.output(3).as<T>();
  const Tensor room = make_tensor(x.dtype, Shape{3, rows, n});
  T *sums = room->as<T>(), *kept = sums + 2 * rows * n;
  for (int64_t row = 0; row < rows; ++row) std::copy_n(k.input(4).as<T>(), 2 * n, sums + row * 2 * n), std::copy_n(k.input(5).as<T>(), n, c + row * n);
  gemm<T>(false, false, rows, 2 * n, inputs, x.as<T>(), inputs, w_ru, 2 * n, sums, 2 * n, true);
  gemm<T>(false, false, rows, 2 * n, n, h_prev, n, w_ru + inputs * 2 * n, 2 * n, sums, 2 * n, true);
  loops<T>().gates(sums, h_prev, rows, n, r, u, kept);
  gemm<T>(false, false, rows, n, inputs, x.as<T>(), inputs, w_c, n, c, n, true);
  gemm<T>(false, false, rows, n, n, kept, n, w_c + inputs * n, n, c, n, true);
  loops<T>().output(u, h_prev, rows * n, c, h);
}

// Made of ops, so that it can be differentiated again.
void grad_gru(Grad& g) {
  const Tensor x = g.in(0), h = g.in(1), w_ru = g.in(2), w_c = g.in(3), r = g.out(0), u = g.out(1), c = g.out(2);
  const Tensor axis = make_scalar<int32_t>(1), first = make_scalar<int32_t>(0), dh = g.dy(3);
  const auto joined = [&](const Tensor& a, const Tensor& b) { return call(OP(ConcatV2), {a, b, axis}); };
  const Size inputs = size_at(g.in_shape(0), 1), units = size_at(g.in_shape(1), 1);
  const auto parts = [&](const Tensor& t) {  // those of x and of the state
    const Tensor in[] = {t, vector({inputs, units}), axis};
    return call_list(OP(SplitV), in, 3, Attrs::of(int32_t{2}));
  };
  const auto with = [](const Tensor& sum, Grad& g, int i) { return g.has_dy(i) ? sum + g.dy(i) : sum; };
  const Tensor dc = with(dh * (1.0 - u), g, 2) * (1.0 - c * c);
  Outputs of_c = parts(matmul(dc, Form::plain, w_c, Form::transposed));
  const Tensor dr = with(of_c[1] * h, g, 0) * r * (1.0 - r), du = with(dh * (h - c), g, 1) * u * (1.0 - u);
  const Tensor dru = joined(dr, du);
  Outputs of_ru = parts(matmul(dru, Form::plain, w_ru, Form::transposed));
  if (g.wants(0)) g.set(0, of_c[0] + of_ru[0]);
  if (g.wants(1)) g.set(1, dh * u + of_c[1] * r + of_ru[1]);
  if (g.wants(2)) g.set(2, matmul(joined(x, h), Form::transposed, dru, Form::plain));
  if (g.wants(3)) g.set(3, matmul(joined(x, r * h), Form::transposed, dc, Form::plain));
  if (g.wants(4)) g.set(4, reduced(OP(Sum), dru, first, false));
  if (g.wants(5)) g.set(5, reduced(OP(Sum), dc, first, false));
}

}  // namespace

ZEAL_OP(GRUBlockCell)
    .doc("A step of a gated recurrent unit: r, u = sigmoid([x, h_prev] w_ru + b_ru), c = tanh([x, r * h_prev] w_c + b_c), h = u * h_prev + (1 - u) * c.")
    .type("T", bit(DType::kFloat32) | bit(DType::kFloat64))
    .input("x", "T").input("h_prev", "T").input("w_ru", "T").input("w_c", "T").input("b_ru", "T").input("b_c", "T")
    .output("r", "T").output("u", "T").output("c", "T").output("h", "T")
    .infer(infer_gru).cpu(bit(DType::kFloat32), gru_kernel<float>).cpu(bit(DType::kFloat64), gru_kernel<double>)
    .saves({In(0), In(1), In(2), In(3), Out(0), Out(1), Out(2), InShape(0), InShape(1)}).grad(grad_gru);

}  // namespace zeal
