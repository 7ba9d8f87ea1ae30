// ArgMax and ArgMin: the index of the first extreme element along an axis.
#include <algorithm>
#include <memory>

#include "core/half.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/cast.h"
#include "ops/math/reduce.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct ArgAttrs {
  DType output_type = DType::kInt64;
};

Tensor first_axis(TensorImpl* const*, const Attrs&) { return make_scalar<int32_t>(0); }

void infer_arg(InferContext& c) {
  const TensorImpl* dimension = c.value(1);
  if (c.rank(0) < 0 || !dimension) {
    c.out() = Shape::unknown();
    for (int i = 1; i < c.rank(0); ++i) c.out().rank = i, c.out()[i - 1] = kUnknownDim;
    if (c.rank(0) == 1) c.out().rank = 0;
    return;
  }
  c.require_one(1, "dim must be a scalar, but received tensor of shape: ", c.shape(1));
  const int64_t given = int_at(*dimension, 0);
  const int rank = c.rank(0);
  const int axis = c.axis(given, rank, "Expected dimension in the range [", -rank, ", ", rank, "), but got ", given);
  if (c.dim(0, axis) == 0)
    c.invalid("Reduction axis ", axis, " is empty in shape ", c.shape(0), "; ", c.show(0), ": there is no element to choose");
  for (int i = 0; i < c.rank(0); ++i)
    if (i != axis) c.out().push(c.dim(0, i));
}

// A tensor that orders like x and has loops.
Tensor ordered(const TensorImpl& x, ReduceType* type) {
  const auto as = [&](DType to) {
    TensorImpl* in[] = {const_cast<TensorImpl*>(&x)};
    Outputs out;
    run_kernel(OP(Cast), in, 1, Attrs::of(CastAttrs{to}), out);
    return std::move(out[0]);
  };
  const auto itself = [&](ReduceType t) {
    *type = t;
    return Tensor::share(const_cast<TensorImpl*>(&x));
  };
  switch (x.dtype) {
    case DType::kFloat32: return itself(ReduceType::f32);
    case DType::kFloat64: return itself(ReduceType::f64);
    case DType::kInt32: return itself(ReduceType::i32);
    case DType::kInt64: return itself(ReduceType::i64);
    case DType::kUInt8: return itself(ReduceType::u8);
    case DType::kFloat16:
    case DType::kBFloat16: return *type = ReduceType::f32, as(DType::kFloat32);
    case DType::kUInt32: return *type = ReduceType::i64, as(DType::kInt64);
    case DType::kUInt64: {
      *type = ReduceType::i64;
      Tensor t = make_tensor(DType::kInt64, x.shape());
      for (int64_t i = 0; i < x.numel; ++i) t->as<uint64_t>()[i] = x.as<uint64_t>()[i] ^ (uint64_t{1} << 63);
      return t;
    }
    default: return *type = ReduceType::i32, as(DType::kInt32);
  }
}

template <bool largest>
void arg_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  TensorImpl& out = k.output();
  int axis = static_cast<int>(int_at(k.input(1), 0));
  if (axis < 0) axis += x.rank;
  ReduceShape s{1, x.dim(axis), 1};
  for (int i = 0; i < axis; ++i) s.outer *= x.dim(i);
  for (int i = axis + 1; i < x.rank; ++i) s.inner *= x.dim(i);
  ReduceType type;
  const Tensor in = ordered(x, &type);
  if (out.dtype == DType::kInt64) return arg_reduce(largest, type, s, in->data, out.as<int64_t>());
  std::unique_ptr<int64_t[]> wide(new int64_t[out.numel]);
  arg_reduce(largest, type, s, in->data, wide.get());
  std::copy_n(wide.get(), out.numel, out.as<int32_t>());
}

OpDef& arg_op(OpDef& op) {
  return op.type("T", kRealNumbers).type("Tidx", kIndex)
      .attrs<ArgAttrs>().type_arg("output_type", &ArgAttrs::output_type, kIndex)
      .input("input", "T").optional_arg("dimension", "Tidx", first_axis).output("output", "output_type")
      .infer(infer_arg).not_differentiable();
}

}  // namespace

ZEAL_OP(ArgMax)
    .with(arg_op)
    .doc("The index of the first largest element along an axis (0 by default); NaN is passed over.")
    .api("argmax, math.argmax(input, axis:dimension=None, name=None, dimension:axis=None, output_type=tf.int64)")
    .example("tf.argmax([[1, 9], [8, 2]], axis=1)", "[1 0]")
    .api("arg_max(input, dimension, output_type=tf.int64, name=None)")
    .cpu(kRealNumbers, arg_kernel<true>);

ZEAL_OP(ArgMin)
    .with(arg_op)
    .doc("The index of the first smallest element along an axis (0 by default); NaN is passed over.")
    .api("argmin, math.argmin(input, axis:dimension=None, name=None, dimension:axis=None, output_type=tf.int64)")
    .example("tf.argmin([[1, 9], [8, 2]], axis=1)", "[0 1]")
    .api("arg_min(input, dimension, output_type=tf.int64, name=None)")
    .cpu(kRealNumbers, arg_kernel<false>);

}  // namespace zeal
