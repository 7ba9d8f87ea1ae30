// Loops that factor and solve small matrices; compiled once per instruction set (ZEAL_ISA).
#include "ops/linalg/factor_kernel.h"

#include "op/num.h"
#include "op/vmath.h"

namespace zeal {
namespace {

template <class T> ZEAL_FN T conjugate(T x) { return x; }
template <class T> ZEAL_FN Complex<T> conjugate(Complex<T> x) { return {x.re, -x.im}; }
template <class T> ZEAL_FN T real_part(T x) { return x; }
template <class T> ZEAL_FN T real_part(Complex<T> x) { return x.re; }
template <class T> ZEAL_FN T divided(T x, T by) { return x / by; }
template <class T> ZEAL_FN Complex<T> divided(Complex<T> x, T by) { return {x.re / by, x.im / by}; }
template <class T> ZEAL_FN bool is_zero(T x) { return x == T{}; }

// to[i] -= factor * from[i]
template <class T> ZEAL_FN void subtract(T* __restrict to, const T* __restrict from, T factor, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = to[i] - factor * from[i];
}

template <class T> bool cholesky_panel(void* matrix, int64_t rows, int64_t cols, int64_t ld) {
  T* a = static_cast<T*>(matrix);
  T column[FactorLoops::kBlock];
  for (int64_t j = 0; j < cols; ++j) {
    const auto pivot = real_part(a[j * ld + j]);
    if (!(pivot > 0)) return false;  // NaN too
    const auto root = vm::sqrt(pivot);
    a[j * ld + j] = T{root};
    for (int64_t i = j + 1; i < rows; ++i) {
      const T x = a[i * ld + j] = divided(a[i * ld + j], root);
      if (i < cols) column[i] = conjugate(x);
      subtract(a + i * ld + j + 1, column + j + 1, x, (i < cols ? i + 1 : cols) - j - 1);
    }
  }
  return true;
}

template <class T> void swap_rows(T* a, int64_t n, int64_t i, int64_t j) {
  for (int64_t k = 0; k < n; ++k) {
    const T kept = a[i * n + k];
    a[i * n + k] = a[j * n + k];
    a[j * n + k] = kept;
  }
}

template <class T> int64_t largest_below(const T* a, int64_t n, int64_t column) {
  int64_t row = column;
  auto most = vm::abs(a[column * n + column]);
  for (int64_t i = column + 1; i < n; ++i) {
    const auto size = vm::abs(a[i * n + column]);
    if (size > most) most = size, row = i;
  }
  return row;
}

template <class T> int64_t lu_panel(void* matrix, int32_t* rows, int64_t n, int64_t first, int64_t last) {
  T* a = static_cast<T*>(matrix);
  int64_t swaps = 0;
  for (int64_t c = first; c < last; ++c) {
    const int64_t row = largest_below(a, n, c);
    if (row != c) {
      swap_rows(a, n, row, c);
      const int32_t kept = rows[c];
      rows[c] = rows[row];
      rows[row] = kept;
      ++swaps;
    }
    const T pivot = a[c * n + c];
    if (is_zero(pivot)) continue;
    for (int64_t i = c + 1; i < n; ++i) {
      const T x = a[i * n + c] = a[i * n + c] / pivot;
      subtract(a + i * n + c + 1, a + c * n + c + 1, x, last - c - 1);
    }
  }
  return swaps;
}

template <class T> void solve(const void* matrix, int64_t lda, Triangle form, void* sides, int64_t ldb, int64_t n, int64_t columns) {
  const T* a = static_cast<const T*>(matrix);
  T* b = static_cast<T*>(sides);
  const bool down = form.lower != form.adjoint;  // the first row is known first
  for (int64_t step = 0; step < n; ++step) {
    const int64_t i = down ? step : n - 1 - step;
    T* row = b + i * ldb;
    for (int64_t j = down ? 0 : i + 1, end = down ? i : n; j < end; ++j)
      subtract(row, b + j * ldb, form.adjoint ? conjugate(a[j * lda + i]) : a[i * lda + j], columns);
    if (form.unit) continue;
    const T pivot = form.adjoint ? conjugate(a[i * lda + i]) : a[i * lda + i];
    for (int64_t k = 0; k < columns; ++k) row[k] = row[k] / pivot;
  }
}

template <class T> constexpr FactorLoops loops() { return {cholesky_panel<T>, lu_panel<T>, solve<T>}; }

}  // namespace

const FactorKernels ZEAL_FOR_ISA(factor_kernels) = {loops<float>(), loops<double>(), loops<c64>(), loops<c128>()};

}  // namespace zeal
