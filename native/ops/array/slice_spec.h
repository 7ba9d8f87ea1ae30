// StridedSlice's attributes, and what begin, end, strides and masks mean for a given shape.
#pragma once
#include "op/infer.h"

namespace zeal {

// Bit i of a mask speaks of entry i of begin, end and strides.
struct SliceMasks {
  int32_t begin_mask = 0, end_mask = 0, ellipsis_mask = 0, new_axis_mask = 0, shrink_axis_mask = 0;
};

struct SliceSpec {
  // Per axis of the input; count is -1 where it depends on an unknown size.
  int rank = 0;
  int64_t begin[kMaxRank], step[kMaxRank], count[kMaxRank];
  // Shape of the result: axes dropped by indices, axes added by new-axis entries.
  Shape final;
};

// Throws kInvalidArgument, naming `op`, for what does not fit; `input` may be partly known. The entries with bits in
// `unknown` are not known yet.
SliceSpec resolve_slice(const OpDef& op, ShapeView input, const TensorImpl& begin, const TensorImpl& end,
                        const TensorImpl& strides, const SliceMasks& masks, uint32_t unknown = 0);

// Writes `value`, of shape s.final, into the slice of `out`; both have one dtype.
void write_slice(TensorImpl& out, const SliceSpec& s, const TensorImpl& value);

}  // namespace zeal
