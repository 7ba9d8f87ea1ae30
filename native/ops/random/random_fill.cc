// Parallel fills; a counter-based generator makes them the same for any number of threads.
#include "ops/random/random_fill.h"

#include <algorithm>

#include "core/parallel.h"

namespace zeal {
namespace {

RandomFloat float_kind(DType t) {
  switch (t) {
    case DType::kFloat16: return RandomFloat::kFloat16;
    case DType::kBFloat16: return RandomFloat::kBfloat16;
    case DType::kFloat64: return RandomFloat::kFloat64;
    default: return RandomFloat::kFloat32;
  }
}

// Calls fn(first, count, where to write) on ranges that start at whole groups.
template <class Fn> void for_groups(TensorImpl& out, Fn&& fn) {
  const int64_t size = int64_t(dtype_size(out.dtype)), groups = (out.numel + kRandomGroup - 1) / kRandomGroup;
  parallel_for(groups, kRandomGrain / kRandomGroup, [&](int64_t begin, int64_t end) {
    const int64_t first = begin * kRandomGroup, last = std::min(end * kRandomGroup, out.numel);
    fn(first, last - first, out.data + first * size);
  });
}

}  // namespace

const RandomFills& random_kernels() {
  static const RandomFills& kernels = ZEAL_PICK_ISA(random_fills);
  return kernels;
}

void infer_random(InferContext& c) {
  c.require_rank(0, 1, "shape must be a vector of {int32,int64}, got shape ", c.shape(0));
  c.out() = c.shape_value(0);
}

void infer_samples(InferContext& c) {
  infer_random(c);
  Shape& out = c.out();
  if (out.rank < 0 || c.rank(1) < 0) {
    out = Shape::unknown();
    return;
  }
  if (out.rank + c.rank(1) > kMaxRank) c.invalid("the result would have more than ", kMaxRank, " dimensions");
  for (int i = 0; i < c.rank(1); ++i) out.push(c.dim(1, i));
}

void fill_random(const RandomFill (&by_type)[int(RandomFloat::kCount)], const Philox& start, TensorImpl& out) {
  const RandomFill fill = by_type[int(float_kind(out.dtype))];
  for_groups(out, [&](int64_t first, int64_t count, void* to) { fill(start, first, count, to); });
}

void require_range(const Kernel& k, const TensorImpl& low, const TensorImpl& high) {
  const int64_t from = int_at(low, 0), to = int_at(high, 0);
  if (from >= to) k.invalid("Need minval < maxval, got ", from, " >= ", to);
}

void fill_random_int(const Kernel& k, const Philox& start, const TensorImpl& low, const TensorImpl& high) {
  TensorImpl& out = k.output();
  if (!out.numel) return;
  require_range(k, low, high);
  const int64_t from = int_at(low, 0);
  const uint64_t range = uint64_t(int_at(high, 0)) - uint64_t(from);
  const RandomIntFill fill =
      out.dtype == DType::kInt32 ? random_kernels().uniform_int32 : random_kernels().uniform_int64;
  for_groups(out, [&](int64_t first, int64_t count, void* at) { fill(start, first, count, at, from, range); });
}

}  // namespace zeal
