#include "ops/array/in_wide.h"

#include "ops/array/cast.h"

namespace zeal {

void run_in(DType wide, KernelFn kernel, Kernel& k) {
  const DType narrow = k.output().dtype;
  Tensor held[4], out[2];
  TensorImpl* in[4];
  for (int i = 0; i < k.nin; ++i) {
    in[i] = k.in[i];
    if (in[i]->dtype != narrow) continue;
    held[i] = make_tensor(wide, in[i]->shape());
    convert_elements(*in[i], *held[i]);
    in[i] = held[i].get();
  }
  for (int i = 0; i < k.nout; ++i) out[i] = k.output(i).dtype == narrow ? make_tensor(wide, k.output(i).shape()) : k.out[i];
  Kernel run{k.op, k.attrs, in, k.nin, out, k.nout};
  kernel(run);
  for (int i = 0; i < k.nout; ++i)
    if (k.output(i).dtype == narrow) convert_elements(*out[i], k.output(i));
}

}  // namespace zeal
