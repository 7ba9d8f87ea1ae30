// MatrixSolve and MatrixInverse: equations with square matrices, by their LU factors.
#include "ops/linalg/solve.h"

#include <atomic>

#include "ops/linalg/factor.h"
#include "ops/linalg/matmul.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct AdjointAttr {
  bool adjoint = false;
};

// What the equations of a batch need beside their right sides: factors, the order of rows, and room.
struct Factors {
  Tensor lu, order, room;
  Factors(const TensorImpl& a, int64_t count, int64_t n, int64_t columns)
      : lu(make_tensor(a.dtype, a.shape())), order(make_tensor(DType::kInt32, Shape{count, n})),
        room(make_tensor(a.dtype, Shape{count, factor_room(n) + n * columns})) {}
};

// x of A x = b, or A^H x = b, for matrix i; false if A is singular. Rows of b are in order[], of x in places order[].
template <class T> bool solve(const Factors& f, const T* a, int64_t i, int64_t n, bool adjoint, const T* b, T* x, int64_t columns) {
  T* lu_i = f.lu->as<T>() + i * n * n;
  T* room = f.room->as<T>() + i * (factor_room(n) + n * columns);
  T* sides = room + factor_room(n);
  int32_t* order = f.order->as<int32_t>() + i * n;
  std::copy_n(a + i * n * n, n * n, lu_i);
  lu(lu_i, order, n, room);
  if (!is_regular(lu_i, n)) return false;
  const Triangle l{.lower = true, .adjoint = adjoint, .unit = true}, u{.lower = false, .adjoint = adjoint};
  T* work = adjoint ? sides : x;
  for (int64_t row = 0; row < n; ++row) {
    const int64_t from = adjoint ? row : order[row];
    for (int64_t j = 0; j < columns; ++j) work[row * columns + j] = b ? b[from * columns + j] : T(from == j ? T{1} : T{});
  }
  solve_triangular(lu_i, adjoint ? u : l, work, n, columns, room);
  solve_triangular(lu_i, adjoint ? l : u, work, n, columns, room);
  if (adjoint)
    for (int64_t row = 0; row < n; ++row) std::copy_n(work + row * columns, columns, x + order[row] * columns);
  return true;
}

// Solves a batch; without `b` the right sides are identities. False if a matrix is singular.
template <class T> bool solve_all(Kernel& k, const TensorImpl* b, int64_t columns) {
  const TensorImpl& a = k.input(0);
  const Matrices m(a);
  const int64_t n = m.n, size = n * columns;
  const bool adjoint = k.attr<AdjointAttr>().adjoint;
  const Factors factors(a, m.count, n, columns);
  std::atomic<bool> singular = false;
  each_matrix(m.count, n * n * (n / 3 + columns), [&](int64_t i) {
    const T* sides = b ? b->as<T>() + i * size : nullptr;
    if (!solve(factors, a.as<T>(), i, n, adjoint, sides, k.output().as<T>() + i * size, columns)) singular.store(true, std::memory_order_relaxed);
  });
  return !singular;
}

struct SolveKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl& b = k.input(1);
    if (!solve_all<T>(k, &b, b.dim(b.rank - 1)))
      k.invalid("Input matrix is not invertible. ", described_matrix(k.input(0)),
                " is singular or has NaN; tf.linalg.lstsq or tf.linalg.pinv solve such equations");
  }
};

struct InverseKernel {
  template <class T> static void run(Kernel& k) {
    if (!solve_all<T>(k, nullptr, Matrices(k.input(0)).n))
      k.invalid("Input is not invertible. ", described_matrix(k.input(0)), " is singular or has NaN; tf.linalg.pinv takes such matrices");
  }
};

// From A dX = dB - dA X.
void grad_solve(Grad& g) {
  const bool adjoint = g.attr<AdjointAttr>().adjoint;
  const Tensor by_rhs = call(OP(MatrixSolve), {g.in(0), g.dy()}, Attrs::of(AdjointAttr{!adjoint}));
  if (g.wants(1)) g.set(1, by_rhs);
  if (!g.wants(0)) return;
  const Tensor x = g.out();
  g.set(0, -(adjoint ? matmul(x, Form::plain, by_rhs, Form::adjoint) : matmul(by_rhs, Form::plain, x, Form::adjoint)));
}

// From d(A^-1) = -A^-1 dA A^-1; with adjoint the output is B = A^-H and dA = -B dY^H B.
void grad_inverse(Grad& g) {
  const Tensor out = g.out(), dy = g.dy();
  if (g.attr<AdjointAttr>().adjoint) g.set(0, -matmul(matmul(out, Form::plain, dy, Form::adjoint), Form::plain, out, Form::plain));
  else g.set(0, -matmul(out, Form::adjoint, matmul(dy, Form::plain, out, Form::adjoint), Form::plain));
}

}  // namespace

Tensor matrix_inverse(const Tensor& x, bool adjoint) { return call(OP(MatrixInverse), {x}, Attrs::of(AdjointAttr{adjoint})); }

ZEAL_OP(MatrixSolve)
    .doc("Solves equations with square matrices, or with their conjugate transposes.")
    .example("tf.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [[2.0], [2.0]])", "[[1. ] [0.5]]")
    .type("T", kMatrixTypes)
    .input("matrix", "T").input("rhs", "T").output("output", "T")
    .attrs<AdjointAttr>().attr("adjoint", &AdjointAttr::adjoint)
    .api("matrix_solve, linalg.solve(matrix, rhs, adjoint=False, name=None)")
    .infer(infer_solved).with(on_matrices<SolveKernel>)
    .saves({In(0), Out(0).grad_of(0)}).grad(grad_solve);

ZEAL_OP(MatrixInverse)
    .doc("Inverse of each square matrix of a batch, or of its conjugate transpose.")
    .example("tf.matrix_inverse([[2.0, 0.0], [0.0, 4.0]])", "[[0.5 0. ] [0. 0.25]]")
    .type("T", kMatrixTypes)
    .input("input", "T").output("output", "T")
    .attrs<AdjointAttr>().attr("adjoint", &AdjointAttr::adjoint)
    .api("matrix_inverse, linalg.inv(input, adjoint=False, name=None)")
    .infer([](InferContext& c) { infer_square(c, 0, 2); }).with(on_matrices<InverseKernel>)
    .saves({Out(0)}).grad(grad_inverse);

}  // namespace zeal
