// Diagonals of matrices: MatrixDiag, MatrixDiagPart, MatrixSetDiag, MatrixBandPart, Diag, DiagPart.
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Copies diagonals: `packed` is [batch, n], `full` is [batch, rows, cols].
void copy_diagonals(TensorImpl& dst, const TensorImpl& src, int64_t batch, int64_t rows, int64_t cols, bool into) {
  int64_t n = std::min(rows, cols);
  StridedCopy copy;
  copy.axis(batch, into ? n : rows * cols, into ? rows * cols : n);
  copy.axis(n, into ? 1 : cols + 1, into ? cols + 1 : 1);
  copy.run(dst, src);
}

int64_t batch_of(const TensorImpl& t, int matrix_axes) { return product(t.shape(), 0, t.rank - matrix_axes); }

void require_matrix(InferContext& c) {
  c.require_rank_at_least(0, 2, "input must be at least 2-dim, received shape: ", c.shape(0));
}

// --- MatrixDiag ---
void infer_matrix_diag(InferContext& c) {
  c.require_rank_at_least(0, 1, "diagonal must be at least 1-dim, received shape: ", c.shape(0));
  c.out() = c.shape(0);
  if (c.rank(0) == kMaxRank) c.invalid(c.show(0), " has the greatest rank supported already");
  if (c.rank(0) > 0) c.out().push(c.dim(0, c.rank(0) - 1));
}
void matrix_diag_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  zero_elements(out);
  int64_t n = out.dim(out.rank - 1);
  copy_diagonals(out, k.input(0), batch_of(out, 2), n, n, true);
}

// --- MatrixDiagPart ---
int64_t shorter(int64_t a, int64_t b) { return a < 0 || b < 0 ? kUnknownDim : std::min(a, b); }
void infer_matrix_diag_part(InferContext& c) {
  require_matrix(c);
  c.out().rank = c.rank(0) < 0 ? kUnknownRank : c.rank(0) - 1;
  for (int i = 0; i < c.rank(0) - 2; ++i) c.out()[i] = c.dim(0, i);
  if (c.rank(0) >= 2) c.out()[c.rank(0) - 2] = shorter(c.dim(0, c.rank(0) - 2), c.dim(0, c.rank(0) - 1));
}
void matrix_diag_part_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  copy_diagonals(k.output(), in, batch_of(in, 2), in.dim(in.rank - 2), in.dim(in.rank - 1), false);
}
void grad_matrix_diag_part(Grad& g) {
  Tensor dy = g.dy();
  g.set(0, call(OP(MatrixSetDiag), {fill(g.in_shape(0), scalar_like(dy, 0)), dy}));
}

// --- MatrixSetDiag ---
void infer_matrix_set_diag(InferContext& c) {
  infer_same_shape(c);
  require_matrix(c);
  c.require_rank_at_least(1, 1, "diagonal must be at least 1-dim, received shape: ", c.shape(1));
  int r = c.rank(0);
  if (r < 0 || c.rank(1) < 0) return;
  bool fits = c.rank(1) == r - 1;
  for (int i = 0; fits && i < r - 1; ++i) {
    int64_t want = i < r - 2 ? c.dim(0, i) : shorter(c.dim(0, r - 2), c.dim(0, r - 1)), d = c.dim(1, i);
    fits = want < 0 || d < 0 || want == d;
  }
  if (!fits)
    c.invalid("Either first dimensions of diagonal don't match input.shape[:-2], or diagonal.shape[:-1] is not equal to the longests "
              "diagonal in range [lower_diag_index:upper_diag_index].\nInput shape: ", c.shape(0), "\nDiagonal shape: ", c.shape(1),
              "; ", c.show(0), ", ", c.show(1), "; diagonal must have the shape of the matrices' diagonals");
}
void matrix_set_diag_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  copy_elements(k.output(), 0, in, 0, in.numel);
  copy_diagonals(k.output(), k.input(1), batch_of(in, 2), in.dim(in.rank - 2), in.dim(in.rank - 1), true);
}
void grad_matrix_set_diag(Grad& g) {
  Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, call(OP(MatrixSetDiag), {dy, fill(g.in_shape(1), scalar_like(dy, 0))}));
  if (g.wants(1)) g.set(1, call(OP(MatrixDiagPart), {dy}));
}

// --- MatrixBandPart ---
void infer_band_part(InferContext& c) {
  infer_same_shape(c);
  require_matrix(c);
  for (int i = 1; i < 3; ++i) {
    const auto name = c.op.inputs[i].name;
    c.require_rank(i, 0, name, " must be scalar, got shape ", c.shape(i));
    int64_t limit = c.rank(0) < 2 ? -1 : c.dim(0, c.rank(0) - 3 + i), n = c.value(i) ? int_at(*c.value(i), 0) : 0;
    if (limit >= 0 && n > limit)
      c.invalid(name, " must be negative or less or equal to number of ", i == 1 ? "rows (" : "columns (", limit, ") got: ", n, "; ",
                c.show(0));
  }
}
void band_part_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  TensorImpl& out = k.output();
  zero_elements(out);
  int64_t rows = in.dim(in.rank - 2), cols = in.dim(in.rank - 1), lower = int_at(k.input(1), 0), upper = int_at(k.input(2), 0);
  for (int64_t b = 0, at = 0; b < batch_of(in, 2); ++b)
    for (int64_t r = 0; r < rows; ++r, at += cols) {
      int64_t first = lower < 0 ? 0 : std::clamp<int64_t>(r - lower, 0, cols);
      int64_t last = upper < 0 ? cols : std::clamp<int64_t>(r + upper + 1, 0, cols);
      if (first < last) copy_elements(out, at + first, in, at + first, last - first);
    }
}

// --- Diag, DiagPart: tensors of rank k and 2k ---
void infer_diag(InferContext& c) {
  c.require_rank_at_least(0, 1, "Input must be at least rank 1, got ", c.rank(0));
  c.out() = c.shape(0);
  if (2 * c.rank(0) > kMaxRank) c.invalid(c.show(0), "; at most ", kMaxRank / 2, " axes are supported");
  for (int i = 0; i < c.rank(0); ++i) c.out().push(c.dim(0, i));
}
void diag_kernel(Kernel& k) {
  zero_elements(k.output());
  int64_t n = k.input(0).numel;
  copy_diagonals(k.output(), k.input(0), 1, n, n, true);
}
void infer_diag_part(InferContext& c) {
  // The gap is TensorFlow's.
  if (c.rank(0) >= 0 && c.rank(0) % 2)
    c.invalid("The rank of the tensor should be                                          even and positive, got shape ", c.shape(0),
              "; ", c.show(0));
  int half = c.out().rank = c.rank(0) < 0 ? kUnknownRank : c.rank(0) / 2;
  for (int i = 0; i < half; ++i) {
    int64_t a = c.dim(0, i), b = c.dim(0, i + half);
    if (a >= 0 && b >= 0 && a != b) c.invalid("Invalid shape ", c.shape(0), ": dimensions ", i, " and ", i + half, " do not match.");
    c.out()[i] = a < 0 ? b : a;
  }
}
void diag_part_kernel(Kernel& k) {
  int64_t n = k.output().numel;
  copy_diagonals(k.output(), k.input(0), 1, n, n, false);
}

}  // namespace

ZEAL_OP(MatrixDiag)
    .node("diag")
    .doc("Matrices with the last axis of diagonal on their diagonals, zero elsewhere.")
    .type("T", kAnyType)
    .input("diagonal", "T").output("output", "T")
    .infer(infer_matrix_diag).cpu(kAnyType, matrix_diag_kernel)
    .grad([](Grad& g) { g.set(0, call(OP(MatrixDiagPart), {g.dy()})); });

ZEAL_OP(MatrixDiagPart)
    .node("diag_part")
    .doc("The diagonals of the matrices that the last two axes hold.")
    .type("T", kAnyType)
    .input("input", "T").output("diagonal", "T")
    .infer(infer_matrix_diag_part).cpu(kAnyType, matrix_diag_part_kernel)
    .saves({InShape(0)}).grad(grad_matrix_diag_part);

ZEAL_OP(MatrixSetDiag)
    .node("set_diag")
    .doc("Matrices with their diagonals replaced.")
    .type("T", kAnyType)
    .input("input", "T").input("diagonal", "T").output("output", "T")
    .infer(infer_matrix_set_diag).cpu(kAnyType, matrix_set_diag_kernel)
    .saves({InShape(1)}).grad(grad_matrix_set_diag);

ZEAL_OP(MatrixBandPart)
    .doc("Matrices with everything zeroed outside a band around the diagonal; a negative bound keeps that whole triangle.")
    .example("tf.matrix_band_part([[1, 2], [3, 4]], -1, 0)", "[[1 0] [3 4]]")
    .type("T", kAnyType).type("Tindex", kIndex)
    .input("input", "T").input("num_lower", "Tindex").input("num_upper", "Tindex").output("band", "T")
    .api("matrix_band_part, linalg.band_part(input, num_lower, num_upper, name=None)")
    .infer(infer_band_part).cpu(kAnyType, band_part_kernel)
    .saves({In(1), In(2)})
    .grad([](Grad& g) { g.set(0, call(OP(MatrixBandPart), {g.dy(), g.in(1), g.in(2)})); });

ZEAL_OP(Diag)
    .doc("A tensor of twice the rank with the input on its diagonal, zero elsewhere.")
    .example("tf.diag([1, 2])", "[[1 0] [0 2]]")
    .type("T", kAnyType)
    .input("diagonal", "T").output("output", "T")
    .api("diag, linalg.tensor_diag(diagonal, name=None)")
    .infer(infer_diag).cpu(kAnyType, diag_kernel)
    .grad([](Grad& g) { g.set(0, call(OP(DiagPart), {g.dy()})); });

ZEAL_OP(DiagPart)
    .doc("The diagonal of a tensor of rank 2k, a tensor of rank k.")
    .example("tf.diag_part([[1, 2], [3, 4]])", "[1 4]")
    .type("T", kAnyType)
    .input("input", "T").output("diagonal", "T")
    .api("diag_part, linalg.tensor_diag_part(input, name=None)")
    .infer(infer_diag_part).cpu(kAnyType, diag_part_kernel)
    .grad([](Grad& g) { g.set(0, call(OP(Diag), {g.dy()})); });

}  // namespace zeal
