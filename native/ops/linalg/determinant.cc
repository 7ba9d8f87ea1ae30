// MatrixDeterminant and LogMatrixDeterminant.
#include "ops/linalg/factor.h"
#include "ops/linalg/solve.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Calls fn(i, diagonal of U, sign of the permutation) for each matrix; `fn` reads the diagonal at steps of n + 1.
template <class T, class Fn> void each_diagonal(const TensorImpl& a, const Matrices& m, Fn&& fn) {
  const int64_t n = m.n;
  const Tensor factors = make_tensor(a.dtype, a.shape()), room = make_tensor(a.dtype, Shape{m.count, factor_room(n)});
  const Tensor order = make_tensor(DType::kInt32, Shape{m.count, n});
  each_matrix(m.count, n * n * n / 3 + n, [&](int64_t i) {
    T* x = factors->as<T>() + i * n * n;
    std::copy_n(a.as<T>() + i * n * n, n * n, x);
    const int64_t swaps = lu(x, order->as<int32_t>() + i * n, n, room->as<T>() + i * factor_room(n));
    fn(i, x, swaps % 2 ? -T{1} : T{1});
  });
}

struct DeterminantKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl& a = k.input(0);
    const Matrices m(a);
    each_diagonal<T>(a, m, [&](int64_t i, const T* x, T value) {
      for (int64_t j = 0; j < m.n; ++j) value = value * x[j * (m.n + 1)];
      k.output().as<T>()[i] = value;
    });
  }
};

template <class T> T phase(T x) {
  if constexpr (num::is_complex<T>) {
    const auto size = vm::abs(x);
    return {x.re / size, x.im / size};
  } else {
    return x < 0 ? T{-1} : x > 0 ? T{1} : x;  // NaN stays
  }
}

struct LogDeterminantKernel {
  template <class T> static void run(Kernel& k) {
    const TensorImpl& a = k.input(0);
    const Matrices m(a);
    each_diagonal<T>(a, m, [&](int64_t i, const T* x, T sign) {
      auto log = vm::abs(T{});
      bool singular = false;
      for (int64_t j = 0; j < m.n; ++j) {
        const T pivot = x[j * (m.n + 1)];
        singular |= pivot == T{};
        sign = sign * phase(pivot);
        log += vm::log(vm::abs(pivot));
      }
      k.output(0).as<T>()[i] = singular ? T{} : sign;
      k.output(1).as<T>()[i] = T{singular ? -__builtin_inff() : log};
    });
  }
};

Tensor as_matrices(const Tensor& x) {
  const Tensor last = make_scalar<int32_t>(-1);
  return call(OP(ExpandDims), {call(OP(ExpandDims), {x, last}), last});
}

// From d det(A) = det(A) tr(A^-1 dA).
void grad_determinant(Grad& g) {
  g.set(0, as_matrices(g.dy() * conj(g.out())) * matrix_inverse(g.in(0), true));
}

// From d log(det(A)) = tr(A^-1 dA): its real part moves the logarithm, its imaginary part turns the sign of a complex
// determinant.
void grad_log_determinant(Grad& g) {
  const Tensor sign = g.out(0);
  const bool turns = contains(kComplexTypes, sign->dtype);
  if (!turns && !g.has_dy(1)) return;
  Tensor by = g.dy(1);
  if (turns) {
    const Tensor turn = conj(g.dy(0)) * sign;
    by = (by + conj(by) - turn + conj(turn)) * 0.5;
  }
  g.set(0, as_matrices(by) * matrix_inverse(g.in(0), true));
}

}  // namespace

ZEAL_OP(MatrixDeterminant)
    .doc("The determinant of each square matrix of a batch.")
    .example("tf.linalg.det([[2.0, 0.0], [0.0, 4.0]])", "8.0")
    .type("T", kMatrixTypes)
    .input("input", "T").output("output", "T")
    .api("matrix_determinant, linalg.det(input, name=None)")
    .infer([](InferContext& c) { infer_square(c, 0, 0); }).with(on_matrices<DeterminantKernel>)
    .saves({In(0), Out(0)}).grad(grad_determinant);

ZEAL_OP(LogMatrixDeterminant)
    .doc("Sign and logarithm of the absolute value of the determinant of each square matrix of a batch.")
    .type("T", kMatrixTypes)
    .input("input", "T").output("sign", "T").output("log_abs_determinant", "T")
    .infer([](InferContext& c) {
      infer_square(c, 0, 0);
      infer_square(c, 1, 0);
    })
    .with(on_matrices<LogDeterminantKernel>)
    .saves({In(0), Out(0)}).grad(grad_log_determinant);

}  // namespace zeal
