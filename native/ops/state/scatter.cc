// Scatter updates and slice assignment of variables.
#include "ops/state/scatter.h"

#include "core/error.h"
#include "core/thread_state.h"
#include "op/ops.h"
#include "ops/array/strided.h"

namespace zeal {
namespace {

struct Rows {
  const TensorImpl& indices;
  bool tuples;  // an index is the last axis of indices
  int depth;  // numbers in an index
  int64_t count, size;  // indices; elements of a row
};

Rows rows_of(const VariableImpl& v, const TensorImpl& indices, bool tuples) {
  if (!v.value) fail(Code::kFailedPrecondition, "[Scatter] the variable has no value yet: it was not initialised");
  if (!contains(kIndex, indices.dtype))
    fail(Code::kInvalidArgument, "[Scatter] Value for attr 'Tindices' of ", dtype_word(indices.dtype),
         " is not in the list of allowed values: int32, int64; indices is ", describe(indices));
  if (tuples && !indices.rank) fail(Code::kInvalidArgument, "[ScatterNd] indices must have at least one axis, got a scalar");
  ShapeView s = v.value->shape();
  int64_t depth = tuples ? indices.dim(indices.rank - 1) : 1;
  if (depth > s.rank)
    fail(Code::kInvalidArgument, "[Scatter] an index has ", depth, " numbers, the variable of shape ", s, " has ", s.rank,
         s.rank == 1 ? " axis" : " axes");
  return {indices, tuples, int(depth),
          tuples ? product(indices.shape(), 0, indices.rank - 1) : indices.numel, product(s, int(depth), s.rank)};
}

[[noreturn, gnu::cold]] void out_of_range(const Rows& r, int64_t i, ShapeView s) {
  if (!r.tuples)
    fail(Code::kInvalidArgument, "[Scatter] indices[", i, "] = ", int_at(r.indices, i), " is not in [0, ", s[0], ")");
  std::string at;
  for (int a = 0; a < r.depth; ++a) at += (a ? ", " : "") + std::to_string(int_at(r.indices, i * r.depth + a));
  fail(Code::kInvalidArgument, "[ScatterNd] indices[", i, "] = [", at, "] does not index into shape ", s);
}

// Number of the row that index i names.
int64_t row_at(const Rows& r, int64_t i, ShapeView s) {
  int64_t row = 0;
  for (int a = 0; a < r.depth; ++a) {
    int64_t at = int_at(r.indices, i * r.depth + a);
    if (at < 0 || at >= s[a]) out_of_range(r, i, s);
    row = row * s[a] + at;
  }
  return row;
}

void check_updates(const VariableImpl& v, const Rows& r, const TensorImpl& updates) {
  if (updates.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[Scatter] the variable is ", dtype_name(v.dtype), ", updates is ", describe(updates), "; use tf.cast");
  if (updates.rank && updates.numel != r.count * r.size)
    fail(Code::kInvalidArgument, "[Scatter] updates is ", describe(updates), "; ", r.count, " indices into a variable of shape ",
         v.value->shape().str(), " need ", r.count, " rows of ", r.size, " elements, or a scalar");
}

const OpDef& op_of(Scatter how) {
  switch (how) {
    case Scatter::kAdd: return OP(Add);
    case Scatter::kSub: return OP(Sub);
    case Scatter::kMul: return OP(Mul);
    case Scatter::kDiv: return OP(Div);
    case Scatter::kMin: return OP(Minimum);
    default: return OP(Maximum);
  }
}

// The row from element `to` on becomes op(row, update).
void combine(const OpDef& op, const Tensor& all, int64_t to, const Tensor& update, int64_t n) {
  Tensor row = make_view(*all, ShapeView{1, &n}, to * int64_t(dtype_size(all->dtype)));
  TensorImpl* in[] = {row.get(), update.get()};
  Outputs out;
  run_kernel(op, in, 2, op.defaults, out);
  copy_elements(*row, 0, *out[0], 0, n);
}

void write_row(TensorImpl& all, int64_t to, const TensorImpl& updates, int64_t i, int64_t n) {
  if (!updates.rank) fill_elements(all, to, updates, n);
  else copy_elements(all, to, updates, i * n, n);
}

}  // namespace

void scatter(VariableImpl& v, Scatter how, const TensorImpl& indices, bool tuples, const TensorImpl& updates) {
  KeepHostLock atomic;
  Rows r = rows_of(v, indices, tuples);
  check_updates(v, r, updates);
  ShapeView s = v.value->shape();
  for (int64_t i = 0; i < r.count; ++i) row_at(r, i, s);  // nothing is written when one does not fit
  Tensor from = Tensor::share(const_cast<TensorImpl*>(&updates));  // may be the variable's own value
  v.own_payload();
  TensorImpl& all = *v.value;
  for (int64_t i = 0; i < r.count && r.size; ++i) {
    int64_t to = row_at(r, i, all.shape()) * r.size;
    if (how == Scatter::kUpdate) {
      write_row(all, to, updates, i, r.size);
    } else {
      int64_t offset = i * r.size * int64_t(dtype_size(v.dtype));
      combine(op_of(how), v.value, to, updates.rank ? make_view(*from, ShapeView{1, &r.size}, offset) : from, r.size);
    }
  }
}

void assign_slice(VariableImpl& v, const TensorImpl& begin, const TensorImpl& end, const TensorImpl& strides,
                  const SliceMasks& masks, const TensorImpl& value) {
  if (!v.value) fail(Code::kFailedPrecondition, "[ResourceStridedSliceAssign] the variable has no value yet: it was not initialised");
  if (value.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[ResourceStridedSliceAssign] the variable is ", dtype_name(v.dtype), ", the value is ", describe(value),
         "; use tf.cast");
  SliceSpec s = resolve_slice(OP(StridedSlice), v.value->shape(), begin, end, strides, masks);
  if (!(value.shape() == s.final.view()))
    fail(Code::kUnimplemented, "[ResourceStridedSliceAssign] sliced l-value shape ", s.final, " does not match r-value shape ",
         value.shape(), ". Automatic broadcasting not yet implemented: use tf.broadcast_to or tf.fill");
  Tensor held = Tensor::share(const_cast<TensorImpl*>(&value));
  v.own_payload();
  write_slice(*v.value, s, value);
}

}  // namespace zeal
