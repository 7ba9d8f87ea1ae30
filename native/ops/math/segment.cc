// UnsortedSegmentSum and SegmentSum: rows added up by segment.
#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/element.h"
#include "ops/array/place_text.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// segment_ids must be a prefix of data's shape.
bool is_prefix(InferContext& c) {
  if (c.rank(0) < 0 || c.rank(1) < 0) return true;
  bool fits = c.rank(1) <= c.rank(0);
  for (int i = 0; fits && i < c.rank(1); ++i) fits = c.dim(0, i) < 0 || c.dim(1, i) < 0 || c.dim(0, i) == c.dim(1, i);
  return fits;
}

void set_segments(InferContext& c, int64_t num) {
  if (c.rank(0) < 0 || c.rank(1) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  c.out().push(num);
  for (int i = c.rank(1); i < c.rank(0); ++i) c.out().push(c.dim(0, i));
}

void infer_unsorted(InferContext& c) {
  if (!is_prefix(c))
    c.invalid("data.shape = ", c.shape(0), " does not start with segment_ids.shape = ", c.shape(1), "; ", c.show(0), ", ", c.show(1));
  c.require_rank(2, 0, "num_segments should be a scalar, not shape ", c.shape(2));
  const TensorImpl* num = c.value(2);
  int64_t n = num ? int_at(*num, 0) : kUnknownDim;
  if (num && n < 0) c.invalid("Input num_segments == ", n, " must not be negative.");
  set_segments(c, n);
}

template <class T> void add_row(T* to, const T* from, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = plus(to[i], from[i]);
}

// Calls add(segment, row). Each thread owns a range of segments and adds rows in order: the same
// bits for any thread count.
template <class I, class Add> void each_row(const Kernel& k, const I* ids, int64_t n, Add&& add) {
  int64_t segments = k.out[0]->dim(0);
  bool small = k.input(0).numel < (1 << 16);
  parallel_for(segments, small ? segments : 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < n; ++i)
      if (ids[i] >= begin && ids[i] < end) add(int64_t(ids[i]), i);
  });
}

template <class I> void sum_by(Kernel& k, const I* ids, int64_t n) {
  TensorImpl& out = k.output();
  const TensorImpl& data = k.input(0);
  if (!data.numel) return;
  int64_t inner = data.numel / n, row = inner * int64_t(dtype_size(out.dtype)), step = int64_t(dtype_size(out.dtype));
  // The vectorised loop of addition, where the dtype has one.
  if (LoopFn loop = OP(AddV2).loops[int(out.dtype)]; loop && OP(AddV2).loop_out[int(out.dtype)] == out.dtype && inner > 2) {
    long steps[] = {step, step, step};
    return each_row(k, ids, n, [&](int64_t to, int64_t from) {
      char* sum = out.data + to * row;
      char* const ptrs[] = {sum, data.data + from * row, sum};
      loop(ptrs, steps, inner);
    });
  }
  with_number(out.dtype, [&]<class T>(T*) {
    each_row(k, ids, n, [&](int64_t to, int64_t from) { add_row(out.as<T>() + to * inner, data.as<T>() + from * inner, inner); });
  });
}

template <class I> void check_ids(const Kernel& k, const I* ids, int64_t n, int64_t segments) {
  for (int64_t i = 0; i < n; ++i)
    if (ids[i] >= segments)
      k.invalid("segment_ids", place_text(k.input(1).shape(), i), " = ", int64_t(ids[i]), " is out of range [0, ", segments, ")");
}

void unsorted_kernel(Kernel& k) {
  const TensorImpl& ids = k.input(1);
  zero_elements(k.output());
  auto run = [&](const auto* p) {
    check_ids(k, p, ids.numel, k.output().dim(0));
    sum_by(k, p, ids.numel);
  };
  if (ids.dtype == DType::kInt32) run(ids.as<int32_t>());
  else run(ids.as<int64_t>());
}

// Rows with a negative id were dropped: nothing flows back to them.
Tensor rows_or_zeros(const Tensor& dy, const Tensor& ids) {
  Tensor zero = scalar_like(ids, 0), kept = call(OP(GreaterEqual), {ids, zero});
  Tensor rows = gather(dy, call(OP(Maximum), {ids, zero}), 0);
  if (kept->rank < 0 || rows->rank < 0) {
    const Tensor ids_shape = shape_of(ids), shape = shape_of(rows);
    const Tensor parts[] = {cast(ids_shape, shape->dtype), ones_from(shape, length_of(ids_shape)), make_scalar<int32_t>(0)};
    kept = reshape(kept, call_list(OP(ConcatV2), parts, 3, OP(ConcatV2).defaults)[0]);
  }
  for (int i = kept->rank; i >= 0 && i < rows->rank; ++i)
    kept = call(OP(ExpandDims), {kept, make_scalar<int32_t>(-1)});
  return select(kept, rows, zeros_like(rows));
}

// --- SegmentSum ---
void infer_sorted(InferContext& c) {
  const auto must_match = "segment_ids should be the same size as dimension 0 of input.";
  c.require_rank(1, 1, "segment_ids should be a vector.");
  c.require_rank_at_least(0, 1, must_match);
  if (!is_prefix(c)) c.invalid(must_match, " ", c.show(0), ", ", c.show(1));
  const TensorImpl* ids = c.value(1);
  int64_t last = ids && ids->numel ? int_at(*ids, ids->numel - 1) : -1;
  if (last == INT64_MAX) c.invalid("the segment id ", last, " is too large");
  int64_t n = ids ? std::max<int64_t>(last, -1) + 1 : kUnknownDim;
  set_segments(c, n);
}

template <class I> void check_sorted(const Kernel& k, const I* ids, int64_t n) {
  if (n && ids[n - 1] < 0) k.invalid("segment ids must be >= 0, got ", int64_t(ids[n - 1]));
  const int64_t rows = k.out[0]->dim(0);
  for (int64_t i = 0; i < n; ++i) {
    if (i && ids[i] < ids[i - 1])
      k.invalid("segment ids are not increasing: segment_ids[", i, "] = ", int64_t(ids[i]),
                "; sort them, or use tf.unsorted_segment_sum");
    if ((i + 1 == n || ids[i + 1] > ids[i]) && (ids[i] < 0 || ids[i] >= rows))
      k.invalid("Segment id ", int64_t(ids[i]), " out of range [0, ", rows,
                "), possibly because 'segment_ids' input is not sorted.");
  }
}

void sorted_kernel(Kernel& k) {
  const TensorImpl& ids = k.input(1);
  if (ids.dtype == DType::kInt32) check_sorted(k, ids.as<int32_t>(), ids.numel);
  else check_sorted(k, ids.as<int64_t>(), ids.numel);
  unsorted_kernel(k);
}

}  // namespace

ZEAL_OP(UnsortedSegmentSum)
    .doc("out[s] = sum of data[i] over all i with segment_ids[i] = s; negative ids are dropped.")
    .example("tf.unsorted_segment_sum([1, 2, 3], [1, 0, 1], 3)", "[2 4 0]")
    .type("T", kNumbers).type("Tindices", kIndex).type("Tnumsegments", kIndex)
    .input("data", "T").input("segment_ids", "Tindices").input("num_segments", "Tnumsegments").output("output", "T")
    .api("unsorted_segment_sum, math.unsorted_segment_sum(data, segment_ids, num_segments, name=None)")
    .infer(infer_unsorted).checks_when_empty().cpu(kNumbers, unsorted_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, rows_or_zeros(g.dy(), g.in(1))); });

ZEAL_OP(SegmentSum)
    .doc("out[s] = sum of data[i] over all i with segment_ids[i] = s; ids are sorted.")
    .example("tf.segment_sum([1, 2, 3], [0, 0, 1])", "[3 3]")
    .type("T", kNumbers).type("Tindices", kIndex)
    .input("data", "T").input("segment_ids", "Tindices").output("output", "T")
    .api("segment_sum, math.segment_sum(data, segment_ids, name=None)")
    .infer(infer_sorted).checks_when_empty().cpu(kNumbers, sorted_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, gather(g.dy(), g.in(1), 0)); });

}  // namespace zeal
