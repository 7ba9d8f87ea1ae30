// MatrixTriangularSolve: equations whose matrices are triangular.
#include "ops/linalg/triangular.h"

#include "ops/linalg/factor.h"
#include "ops/linalg/matmul.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct TriangularKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl &a = k.input(0), &b = k.input(1);
    const auto& attrs = k.attr<TriangularSolveAttrs>();
    const Matrices m(a);
    const int64_t n = m.n, columns = b.dim(b.rank - 1);
    for (int64_t i = 0; i < m.count; ++i)
      if (!is_regular(a.as<T>() + i * n * n, n))
        k.invalid("Input matrix is not invertible. There is a 0 or NaN on the diagonal of a ", a.shape(), " ", dtype_name(a.dtype));
    std::copy_n(b.as<T>(), b.numel, k.output().as<T>());
    const Tensor room = make_tensor(a.dtype, Shape{m.count, factor_room(n)});
    each_matrix(m.count, n * n * columns / 2, [&](int64_t i) {
      solve_triangular(a.as<T>() + i * n * n, Triangle{attrs.lower, attrs.adjoint}, k.output().as<T>() + i * n * columns, n, columns,
                       room->as<T>() + i * factor_room(n));
    });
  }
};

// From A dX = dB - dA X.
void grad_triangular(Grad& g) {
  const auto attrs = g.attr<TriangularSolveAttrs>();
  const Tensor by_rhs = triangular_solve(g.in(0), g.dy(), {attrs.lower, !attrs.adjoint});
  if (g.wants(1)) g.set(1, by_rhs);
  if (!g.wants(0)) return;
  const Tensor x = g.out();
  const Tensor whole = attrs.adjoint ? matmul(x, Form::plain, by_rhs, Form::adjoint) : matmul(by_rhs, Form::plain, x, Form::adjoint);
  g.set(0, band_part(-whole, attrs.lower));
}

}  // namespace

Tensor triangular_solve(const Tensor& matrix, const Tensor& rhs, TriangularSolveAttrs attrs) {
  return call(OP(MatrixTriangularSolve), {matrix, rhs}, Attrs::of(attrs));
}

Tensor band_part(const Tensor& x, bool lower) {
  const Tensor all = make_scalar<int64_t>(-1), none = make_scalar<int64_t>(0);
  return call(OP(MatrixBandPart), {x, lower ? all : none, lower ? none : all});
}

ZEAL_OP(MatrixTriangularSolve)
    .doc("Solves equations with triangular matrices by substitution; their other triangles are not read.")
    .example("tf.linalg.triangular_solve([[2.0, 0.0], [1.0, 1.0]], [[4.0], [3.0]])", "[[2.] [1.]]")
    .type("T", kMatrixTypes)
    .input("matrix", "T").input("rhs", "T").output("output", "T")
    .attrs<TriangularSolveAttrs>().attr("lower", &TriangularSolveAttrs::lower).attr("adjoint", &TriangularSolveAttrs::adjoint)
    .api("matrix_triangular_solve, linalg.triangular_solve(matrix, rhs, lower=True, adjoint=False, name=None)")
    .infer(infer_solved).with(on_matrices<TriangularKernel>)
    .saves({In(0), Out(0).grad_of(0)}).grad(grad_triangular);

}  // namespace zeal
