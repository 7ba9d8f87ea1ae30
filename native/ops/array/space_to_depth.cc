// SpaceToDepth and DepthToSpace: the places of each block of an image become channels, and back.
#include <cstring>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct DepthAttrs {
  int64_t block_size = 0;
  const char* data_format = "NHWC";
};

bool makes_depth(const OpDef& op) { return op.name.starts_with("Space"); }
bool channels_first(const Attrs& attrs) { return !std::strcmp(attrs.as<DepthAttrs>().data_format, "NCHW"); }

void check_attrs(const InferContext& c) {
  const auto& f = c.attr<DepthAttrs>();
  if (f.block_size < 2)
    c.invalid(c.in_graph("Attr 'block_size' of '", c.op.name, "' Op passed ", f.block_size, " less than minimum 2."),
              "Value for attr 'block_size' of ", f.block_size, " must be at least minimum 2");
  if (f.block_size > INT32_MAX) c.invalid("Attr block_size has value ", f.block_size, " out of range for an int32");
  if (!std::strcmp(f.data_format, "NCHW_VECT_C")) c.invalid("Only NHWC and NCHW data_format supported on CPU. Got NCHW_VECT_C");
  if (std::strcmp(f.data_format, "NHWC") && !channels_first(c.attrs))
    c.invalid(c.in_graph("Attr 'data_format' of '", c.op.name, "' Op passed string '", f.data_format, "' not in: \"NHWC\", \"NCHW\", \"NCHW_VECT_C\"."),
              "Value for attr 'data_format' of \"", f.data_format, "\" is not in the list of allowed values: \"NHWC\", \"NCHW\", \"NCHW_VECT_C\"");
}

[[noreturn, gnu::cold]] void indivisible(const InferContext& c, ShapeView s, int h, int64_t size, int64_t by) {
  const std::string words = c.in_graph("Dimension size must be evenly divisible by ", by, " but is ", size);
  if (makes_depth(c.op))
    c.invalid(words, "Image width ", s[h + 1], " and height ", s[h], " should be divisible by block_size: ", by);
  c.invalid(words, "Input depth dimension ", size, " should be divisible by: ", by);
}

void infer_depth(InferContext& c) {
  check_attrs(c);
  const int64_t block = c.attr<DepthAttrs>().block_size, places = block * block;
  const bool first = channels_first(c.attrs), deepens = makes_depth(c.op);
  const int h = first ? 2 : 1, depth = first ? 1 : 3;
  c.require_rank(0, 4, deepens ? "Input rank should be 4 instead of " : "Input rank should be: 4 instead of: ", c.rank(0));
  Shape& out = c.out();
  out.rank = 4;
  std::fill_n(out.dims, 4, kUnknownDim);
  if (c.rank(0) < 0) return;
  out = c.shape(0);
  const auto divide = [&](int i, int64_t by) {
    if (out[i] >= 0 && out[i] % by != 0) indivisible(c, c.shape(0), h, out[i], by);
    if (out[i] >= 0) out[i] /= by;
  };
  const auto multiply = [&](int i, int64_t by) {
    if (out[i] >= 0 && __builtin_mul_overflow(out[i], by, &out[i])) c.invalid(c.show(0), "; block_size ", block, " is too large");
  };
  for (int i : {h, h + 1}) deepens ? divide(i, block) : multiply(i, block);
  deepens ? multiply(depth, places) : divide(depth, places);
}

// One loop nest over both arrangements: image [b, h * block + y, w * block + x, c], depth [b, h, w, (y, x, c)].
void depth_kernel(Kernel& k) {
  const int64_t block = k.attr<DepthAttrs>().block_size;
  const bool first = channels_first(k.attrs), deepens = makes_depth(k.op);
  const TensorImpl &image = deepens ? k.input(0) : k.output(), &deep = deepens ? k.output() : k.input(0);
  int64_t in_image[kMaxRank], in_deep[kMaxRank];
  row_major(image.shape(), in_image), row_major(deep.shape(), in_deep);
  const int h = first ? 2 : 1, w = h + 1, c = first ? 1 : 3;
  const int64_t channels = image.dim(c);
  StridedCopy copy;
  const auto axis = [&](int64_t n, int64_t from, int64_t to) { deepens ? copy.axis(n, from, to) : copy.axis(n, to, from); };
  axis(image.dim(0), in_image[0], in_deep[0]);
  if (first) {
    axis(block, in_image[h], block * channels * in_deep[c]), axis(block, in_image[w], channels * in_deep[c]);
    axis(channels, in_image[c], in_deep[c]);
  }
  axis(deep.dim(h), block * in_image[h], in_deep[h]), axis(deep.dim(w), block * in_image[w], in_deep[w]);
  if (!first) {
    axis(block, in_image[h], block * channels * in_deep[c]), axis(block, in_image[w], channels * in_deep[c]);
    axis(channels, in_image[c], in_deep[c]);
  }
  copy.run(k.output(), k.input(0));
}

void grad_depth(Grad& g) { g.set(0, call(makes_depth(g.op()) ? OP(DepthToSpace) : OP(SpaceToDepth), {g.dy()}, g.attrs())); }

OpDef& depth_op(OpDef& op) {
  return op.type("T", kAnyType).input("input", "T").output("output", "T")
      .attrs<DepthAttrs>().attr("block_size", &DepthAttrs::block_size, true).attr("data_format", &DepthAttrs::data_format)
      .infer(infer_depth).cpu(kAnyType, depth_kernel).grad(grad_depth);
}

}  // namespace

ZEAL_OP(SpaceToDepth)
    .doc("The places of each block of an image become channels, row by row.")
    .example("tf.space_to_depth(tf.constant([[[[1], [2]], [[3], [4]]]]), 2)", "[[[[1 2 3 4]]]]")
    .api("space_to_depth, nn.space_to_depth(input, block_size, name=None, data_format=\"NHWC\")")
    .with(depth_op);

ZEAL_OP(DepthToSpace)
    .doc("The reverse of SpaceToDepth: channels become the places of blocks.")
    .example("tf.depth_to_space(tf.constant([[[[1, 2, 3, 4]]]]), 2)", "[[[[1] [2]] [[3] [4]]]]")
    .api("depth_to_space, nn.depth_to_space(input, block_size, name=None, data_format=\"NHWC\")")
    .with(depth_op);

}  // namespace zeal
