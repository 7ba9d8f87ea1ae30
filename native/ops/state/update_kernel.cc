// Variable update kernels. Compiled once per instruction set: no std containers.
#include "ops/state/update_kernel.h"

namespace zeal {
namespace {

template <class T> void descent(T* out, const T* w, const T* g, T lr, int64_t n) {
  if (out == w) {
    for (int64_t i = 0; i < n; ++i) out[i] -= lr * g[i];
  } else {
    T* __restrict__ fresh = out;
    for (int64_t i = 0; i < n; ++i) fresh[i] = w[i] - lr * g[i];
  }
}

}  // namespace

const UpdateKernels ZEAL_FOR_ISA(update_kernels) = {descent<float>, descent<double>};

}  // namespace zeal
