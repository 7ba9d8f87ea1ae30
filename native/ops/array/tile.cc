// Tile: a tensor repeated along its axes.
#include "op/functions.h"
#include "op/infer.h"
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
  c.out().rank = rank;
  for (int i = 0; i < rank; ++i) {
    int64_t m = times ? int_at(*times, i) : kUnknownDim, d = c.rank(0) >= 0 ? c.dim(0, i) : kUnknownDim;
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

// Each axis of dy seen as [repeats, size]; the repeats are added up.
void grad_tile(Grad& g) {
  const Tensor &times = g.in(1), &shape = g.in_shape(0);
  int64_t dims[2 * kMaxRank], axes[kMaxRank];
  int rank = int(shape->numel);
  for (int i = 0; i < rank; ++i) {
    dims[2 * i] = int_at(*times, i), dims[2 * i + 1] = int_at(*shape, i);
    axes[i] = 2 * i;
  }
  if (2 * rank > kMaxRank) fail(Code::kUnimplemented, "[Tile] gradients of more than ", kMaxRank / 2, " axes");
  Tensor split = reshape(g.dy(), make_integers(dims, 2 * rank));
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
