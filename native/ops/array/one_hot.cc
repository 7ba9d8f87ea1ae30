// OneHot: an axis on which one position is marked.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"

namespace zeal {
namespace {

struct OneHotAttrs {
  int32_t axis = -1;
};

int axis_of(int axis, int rank) { return axis == -1 ? rank : axis; }

void infer_one_hot(InferContext& c) {
  for (int i = 1; i < 4; ++i) c.require_rank(i, 0, c.op.inputs[i].name, " must be a scalar, but got: ", c.shape(i));
  const TensorImpl* depth = c.value(1);
  int64_t n = depth ? int_at(*depth, 0) : kUnknownDim;
  if (depth && n < 0) c.invalid("depth must be non-negative, got: ", n);
  if (c.rank(0) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  int at = c.attr<OneHotAttrs>().axis;
  if (at < -1 || at > c.rank(0))
    c.invalid("Expected axis to be -1 or between [0, ", c.rank(0) + 1, ").  But received: ", at, "; ", c.show(0));
  if (c.rank(0) == kMaxRank) c.invalid(c.show(0), " has the greatest rank supported already");
  at = axis_of(at, c.rank(0));
  for (int i = 0; i <= c.rank(0); ++i) {
    if (i == at) c.out().push(n);
    if (i < c.rank(0)) c.out().push(c.dim(0, i));
  }
}

// Indices are [outer, inner], the result [outer, depth, inner]; indices out of range mark nothing.
template <class T, class I> void mark(T* out, const I* ids, int64_t outer, int64_t depth, int64_t inner, const T& on) {
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      auto id = int64_t(ids[o * inner + i]);
      if (id >= 0 && id < depth) out[(o * depth + id) * inner + i] = on;
    }
}

void one_hot_kernel(Kernel& k) {
  const TensorImpl& ids = k.input(0);
  TensorImpl& out = k.output();
  if (!out.numel) return;
  fill_elements(out, 0, k.input(3), out.numel);
  int at = axis_of(k.attr<OneHotAttrs>().axis, ids.rank);
  int64_t outer = product(ids.shape(), 0, at), inner = product(ids.shape(), at, ids.rank), depth = out.dim(at);
  with_storage(out.dtype, [&]<class T>(T*) {
    const T& on = *k.input(2).as<T>();
    if (ids.dtype == DType::kUInt8) mark(out.as<T>(), ids.as<uint8_t>(), outer, depth, inner, on);
    else if (ids.dtype == DType::kInt32) mark(out.as<T>(), ids.as<int32_t>(), outer, depth, inner, on);
    else mark(out.as<T>(), ids.as<int64_t>(), outer, depth, inner, on);
  });
}

}  // namespace

ZEAL_OP(OneHot)
    .node("one_hot")
    .doc("A new axis of `depth` positions, on_value where the index says, off_value elsewhere.")
    .type("T", kAnyType).type("TI", kIndex | bit(DType::kUInt8))
    .attrs<OneHotAttrs>().attr("axis", &OneHotAttrs::axis)
    .input("indices", "TI").input("depth", "int32").input("on_value", "T").input("off_value", "T").output("output", "T")
    .infer(infer_one_hot).dispatch_on(2).cpu(kAnyType, one_hot_kernel)
    .not_differentiable();

}  // namespace zeal
