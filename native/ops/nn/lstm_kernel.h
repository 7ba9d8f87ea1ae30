// The elementwise part of an LSTM's step, compiled once per instruction set (lstm_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// How a cell reads the sums of its gates: rows of 4 * units.
struct LstmPlan {
  int64_t units;
  int i, ci, f, o;  // places of the gates in a row
  bool hard;        // gates are hard sigmoids: three straight pieces
  double forget_bias = 0, cell_clip = 0;
};

// What a step makes, [rows, units] each.
template <class T>
struct LstmStep {
  T *i, *cs, *f, *o, *ci, *co, *h;
};

// Weights by which gates see the memory; null where they do not.
template <class T>
struct Peepholes {
  const T *i, *f, *o;
};

template <class T>
struct LstmLoops {
  // z: the gates' sums without the bias b.
  void (*forward)(const LstmPlan& plan, int64_t rows, const T* z, const T* b, const T* cs_prev, const Peepholes<T>& see, const LstmStep<T>& out);
  // dz and what flows into the memory before the step; `carry` holds what flows into the memory behind it from later steps,
  // and dh_carry the same of the output.
  void (*backward)(const LstmPlan& plan, int64_t rows, const LstmStep<const T>& step, const T* cs_prev, const Peepholes<T>& see,
                   const T* dcs, const T* dh, const T* dh_carry, T* carry, T* dz);
};

struct LstmKernels {
  LstmLoops<float> f32;
  LstmLoops<double> f64;
};

ZEAL_DECLARE_FOR_ISAS(const LstmKernels, lstm_kernels)

}  // namespace zeal
