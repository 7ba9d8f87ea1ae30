// SpaceToBatch, BatchToSpace and their ND forms: the places of each block of an image become images of a batch.
#include <algorithm>

#include "core/division.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct BlockAttrs {
  int64_t block_size = 0;
};

// The ND ops have the lengths of blocks as an input, the others one length for two axes.
bool is_nd(const OpDef& op) { return op.inputs.size() == 3; }
bool makes_batch(const OpDef& op) { return op.name.starts_with("Space"); }

// Blocks of some axes, and what is added around the image (or cut off).
struct Blocks {
  int n = 0;
  int64_t all = 1;  // places in a block
  int64_t length[kMaxRank], before[kMaxRank], after[kMaxRank];
};

// How many axes have blocks; kUnknownRank if only the run tells.
int check_operands(const InferContext& c) {
  const char* const edges = makes_batch(c.op) ? "paddings" : "crops";
  const int last = c.nin - 1;
  int n = 2;
  if (is_nd(c.op)) {
    if (c.rank(1) >= 0 && c.rank(1) != 1)
      c.invalid(c.in_graph("block_shape must have rank 1."), "block_shape rank should be 1 instead of ", c.rank(1), "; ", c.show(1));
    n = c.axis_count(1);
    if (n < 0 && c.rank(last) == 2 && c.dim(last, 0) >= 0) n = int(std::min<int64_t>(c.dim(last, 0), kMaxRank));
    if (n >= kMaxRank) c.invalid("block_shape has ", n, " lengths; at most ", kMaxRank - 1, " are supported");
    if (n >= 0)
      c.require_rank_at_least(0, n + 1, "input rank should be >= ", n + 1, " instead of ", c.rank(0));
  } else {
    c.require_rank(0, 4, "Input rank should be: 4 instead of: ", c.rank(0));
    if (c.attr<BlockAttrs>().block_size < 2)
      c.invalid(c.in_graph("Attr 'block_size' of '", c.op.name, "' Op passed ", c.attr<BlockAttrs>().block_size, " less than minimum 2."),
                "Value for attr 'block_size' of ", c.attr<BlockAttrs>().block_size, " must be at least minimum 2");
  }
  Shape want{n < 0 ? kUnknownDim : n, 2};
  if (!are_compatible(want, c.shape(last)))
    c.invalid(c.differing_in_graph(c.shape(last), want), edges, " should have shape [", n, ", 2] instead of ", c.shape(last));
  return n;
}

// Reads block lengths and edges of a call whose operands have been checked and are known.
Blocks blocks_of(const OpDef& op, const Attrs& attrs, const TensorImpl* lengths, const TensorImpl& edges) {
  Blocks b;
  b.n = int(edges.dim(0));
  for (int i = 0; i < b.n; ++i) {
    b.length[i] = lengths ? int_at(*lengths, i) : attrs.as<BlockAttrs>().block_size;
    b.before[i] = int_at(edges, 2 * i), b.after[i] = int_at(edges, 2 * i + 1);
  }
  for (int i = 0; i < b.n; ++i)
    if (__builtin_mul_overflow(b.all, b.length[i], &b.all)) fail(Code::kInvalidArgument, "[", op.name, "] blocks of so many places are too large");
  return b;
}

void check_blocks(const InferContext& c, const Blocks& b) {
  const bool pads = makes_batch(c.op);
  for (int i = 0; i < b.n; ++i) {
    if (b.length[i] <= 0)
      c.invalid(c.in_graph("block_shape must be positive"), "Product of block sizes must be positive, got ", b.all, "; block_shape[", i, "] is ", b.length[i]);
    if (b.before[i] < 0 || b.after[i] < 0)
      c.invalid(c.in_graph(pads ? "paddings" : "crops", " cannot be negative"), pads ? "Paddings" : "Crops",
                " must be non-negative: ", b.before[i], " ", b.after[i], " for axis ", i + 1);
  }
}

int64_t whole_blocks(const InferContext& c, const Blocks& b, int i, int64_t size) {
  int64_t padded = 0;
  if (__builtin_add_overflow(b.before[i], b.after[i], &padded) || __builtin_add_overflow(padded, size, &padded))
    c.invalid(c.show(0), "; paddings ", b.before[i], " and ", b.after[i], " of axis ", i + 1, " are too large");
  if (padded % b.length[i] != 0)
    c.invalid(c.in_graph("Dimension size must be evenly divisible by ", b.length[i], " but is ", padded), "padded_shape[", i, "]=", padded,
              " is not divisible by block_shape[", i, "]=", b.length[i], "; paddings may fill it up");
  return padded / b.length[i];
}

int64_t without_crops(const InferContext& c, const Blocks& b, int i, int64_t size) {
  int64_t whole = 0, crops = 0;
  if (__builtin_mul_overflow(size, b.length[i], &whole) || __builtin_add_overflow(b.before[i], b.after[i], &crops))
    c.invalid(c.show(0), "; block_shape[", i, "]=", b.length[i], " or crops of axis ", i + 1, " are too large");
  if (crops > whole)
    c.invalid(c.in_graph("Negative dimension size caused by subtracting ", b.before[i] > whole ? b.before[i] : b.after[i], " from ",
                         b.before[i] > whole ? whole : whole - b.before[i]),
              "cropped_shape[", i, "]=", whole - crops, " must be non-negative");
  return whole - crops;
}

int64_t batch_after(const InferContext& c, const Blocks& b, int64_t batch) {
  int64_t images = 0;
  if (!makes_batch(c.op)) {
    if (batch % b.all == 0) return batch / b.all;
    int64_t left = batch;  // TensorFlow divides by one length after the other
    int i = 0;
    for (; i < b.n && left % b.length[i] == 0; ++i) left /= b.length[i];
    c.invalid(c.in_graph("Dimension size must be evenly divisible by ", b.length[i], " but is ", left), "Input batch dimension (", batch,
              ") is not divisible by product of block sizes (", b.all, ")");
  }
  if (__builtin_mul_overflow(batch, b.all, &images)) c.invalid(c.show(0), "; blocks of ", b.all, " places are too large");
  return images;
}

Tensor no_edges(int64_t n) {
  int64_t sides[] = {n, 2};
  Tensor edges = make_tensor(DType::kInt32, ShapeView{2, sides});
  zero_elements(*edges);
  return edges;
}

void infer_blocks(InferContext& c) {
  const int n = check_operands(c);
  const TensorImpl *lengths = is_nd(c.op) ? c.value(1) : nullptr, *edges = c.value(c.nin - 1);
  const bool blocks_known = lengths || !is_nd(c.op);
  Shape& out = c.out();
  out = c.shape(0);
  if (n < 0 || !blocks_known) {
    for (int i = 0; i < out.rank && (n < 0 || i <= n); ++i) out[i] = kUnknownDim;
    return;
  }
  const Tensor none = edges ? Tensor() : no_edges(n);
  const Blocks b = blocks_of(c.op, c.attrs, lengths, edges ? *edges : *none);
  check_blocks(c, b);
  if (out.rank < 0) return;
  for (int i = 0; i < n; ++i)
    if (!edges) out[i + 1] = kUnknownDim;
    else if (out[i + 1] >= 0) out[i + 1] = makes_batch(c.op) ? whole_blocks(c, b, i, out[i + 1]) : without_crops(c, b, i, out[i + 1]);
  if (out[0] >= 0) out[0] = batch_after(c, b, out[0]);
}

// Copies one place of all blocks between the image and its part of the batch.
void copy_place(TensorImpl& image, TensorImpl& batch, const Blocks& b, const int64_t* place, int64_t number, bool to_batch) {
  int64_t in_image[kMaxRank], in_batch[kMaxRank];
  row_major(image.shape(), in_image), row_major(batch.shape(), in_batch);
  StridedCopy copy;
  int64_t image_start = 0, batch_start = number * image.dim(0) * in_batch[0];
  const auto axis = [&](int64_t n, int64_t in, int64_t out) { to_batch ? copy.axis(n, in, out) : copy.axis(n, out, in); };
  axis(image.dim(0), in_image[0], in_batch[0]);
  for (int i = 0; i < b.n; ++i) {
    const int64_t shift = place[i] - b.before[i], size = image.dim(i + 1);
    const int64_t first = std::max<int64_t>(0, ceil_div(-shift, b.length[i]));
    const int64_t end = std::min(batch.dim(i + 1), ceil_div(size - shift, b.length[i]));
    if (end <= first) return;
    image_start += (first * b.length[i] + shift) * in_image[i + 1], batch_start += first * in_batch[i + 1];
    axis(end - first, b.length[i] * in_image[i + 1], in_batch[i + 1]);
  }
  for (int i = b.n + 1; i < image.rank; ++i) axis(image.dim(i), in_image[i], in_batch[i]);
  copy.from_start = to_batch ? image_start : batch_start;
  copy.to_start = to_batch ? batch_start : image_start;
  if (to_batch) copy.run(batch, image);
  else copy.run(image, batch);
}

void blocks_kernel(Kernel& k) {
  const bool to_batch = makes_batch(k.op);
  const Blocks b = blocks_of(k.op, k.attrs, is_nd(k.op) ? &k.input(1) : nullptr, k.input(k.nin - 1));
  TensorImpl &input = const_cast<TensorImpl&>(k.input(0)), &output = k.output();
  if (to_batch && std::any_of(b.before, b.before + b.n, [](int64_t n) { return n > 0; })) zero_elements(output);
  else if (to_batch && std::any_of(b.after, b.after + b.n, [](int64_t n) { return n > 0; })) zero_elements(output);
  int64_t place[kMaxRank] = {};
  for (int64_t number = 0; number < b.all; ++number) {
    copy_place(to_batch ? input : output, to_batch ? output : input, b, place, number, to_batch);
    for (int i = b.n - 1; i >= 0 && ++place[i] == b.length[i]; --i) place[i] = 0;
  }
}

const OpDef& reverse_of(const OpDef& op) {
  if (is_nd(op)) return makes_batch(op) ? OP(BatchToSpaceND) : OP(SpaceToBatchND);
  return makes_batch(op) ? OP(BatchToSpace) : OP(SpaceToBatch);
}
void grad_blocks(Grad& g) {
  if (is_nd(g.op())) g.set(0, call(reverse_of(g.op()), {g.dy(), g.in(1), g.in(2)}, g.attrs()));
  else g.set(0, call(reverse_of(g.op()), {g.dy(), g.in(1)}, g.attrs()));
}

OpDef& nd_op(OpDef& op, const char* edges, const char* edge_type) {
  return op.type("T", kAnyType).type("Tblock_shape", kIndex).type(edge_type, kIndex)
      .input("input", "T").input("block_shape", "Tblock_shape").input(edges, edge_type).output("output", "T")
      .infer(infer_blocks).cpu(kAnyType, blocks_kernel).saves({In(1), In(2)}).grad(grad_blocks);
}
OpDef& square_op(OpDef& op, const char* edges, const char* edge_type) {
  return op.type("T", kAnyType).type(edge_type, kIndex).input("input", "T").input(edges, edge_type).output("output", "T")
      .attrs<BlockAttrs>().attr("block_size", &BlockAttrs::block_size, true)
      .infer(infer_blocks).cpu(kAnyType, blocks_kernel).saves({In(1)}).grad(grad_blocks);
}

}  // namespace

ZEAL_OP(SpaceToBatchND)
    .doc("Pads the axes behind the first with zeros, cuts them into blocks, and makes each place of a block an image of the batch.")
    .example("tf.space_to_batch_nd(tf.constant([[1, 2, 3]]), [2], [[0, 1]])", "[[1 3] [2 0]]")
    .api("space_to_batch_nd, manip.space_to_batch_nd(input, block_shape, paddings, name=None)")
    .with(nd_op, "paddings", "Tpaddings");

ZEAL_OP(BatchToSpaceND)
    .doc("The reverse of SpaceToBatchND: images of a batch become the places of blocks, whose borders are cut off.")
    .example("tf.batch_to_space_nd(tf.constant([[1, 3], [2, 0]]), [2], [[0, 1]])", "[[1 2 3]]")
    .api("batch_to_space_nd, manip.batch_to_space_nd(input, block_shape, crops, name=None)")
    .with(nd_op, "crops", "Tcrops");

ZEAL_OP(SpaceToBatch)
    .doc("SpaceToBatchND with square blocks, of images of rank 4.")
    .with(square_op, "paddings", "Tpaddings");

ZEAL_OP(BatchToSpace)
    .doc("BatchToSpaceND with square blocks, of images of rank 4.")
    .with(square_op, "crops", "Tidx");

}  // namespace zeal
