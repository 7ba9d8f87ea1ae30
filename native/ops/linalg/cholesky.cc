// Cholesky: the lower triangular factors of self-adjoint positive definite matrices.
#include <atomic>

#include "ops/linalg/factor.h"
#include "ops/linalg/matmul.h"
#include "ops/linalg/triangular.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Whether a lower triangle has NaN: its factor is NaN then, and nobody's mistake.
template <class T> bool has_nan(const T* a, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j <= i; ++j)
      if (a[i * n + j] != a[i * n + j]) return true;
  return false;
}

template <class T> void fill_lower(T* a, int64_t n, T value) {
  for (int64_t i = 0; i < n; ++i) std::fill_n(a + i * n, i + 1, value);
}

template <class T> constexpr T nan_of() {
  if constexpr (num::is_complex<T>) return {__builtin_nanf(""), 0};
  else return __builtin_nanf("");
}

struct CholeskyKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl& in = k.input(0);
    const Matrices m(in);
    const Tensor room = make_tensor(in.dtype, Shape{m.count, factor_room(m.n)});
    std::atomic<bool> failed = false;
    each_matrix(m.count, m.n * m.n * m.n / 6 + m.n * m.n, [&](int64_t i) {
      const int64_t n = m.n, at = i * n * n;
      T* out = k.output().as<T>() + at;
      std::copy_n(in.as<T>() + at, n * n, out);
      const bool done = cholesky(out, n, room->as<T>() + i * factor_room(n));
      for (int64_t row = 0; row < n; ++row) std::fill_n(out + row * n + row + 1, n - row - 1, T{});
      if (done) return;
      if (has_nan(in.as<T>() + at, n)) fill_lower(out, n, nan_of<T>());
      else failed.store(true, std::memory_order_relaxed);
    });
    if (failed)
      k.invalid("Cholesky decomposition was not successful. The input might not be valid. ", described_matrix(in),
                " is not self-adjoint and positive definite");
  }
};

// A diagonal of ones in matrices like x: the identity.
Tensor identity_like(const Tensor& x) {
  return call(OP(MatrixSetDiag), {zeros_like(x), ones_like(call(OP(MatrixDiagPart), {x}))});
}

// From dL = L tril(L^-1 dA L^-H), half of the diagonal. The gradient is self-adjoint, as the matrices are, though only
// their lower triangles are read.
void grad_cholesky(Grad& g) {
  const Tensor l = g.out();
  Tensor middle = matmul(l, Form::adjoint, g.dy(), Form::plain);
  middle = call(OP(MatrixSetDiag), {middle, call(OP(MatrixDiagPart), {middle}) * 0.5});
  middle = band_part(middle, true);
  const Tensor inverse = triangular_solve(l, identity_like(l), {});
  const Tensor right = matmul(middle, Form::plain, inverse, Form::plain);
  const Tensor left = matmul(middle, Form::adjoint, inverse, Form::plain);
  g.set(0, matmul(inverse, Form::adjoint, right + left, Form::plain) * 0.5);
}

}  // namespace

ZEAL_OP(Cholesky)
    .doc("The lower triangular factor L of each matrix L L^H of a batch; only lower triangles are read.")
    .example("tf.cholesky([[4.0, 2.0], [2.0, 5.0]])", "[[2. 0.] [1. 2.]]")
    .type("T", kMatrixTypes)
    .input("input", "T").output("output", "T")
    .api("cholesky, linalg.cholesky(input, name=None)")
    .infer([](InferContext& c) { infer_square(c, 0, 2); }).with(on_matrices<CholeskyKernel>)
    .saves({Out(0)}).grad(grad_cholesky);

}  // namespace zeal
