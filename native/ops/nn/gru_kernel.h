// The elementwise parts of a step of a gated recurrent unit, compiled once per instruction set (gru_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// What a step of a sequence makes, [rows, units] each: gates, candidate, what the recurrent product of the candidate is
// about (the state behind the reset gate, or the product before it), and the state.
template <class T>
struct GruStep {
  T *z, *r, *c, *inner, *h;
};

// All arrays are [rows, units], but for sums of gates, which lie side by side in a row: two of GRUBlockCell, else z, r and c.
template <class T>
struct GruLoops {
  // r, u = sigmoid(sums), and r * h_prev.
  void (*gates)(const T* sums, const T* h_prev, int64_t rows, int64_t units, T* r, T* u, T* kept);
  // c = tanh(c), in place, and h = u * h_prev + (1 - u) * c.
  void (*output)(const T* u, const T* h_prev, int64_t n, T* c, T* h);

  // Of sequences; `hard`: gates are three straight pieces. Reset before the product: gates and inner, then candidate and state,
  // for which the sums are used up.
  void (*open)(bool hard, const T* sums, const T* h_prev, int64_t rows, int64_t units, const GruStep<T>& out);
  void (*close)(T* sums, const T* h_prev, int64_t rows, int64_t units, const GruStep<T>& out);
  // Reset after the product, which is in `inner`.
  void (*step)(bool hard, const T* sums, const T* h_prev, int64_t rows, int64_t units, const GruStep<T>& out);

  // The gradients, of what flows into the state from outside (dh) and from later steps (carry, which becomes what flows on
  // beside the products). Reset before: sums of z and c; then, of what flows into inner, those of r.
  void (*back_open)(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t units, T* carry, T* dsums);
  void (*back_close)(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dinner, int64_t rows, int64_t units, T* carry, T* dsums);
  // Reset after: the sums of inputs, and of states.
  void (*back_step)(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t units, T* carry, T* dsums, T* dstates);
};

struct GruKernels {
  GruLoops<float> f32;
  GruLoops<double> f64;
};

ZEAL_DECLARE_FOR_ISAS(const GruKernels, gru_kernels)

}  // namespace zeal
