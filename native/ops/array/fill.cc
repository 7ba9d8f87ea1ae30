// Ops that make a tensor of one repeated value: Fill, ZerosLike, OnesLike, BroadcastTo.
#include <algorithm>
#include <cstring>

#include "op/infer.h"
#include "op/ops.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Repeats one element by doubling the filled prefix.
void repeat(char* dst, const char* value, size_t size, int64_t n) {
  if (!n) return;
  std::memcpy(dst, value, size);
  for (size_t done = size, total = size * n; done < total;) {
    size_t step = std::min(done, total - done);
    std::memcpy(dst + done, dst, step);
    done += step;
  }
}

void fill_with(TensorImpl& out, const TensorImpl& value) {
  if (out.dtype == DType::kString) std::fill_n(out.as<std::string>(), out.numel, *value.as<std::string>());
  else repeat(out.data, value.data, dtype_size(out.dtype), out.numel);
}

void fill_kernel(Kernel& k) { fill_with(k.output(), k.input(1)); }
void zeros_kernel(Kernel& k) {
  if (k.output().dtype != DType::kString) std::memset(k.output().data, 0, k.output().nbytes());
}
void ones_kernel(Kernel& k) { fill_with(k.output(), *make_scalar(k.output().dtype, 1)); }

void infer_fill(InferContext& c) {
  c.out() = c.shape_value(0);
  c.require_rank(1, 0);
}

void infer_broadcast_to(InferContext& c) {
  Shape want = c.shape_value(1);
  Shape merged = want;
  bool fits = broadcast_into(merged, c.shape(0)), known = want.rank >= 0 && merged.rank >= 0;
  fits = fits && (!known || merged.rank == want.rank);
  for (int i = 0; fits && known && i < want.rank; ++i) fits = want[i] < 0 || merged[i] == want[i];
  if (!fits) c.invalid(c.show(0), " does not broadcast to shape ", want.str());
  c.out() = want;
}

// Copies blocks of the longest unbroadcast suffix.
void broadcast_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  TensorImpl& out = k.output();
  if (in.numel == 1) return fill_with(out, in);
  if (!out.numel) return;
  int shift = out.rank - in.rank, split = out.rank;
  int64_t block = 1;
  while (split > shift && in.dim(split - 1 - shift) == out.dim(split - 1)) block *= out.dim(--split);
  int64_t strides[kMaxRank], step = block, index[kMaxRank] = {};
  for (int i = split - 1; i >= 0; --i) {
    int64_t d = i >= shift ? in.dim(i - shift) : 1;
    strides[i] = d == 1 ? 0 : step;
    step *= d;
  }
  size_t size = dtype_size(out.dtype);
  for (int64_t at = 0, from = 0; at < out.numel; at += block) {
    if (out.dtype == DType::kString) std::copy_n(in.as<std::string>() + from, block, out.as<std::string>() + at);
    else if (block == 1) std::memcpy(out.data + at * size, in.data + from * size, size);
    else std::memcpy(out.data + at * size, in.data + from * size, block * size);
    for (int i = split - 1; i >= 0; --i) {
      from += strides[i];
      if (++index[i] < out.dim(i)) break;
      from -= strides[i] * out.dim(i);
      index[i] = 0;
    }
  }
}

}  // namespace

ZEAL_OP(Fill)
    .doc("A tensor of the given shape, every element `value`.")
    .type("T", kAnyType).type("index_type", kIndex)
    .input("dims", "index_type").input("value", "T").output("output", "T")
    .api("fill(dims, value, name=None)")
    .infer(infer_fill).dispatch_on(1).cpu(kAnyType, fill_kernel)
    .grad([](Grad& g) { g.set(1, sum_to_shape(g.dy(), make_int32s(nullptr, 0))); });

ZEAL_OP(ZerosLike)
    .doc("Zeros of the shape and dtype of x.")
    .type("T", kAnyType)
    .input("x", "T").output("y", "T")
    .infer(infer_same_shape).cpu(kAnyType, zeros_kernel).not_differentiable();

ZEAL_OP(OnesLike)
    .doc("Ones of the shape and dtype of x.")
    .type("T", kAnyType & ~bit(DType::kString))
    .input("x", "T").output("y", "T")
    .infer(infer_same_shape).cpu(kAnyType & ~bit(DType::kString), ones_kernel).not_differentiable();

ZEAL_OP(BroadcastTo)
    .doc("Repeats axes of size 1, and adds leading axes, to reach a shape.")
    .type("T", kAnyType).type("Tidx", kIndex)
    .input("input", "T").input("shape", "Tidx").output("output", "T")
    .api("broadcast_to(input, shape, name=None)")
    .infer(infer_broadcast_to).cpu(kAnyType, broadcast_kernel)
    .saves({InShape(0)})
    .grad([](Grad& g) { g.set(0, sum_to_shape(g.dy(), g.in_shape(0))); });

}  // namespace zeal
