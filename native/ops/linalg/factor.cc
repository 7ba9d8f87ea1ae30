// Factors of matrices in blocks, and the shapes of ops on square matrices.
#include "ops/linalg/factor.h"

#include <algorithm>
#include <complex>
#include <numeric>

#include "ops/linalg/gemm.h"

namespace zeal {
namespace {

constexpr int64_t kBlock = FactorLoops::kBlock;

template <class T> struct GemmType {
  using type = T;
};
template <class T> struct GemmType<Complex<T>> {
  using type = std::complex<T>;
};

template <class T> const FactorLoops& loops() {
  static const FactorKernels& best = ZEAL_PICK_ISA(factor_kernels);
  if constexpr (std::is_same_v<T, float>) return best.f32;
  else if constexpr (std::is_same_v<T, double>) return best.f64;
  else if constexpr (std::is_same_v<T, c64>) return best.c64;
  else return best.c128;
}

template <class T> T conjugate(T x) {
  if constexpr (num::is_complex<T>) return {x.re, -x.im};
  else return x;
}

// c[m, n] += a[m, k] b[k, n]
template <class T> void add_product(const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t ldc, int64_t m, int64_t n, int64_t k) {
  using G = typename GemmType<T>::type;
  gemm<G>(false, false, m, n, k, reinterpret_cast<const G*>(a), lda, reinterpret_cast<const G*>(b), ldb, reinterpret_cast<G*>(c), ldc, true);
}

// to[rows, cols] = -a[rows, cols], or minus the conjugate transpose of a[cols, rows].
template <class T> void negated(const T* a, int64_t lda, bool adjoint, int64_t rows, int64_t cols, T* to) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < cols; ++j) to[i * cols + j] = -(adjoint ? conjugate(a[j * lda + i]) : a[i * lda + j]);
}

}  // namespace

template <class T> bool cholesky(T* a, int64_t n, T* room) {
  for (int64_t j = 0; j < n; j += kBlock) {
    const int64_t cols = std::min(kBlock, n - j), rows = n - j;
    T* panel = a + j * n + j;
    if (j > 0) {  // less what the columns before make up
      negated(a + j * n, n, true, j, cols, room);
      add_product(a + j * n, n, room, cols, panel, n, rows, cols, j);
    }
    if (!loops<T>().cholesky_panel(panel, rows, cols, n)) return false;
  }
  return true;
}

template <class T> int64_t lu(T* a, int32_t* order, int64_t n, T* room) {
  std::iota(order, order + n, 0);
  int64_t swaps = 0;
  for (int64_t j = 0; j < n; j += kBlock) {
    const int64_t end = std::min(j + kBlock, n), rest = n - end;
    swaps += loops<T>().lu_panel(a, order, n, j, end);
    if (rest == 0) break;
    loops<T>().solve(a + j * n + j, n, Triangle{.unit = true}, a + j * n + end, n, end - j, rest);
    negated(a + end * n + j, n, false, rest, end - j, room);
    add_product(room, end - j, a + j * n + end, n, a + end * n + end, n, rest, rest, end - j);
  }
  return swaps;
}

template <class T> void solve_triangular(const T* a, Triangle form, T* b, int64_t n, int64_t columns, T* room) {
  const int64_t blocks = (n + kBlock - 1) / kBlock;
  const bool down = form.lower != form.adjoint;
  for (int64_t step = 0; step < blocks; ++step) {
    const int64_t i = (down ? step : blocks - 1 - step) * kBlock, rows = std::min(kBlock, n - i);
    const int64_t j = down ? 0 : i + rows, known = down ? i : n - j;
    if (known > 0) {
      negated(form.adjoint ? a + j * n + i : a + i * n + j, n, form.adjoint, rows, known, room);
      add_product(room, known, b + j * columns, columns, b + i * columns, columns, rows, columns, known);
    }
    loops<T>().solve(a + i * n + i, n, form, b + i * columns, columns, rows, columns);
  }
}

template <class T> bool is_regular(const T* a, int64_t n) {
  for (int64_t i = 0; i < n; ++i)
    if (!(vm::abs(a[i * n + i]) > 0)) return false;
  return true;
}

#define ZEAL_FACTORS(T)                                                               \
  template bool cholesky(T*, int64_t, T*);                                            \
  template int64_t lu(T*, int32_t*, int64_t, T*);                                     \
  template void solve_triangular(const T*, Triangle, T*, int64_t, int64_t, T*);       \
  template bool is_regular(const T*, int64_t);
ZEAL_FACTORS(float)
ZEAL_FACTORS(double)
ZEAL_FACTORS(c64)
ZEAL_FACTORS(c128)
#undef ZEAL_FACTORS

// ---- Inference ------------------------------------------------------------------------------

namespace {

void require_matrices(const InferContext& c, int i) {
  c.require_rank_at_least(i, 2, "Input tensor ", i, " must have rank >= 2, got ", c.rank(i));
}

int64_t joined(int64_t a, int64_t b) { return a < 0 ? b : a; }

[[noreturn, gnu::cold]] void bad_pair(const InferContext& c, const char* what) {
  c.invalid("Dimensions must be equal: ", what, " differ: ", c.show(0), ", ", c.show(1), "; nothing is broadcast");
}

}  // namespace

int64_t require_square(const InferContext& c, int i) {
  require_matrices(c, i);
  if (c.rank(i) < 0) return kUnknownDim;
  const int64_t m = c.dim(i, c.rank(i) - 2), n = c.dim(i, c.rank(i) - 1);
  if (m >= 0 && n >= 0 && m != n)
    c.invalid("Input matrix must be square. Dimensions must be equal, but are ", m, " and ", n, ": ", c.show(i),
              "; it must be a batch of square matrices (..., n, n)");
  return joined(m, n);
}

void infer_square(InferContext& c, int output, int axes) {
  const int64_t n = require_square(c, 0);
  if (c.rank(0) < 0) {
    c.out(output) = Shape::unknown();
    return;
  }
  for (int i = 0; i < c.rank(0) - 2; ++i) c.out(output).push(c.dim(0, i));
  for (int i = 0; i < axes; ++i) c.out(output).push(n);
}

void infer_solved(InferContext& c) {
  const int64_t n = require_square(c, 0);
  require_matrices(c, 1);
  const int left = c.rank(0), right = c.rank(1), known = right >= 0 ? 1 : 0;
  if (left < 0 && right < 0) {
    c.out() = Shape::unknown();
    return;
  }
  if (left >= 0 && right >= 0) {
    bool fits = left == right;
    for (int i = 0; fits && i < left - 2; ++i) fits = c.dim(0, i) < 0 || c.dim(1, i) < 0 || c.dim(0, i) == c.dim(1, i);
    if (!fits) bad_pair(c, "batch sizes");
    const int64_t rows = c.dim(1, right - 2);
    if (n >= 0 && rows >= 0 && n != rows) bad_pair(c, "rows");
  }
  const int rank = c.rank(known);
  for (int i = 0; i < rank - 2; ++i) c.out().push(left == right ? joined(c.dim(0, i), c.dim(1, i)) : c.dim(known, i));
  c.out().push(right >= 0 ? joined(n, c.dim(1, right - 2)) : n);
  c.out().push(right >= 0 ? c.dim(1, right - 1) : kUnknownDim);
}

std::string described_matrix(const TensorImpl& t) { return concat("A matrix of a ", t.shape(), " ", dtype_name(t.dtype)); }

}  // namespace zeal
