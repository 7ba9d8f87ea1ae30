// Kernels of half types that run in float: inputs widened, outputs rounded once.
#pragma once

#include <algorithm>

#include "core/half.h"
#include "op/op_def.h"

namespace zeal {

template <class H>
Tensor widen_half(const TensorImpl& from) {
  Tensor t = make_tensor(DType::kFloat32, from.shape());
  for (int64_t i = 0; i < from.numel; ++i) t->as<float>()[i] = from.as<H>()[i].to_float();
  return t;
}

// The float kernel of an op as its kernel for H: inputs of H's dtype are widened, others pass; all
// outputs are of H's dtype. At most 4 inputs and 2 outputs.
template <class H, KernelFn kernel>
void in_float(Kernel& k) {
  const DType half = k.output().dtype;
  Tensor held[4], wide_out[2];
  TensorImpl* in[4];
  for (int i = 0; i < k.nin; ++i) {
    in[i] = k.in[i];
    if (k.in[i]->dtype != half) continue;
    held[i] = widen_half<H>(*k.in[i]);
    in[i] = held[i].get();
  }
  for (int i = 0; i < k.nout; ++i) wide_out[i] = make_tensor(DType::kFloat32, k.output(i).shape());
  Kernel wide{k.op, k.attrs, in, k.nin, wide_out, k.nout};
  kernel(wide);
  for (int i = 0; i < k.nout; ++i)
    for (int64_t j = 0; j < k.output(i).numel; ++j) k.output(i).as<H>()[j] = H::from(wide_out[i]->as<float>()[j]);
}

}  // namespace zeal
