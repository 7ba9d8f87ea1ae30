// Updates of parts of a variable: rows at indices, and slices.
#pragma once
#include "core/variable.h"
#include "ops/array/slice_spec.h"

namespace zeal {

// How an update meets what stands there.
enum class Scatter { kUpdate, kAdd, kSub, kMul, kDiv, kMin, kMax };

// An update of the variable's rows at `indices`, an int32 or int64 tensor. Each index is one number,
// for the first axis; or, with `tuples`, the last axis of `indices` holds positions along as many
// axes. `updates` holds a row for each index, in their order, or is a scalar for all. Of rows that
// meet in one place kUpdate keeps the last, the others apply all. No tape records it.
void scatter(VariableImpl& v, Scatter how, const TensorImpl& indices, bool tuples, const TensorImpl& updates);

// Sets the slice that StridedSlice would read. `value` has the slice's shape; nothing is broadcast.
void assign_slice(VariableImpl& v, const TensorImpl& begin, const TensorImpl& end, const TensorImpl& strides,
                  const SliceMasks& masks, const TensorImpl& value);

}  // namespace zeal
