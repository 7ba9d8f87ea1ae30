// The way from kernels to a library of the host language.
#include "op/library.h"

namespace zeal {

KernelFn g_library_kernel = nullptr;

void run_library_kernel(Kernel& k) {
  if (!g_library_kernel) fail(Code::kInternal, "[", k.op.name, "] no library is registered for large matrices");
  g_library_kernel(k);
}

void grad_by_library(Grad&) { fail(Code::kLookupError, "No gradient is registered: the op's Python module was not imported"); }

}  // namespace zeal
