// Svd: singular values and vectors. The gradient is zeal/ops/linalg/svd.py's.
#include "ops/linalg/spectral.h"

namespace zeal {

Shape batch_of(const InferContext& c) {
  if (c.rank(0) < 0) return Shape::unknown();
  Shape batch;
  for (int i = 0; i < c.rank(0) - 2; ++i) batch.push(c.dim(0, i));
  return batch;
}

namespace {

struct SvdAttrs {
  bool compute_uv = true, full_matrices = false;
};

void infer_svd(InferContext& c) {
  const auto& attrs = c.attr<SvdAttrs>();
  c.require_rank_at_least(0, 2, "Input tensor 0 must have rank >= 2, got ", c.rank(0));
  c.out(0) = batch_of(c);
  for (int i = 1; i <= 2; ++i) c.out(i) = attrs.compute_uv ? batch_of(c) : Shape{0};
  if (c.rank(0) < 0) return;
  const int64_t m = c.dim(0, c.rank(0) - 2), n = c.dim(0, c.rank(0) - 1), least = m < 0 || n < 0 ? kUnknownDim : std::min(m, n);
  c.out(0).push(least);
  if (!attrs.compute_uv) return;
  c.out(1).push(m), c.out(1).push(attrs.full_matrices ? m : least);
  c.out(2).push(n), c.out(2).push(attrs.full_matrices ? n : least);
}

struct SvdKernel {
  template <class T> static void run(Kernel& k) {
    const bool vectors = k.attr<SvdAttrs>().compute_uv;
    const Rectangles a(k.input(0));
    TensorImpl &s = k.output(0), &u = k.output(1), &v = k.output(2);
    const int64_t left = vectors ? u.dim(u.rank - 1) : 0, right = vectors ? v.dim(v.rank - 1) : 0, mn = a.m * a.n;
    if (a.large(std::max(left, right))) return run_library_kernel(k);
    const bool done = each_spectrum<T>(a, 10 * mn * a.least() + a.m * left + a.n * right, [&](int64_t i, void* room) {
      return spectral_loops<T>().svd(k.input(0).as<T>() + i * mn, a.m, a.n, s.as<T>() + i * a.least(), vectors ? u.as<T>() + i * a.m * left : nullptr,
                                     left, vectors ? v.as<T>() + i * a.n * right : nullptr, right, room);
    });
    if (!done) k.invalid("SVD did not converge; does the input have NaN or infinity?");
  }
};

}  // namespace

ZEAL_OP(Svd)
    .doc("Singular values of each matrix of a batch, and its singular vectors.")
    .type("T", kMatrixTypes)
    .input("input", "T").output("s", "T").output("u", "T").output("v", "T")
    .attrs<SvdAttrs>().attr("compute_uv", &SvdAttrs::compute_uv).attr("full_matrices", &SvdAttrs::full_matrices)
    .infer(infer_svd).with(on_matrices<SvdKernel>).grad(grad_by_library);

}  // namespace zeal
