// SelfAdjointEigV2: eigenvalues and eigenvectors of self-adjoint matrices. The gradient is zeal/ops/linalg/eigen.py's.
#include "ops/linalg/spectral.h"

namespace zeal {
namespace {

struct EigenAttrs {
  bool compute_v = true;
};

void infer_eigen(InferContext& c) {
  infer_square(c, 0, 1);
  if (c.attr<EigenAttrs>().compute_v) infer_square(c, 1, 2);
  else c.out(1) = Shape{0};
}

struct EigenKernel {
  template <class T> static void run(Kernel& k) {
    const Rectangles a(k.input(0));
    const int64_t n = a.n;
    if (a.large(n)) return run_library_kernel(k);
    T* vectors = k.attr<EigenAttrs>().compute_v ? k.output(1).as<T>() : nullptr;
    const bool done = each_spectrum<T>(a, 8 * n * n * n, [&](int64_t i, void* room) {
      return spectral_loops<T>().eigh(k.input(0).as<T>() + i * n * n, n, k.output(0).as<T>() + i * n, vectors ? vectors + i * n * n : nullptr, room);
    });
    if (!done) k.invalid("Self-adjoint eigen decomposition was not successful. The input might not be valid.");
  }
};

}  // namespace

ZEAL_OP(SelfAdjointEigV2)
    .doc("Eigenvalues of each self-adjoint matrix of a batch, and its eigenvectors.")
    .type("T", kMatrixTypes)
    .input("input", "T").output("e", "T").output("v", "T")
    .attrs<EigenAttrs>().attr("compute_v", &EigenAttrs::compute_v)
    .infer(infer_eigen).with(on_matrices<EigenKernel>).grad(grad_by_library);

}  // namespace zeal
