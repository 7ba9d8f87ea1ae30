// Pad and PadV2: a border of one value around a tensor.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/pad.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {

namespace {

// One row of paddings for each axis; returns their number, unknown perhaps.
int check_rows(const InferContext& c, bool mirrors) {
  const auto two_columns = "paddings must be a matrix with 2 columns: ";
  c.require_rank(1, 2, two_columns, c.shape(1));
  if (c.rank(1) == 2 && c.dim(1, 1) >= 0 && c.dim(1, 1) != 2) c.invalid(two_columns, c.shape(1), "; ", c.show(1));
  const int rank = c.rank(0) >= 0 ? c.rank(0) : c.axis_count(1);
  if (rank >= 0 && c.rank(1) == 2 && c.dim(1, 0) >= 0 && c.dim(1, 0) != rank)
    c.invalid("The first dimension of paddings must be the rank of inputs", c.shape(1), mirrors ? "," : "", " ", c.shape(0), "; ",
              c.show(0), ", ", c.show(1), "; paddings must have one row for each of the ", rank, " axes");
  return rank;
}

int64_t padded_size(InferContext& c, int axis, const TensorImpl& pads, CheckPadding check) {
  const int64_t before = int_at(pads, 2 * axis), after = int_at(pads, 2 * axis + 1);
  if (before < 0 || after < 0) c.invalid(check ? "p" : "P", "addings must be non-negative: ", before, " ", after, " for axis ", axis);
  const int64_t d = c.rank(0) >= 0 ? c.dim(0, axis) : kUnknownDim;
  if (d < 0) return kUnknownDim;
  if (check) check(c, axis, before, after);
  int64_t n = 0;
  if (__builtin_add_overflow(before, after, &n) || __builtin_add_overflow(n, d, &n))
    c.invalid(c.show(0), "; paddings ", before, " and ", after, " of axis ", axis, " are too large");
  return n;
}

}  // namespace

void infer_padded(InferContext& c, CheckPadding check) {
  const int rank = c.out().rank = check_rows(c, check);
  const TensorImpl* pads = c.value(1);
  for (int i = 0; i < rank; ++i) c.out()[i] = pads ? padded_size(c, i, *pads, check) : kUnknownDim;
}

void copy_center(TensorImpl& padded, const TensorImpl& center, const TensorImpl& pads, bool into) {
  int64_t inner[kMaxRank], outer[kMaxRank];
  row_major(center.shape(), inner);
  row_major(padded.shape(), outer);
  StridedCopy copy;
  int64_t start = 0;
  for (int i = 0; i < center.rank; ++i) {
    start += int_at(pads, 2 * i) * outer[i];
    copy.axis(center.dim(i), into ? inner[i] : outer[i], into ? outer[i] : inner[i]);
  }
  (into ? copy.to_start : copy.from_start) = start;
  if (into) copy.run(padded, center);
  else copy.run(const_cast<TensorImpl&>(center), padded);
}

namespace {

void infer_pad(InferContext& c) {
  if (c.nin > 2) c.require_rank(2, 0);
  infer_padded(c, nullptr);
}

void pad_kernel(Kernel& k) {
  if (k.nin > 2) fill_elements(k.output(), 0, k.input(2), k.output().numel);
  else zero_elements(k.output());
  copy_center(k.output(), k.input(0), k.input(1), true);
}

// The first column of paddings says where x lies in dy.
void grad_pad(Grad& g) {
  const Tensor pads = g.in(1), shape = g.in_shape(0);
  const DType t = index_dtype(pads, shape);
  int64_t zero[] = {0, 0}, column[] = {pads->dim(0), 1}, rank[] = {pads->dim(0)};
  Tensor begin = call(OP(Slice), {pads, make_int32s(zero, 2), make_int32s(column, 2)});
  g.set(0, call(OP(Slice), {g.dy(), cast(reshape(begin, make_int32s(rank, 1)), t), cast(shape, t)}));
}

}  // namespace

ZEAL_OP(Pad)
    .doc("Zeros before and after a tensor, paddings[i] of them along axis i.")
    .type("T", kAnyType).type("Tpaddings", kIndex)
    .input("input", "T").input("paddings", "Tpaddings").output("output", "T")
    .infer(infer_pad).cpu(kAnyType, pad_kernel)
    .saves({InShape(0), In(1)}).grad(grad_pad);

ZEAL_OP(PadV2)
    .doc("constant_values before and after a tensor, paddings[i] of them along axis i.")
    .type("T", kAnyType).type("Tpaddings", kIndex)
    .input("input", "T").input("paddings", "Tpaddings").input("constant_values", "T").output("output", "T")
    .infer(infer_pad).cpu(kAnyType, pad_kernel)
    .saves({InShape(0), In(1)}).grad(grad_pad);

}  // namespace zeal
