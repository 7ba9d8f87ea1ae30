// The engine of the scatter ops: updates of rows of a variable, in place.
#pragma once
#include "ops/state/on_handle.h"

namespace zeal {

// Which rows. Each index is one number, for the first axis; or, with `tuples`, the last axis of `indices`
// holds positions along as many axes.
struct Rows {
  const TensorImpl& indices;
  bool tuples;
  int depth;            // numbers in an index
  int64_t count, size;  // indices; elements of a row
};

// Throws, naming the op, where indices and updates do not fit the variable; nothing has changed then.
Rows check_rows(const Kernel& k, const VariableImpl& v, bool tuples);
// Row i of the updates replaces the row that index i names, in order: of rows that meet, the last stays.
// `updates` may be a scalar.
void write_rows(VariableImpl& v, const Rows& r, const Tensor& updates);
// The row becomes op(row, update), for each index.
void combine_rows(const OpDef& op, VariableImpl& v, const Rows& r, const Tensor& updates);

}  // namespace zeal
