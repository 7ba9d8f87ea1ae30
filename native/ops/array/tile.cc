// Tile: a tensor repeated along its axes.
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/strided.h"
#include "ops/math/reduce.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void infer_tile(InferContext& c) {
  c.require_rank(1, 1, "Expected multiples to be 1-D, but got shape ", c.shape(1));
  const TensorImpl* times = c.value(1);
  int rank = c.rank(0) >= 0 ? c.rank(0) : c.axis_count(1);
  if (rank >= 0 && c.rank(1) == 1 && c.dim(1, 0) >= 0 && c.dim(1, 0) != rank)
    c.invalid("Expected multiples argument to be a vector of length ", rank, " but got length ", c.dim(1, 0), "; ", c.show(0), ", ",
              c.show(1), "; multiples must have one entry for each of the ", rank, " axes of input");
  const Shape some = times ? Shape::unknown() : c.shape_value(1, true);
  c.out().rank = rank;
  for (int i = 0; i < rank; ++i) {
    const int64_t m = times ? int_at(*times, i) : some.rank == rank ? some[i] : kUnknownDim;
    const int64_t d = c.rank(0) >= 0 ? c.dim(0, i) : kUnknownDim;
    if (times && m < 0) c.invalid("Expected multiples[", i, "] >= 0, but got ", m);
    int64_t n = kUnknownDim;
    if (m >= 0 && d >= 0 && __builtin_mul_overflow(m, d, &n)) c.invalid(c.show(0), "; ", m, " times axis ", i, " is too large");
    c.out()[i] = n;
  }
}

void tile_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  if (!k.output().numel) return;
  int64_t from[kMaxRank], to[kMaxRank];
  row_major(in.shape(), from);
  row_major(k.output().shape(), to);
  StridedCopy copy;
  for (int i = 0; i < in.rank; ++i) {
    copy.axis(int_at(k.input(1), i), 0, in.dim(i) * to[i]);
    copy.axis(in.dim(i), from[i], to[i]);
  }
  copy.run(k.output(), in);
}

// Of a tensor whose rank only the run tells.
Tensor fold_later(const Tensor& dy, const Tensor& times, const Tensor& shape) {
  const Tensor pairs[] = {cast(times, shape->dtype), shape};
  const Tensor rows = call_list(OP(Pack), pairs, 2, OP(Pack).defaults)[0];
  const int64_t turned[] = {1, 0}, flat[] = {-1};
  const Tensor dims = reshape(call(OP(Transpose), {rows, make_int32s(turned, 2)}), make_int32s(flat, 1));
  const Tensor axes = call(OP(Range), {make_scalar<int32_t>(0), cast(call(OP(Size), {dims}), DType::kInt32), make_scalar<int32_t>(2)});
  return call(OP(Sum), {reshape(dy, dims), axes}, Attrs::of(ReduceAttrs{false}));
}

// Each axis of dy seen as [repeats, size]; the repeats are added up.
void grad_tile(Grad& g) {
  const Tensor &times = g.in(1), &shape = g.in_shape(0);
  if (!has_known_length(shape) || !has_known_length(times)) return g.set(0, fold_later(g.dy(), times, shape));
  const Sizes repeats(times), sizes(shape);
  const int rank = sizes.count();
  if (2 * rank > kMaxRank) fail(Code::kUnimplemented, "[Tile] gradients of more than ", kMaxRank / 2, " axes");
  Sizes dims;
  int64_t axes[kMaxRank];
  for (int i = 0; i < rank; ++i) {
    dims.push(repeats[i]);
    dims.push(sizes[i]);
    axes[i] = 2 * i;
  }
  const Tensor split = reshape(g.dy(), dims.vector());
  g.set(0, call(OP(Sum), {split, make_int32s(axes, rank)}, Attrs::of(ReduceAttrs{false})));
}

}  // namespace

ZEAL_OP(Tile)
    .doc("A tensor repeated multiples[i] times along each axis i.")
    .example("tf.tile([1, 2], [2])", "[1 2 1 2]")
    .type("T", kAnyType).type("Tmultiples", kIndex)
    .input("input", "T").input("multiples", "Tmultiples").output("output", "T")
    .api("tile, manip.tile(input, multiples, name=None)")
    .infer(infer_tile).cpu(kAnyType, tile_kernel)
    .saves({InShape(0), In(1)}).grad(grad_tile);

}  // namespace zeal
