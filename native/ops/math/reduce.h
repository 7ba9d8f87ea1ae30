// Reductions over axes: attributes and the view of an array that the loops take.
#pragma once

#include "core/tensor.h"
#include "op/op_def.h"
#include "ops/math/reduce_loops.h"

namespace zeal {

struct ReduceAttrs {
  bool keep_dims = false;
};

// Which axes a reduction takes, from its 1-D or scalar int tensor; bit i: axis i. Throws for axes out
// of range or given twice; `op` names the op in the message.
uint32_t reduced_axes(const char* op, ShapeView shape, const TensorImpl& axes);

// For results of one element: axes need not be looked at.
inline constexpr uint32_t kEveryAxis = ~0u;

// out = x reduced over `axes`, in x's dtype; any number type but complex, and bool for any and all.
// `out` has the elements of the result, its shape does not matter.
void reduce_axes(Reduction what, const TensorImpl& x, uint32_t axes, TensorImpl& out);

// What reduce_axes does over the last axes of elements of dtype `in`, in pieces. False where it does more.
bool row_reduction(Reduction what, DType in, RowReduction& out);

}  // namespace zeal
