// Transpose and ConjugateTranspose: axes in another order; and InvertPermutation.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Left out: all axes, reversed; one immortal tensor per rank.
Tensor reversed_axes(TensorImpl* const* in, const Attrs&) {
  constexpr int64_t first = 0;
  if (in[0]->rank < 0) return call(OP(ReverseV2), {axes_of(*in[0]), make_int32s(&first, 1)});
  static const Tensor* known = [] {
    int64_t perm[kMaxRank];
    for (int i = 0; i < kMaxRank; ++i) perm[i] = kMaxRank - 1 - i;
    auto* tensors = new Tensor[kMaxRank + 1];
    for (int i = 0; i <= kMaxRank; ++i) tensors[i] = make_int32s(perm + kMaxRank - i, i);
    return tensors;
  }();
  return known[in[0]->rank];
}

std::string show_ints(const TensorImpl& t) {
  std::string out = "[";
  for (int64_t i = 0; i < t.numel; ++i) out += (i ? ", " : "") + std::to_string(int_at(t, i));
  return out + "]";
}

int axis_at(const TensorImpl& perm, int i, int rank) {
  int64_t a = int_at(perm, i);
  return int(a < 0 ? a + rank : a);
}

[[noreturn, gnu::cold]] void twice(InferContext& c, const TensorImpl& perm, int64_t axis) {
  std::string listed;
  bool has[kMaxRank] = {};
  for (int64_t i = 0; i < perm.numel; ++i) {
    listed += (i ? "," : "") + std::to_string(int_at(perm, i));
    const int64_t at = int_at(perm, i) < 0 ? int_at(perm, i) + perm.numel : int_at(perm, i);
    if (at >= 0 && at < perm.numel) has[at] = true;
  }
  const int64_t missing = std::find(has, has + perm.numel, false) - has;
  c.invalid(missing, " is missing from {", listed, "}. ", c.show(0), "; axis ", axis, " appears twice in perm");
}

void infer_transpose(InferContext& c) {
  c.require_rank(1, 1, "perm must be a vector, not ", c.shape(1));
  const TensorImpl* perm = c.value(1);
  int rank = c.rank(0) >= 0 ? c.rank(0) : c.axis_count(1);
  if (rank >= 0 && c.rank(1) == 1 && c.dim(1, 0) >= 0 && c.dim(1, 0) != rank)
    c.invalid(c.in_graph("Dimension must be ", rank, " but is ", c.dim(1, 0)), "transpose expects a vector of size ", rank, ". But input(1) is a vector of size ", c.dim(1, 0), "; ", c.show(0),
              "; perm must name each of its ", rank, " axes, got ", perm ? show_ints(*perm) : c.show(1));
  c.out().rank = rank;
  bool seen[kMaxRank] = {};
  for (int i = 0; i < rank; ++i) {
    c.out()[i] = kUnknownDim;
    if (!perm) continue;
    int64_t raw = int_at(*perm, i), a = raw < 0 ? raw + rank : raw;
    if (a < 0 || a >= rank)
      c.invalid(raw, " is out of range [0 .. ", rank, "); ", c.show(0), "; perm ", show_ints(*perm), " must name each of its axes");
    if (seen[a]) twice(c, *perm, a);
    seen[a] = true;
    if (c.rank(0) >= 0) c.out()[i] = c.dim(0, int(a));
  }
}

void transpose_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  TensorImpl& out = k.output();
  int64_t from[kMaxRank], to[kMaxRank];
  row_major(in.shape(), from);
  row_major(out.shape(), to);
  StridedCopy copy;
  for (int i = 0; i < out.rank; ++i) copy.axis(out.dim(i), from[axis_at(k.input(1), i, in.rank)], to[i]);
  copy.run(out, in);
}

template <class R> void negate_imaginary(TensorImpl& t) {
  R* p = t.as<R>();
  for (int64_t i = 0; i < t.numel; ++i) p[2 * i + 1] = -p[2 * i + 1];
}

void conjugate_transpose_kernel(Kernel& k) {
  transpose_kernel(k);
  if (k.output().dtype == DType::kComplex64) negate_imaginary<float>(k.output());
  else negate_imaginary<double>(k.output());
}

Tensor inverse(const Tensor& perm) { return call(OP(InvertPermutation), {perm}); }

// --- InvertPermutation ---
void infer_invert(InferContext& c) {
  c.require_rank(0, 1, "invert_permutation expects a 1D vector.");
  infer_same_shape(c);
}

template <class T> void invert_kernel(Kernel& k) {
  const T* x = k.input(0).as<T>();
  T* y = k.output().as<T>();
  int64_t n = k.input(0).numel;
  std::fill_n(y, n, T(-1));
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = x[i] < 0 ? x[i] + n : x[i];
    if (at < 0 || at >= n) k.invalid(int64_t(x[i]), " is not between 0 and ", n, ": x must hold each of 0 ... ", n - 1, " once");
    if (y[at] != -1) k.invalid(at, " is duplicated in the input. x must hold each of 0 ... ", n - 1, " once");
    y[at] = T(i);
  }
}

constexpr DTypeSet kMovable = kAnyType & ~kComplexTypes;

struct TransposeAttrs {
  bool conjugate = false;  // of tf.transpose
};

bool conjugated(const OpDef&, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  if (!attrs.as<TransposeAttrs>().conjugate) return false;
  execute(OP(ConjugateTranspose), in, nin, OP(ConjugateTranspose).defaults, out);
  return true;
}

}  // namespace

ZEAL_OP(Transpose)
    .node("transpose")
    .doc("The axes of x in the order perm; left out, they are reversed.")
    .example("tf.transpose([[1, 2], [3, 4]])", "[[1 3] [2 4]]")
    .type("T", kAnyType).type("Tperm", kIndex)
    .attrs<TransposeAttrs>().function_attr("conjugate", &TransposeAttrs::conjugate)
    .api("transpose(a:x, perm=None, name=None, conjugate=False)")
    .wrapper(conjugated)
    .input("x", "T").optional_arg("perm", "Tperm", reversed_axes).output("y", "T")
    .infer(infer_transpose).cpu(kAnyType, transpose_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(Transpose), {g.dy(), inverse(g.in(1))})); });

ZEAL_OP(ConjugateTranspose)
    .node("transpose")
    .doc("The complex conjugate of x with its axes in the order perm; left out, they are reversed.")
    .type("T", kAnyType).type("Tperm", kIndex)
    .input("x", "T").optional_arg("perm", "Tperm", reversed_axes).output("y", "T")
    .infer(infer_transpose).cpu(kMovable, transpose_kernel).cpu(kComplexTypes, conjugate_transpose_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(ConjugateTranspose), {g.dy(), inverse(g.in(1))})); });

ZEAL_OP(InvertPermutation)
    .doc("y with y[x[i]] = i, for x a permutation of 0 ... n-1.")
    .example("tf.invert_permutation([2, 0, 1])", "[1 2 0]")
    .type("T", kIndex)
    .input("x", "T").output("y", "T")
    .api("invert_permutation, math.invert_permutation(x, name=None)")
    .infer(infer_invert)
    .cpu(bit(DType::kInt32), invert_kernel<int32_t>).cpu(bit(DType::kInt64), invert_kernel<int64_t>)
    .not_differentiable();

}  // namespace zeal
