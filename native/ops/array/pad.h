// What the padding ops share.
#pragma once
#include "op/infer.h"

namespace zeal {

using CheckPadding = void (*)(InferContext&, int axis, int64_t before, int64_t after);
// Sizes of input 0 plus paddings, input 1; `check` (or null) judges each pair.
void infer_padded(InferContext& c, CheckPadding check);
// Copies `center` into the middle of `padded`, or out of it.
void copy_center(TensorImpl& padded, const TensorImpl& center, const TensorImpl& pads, bool into);

}  // namespace zeal
