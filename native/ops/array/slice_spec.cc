// Resolves strided slices.
#include "ops/array/slice_spec.h"

#include <algorithm>
#include <bit>

namespace zeal {
namespace {

template <class... Parts> [[noreturn, gnu::cold, gnu::noinline]] void bad(const OpDef& op, const Parts&... parts) {
  fail(Code::kInvalidArgument, "[", op.name, "] ", parts...);
}

struct Entry {
  int64_t begin = 0, end = 0, step = 1;
  bool open_begin = true, open_end = true, shrink = false;
};

bool has(int32_t mask, int64_t i) { return i < 32 && (uint32_t(mask) >> i & 1); }

// The axis's first element and how many follow, in Python's sense.
void resolve_range(SliceSpec& s, int axis, int64_t dim, const Entry& e) {
  int64_t low = e.step > 0 ? 0 : -1, high = e.step > 0 ? dim : dim - 1;
  auto place = [&](int64_t v) { return std::clamp(v < 0 ? v + dim : v, low, high); };
  int64_t begin = e.open_begin ? (e.step > 0 ? low : high) : place(e.begin);
  int64_t end = e.open_end ? (e.step > 0 ? high : low) : place(e.end);
  int64_t span = end - begin;
  int64_t n = span == 0 || (span < 0) != (e.step < 0) ? 0 : span / e.step + (span % e.step != 0);
  s.begin[axis] = begin;
  s.step[axis] = n > 1 ? e.step : 1;  // a step that is never taken may be too large to multiply
  s.count[axis] = n;
}

void resolve_axis(const OpDef& op, SliceSpec& s, int axis, int64_t dim, const Entry& e) {
  if (dim < 0) {
    s.begin[axis] = 0, s.step[axis] = e.step;
    s.count[axis] = e.shrink ? 1 : e.open_begin && e.open_end && e.step == 1 ? dim : kUnknownDim;
    return;
  }
  if (!e.shrink) return resolve_range(s, axis, dim, e);
  int64_t at = e.begin < 0 ? e.begin + dim : e.begin;
  if (at < 0 || at >= dim)
    bad(op, "slice index ", e.begin, " of dimension ", axis, " out of bounds.", " The size of that dimension is ", dim);
  s.begin[axis] = at, s.step[axis] = 1, s.count[axis] = 1;
}

// Checks the entries; returns how many of the input's axes they take.
int64_t axes_taken(const OpDef& op, ShapeView input, const TensorImpl& begin, const TensorImpl& end, const TensorImpl& strides,
                   const SliceMasks& m) {
  int64_t n = begin.numel;
  if (begin.rank != 1 || end.rank != 1 || strides.rank != 1 || end.numel != n || strides.numel != n)
    bad(op, "Expected begin, end, and strides to be 1D equal size tensors, but got shapes ", begin.shape(), ", ", end.shape(), ", and ",
        strides.shape(), " instead");
  if (n > 32) bad(op, "a slice of ", n, " entries; at most 32 are supported");
  if (std::popcount(uint32_t(m.ellipsis_mask)) > 1) bad(op, "Multiple ellipses in slice spec not allowed");
  int64_t taken = 0;
  for (int64_t i = 0; i < n; ++i) taken += !has(m.ellipsis_mask, i) && !has(m.new_axis_mask, i);
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
    resolve_axis(op, s, s.rank, input[s.rank], Entry{});
    ++s.rank;
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
    Entry e{int_at(begin, i), int_at(end, i), int_at(strides, i), has(m.begin_mask, i), has(m.end_mask, i),
            has(m.shrink_axis_mask, i)};
    if (e.step == 0) bad(op, "strides[", i, "] must be non-zero");
    if (e.shrink && e.step < 0) bad(op, "only stride 1 allowed on non-range indexing.");
    resolve_axis(op, s, s.rank, has(int32_t(unknown), i) ? kUnknownDim : input[s.rank], e);
    if (!e.shrink) keep(s.count[s.rank]);
    ++s.rank;
  }
  while (s.rank < input.rank) all();
  return s;
}

}  // namespace zeal
