// Matrix products of row-major matrices: C (+)= op(A) op(B).
#pragma once

#include <complex>
#include <cstdint>
#include <functional>

#include "core/tensor.h"

namespace zeal {

// C[m, n] = op(A) op(B), or C += op(A) op(B) when `accumulate`. op(A) is A as m x k, or, with `ta`,
// the transpose of A stored as k x m; op(B) likewise is k x n. lda, ldb, ldc: distance of rows.
// Nothing outside the matrices is read; m, n, k may be 0 (k = 0: zeros). C must not overlap A or B.
// Runs on the thread pool when that pays; the bits do not depend on the number of threads.
template <class T>
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda, const T* b,
          int64_t ldb, T* c, int64_t ldc, bool accumulate);

// As gemm without `accumulate`, in blocks of rows that stay in cache: `then(begin, end)` follows for each one that is there,
// maybe by several threads at a time. For products for which blocks cost nothing.
template <class T>
void gemm_by_rows(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c,
                  const std::function<void(int64_t, int64_t)>& then);
template <class T> bool goes_by_rows(bool ta, bool tb, int64_t m, int64_t n, int64_t k);

// Products of `count` matrices; matrix i of A begins at a + i * stride_a (0: the same one each
// time), and so for B and C.
struct BatchStrides {
  int64_t a, b, c;
};
template <class T>
void gemm_batch(int64_t count, BatchStrides strides, bool ta, bool tb, int64_t m, int64_t n,
                int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t ldc,
                bool accumulate);

// T: float, double, std::complex<float>, std::complex<double>, int32_t, int64_t (integers wrap).

// Products of several matrices of up to m rows with one op(B), which is laid out for them once: the steps of a recurrent
// network. T: float, double. The bits do not depend on the number of threads, nor on how rows are cut.
template <class T>
class RepeatedProduct {
 public:
  RepeatedProduct(int64_t times, bool tb, int64_t m, int64_t n, int64_t k, const T* b, int64_t ldb);

  // C[rows, n] (+)= A op(B), on the thread pool when that pays.
  void run(int64_t rows, const T* a, int64_t lda, T* c, int64_t ldc, bool accumulate) const;

  // Rows that a thread may take through all products alone: as many threads are busy then as in each product, without
  // meeting at its end. m where the threads do better to share each product.
  int64_t rows_of_thread() const { return rows_of_thread_; }

 private:
  bool tb_;
  int64_t n_, k_, ldb_, rows_of_thread_;
  const T* b_;
  Tensor copy_;  // null where B is used as it lies
};

// As gemm for complex matrices, with A or B conjugated on the way.
template <class T>
void gemm_conj(bool ta, bool conj_a, bool tb, bool conj_b, int64_t m, int64_t n, int64_t k,
               const std::complex<T>* a, int64_t lda, const std::complex<T>* b, int64_t ldb,
               std::complex<T>* c, int64_t ldc, bool accumulate);

}  // namespace zeal
