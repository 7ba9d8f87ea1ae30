// Contract of the variable update kernels: one table per instruction set.
#pragma once
#include <cstdint>

#include "op/isa.h"

namespace zeal {

// out = w - lr * g, element by element; out may be w.
template <class T> using DescentFn = void (*)(T* out, const T* w, const T* g, T lr, int64_t n);

struct UpdateKernels {
  DescentFn<float> descent_float32;
  DescentFn<double> descent_float64;
};

ZEAL_DECLARE_FOR_ISAS(const UpdateKernels, update_kernels)

}  // namespace zeal
