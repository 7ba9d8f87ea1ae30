// Resolves strided slices.
#include "ops/array/slice_spec.h"

#include <algorithm>

namespace zeal {
namespace {

template <class... Parts> [[noreturn, gnu::cold, gnu::noinline]] void bad(const OpDef& op, const Parts&... parts) {
  fail(Code::kInvalidArgument, "[", op.name, "] ", parts...);
}

// A range between two entries, each of which may be left out.
struct Range {
  int64_t begin, end, step;
  bool open_begin, open_end;
};

bool has(int32_t mask, int64_t i) { return uint32_t(mask) >> i & 1; }  // i < 32

// Makes what an axis gives the next of the input's.
void push(SliceSpec& s, int64_t begin, int64_t step, int64_t count) {
  s.begin[s.rank] = begin, s.step[s.rank] = step, s.count[s.rank] = count;
  ++s.rank;
}

// The axis's first element and how many follow, in Python's sense.
void push_range(SliceSpec& s, int64_t dim, const Range& e) {
  if (dim < 0) return push(s, 0, e.step, e.open_begin && e.open_end && e.step == 1 ? dim : kUnknownDim);
  int64_t low = e.step > 0 ? 0 : -1, high = e.step > 0 ? dim : dim - 1;
  auto place = [&](int64_t v) { return std::clamp(v < 0 ? v + dim : v, low, high); };
  int64_t begin = e.open_begin ? (e.step > 0 ? low : high) : place(e.begin);
  int64_t end = e.open_end ? (e.step > 0 ? high : low) : place(e.end);
  int64_t span = end - begin;
  int64_t n = span == 0 || (span < 0) != (e.step < 0) ? 0 : span / e.step + (span % e.step != 0);
  push(s, begin, n > 1 ? e.step : 1, n);  // a step that is never taken may be too large to multiply
}

// One element of the axis, which the result drops.
void push_index(const OpDef& op, SliceSpec& s, int64_t dim, int64_t index) {
  int64_t at = index < 0 ? index + dim : index;
  if (dim < 0) at = 0;
  else if (at < 0 || at >= dim)
    bad(op, "slice index ", index, " of dimension ", s.rank, " out of bounds.", " The size of that dimension is ", dim);
  push(s, at, 1, 1);
}

// Checks the entries; returns how many of the input's axes they take.
int64_t axes_taken(const OpDef& op, ShapeView input, const TensorImpl& begin, const TensorImpl& end, const TensorImpl& strides,
                   const SliceMasks& m) {
  int64_t n = begin.numel;
  if (begin.rank != 1 || end.rank != 1 || strides.rank != 1 || end.numel != n || strides.numel != n)
    bad(op, "Expected begin, end, and strides to be 1D equal size tensors, but got shapes ", begin.shape(), ", ", end.shape(), ", and ",
        strides.shape(), " instead");
  if (n > 32) bad(op, "a slice of ", n, " entries; at most 32 are supported");
  if (uint32_t(m.ellipsis_mask) & (uint32_t(m.ellipsis_mask) - 1)) bad(op, "Multiple ellipses in slice spec not allowed");
  int64_t taken = n;
  if (const int32_t takes_none = m.ellipsis_mask | m.new_axis_mask)
    for (int64_t i = 0; i < n; ++i) taken -= has(takes_none, i);
  if (taken > input.rank)
    bad(op, "Index out of range using input dim ", input.rank, "; input has only ", input.rank, " dims: the slice has ",
        taken, " entries for shape ", input.str());
  return taken;
}

}  // namespace

SliceSpec resolve_slice(const OpDef& op, ShapeView input, const TensorImpl& begin, const TensorImpl& end,
                        const TensorImpl& strides, const SliceMasks& m, uint32_t unknown) {
  int64_t n = begin.numel, taken = axes_taken(op, input, begin, end, strides, m);
  SliceSpec s;
  auto keep = [&](int64_t d) {
    if (s.final.rank == kMaxRank) bad(op, "the result has more than ", kMaxRank, " dimensions");
    s.final.push(d);
  };
  auto all = [&] {
    keep(input[s.rank]);
    push(s, 0, 1, input[s.rank]);
  };
  for (int64_t i = 0; i < n; ++i) {
    if (has(m.ellipsis_mask, i)) {
      for (int64_t rest = input.rank - taken; rest > 0; --rest) all();
      taken = input.rank;  // nothing is left for the end
      continue;
    }
    if (has(m.new_axis_mask, i)) {
      keep(1);
      continue;
    }
    const int64_t dim = has(int32_t(unknown), i) ? kUnknownDim : input[s.rank], step = int_at(strides, i);
    if (step == 0) bad(op, "strides[", i, "] must be non-zero");
    if (has(m.shrink_axis_mask, i)) {
      if (step < 0) bad(op, "only stride 1 allowed on non-range indexing.");
      push_index(op, s, dim, int_at(begin, i));
    } else {
      push_range(s, dim, {int_at(begin, i), int_at(end, i), step, has(m.begin_mask, i), has(m.end_mask, i)});
      keep(s.count[s.rank - 1]);
    }
  }
  while (s.rank < input.rank) all();
  return s;
}

}  // namespace zeal
