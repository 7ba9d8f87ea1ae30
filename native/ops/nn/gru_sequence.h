// What the kernels of BlockGRU, of its gradient and of that one's gradient share.
#pragma once

#include "op/functions.h"
#include "op/infer.h"
#include "ops/nn/gru_kernel.h"
#include "ops/nn/recurrent.h"

namespace zeal {

struct BlockGruAttrs {
  bool hard = true, reset_after = false;
};

inline constexpr const char* kGruInputs[] = {"x", "h_prev", "w", "w_h", "b", "b_h"};

// What BlockGRU and its kin check of their first 6 inputs. The shape of what the steps make: [time, batch, units], or
// [batch, units] of a lone step.
Shape gru_shape(InferContext& c);
// The same, and that inputs [first, last) are of that shape.
Shape check_gru_steps(InferContext& c, int first, int last);

template <class T>
const GruLoops<T>& gru_loops() {
  static const GruKernels& kernels = ZEAL_PICK_ISA(gru_kernels);
  if constexpr (sizeof(T) == 4) return kernels.f32;
  else return kernels.f64;
}

// The inputs: sizes and places.
template <class T>
struct GruSequence {
  bool hard, reset_after;
  int64_t steps, batch, inputs, units, n, size;  // n: columns of the weights; size: elements of a step's state
  const T *x, *h_prev, *w, *w_h, *b, *b_h;

  GruSequence(const Kernel& k, TensorImpl* const* in) : hard(k.attr<BlockGruAttrs>().hard), reset_after(k.attr<BlockGruAttrs>().reset_after) {
    const TensorImpl& sequence = *in[0];
    const int last = sequence.rank - 1;
    steps = last == 2 ? sequence.dim(0) : 1, batch = sequence.dim(last - 1), inputs = sequence.dim(last);
    units = in[1]->dim(1), n = 3 * units, size = batch * units;
    x = in[0]->as<T>(), h_prev = in[1]->as<T>(), w = in[2]->as<T>(), w_h = in[3]->as<T>(), b = in[4]->as<T>(), b_h = in[5]->as<T>();
  }
  int64_t rows() const { return steps * batch; }
  const T* before(int64_t t, const T* h) const { return t ? h + (t - 1) * size : h_prev; }  // the state before a step
  int64_t both() const { return 2 * units; }  // columns of the gates
};

}  // namespace zeal
