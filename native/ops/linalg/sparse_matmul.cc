// SparseTensorDenseMatMul: the product of a sparse matrix and a dense one.
#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct SparseMatMulAttrs {
  bool adjoint_a = false, adjoint_b = false;
};

template <class T> T conjugate(T x) {
  if constexpr (requires { x.im; }) return {x.re, -x.im};
  else return x;
}

void check_indices(InferContext& c) {
  c.require_rank(0, 2, "Tensor 'a_indices' is not a matrix");
  c.require_rank(1, 1, "Tensor 'a_values' is not a vector");
  c.require_rank(2, 1, "Tensor 'a_shape' is not a vector");
  c.require_rank(3, 2, "Tensor 'b' is not a matrix");
  if (c.rank(2) == 1 && c.dim(2, 0) >= 0 && c.dim(2, 0) != 2) c.invalid("Tensor 'a_shape' must have 2 elements, got ", c.dim(2, 0), ": sparse matrices have two axes");
  if (c.rank(0) == 2 && c.dim(0, 1) >= 0 && c.dim(0, 1) != 2) c.invalid("Tensor 'a_indices' must have two columns, got ", c.dim(0, 1));
  if (c.rank(0) == 2 && c.rank(1) == 1 && c.dim(0, 0) >= 0 && c.dim(1, 0) >= 0 && c.dim(0, 0) != c.dim(1, 0))
    c.invalid("Number of rows of a_indices does not match number of entries in a_values: ", c.dim(0, 0), " and ", c.dim(1, 0));
}

void infer_sparse_matmul(InferContext& c) {
  check_indices(c);
  const auto& attrs = c.attr<SparseMatMulAttrs>();
  const TensorImpl* shape = c.value(2);
  const int64_t rows = shape ? int_at(*shape, attrs.adjoint_a ? 1 : 0) : kUnknownDim, inner = shape ? int_at(*shape, attrs.adjoint_a ? 0 : 1) : kUnknownDim;
  if (shape && (rows < 0 || inner < 0)) c.invalid("a_shape must not be negative, got [", int_at(*shape, 0), ",", int_at(*shape, 1), "]");
  const bool known = c.rank(3) == 2;
  const int64_t b_inner = known ? c.dim(3, attrs.adjoint_b ? 1 : 0) : kUnknownDim, columns = known ? c.dim(3, attrs.adjoint_b ? 0 : 1) : kUnknownDim;
  if (inner >= 0 && b_inner >= 0 && inner != b_inner)
    c.invalid(c.in_graph("Dimensions must be equal, but are ", inner, " and ", b_inner), "Cannot multiply A and B because inner dimension does not match: ", inner, " vs. ", b_inner,
              ".  Did you forget a transpose?  Dimensions of A: [", int_at(*shape, 0), ",", int_at(*shape, 1), "].  Dimensions of B: ", c.shape(3));
  c.out().push(rows);
  c.out().push(columns);
}

// One element of the sparse matrix.
struct Place {
  int64_t row, column;
};

template <class I> void check_places(const Kernel& k, const I* indices, int64_t n, bool turned, int64_t rows, int64_t inner) {
  const int row_at = turned ? 1 : 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t m = indices[2 * i + row_at], c = indices[2 * i + 1 - row_at];
    if (c < 0 || c >= inner) k.invalid("k (", c, ") from index[", i, ",", 1 - row_at, "] out of bounds (>=", inner, ")");
    if (m < 0 || m >= rows) k.invalid("m (", m, ") from index[", i, ",", row_at, "] out of bounds (>=", rows, ")");
  }
}

template <class T> void add_scaled(T* to, const T* from, int64_t step, T factor, bool conjugated, int64_t n) {
  if (step == 1)
    for (int64_t j = 0; j < n; ++j) to[j] = plus(to[j], times(factor, from[j]));
  else
    for (int64_t j = 0; j < n; ++j) to[j] = plus(to[j], times(factor, conjugated ? conjugate(from[j * step]) : from[j * step]));
}

// Each thread owns a range of rows and adds to them in the order of the elements: the same bits for any thread count.
template <class T, class I> void multiply(Kernel& k, const I* indices) {
  const auto& attrs = k.attr<SparseMatMulAttrs>();
  const TensorImpl &values = k.input(1), &b = k.input(3);
  TensorImpl& out = k.output();
  const int64_t rows = out.dim(0), n = out.dim(1), inner = b.dim(attrs.adjoint_b ? 1 : 0);
  check_places(k, indices, values.numel, attrs.adjoint_a, rows, inner);
  const bool small = values.numel * n < (1 << 16);
  const T *v = values.as<T>(), *from = b.as<T>();
  parallel_for(rows, small ? rows : 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < values.numel; ++i) {
      const Place p = attrs.adjoint_a ? Place{indices[2 * i + 1], indices[2 * i]} : Place{indices[2 * i], indices[2 * i + 1]};
      if (p.row < begin || p.row >= end) continue;
      const T factor = attrs.adjoint_a ? conjugate(v[i]) : v[i];
      add_scaled(out.as<T>() + p.row * n, from + p.column * (attrs.adjoint_b ? 1 : n), attrs.adjoint_b ? inner : 1, factor, attrs.adjoint_b, n);
    }
  });
}

void sparse_matmul_kernel(Kernel& k) {
  const TensorImpl& indices = k.input(0);
  zero_elements(k.output());
  with_number(k.output().dtype, [&]<class T>(T*) {
    if (indices.dtype == DType::kInt32) multiply<T>(k, indices.as<int32_t>());
    else multiply<T>(k, indices.as<int64_t>());
  });
}

Tensor adjoint(const Tensor& x) {
  const int64_t swap[] = {1, 0};
  return conj(call(OP(Transpose), {x, make_int32s(swap, 2)}));
}

Tensor column(const Tensor& indices, int i) { return gather(indices, make_scalar<int32_t>(i), 1); }

// y = A B with A's element v at (r, c): dB = A^H dY, and dv is the product of row r of dY and row c of B.
void grad_sparse_matmul(Grad& g) {
  const auto& attrs = g.attr<SparseMatMulAttrs>();
  const Tensor indices = g.in(0);
  if (g.wants(3)) {
    const Tensor db = call(OP(SparseTensorDenseMatMul), {indices, g.in(1), g.in(2), g.dy()}, Attrs::of(SparseMatMulAttrs{!attrs.adjoint_a, false}));
    g.set(3, attrs.adjoint_b ? adjoint(db) : db);
  }
  if (!g.wants(1)) return;
  const Tensor of_dy = gather(g.dy(), column(indices, attrs.adjoint_a ? 1 : 0), 0);
  const Tensor of_b = gather(attrs.adjoint_b ? adjoint(g.in(3)) : g.in(3), column(indices, attrs.adjoint_a ? 0 : 1), 0);
  const Tensor product = attrs.adjoint_a ? conj(of_dy) * of_b : of_dy * conj(of_b);
  g.set(1, reduced(OP(Sum), product, make_scalar<int32_t>(1), false));
}

}  // namespace

ZEAL_OP(SparseTensorDenseMatMul)
    .doc("The product of a sparse matrix A, given by its indices, values and shape, and a dense matrix B.")
    .type("T", kNumbers).type("Tindices", kIndex)
    .input("a_indices", "Tindices").input("a_values", "T").input("a_shape", "int64").input("b", "T").output("product", "T")
    .attrs<SparseMatMulAttrs>()
    .attr("adjoint_a", &SparseMatMulAttrs::adjoint_a).attr("adjoint_b", &SparseMatMulAttrs::adjoint_b)
    .dispatch_on(1).infer(infer_sparse_matmul).checks_when_empty().cpu(kNumbers, sparse_matmul_kernel)
    .saves({In(0), In(1).grad_of(3), In(2), In(3).grad_of(1)}).grad(grad_sparse_matmul);

}  // namespace zeal
