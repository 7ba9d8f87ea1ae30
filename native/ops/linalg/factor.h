// Factors of single square matrices, and what is solved by them: in blocks, whose products are the GEMM's.
#pragma once

#include <algorithm>

#include "core/parallel.h"
#include "core/sizes.h"
#include "op/infer.h"
#include "op/num.h"
#include "ops/linalg/factor_kernel.h"

namespace zeal {

// Matrices are row-major, [n, n] without gaps. `room` is for factor_room(n) elements.
// T: float, double, c64, c128.
constexpr int64_t factor_room(int64_t n) { return n > FactorLoops::kBlock ? FactorLoops::kBlock * n : 0; }

// The lower triangle becomes L of A = L L^H; what lies above it is not touched. False where A is not positive definite.
template <class T> bool cholesky(T* a, int64_t n, T* room);
// A becomes U, and below its diagonal L, of the rows[i]-th rows of A = L U. Gives how many swaps that took.
template <class T> int64_t lu(T* a, int32_t* rows, int64_t n, T* room);
// b[n, columns] becomes x of A x = b.
template <class T> void solve_triangular(const T* a, Triangle form, T* b, int64_t n, int64_t columns, T* room);
// Whether all of the diagonal is neither 0 nor NaN.
template <class T> bool is_regular(const T* a, int64_t n);

// The matrices of a batch.
struct Matrices {
  int64_t count, n;
  explicit Matrices(const TensorImpl& t) : n(t.dim(t.rank - 1)) { count = product(t.shape(), 0, t.rank - 2); }
};

// Calls fn(i) for each of `count` matrices, which takes about `work` multiplications; on threads where that pays.
template <class Fn> void each_matrix(int64_t count, int64_t work, Fn&& fn) {
  constexpr int64_t kWorkPerThread = 1 << 17;
  parallel_for(count, std::max<int64_t>(1, kWorkPerThread / std::max<int64_t>(work, 1)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) fn(i);
  });
}

inline constexpr DTypeSet kMatrixTypes = bit(DType::kFloat32) | bit(DType::kFloat64) | kComplexTypes;

// Declares the kernels K::run<T> of all dtypes that matrices have.
template <class K> OpDef& on_matrices(OpDef& op) {
  return op.cpu(bit(DType::kFloat32), K::template run<float>).cpu(bit(DType::kFloat64), K::template run<double>)
      .cpu(bit(DType::kComplex64), K::template run<c64>).cpu(bit(DType::kComplex128), K::template run<c128>);
}

// --- inference ---
// Input i is [..., n, n]; n may be known by one of its axes alone. kUnknownDim where nobody knows.
int64_t require_square(const InferContext& c, int i);
// One batch of square matrices: outputs have the batch's axes and `axes` times n.
void infer_square(InferContext& c, int output, int axes);
// [..., n, n] and [..., n, k] give [..., n, k].
void infer_solved(InferContext& c);
// "A matrix of a [2,2] float32", for errors.
std::string described_matrix(const TensorImpl& t);

}  // namespace zeal
