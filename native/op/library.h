// Where kernels hand work over to a library of the host language: matrices so large that its blocks pay.
#pragma once

#include "op/op_def.h"

namespace zeal {

// Fills the outputs of a call by what Python registered for its op; set by the binding. Not null once it has registered
// anything.
extern KernelFn g_library_kernel;
void run_library_kernel(Kernel& k);
// The rule of an op whose gradient its Python module brings, until it has.
void grad_by_library(Grad& g);

}  // namespace zeal
