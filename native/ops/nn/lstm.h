// What the kernels of BlockLSTM, of its gradient and of that one's gradient share.
#pragma once

#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/nn/lstm_kernel.h"
#include "ops/nn/recurrent.h"

namespace zeal {

// What BlockLSTM and its kin check of their first 9 inputs: the first two sizes of x and the number of units, each
// kUnknownDim where it is unknown.
Shape lstm_sizes(InferContext& c, bool use_peephole);
// The same, and that inputs 9 to 17 are of that shape.
void check_lstm_steps(InferContext& c, bool use_peephole);

// Of BlockLSTMGradGrad: places of two gates, which differ between the versions.
struct LstmSecondAttrs {
  int32_t ci = 1, f = 2;
  bool use_peephole = false, hard = false;
};

template <class T>
const LstmLoops<T>& lstm_loops() {
  static const LstmKernels& kernels = ZEAL_PICK_ISA(lstm_kernels);
  if constexpr (sizeof(T) == 4) return kernels.f32;
  else return kernels.f64;
}

template <class T>
LstmStep<T> moved(const LstmStep<T>& s, int64_t by) {
  return {s.i + by, s.cs + by, s.f + by, s.o + by, s.ci + by, s.co + by, s.h + by};
}

// The inputs that the kernels have in common: sizes and places.
template <class T>
struct Sequences {
  int64_t steps, batch, inputs, units, size;  // `steps`: those that are run; `size`: elements of a step's state
  const T *x, *cs_prev, *h_prev, *w, *w_h, *wci, *wcf, *wco, *b;

  explicit Sequences(const Kernel& k) {
    const TensorImpl& in = k.input(1);
    const int64_t longest = *k.input(0).as<int64_t>();
    steps = std::clamp<int64_t>(longest, 0, in.dim(0)), batch = in.dim(1), inputs = in.dim(2), units = k.input(2).dim(1), size = batch * units;
    x = in.as<T>(), cs_prev = k.input(2).as<T>(), h_prev = k.input(3).as<T>(), w = k.input(4).as<T>(), w_h = w + inputs * 4 * units;
    wci = k.input(5).as<T>(), wcf = k.input(6).as<T>(), wco = k.input(7).as<T>(), b = k.input(8).as<T>();
  }

  Peepholes<T> peepholes(bool use) const { return use ? Peepholes<T>{wci, wcf, wco} : Peepholes<T>{}; }

  // The memory, and the output, before a step.
  const T* cs_before(int64_t t, const T* cs) const { return t ? cs + (t - 1) * size : cs_prev; }
  const T* h_before(int64_t t, const T* h) const { return t ? h + (t - 1) * size : h_prev; }

  // Steps that are not run give zeros; `width`: the elements of a step.
  void clear_rest(TensorImpl& t, int64_t width) const { std::fill(t.as<T>() + steps * width, t.as<T>() + t.numel, T(0)); }

  // The gradients of x and w from those of the gates' sums, to which they are added where `accumulate`; `db`, if there is
  // one, is zeros before.
  void products(const T* dz, const T* h, T* dx, T* dw, T* db, bool accumulate = false) const {
    const int64_t n = 4 * units, rows = steps * batch;
    gemm<T>(false, true, rows, inputs, n, dz, n, w, n, dx, inputs, accumulate);
    gemm<T>(true, false, inputs, n, rows, x, inputs, dz, n, dw, n, accumulate);
    T* dw_h = dw + inputs * n;
    gemm<T>(true, false, units, n, steps ? batch : 0, h_prev, units, dz, n, dw_h, n, accumulate);
    if (steps > 1) gemm<T>(true, false, units, n, rows - batch, h, units, dz + batch * n, n, dw_h, n, true);
    if (db) add_rows(rows, n, dz, db);
  }
};

}  // namespace zeal
