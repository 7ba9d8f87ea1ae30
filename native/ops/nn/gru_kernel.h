// The elementwise parts of a step of a gated recurrent unit, compiled once per instruction set (gru_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// All arrays are [rows, units], but those of the sums of both gates, [rows, 2 * units].
template <class T>
struct GruLoops {
  // r, u = sigmoid(sums), and r * h_prev.
  void (*gates)(const T* sums, const T* h_prev, int64_t rows, int64_t units, T* r, T* u, T* kept);
  // c = tanh(c), in place, and h = u * h_prev + (1 - u) * c.
  void (*output)(const T* u, const T* h_prev, int64_t n, T* c, T* h);
};

struct GruKernels {
  GruLoops<float> f32;
  GruLoops<double> f64;
};

ZEAL_DECLARE_FOR_ISAS(const GruKernels, gru_kernels)

}  // namespace zeal
