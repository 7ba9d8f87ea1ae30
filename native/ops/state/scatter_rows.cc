// Checking and updating rows.
#include "ops/array/place_text.h"
#include "ops/state/scatter_rows.h"

#include "core/thread_state.h"
#include "op/execute.h"
#include "ops/array/strided.h"

namespace zeal {
namespace {

[[noreturn, gnu::cold]] void out_of_range(const Kernel& k, const Rows& r, int64_t i, ShapeView s) {
  if (!r.tuples) k.invalid("indices", place_text(r.indices.shape(), i), " = ", int_at(r.indices, i), " is not in [0, ", s[0], ")");
  std::string at;
  for (int a = 0; a < r.depth; ++a) at += (a ? ", " : "") + std::to_string(int_at(r.indices, i * r.depth + a));
  const ShapeView ids = r.indices.shape();
  k.invalid("indices", place_text({ids.rank - 1, ids.dims}, i), " = [", at, "] does not index into shape ", s);
}

// Number of the row that index i names, or -1.
int64_t row_at(const Rows& r, int64_t i, ShapeView s) {
  int64_t row = 0;
  for (int a = 0; a < r.depth; ++a) {
    const int64_t at = int_at(r.indices, i * r.depth + a);
    if (at < 0 || at >= s[a]) return -1;
    row = row * s[a] + at;
  }
  return row;
}

// TensorFlow looks at the number of elements alone where indices are numbers.
void check_updates(const Kernel& k, const VariableImpl& v, const Rows& r, const TensorImpl& updates) {
  if (!updates.rank || updates.numel == r.count * r.size) return;
  k.invalid("updates is ", describe(updates), "; ", r.count, " indices into a variable of shape ", v.value->shape(), " need ",
            r.count, " rows of ", r.size, " elements, or a scalar");
}

void check_tuples(const Kernel& k, ShapeView s, ShapeView indices, ShapeView updates) {
  const int batch = indices.rank - 1;
  const int64_t depth = batch < 0 ? 0 : indices[batch];
  if (!s.rank) k.invalid("Output must be at least 1-D, got shape: []; the variable is a scalar");
  if (batch < 0 || (batch > 0 && (updates.rank < 1 || updates[0] != indices[0])))
    k.invalid("The outermost dimension of updates and indices must match. Got indices.shape ", indices, ", updates.shape ", updates,
              "; the variable is of shape ", s);
  bool fits = depth <= s.rank && updates.rank == batch + s.rank - depth;
  for (int i = 0; fits && i < updates.rank; ++i) fits = updates[i] == (i < batch ? indices[i] : s[int(depth) + i - batch]);
  if (!fits)
    k.invalid("Must have updates.shape = indices.shape[:batch_dim] + params_shape[slice_dim:], got updates.shape: ", updates,
              ", indices.shape: ", indices, ", params_shape: ", s, ", slice_dim: ", depth, ", and batch_dim: ", batch);
}

}  // namespace

Rows check_rows(const Kernel& k, const VariableImpl& v, bool tuples) {
  const TensorImpl &indices = k.input(1), &updates = k.input(2);
  if (updates.dtype != v.dtype)
    k.invalid("Trying to assign variable with wrong dtype. Expected ", dtype_word(v.dtype), " got ", dtype_word(updates.dtype),
              "; updates is ", describe(updates), "; convert it with tf.cast");
  const ShapeView s = v.value->shape();
  if (tuples) check_tuples(k, s, indices.shape(), updates.shape());
  else if (!s.rank) k.invalid("the variable is a scalar, which has no rows; it is ", describe(*v.value));
  const int depth = tuples ? int(indices.dim(indices.rank - 1)) : 1;
  const Rows r{indices, tuples, depth, tuples ? product(indices.shape(), 0, indices.rank - 1) : indices.numel, product(s, depth, s.rank)};
  if (!tuples) check_updates(k, v, r, updates);
  for (int64_t i = 0; i < r.count; ++i)
    if (row_at(r, i, s) < 0) out_of_range(k, r, i, s);
  return r;
}

void write_rows(VariableImpl& v, const Rows& r, const Tensor& updates) {
  v.own_payload();
  TensorImpl& all = *v.value;
  for (int64_t i = 0; i < r.count && r.size; ++i) {
    const int64_t to = row_at(r, i, all.shape()) * r.size;
    if (updates->rank) copy_elements(all, to, *updates, i * r.size, r.size);
    else fill_elements(all, to, *updates, r.size);
  }
}

void combine_rows(const OpDef& op, VariableImpl& v, const Rows& r, const Tensor& updates) {
  KeepHostLock atomic;
  v.own_payload();
  TensorImpl& all = *v.value;
  const ShapeView row_shape{1, &r.size};
  const auto size = int64_t(dtype_size(v.dtype));
  for (int64_t i = 0; i < r.count && r.size; ++i) {
    const int64_t to = row_at(r, i, all.shape()) * r.size;
    const Tensor row = make_view(all, row_shape, to * size);
    const Tensor update = updates->rank ? make_view(*updates, row_shape, i * r.size * size) : updates;
    TensorImpl* in[] = {row.get(), update.get()};
    Outputs out;
    run_kernel(op, in, 2, op.defaults, out);
    copy_elements(all, to, *out[0], 0, r.size);
  }
}

}  // namespace zeal
