// BiasAdd, BiasAddV1 and BiasAddGrad.
#include <algorithm>
#include <cstring>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/math/reduce.h"
#include "ops/math/sum_loop.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct BiasAttrs {
  const char* data_format = "NHWC";
};

bool channels_first(const InferContext& c, const Attrs& attrs) {
  const char* format = attrs.as<BiasAttrs>().data_format;
  if (!std::strcmp(format, "NHWC")) return false;
  if (!std::strcmp(format, "NCHW")) return true;
  c.invalid("data_format must be NHWC or NCHW, got ", format);
}
bool channels_first(const Attrs& attrs) { return !std::strcmp(attrs.as<BiasAttrs>().data_format, "NCHW"); }
int channel_axis(int rank, bool first) { return first ? 1 : rank - 1; }

void infer_bias_add(InferContext& c) {
  const bool first = channels_first(c, c.attrs);
  c.require_rank_at_least(0, 2, "Input tensor must be at least 2D: ", c.shape(0));
  c.require_rank(1, 1, "Biases must be 1D: ", c.shape(1));
  c.out() = c.shape(0);
  if (c.rank(0) < 0 || c.rank(1) < 0) return;
  const int axis = channel_axis(c.rank(0), first);
  const int64_t channels = c.dim(0, axis), biases = c.dim(1, 0);
  if (channels < 0) c.out().dims[axis] = biases;
  if (channels != biases && channels >= 0 && biases >= 0)
    c.invalid(c.in_graph("Dimensions must be equal, but are ", channels, " and ", biases), "Must provide as many biases as the last dimension of the input tensor: ", c.shape(1), " vs. ", c.shape(0), "; ", c.show(0),
              ", ", c.show(1), "; axis ", axis, " of value and the length of bias must be equal");
}

void infer_bias_grad(InferContext& c) {
  const bool first = channels_first(c, c.attrs);
  c.require_rank_at_least(0, 2);
  c.out().push(c.rank(0) < 0 ? kUnknownDim : c.dim(0, channel_axis(c.rank(0), first)));
}

// [outer, channels, inner] with the channels in the middle.
struct Layout {
  int64_t outer = 1, channels, inner = 1;
};
Layout layout_of(const TensorImpl& x, bool first) {
  const int axis = channel_axis(x.rank, first);
  Layout l;
  l.channels = x.dim(axis);
  for (int i = 0; i < axis; ++i) l.outer *= x.dim(i);
  for (int i = axis + 1; i < x.rank; ++i) l.inner *= x.dim(i);
  return l;
}

// Rows end to end make one long vector when the bias is repeated beside them: short rows would
// otherwise cost a call each.
void add_rows(LoopFn add, int64_t size, const char* x, const char* bias, int64_t rows, int64_t n, char* out) {
  constexpr int64_t kRepeated = 2048;
  alignas(64) char repeated[kRepeated];
  const long strides[] = {long(size), long(size), long(size)};
  int64_t group = 1;
  if (2 * n * size <= kRepeated && rows > 1) {
    group = std::min(rows, std::min<int64_t>(64, kRepeated / (n * size)));
    std::memcpy(repeated, bias, n * size);
    for (int64_t have = 1; have < group; have *= 2)
      std::memcpy(repeated + have * n * size, repeated, std::min(have, group - have) * n * size);
    bias = repeated;
  }
  for (int64_t r = 0; r < rows; r += group) {
    const int64_t at = r * n * size;
    char* ptrs[] = {const_cast<char*>(x) + at, const_cast<char*>(bias), out + at};
    add(ptrs, strides, std::min(group, rows - r) * n);
  }
}

void add_channels(LoopFn add, int64_t size, const char* x, const char* bias, const Layout& l, int64_t begin, int64_t end,
                  char* out) {
  const long strides[] = {long(size), 0, long(size)};
  for (int64_t i = begin; i < end; ++i) {
    const int64_t at = i * l.inner * size;
    char* ptrs[] = {const_cast<char*>(x) + at, const_cast<char*>(bias) + i % l.channels * size, out + at};
    add(ptrs, strides, l.inner);
  }
}

void bias_add_kernel(Kernel& k) {
  const TensorImpl &x = k.input(0), &bias = k.input(1);
  TensorImpl& out = k.output();
  if (x.numel == 0) return;
  const LoopFn add = sum_loop(x.dtype);
  const Layout l = layout_of(x, channels_first(k.attrs));
  const int64_t size = static_cast<int64_t>(dtype_size(x.dtype));
  constexpr int64_t kGrain = 32768;
  if (l.inner == 1)
    parallel_for(l.outer, std::max<int64_t>(1, kGrain / l.channels), [&](int64_t begin, int64_t end) {
      const int64_t at = begin * l.channels * size;
      add_rows(add, size, x.data + at, bias.data, end - begin, l.channels, out.data + at);
    });
  else
    parallel_for(l.outer * l.channels, std::max<int64_t>(1, kGrain / l.inner), [&](int64_t begin, int64_t end) {
      add_channels(add, size, x.data, bias.data, l, begin, end, out.data);
    });
}

// The bias with axes of size 1 behind it, so that it broadcasts along its axis.
Tensor aligned(const Tensor& bias, const Tensor& shape, bool first) {
  if (!first) return bias;
  const Tensor parts[] = {cast(vector({size_of(bias)}), shape->dtype), ones_from(shape, 2), make_scalar<int32_t>(0)};
  return reshape(bias, call_list(OP(ConcatV2), parts, 3, OP(ConcatV2).defaults)[0]);
}

// Dtypes without addition loops of their own go through AddV2, which converts tiles.
void bias_add_converted(Kernel& k) {
  const TensorImpl& bias = k.input(1);
  int64_t dims[kMaxRank];
  const bool first = channels_first(k.attrs);
  const int rank = first ? k.input(0).rank - 1 : 1;
  std::fill_n(dims, rank, int64_t{1});
  dims[0] = bias.dim(0);
  const Tensor view = make_view(*k.in[1], {rank, dims});
  k.out[0] = converted_sum(k.in[0], view.get());
}

void bias_grad_kernel(Kernel& k) {
  const TensorImpl& dy = k.input(0);
  const int axis = channel_axis(dy.rank, channels_first(k.attrs));
  const uint32_t all = dy.rank == 32 ? ~0u : (1u << dy.rank) - 1;
  reduce_axes(Reduction::sum, dy, all & ~(1u << axis), k.output());
}

void bias_grad_complex(Kernel& k) {
  const TensorImpl& dy = k.input(0);
  const int axis = channel_axis(dy.rank, channels_first(k.attrs));
  int64_t axes[kMaxRank];
  int n = 0;
  for (int i = 0; i < dy.rank; ++i)
    if (i != axis) axes[n++] = i;
  const Tensor which = make_int32s(axes, n);
  TensorImpl* in[] = {k.in[0], which.get()};
  Outputs sum;
  run_kernel(OP(Sum), in, 2, OP(Sum).defaults, sum);
  k.out[0] = std::move(sum[0]);
}

void grad_bias_add(Grad& g) {
  const Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, dy);
  if (g.wants(1)) g.set(1, call(OP(BiasAddGrad), {dy}, Attrs::of(g.attr<BiasAttrs>())));
}
void grad_bias_add_v1(Grad& g) {
  const Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, dy);
  if (g.wants(1)) g.set(1, call(OP(BiasAddGrad), {dy}));
}
void grad_bias_grad(Grad& g) {
  const Tensor& shape = g.in_shape(0);
  const bool first = !std::strcmp(g.attr<BiasAttrs>().data_format, "NCHW");
  g.set(0, broadcast_to(aligned(g.dy(), shape, first), shape));
}

LoopFn bias_add_loop(const Attrs& attrs, DType t) {
  return contains(kNativeSums, t) && !channels_first(attrs) ? sum_loop(t) : nullptr;
}

OpDef& bias_add_op(OpDef& op) {
  return op.type("T", kNumbers)
      .input("value", "T").input("bias", "T").output("output", "T")
      .attrs<BiasAttrs>().infer(infer_bias_add)
      .cpu(kNumbers, bias_add_converted).cpu(kNativeSums, bias_add_kernel)
      .element_loop(bias_add_loop, /*broadcasts_right=*/true);
}

}  // namespace

ZEAL_OP(BiasAdd)
    .with(bias_add_op)
    .doc("Adds a vector along the channel axis: the last (NHWC) or the second (NCHW).")
    .attr("data_format", &BiasAttrs::data_format)
    .grad(grad_bias_add);

ZEAL_OP(BiasAddV1)
    .with(bias_add_op)
    .doc("Adds a vector along the last axis.")
    .grad(grad_bias_add_v1);

ZEAL_OP(BiasAddGrad)
    .doc("The sum over all axes but the channel axis.")
    .type("T", kNumbers)
    .input("out_backprop", "T").output("output", "T")
    .attrs<BiasAttrs>().attr("data_format", &BiasAttrs::data_format)
    .infer(infer_bias_grad)
    .cpu(kRealNumbers, bias_grad_kernel).cpu(kComplexTypes, bias_grad_complex)
    .saves({InShape(0)}).grad(grad_bias_grad);

}  // namespace zeal
