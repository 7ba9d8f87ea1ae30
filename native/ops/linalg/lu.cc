// Lu: factors of square matrices by partial pivoting.
#include <atomic>

#include "op/sizes.h"
#include "ops/linalg/factor.h"
#include "ops/linalg/matmul.h"
#include "ops/linalg/triangular.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct LuKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl& a = k.input(0);
    const Matrices m(a);
    const int64_t n = m.n;
    const Tensor room = make_tensor(a.dtype, Shape{m.count, factor_room(n)});
    std::atomic<bool> singular = false;
    each_matrix(m.count, n * n * n / 3 + n, [&](int64_t i) {
      T* x = k.output(0).as<T>() + i * n * n;
      std::copy_n(a.as<T>() + i * n * n, n * n, x);
      lu(x, k.output(1).as<int32_t>() + i * n, n, room->as<T>() + i * factor_room(n));
      if (!is_regular(x, n)) singular.store(true, std::memory_order_relaxed);
    });
    if (singular) k.invalid("Input is not invertible. ", described_matrix(a), " is singular or has NaN");
  }
};

Tensor with_diagonal(const Tensor& x, const Tensor& diagonal) { return call(OP(MatrixSetDiag), {band_part(x, true), diagonal}); }
Tensor strictly_lower(const Tensor& x) { return with_diagonal(x, zeros_like(call(OP(MatrixDiagPart), {x}))); }

// With A = P L U: A' = P L^-H (tril(L^H L', -1) + triu(U' U^H)) U^-H, where L has a unit diagonal and L' is strictly lower.
void grad_lu(Grad& g) {
  const Tensor factors = g.out(0), by = g.dy(0), ones = ones_like(call(OP(MatrixDiagPart), {factors}));
  const Tensor lower = with_diagonal(factors, ones), upper = band_part(factors, false);
  const Tensor by_lower = strictly_lower(matmul(lower, Form::adjoint, strictly_lower(by), Form::plain));
  const Tensor by_upper = band_part(matmul(band_part(by, false), Form::plain, upper, Form::adjoint), false);
  const Tensor inverse = triangular_solve(upper, call(OP(MatrixSetDiag), {zeros_like(factors), ones}), {.lower = false});
  const Tensor sides = matmul(by_lower + by_upper, Form::plain, inverse, Form::adjoint);
  const Tensor whole = triangular_solve(lower, sides, {.lower = true, .adjoint = true});
  const Tensor shape = shape_of(factors);
  const Tensor n = scalar_of(size_at(shape, length_of(shape) - Size(1)));
  const Tensor rows = call(OP(OneHot), {g.out(1), cast(n, DType::kInt32), scalar_like(by, 1), scalar_like(by, 0)});
  g.set(0, matmul(rows, Form::transposed, whole, Form::plain));
}

}  // namespace

ZEAL_OP(Lu)
    .doc("Factors P L U of each square matrix of a batch, by partial pivoting.")
    .type("T", kMatrixTypes)
    .input("input", "T").output("lu", "T").output("p", "int32")
    .infer([](InferContext& c) {
      infer_square(c, 0, 2);
      infer_square(c, 1, 1);
    })
    .with(on_matrices<LuKernel>)
    .saves({Out(0), Out(1)}).grad(grad_lu);

}  // namespace zeal
