// Qr: factors with orthonormal columns and upper triangular ones. The gradient is zeal/ops/linalg/qr.py's.
#include "ops/linalg/spectral.h"

namespace zeal {
namespace {

struct QrAttrs {
  bool full_matrices = false;
};

void infer_qr(InferContext& c) {
  c.require_rank_at_least(0, 2, "Input tensor 0 must have rank >= 2, got ", c.rank(0));
  c.out(0) = c.out(1) = batch_of(c);
  if (c.rank(0) < 0) return;
  const int64_t m = c.dim(0, c.rank(0) - 2), n = c.dim(0, c.rank(0) - 1);
  const int64_t inner = c.attr<QrAttrs>().full_matrices ? m : m < 0 || n < 0 ? kUnknownDim : std::min(m, n);
  c.out(0).push(m), c.out(0).push(inner);
  c.out(1).push(inner), c.out(1).push(n);
}

struct QrKernel {
  template <class T> static void run(Kernel& k) {
    const Rectangles a(k.input(0));
    TensorImpl &q = k.output(0), &r = k.output(1);
    const int64_t width = q.dim(q.rank - 1), mn = a.m * a.n;
    if (a.large(width)) return run_library_kernel(k);
    each_spectrum<T>(a, 2 * mn * (a.least() + width), [&](int64_t i, void* room) {
      spectral_loops<T>().qr(k.input(0).as<T>() + i * mn, a.m, a.n, q.as<T>() + i * a.m * width, r.as<T>() + i * width * a.n, width, room);
      return true;
    });
  }
};

}  // namespace

ZEAL_OP(Qr)
    .doc("Factors Q R of each matrix of a batch: Q has orthonormal columns, R is upper triangular.")
    .type("T", kMatrixTypes)
    .input("input", "T").output("q", "T").output("r", "T")
    .attrs<QrAttrs>().attr("full_matrices", &QrAttrs::full_matrices)
    .infer(infer_qr).with(on_matrices<QrKernel>).grad(grad_by_library);

}  // namespace zeal
