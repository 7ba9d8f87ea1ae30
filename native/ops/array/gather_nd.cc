// GatherNd and ScatterNd: slices picked, or added up, at positions given by index tuples.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/place_text.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// indices is [..., depth]; each row addresses a slice of `inner` elements of a tensor of `shape`.
struct Positions {
  int64_t count;
  int depth;
  int64_t inner;
  int64_t strides[kMaxRank];
};

int64_t depth_of(InferContext& c, int operand) { return c.rank(operand) < 1 ? -1 : c.dim(operand, c.rank(operand) - 1); }

void infer_gather_nd(InferContext& c) {
  c.require_rank_at_least(0, 1, "params must be at least a vector");
  c.require_rank_at_least(1, 1, "indices must be at least a vector");
  int64_t depth = depth_of(c, 1);
  if (c.rank(0) < 0 || depth < 0) {
    c.out() = Shape::unknown();
    return;
  }
  if (depth > c.rank(0))
    c.invalid("index innermost dimension length must be <= params rank; saw: ", depth, " vs. ", c.rank(0), ": ", c.show(0), ", ",
              c.show(1));
  if (c.rank(1) - 1 + c.rank(0) - depth > kMaxRank) c.invalid("the result has more than ", kMaxRank, " dimensions");
  for (int i = 0; i < c.rank(1) - 1; ++i) c.out().push(c.dim(1, i));
  for (int i = int(depth); i < c.rank(0); ++i) c.out().push(c.dim(0, i));
}

Positions positions(ShapeView indices, ShapeView shape) {
  Positions p{product(indices, 0, indices.rank - 1), int(indices[indices.rank - 1]), 1, {}};
  p.inner = product(shape, p.depth, shape.rank);
  row_major(shape, p.strides);
  return p;
}

[[noreturn, gnu::cold]] void bad_position(const Kernel& k, int operand, int64_t row, int depth, ShapeView shape) {
  std::string tuple;
  for (int i = 0; i < depth; ++i) tuple += (i ? ", " : "") + std::to_string(int_at(k.input(operand), row * depth + i));
  const ShapeView ids = k.input(operand).shape();
  k.invalid("indices", place_text({ids.rank - 1, ids.dims}, row), " = [", tuple, "] does not index into ", operand ? "param " : "", "shape ", shape);
}

// Calls fn(row, offset of the slice it addresses).
template <class I, class Fn> void walk(const Kernel& k, int operand, ShapeView shape, const Positions& p, const I* ids, Fn&& fn) {
  const bool nothing = !k.input(operand).numel && !k.output().numel;  // of indices that there may be many
  for (int64_t r = 0; r < p.count && !nothing; ++r) {
    int64_t at = 0;
    for (int i = 0; i < p.depth; ++i) {
      int64_t v = ids[r * p.depth + i];
      if (v < 0 || v >= shape[i]) bad_position(k, operand, r, p.depth, shape);
      at += v * p.strides[i];
    }
    fn(r, at);
  }
}

template <class Fn> void each_position(const Kernel& k, int operand, ShapeView shape, Fn&& fn) {
  const TensorImpl& ids = k.input(operand);
  Positions p = positions(ids.shape(), shape);
  if (ids.dtype == DType::kInt32) walk(k, operand, shape, p, ids.as<int32_t>(), fn);
  else walk(k, operand, shape, p, ids.as<int64_t>(), fn);
}

void gather_nd_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  int64_t inner = product(in.shape(), int(k.input(1).dim(k.input(1).rank - 1)), in.rank);
  each_position(k, 1, in.shape(), [&](int64_t r, int64_t at) { copy_elements(k.output(), r * inner, in, at, inner); });
}

void grad_gather_nd(Grad& g) {
  const Tensor indices = g.in(1), shape = g.in_shape(0);
  // One index a row: a set of rows, as for tf.gather.
  if (indices->rank == 2 && indices->dim(1) == 1)
    return g.set_slices(0, g.dy(), reshape(indices, make_integers(indices->dims(), 1)), shape);
  const DType t = index_dtype(indices, shape);
  g.set(0, call(OP(ScatterNd), {cast(indices, t), g.dy(), cast(shape, t)}));
}

// --- ScatterNd ---
bool has_elements(InferContext& c, int operand) {
  bool some = true;
  for (int i = 0; i < c.rank(operand); ++i) some = some && c.dim(operand, i) > 0;
  return some;
}

void infer_scatter_nd(InferContext& c) {
  const auto inner = "Inner dimensions of output shape must match inner dimensions of updates shape. Output: ";
  Shape& out = c.out() = c.shape_value(2);
  c.require_rank_at_least(0, 1, "Indices shape must have rank at least one. Found:", c.shape(0));
  int64_t depth = depth_of(c, 0);
  if (out.rank < 0 || depth < 0) return;
  if (depth > out.rank)
    c.invalid(inner, out, " updates: ", c.shape(1), "; ", c.show(0), "; its last axis must not be longer than the rank of the shape");
  if (c.rank(1) < 0) return;
  const bool none = std::find(out.dims, out.dims + out.rank, 0) != out.dims + out.rank;
  if (none && has_elements(c, 0) && has_elements(c, 1)) c.invalid("Indices and updates specified for empty output shape ", out);
  bool fits = c.rank(1) == c.rank(0) - 1 + out.rank - depth;
  for (int i = 0; fits && i < c.rank(1); ++i) {
    int64_t want = i < c.rank(0) - 1 ? c.dim(0, i) : out[i - (c.rank(0) - 1) + int(depth)], d = c.dim(1, i);
    fits = want < 0 || d < 0 || want == d;
  }
  if (fits) return;
  const auto help = concat("; updates must have shape indices.shape[:-1] + shape[", depth, ":]: ", c.show(0), ", ", c.show(1),
                           ", shape is ", out);
  bool outer = c.rank(1) >= c.rank(0) - 1;
  for (int i = 0; outer && i < c.rank(0) - 1; ++i) outer = c.dim(0, i) == c.dim(1, i);
  const int depths = int(depth), outers = c.rank(0) - 1;
  if (outer)
    c.invalid("The inner ", out.rank - depths, " dimensions of output.shape=", out, " must match the inner ", c.rank(1) - outers,
              " dimensions of updates.shape=", c.shape(1), ". ", inner, out, " updates: ", c.shape(1), help);
  c.invalid("The outer ", outers, " dimensions of indices.shape=", c.shape(0), " must match the outer ", outers, " dimensions of updates.shape=",
            c.shape(1), ". Outer dimensions of indices and update must match. Indices shape: ", c.shape(0), ", updates shape:", c.shape(1), help);
}

template <class T> void add_slice(T* to, const T* from, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<T, bool>) to[i] |= from[i];
    else if constexpr (std::is_same_v<T, std::string>) to[i] += from[i];
    else to[i] = plus(to[i], from[i]);
  }
}

void scatter_nd_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  zero_elements(out);
  int64_t inner = product(out.shape(), int(k.input(0).dim(k.input(0).rank - 1)), out.rank);
  auto add = [&]<class T>(T*) {
    each_position(k, 0, out.shape(), [&](int64_t r, int64_t at) {
      add_slice(out.as<T>() + at, k.input(1).as<T>() + r * inner, inner);
    });
  };
  if (out.dtype == DType::kBool) add(static_cast<bool*>(nullptr));
  else if (out.dtype == DType::kString) add(static_cast<std::string*>(nullptr));
  else with_number(out.dtype, add);
}

}  // namespace

ZEAL_OP(GatherNd)
    .doc("Slices of params at index tuples, the last axis of indices.")
    .type("Tparams", kAnyType).type("Tindices", kIndex)
    .input("params", "Tparams").input("indices", "Tindices").output("output", "Tparams")
    .infer(infer_gather_nd).checks_when_empty().cpu(kAnyType, gather_nd_kernel)
    .saves({InShape(0), In(1)}).grad(grad_gather_nd);

ZEAL_OP(ScatterNd)
    .doc("Zeros of a shape with updates added at index tuples, the last axis of indices.")
    .example("tf.scatter_nd([[2], [0]], [7, 8], [4])", "[8 0 7 0]")
    .type("T", kAnyType).type("Tindices", kIndex)
    .input("indices", "Tindices").input("updates", "T").input("shape", "Tindices").output("output", "T")
    .api("scatter_nd, manip.scatter_nd(indices, updates, shape, name=None)")
    .infer(infer_scatter_nd).checks_when_empty().dispatch_on(1).cpu(kAnyType, scatter_nd_kernel)
    .saves({In(0)}).grad([](Grad& g) { g.set(1, call(OP(GatherNd), {g.dy(), g.in(0)})); });

}  // namespace zeal
