// MatMul, BatchMatMul and BatchMatMulV2.
#include "ops/linalg/matmul.h"

#include <algorithm>
#include <complex>

#include "op/infer.h"
#include "op/source.h"
#include "ops/array/in_wide.h"
#include "ops/linalg/gemm.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kMatMulTypes = kFloating | kComplexTypes | kIndex;

Form form_of(bool transposed, bool adjoint) {
  return adjoint ? Form::adjoint : transposed ? Form::transposed : Form::plain;
}

// ---- Inference ------------------------------------------------------------------------------

// The sizes of op(a) op(b): checks the inner ones, leaves rows and columns.
struct Product {
  int64_t m, n;
};
[[noreturn, gnu::cold, gnu::noinline]] void bad_inner(const InferContext& c, bool ta, bool tb, const char* flag) {
  const int ra = c.rank(0), rb = c.rank(1);
  const int64_t m = c.dim(0, ta ? ra - 1 : ra - 2), ka = c.dim(0, ta ? ra - 2 : ra - 1);
  const int64_t kb = c.dim(1, tb ? rb - 1 : rb - 2), n = c.dim(1, tb ? rb - 2 : rb - 1);
  std::string name_a = c.op.inputs[0].name, name_b = c.op.inputs[1].name, hint;
  if (n == ka) hint = concat(". Did you mean ", flag, name_b, tb ? "=False?" : "=True?");
  else if (m == kb) hint = concat(". Did you mean ", flag, name_a, ta ? "=False?" : "=True?");
  const std::string words = c.op.name == "MatMul"
      ? concat("Matrix size-incompatible: In[0]: ", c.shape(0), ", In[1]: ", c.shape(1))
      : concat("In[0] mismatch In[1] shape: ", ka, " vs. ", kb, ": ", c.shape(0), " ", c.shape(1), " ", int(ta), " ", int(tb));
  c.invalid(c.in_graph("Dimensions must be equal, but are ", ka, " and ", kb), words, "; inner dimensions differ: ", c.show(0), ta ? " (transposed)" : "", ", ", c.show(1),
            tb ? " (transposed)" : "", "; ", name_a, "'s axis ", ta ? ra - 2 : ra - 1,
            " must equal ", name_b, "'s axis ", tb ? rb - 1 : rb - 2, hint);
}

Product infer_product(const InferContext& c, bool ta, bool tb, const char* flag) {
  const int ra = c.rank(0), rb = c.rank(1);
  const int64_t ka = c.dim(0, ta ? ra - 2 : ra - 1), kb = c.dim(1, tb ? rb - 1 : rb - 2);
  if (ka != kb && ka >= 0 && kb >= 0) bad_inner(c, ta, tb, flag);
  return {c.dim(0, ta ? ra - 1 : ra - 2), c.dim(1, tb ? rb - 2 : rb - 1)};
}

Shape batch_of(ShapeView s) {
  Shape batch;
  for (int i = 0; i < s.rank - 2; ++i) batch.push(s[i]);
  return batch;
}

[[noreturn, gnu::cold]] void bad_batch(const InferContext& c, bool same_only) {
  if (same_only)
    c.invalid("In[0] and In[1] must have the same batch dimensions: ", c.shape(0), " vs ", c.shape(1), "; ", c.show(0), ", ",
              c.show(1), "; all axes but the last two must be equal");
  c.invalid(c.in_graph("Dimensions must be equal"), "In[0] and In[1] must have compatible batch dimensions: ", c.shape(0), " vs. ", c.shape(1), "; ", c.show(0), ", ",
            c.show(1), "; all axes but the last two must be equal or 1");
}

void infer_products(InferContext& c, bool ta, bool tb, const char* flag, bool same_only) {
  c.require_rank_at_least(0, 2, "In[0] is not a matrix. Instead it has shape ", c.shape(0));
  c.require_rank_at_least(1, 2, "In[1] is not a matrix. Instead it has shape ", c.shape(1));
  if (c.rank(0) < 0 || c.rank(1) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  Shape batch = batch_of(c.shape(0));
  if ((same_only && c.rank(0) != c.rank(1)) || !broadcast_into(batch, batch_of(c.shape(1))))
    bad_batch(c, same_only);
  for (int i = 0; same_only && i < batch.rank; ++i)
    if (c.dim(0, i) != c.dim(1, i) && c.dim(0, i) >= 0 && c.dim(1, i) >= 0)
      bad_batch(c, same_only);
  const Product p = infer_product(c, ta, tb, flag);
  c.out() = batch;
  c.out().push(p.m);
  c.out().push(p.n);
}

void infer_batch_matmul(InferContext& c) {
  const auto& f = c.attr<BatchMatMulAttrs>();
  infer_products(c, f.adj_x, f.adj_y, "adj_", /*same_only=*/!c.op.broadcasts);
}

void infer_matmul(InferContext& c) {
  const auto& f = c.attr<MatMulAttrs>();
  c.require_rank_at_least(0, 2, "In[0] is not a matrix. Instead it has shape ", c.shape(0));
  c.require_rank_at_least(1, 2, "In[1] is not a matrix. Instead it has shape ", c.shape(1));
  c.require_rank(0, 2, "In[0] is not a matrix. Instead it has shape ", c.shape(0));
  c.require_rank(1, 2, "In[1] is not a matrix. Instead it has shape ", c.shape(1));
  if (c.rank(0) < 0 || c.rank(1) < 0) {
    c.out().push(c.rank(0) < 0 ? kUnknownDim : c.dim(0, f.transpose_a ? 1 : 0));
    c.out().push(c.rank(1) < 0 ? kUnknownDim : c.dim(1, f.transpose_b ? 0 : 1));
    return;
  }
  const Product p = infer_product(c, f.transpose_a, f.transpose_b, "transpose_");
  c.out().push(p.m);
  c.out().push(p.n);
}

// ---- Kernels --------------------------------------------------------------------------------

struct Sizes {
  int64_t m, n, k, lda, ldb;
};
Sizes sizes_of(const TensorImpl& a, bool ta, const TensorImpl& b, bool tb, const TensorImpl& out) {
  const int64_t rows_a = a.dim(a.rank - 2), cols_a = a.dim(a.rank - 1);
  return {out.dim(out.rank - 2), out.dim(out.rank - 1), ta ? rows_a : cols_a, cols_a, b.dim(b.rank - 1)};
}

template <class T>
void matmul_kernel(Kernel& k) {
  const auto& f = k.attr<MatMulAttrs>();
  TensorImpl& out = k.output();
  const TensorImpl &a = k.input(0), &b = k.input(1);
  const Sizes s = sizes_of(a, f.transpose_a, b, f.transpose_b, out);
  gemm<T>(f.transpose_a, f.transpose_b, s.m, s.n, s.k, a.as<T>(), s.lda, b.as<T>(), s.ldb, out.as<T>(), s.n, false);
}

// The product in blocks of rows.
template <class T>
class ProductRows : public Source {
 public:
  ProductRows(const MatMulAttrs& attrs, const TensorImpl& a, const TensorImpl& b, int64_t m, int64_t n)
      : Source(make_tensor(a.dtype, Shape{m, n})), attrs_(attrs), a_(a), b_(b) {}

 private:
  void make(const Then& then) override {
    TensorImpl& out = *result();
    const Sizes s = sizes_of(a_, attrs_.transpose_a, b_, attrs_.transpose_b, out);
    gemm_by_rows<T>(attrs_.transpose_a, attrs_.transpose_b, s.m, s.n, s.k, a_.as<T>(), s.lda, b_.as<T>(), s.ldb, out.as<T>(),
                    [&](int64_t begin, int64_t end) { then(begin * s.n, end * s.n); });
  }
  MatMulAttrs attrs_;
  const TensorImpl &a_, &b_;
};

template <class T>
std::unique_ptr<Source> product_rows(const MatMulAttrs& f, const TensorImpl& a, const TensorImpl& b) {
  const int64_t m = a.dim(f.transpose_a), k = a.dim(!f.transpose_a), n = b.dim(!f.transpose_b);
  if (b.dim(f.transpose_b) != k || !goes_by_rows<T>(f.transpose_a, f.transpose_b, m, n, k)) return nullptr;
  return std::make_unique<ProductRows<T>>(f, a, b, m, n);
}

std::unique_ptr<Source> product_in_parts(const Attrs& attrs, TensorImpl* const* in) {
  const TensorImpl &a = *in[0], &b = *in[1];
  if (a.rank != 2 || b.rank != 2 || a.dtype != b.dtype) return nullptr;
  const auto& f = attrs.as<MatMulAttrs>();
  if (a.dtype == DType::kFloat32) return product_rows<float>(f, a, b);
  return a.dtype == DType::kFloat64 ? product_rows<double>(f, a, b) : nullptr;
}

// Offsets, in matrices, of each product's operands under broadcasting of the batch axes.
class BatchWalk {
 public:
  BatchWalk(const TensorImpl& a, const TensorImpl& b, const TensorImpl& out) : rank_(out.rank - 2) {
    for (int i = 0; i < rank_; ++i) dims_[i] = out.dim(i);
    fill(a, step_a_);
    fill(b, step_b_);
  }
  int64_t a = 0, b = 0;

  void next() {
    for (int i = rank_ - 1; i >= 0; --i) {
      a += step_a_[i];
      b += step_b_[i];
      if (++index_[i] < dims_[i]) return;
      a -= step_a_[i] * dims_[i];
      b -= step_b_[i] * dims_[i];
      index_[i] = 0;
    }
  }

 private:
  void fill(const TensorImpl& t, int64_t* steps) const {
    int64_t step = 1;
    for (int i = rank_ - 1, j = t.rank - 3; i >= 0; --i, --j) {
      steps[i] = j >= 0 && t.dim(j) != 1 ? step : 0;
      if (j >= 0) step *= t.dim(j);
    }
  }
  int rank_;
  int64_t dims_[kMaxRank], index_[kMaxRank] = {}, step_a_[kMaxRank], step_b_[kMaxRank];
};

template <class T>
void one_product(const BatchMatMulAttrs& f, const Sizes& s, const T* a, const T* b, T* c) {
  if constexpr (std::is_arithmetic_v<T>)
    gemm<T>(f.adj_x, f.adj_y, s.m, s.n, s.k, a, s.lda, b, s.ldb, c, s.n, false);
  else if (s.k == 0)
    std::fill_n(c, s.m * s.n, T(0));
  else
    gemm_conj(f.adj_x, f.adj_x, f.adj_y, f.adj_y, s.m, s.n, s.k, a, s.lda, b, s.ldb, c, s.n, false);
}

template <class T>
void batch_matmul_kernel(Kernel& k) {
  const auto& f = k.attr<BatchMatMulAttrs>();
  TensorImpl& out = k.output();
  const TensorImpl &a = k.input(0), &b = k.input(1);
  if (out.numel == 0) return;
  const Sizes s = sizes_of(a, f.adj_x, b, f.adj_y, out);
  const int64_t size_a = s.m * s.k, size_b = s.k * s.n, size_c = s.m * s.n, count = out.numel / size_c;
  if constexpr (std::is_arithmetic_v<T>) {
    if (a.numel == count * size_a && b.numel == size_b && !f.adj_x)  // one tall product
      return gemm<T>(false, f.adj_y, count * s.m, s.n, s.k, a.as<T>(), s.lda, b.as<T>(), s.ldb, out.as<T>(), s.n, false);
    const bool plain_a = a.numel == count * size_a || a.numel == size_a;
    const bool plain_b = b.numel == count * size_b || b.numel == size_b;
    if (plain_a && plain_b)
      return gemm_batch<T>(count, {a.numel == size_a ? 0 : size_a, b.numel == size_b ? 0 : size_b, size_c}, f.adj_x,
                           f.adj_y, s.m, s.n, s.k, a.as<T>(), s.lda, b.as<T>(), s.ldb, out.as<T>(), s.n, false);
  }
  BatchWalk walk(a, b, out);
  for (int64_t i = 0; i < count; ++i, walk.next())
    one_product(f, s, a.as<T>() + walk.a * size_a, b.as<T>() + walk.b * size_b, out.as<T>() + i * size_c);
}

// ---- tf.matmul and gradients ----------------------------------------------------------------

Tensor batch_matmul(const Tensor& a, bool adj_a, const Tensor& b, bool adj_b) {
  return call(OP(BatchMatMulV2), {a, b}, Attrs::of(BatchMatMulAttrs{adj_a, adj_b}));
}

// tf.matmul takes any rank and adjoints, MatMul matrices. An operand below rank 2 is left for the op to refuse.
bool matmul_of_any_rank(const OpDef&, TensorImpl* const* in, int, const Attrs& attrs, Outputs& out) {
  const auto& f = attrs.as<MatMulAttrs>();
  const auto too_low = [](int rank) { return rank == 0 || rank == 1; };
  const int ra = in[0]->rank, rb = in[1]->rank;
  const bool is_plain = (ra == 2 && rb == 2) || too_low(ra) || too_low(rb);
  if (is_plain && !f.adjoint_a && !f.adjoint_b) return false;
  if ((f.transpose_a && f.adjoint_a) || (f.transpose_b && f.adjoint_b))
    fail(Code::kValueError, "[MatMul] Only one of transpose_", f.transpose_a && f.adjoint_a ? "a and adjoint_a" : "b and adjoint_b",
         " can be True.");
  out.resize(1);
  out[0] = matmul(Tensor::share(in[0]), form_of(f.transpose_a, f.adjoint_a), Tensor::share(in[1]),
                  form_of(f.transpose_b, f.adjoint_b));
  return true;
}

// d op(a) op(b): for C = op(a) op(b), d op(a) = dC op(b)^H, turned back as `a` entered; and so for b.
Tensor grad_a(const Tensor& dc, Form fa, const Tensor& b, Form fb) {
  constexpr Form plain = Form::plain, transposed = Form::transposed, adjoint = Form::adjoint;
  if (fa == adjoint) return matmul(b, fb, dc, adjoint);
  if (fa == plain) {
    if (fb == transposed) return matmul(dc, plain, conj(b), plain);
    return matmul(dc, plain, b, fb == plain ? adjoint : plain);
  }
  if (fb == plain) return matmul(conj(b), plain, dc, transposed);
  return matmul(b, fb == transposed ? adjoint : transposed, dc, transposed);
}
Tensor grad_b(const Tensor& dc, const Tensor& a, Form fa, Form fb) {
  constexpr Form plain = Form::plain, transposed = Form::transposed, adjoint = Form::adjoint;
  if (fb == adjoint) return matmul(dc, adjoint, a, fa);
  if (fb == plain) {
    if (fa == transposed) return matmul(conj(a), plain, dc, plain);
    return matmul(a, fa == plain ? adjoint : plain, dc, plain);
  }
  if (fa == plain) return matmul(dc, transposed, conj(a), plain);
  return matmul(dc, transposed, a, fa == transposed ? adjoint : transposed);
}

void grad_product(Grad& g, Form fa, Form fb) {
  const Tensor dc = g.dy();
  if (g.wants(0)) g.set(0, grad_a(dc, fa, g.in(1), fb));
  if (g.wants(1)) g.set(1, grad_b(dc, g.in(0), fa, fb));
}
void grad_matmul(Grad& g) {
  const auto& f = g.attr<MatMulAttrs>();
  grad_product(g, form_of(f.transpose_a, false), form_of(f.transpose_b, false));
}
void grad_batch_matmul(Grad& g) {
  const auto& f = g.attr<BatchMatMulAttrs>();
  grad_product(g, form_of(false, f.adj_x), form_of(false, f.adj_y));
}

OpDef& batch_matmul_op(OpDef& op) {
  return op.type("T", kMatMulTypes)
      .input("x", "T").input("y", "T").output("output", "T")
      .attrs<BatchMatMulAttrs>().attr("adj_x", &BatchMatMulAttrs::adj_x).attr("adj_y", &BatchMatMulAttrs::adj_y)
      .infer(infer_batch_matmul)
      .cpu(bit(DType::kFloat32), batch_matmul_kernel<float>)
      .cpu(bit(DType::kFloat64), batch_matmul_kernel<double>)
      .cpu(bit(DType::kInt32), batch_matmul_kernel<int32_t>)
      .cpu(bit(DType::kInt64), batch_matmul_kernel<int64_t>)
      .cpu(bit(DType::kComplex64), batch_matmul_kernel<std::complex<float>>)
      .cpu(bit(DType::kComplex128), batch_matmul_kernel<std::complex<double>>)
      .cpu(kHalfTypes, in_float<batch_matmul_kernel<float>>)
      .saves({In(0).grad_of(1), In(1).grad_of(0)}).grad(grad_batch_matmul);
}

}  // namespace

Tensor matmul(const Tensor& a, Form fa, const Tensor& b, Form fb) {
  const bool is_complex = contains(kComplexTypes, a->dtype);
  const bool adjoint = fa == Form::adjoint || fb == Form::adjoint;
  const auto is_matrix = [](const Tensor& t) { return t->rank >= 0 && t->rank <= 2; };
  if (is_matrix(a) && is_matrix(b) && !(adjoint && is_complex))
    return call(OP(MatMul), {a, b}, Attrs::of(MatMulAttrs{fa != Form::plain, fb != Form::plain}));
  // BatchMatMulV2 knows adjoints only: a complex transpose is the adjoint of the conjugate.
  return batch_matmul(fa == Form::transposed ? conj(a) : a, fa != Form::plain,
                      fb == Form::transposed ? conj(b) : b, fb != Form::plain);
}

ZEAL_OP(MatMul)
    .doc("The product of two matrices, either of which may be transposed first.")
    .example("tf.matmul([[1, 2], [3, 4]], [[1], [10]])", "[[21] [43]]")
    .type("T", kMatMulTypes)
    .input("a", "T").input("b", "T").output("product", "T").inputs_apart()
    .attrs<MatMulAttrs>()
    .attr("transpose_a", &MatMulAttrs::transpose_a).attr("transpose_b", &MatMulAttrs::transpose_b)
    .function_attr("adjoint_a", &MatMulAttrs::adjoint_a).function_attr("adjoint_b", &MatMulAttrs::adjoint_b)
    .api("matmul, linalg.matmul(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
         "b_is_sparse=False, name=None)")
    .wrapper(matmul_of_any_rank)
    .infer(infer_matmul)
    .cpu(bit(DType::kFloat32), matmul_kernel<float>)
    .cpu(bit(DType::kFloat64), matmul_kernel<double>)
    .cpu(bit(DType::kInt32), matmul_kernel<int32_t>)
    .cpu(bit(DType::kInt64), matmul_kernel<int64_t>)
    .cpu(bit(DType::kComplex64), matmul_kernel<std::complex<float>>)
    .cpu(bit(DType::kComplex128), matmul_kernel<std::complex<double>>)
    .cpu(kHalfTypes, in_float<matmul_kernel<float>>)
    .comes_in_parts(product_in_parts)
    .saves({In(0).grad_of(1), In(1).grad_of(0)}).grad(grad_matmul);

ZEAL_OP(BatchMatMul)
    .with(batch_matmul_op)
    .doc("Products of matrices in the last two axes; the other axes must be equal.");

ZEAL_OP(BatchMatMulV2)
    .node("MatMul")
    .with(batch_matmul_op).broadcasting()
    .doc("Products of matrices in the last two axes; the other axes broadcast.");

}  // namespace zeal
