// C++ calls of ops that need a little more than one execute().
#include "op/functions.h"

#include "ops/array/cast.h"
#include "ops/math/reduce.h"
#include "ops/nn/gru_sequence.h"
#include "ops/random/streams.h"

namespace zeal {

Tensor cast(const Tensor& x, DType dtype) {
  if (x->dtype == dtype) return x;
  check_castable(x->dtype, dtype);
  return call(OP(Cast), {x}, Attrs::of(CastAttrs{dtype}));
}

Tensor reduced(const OpDef& op, const Tensor& x, const Tensor& axes, bool keep) {
  return call(op, {x, axes}, Attrs::of(ReduceAttrs{keep}));
}

Tensor gru_states(const Tensor (&in)[6], bool hard, bool reset_after) {
  return std::move(call_list(OP(BlockGRU), in, 6, Attrs::of(BlockGruAttrs{hard, reset_after}))[4]);
}

Tensor random_uniform(const Tensor& shape, DType dtype, int64_t seed, int64_t seed2) {
  return call(OP(RandomUniform), {shape}, Attrs::of(RandomAttrs{seed, seed2, dtype}));
}

Tensor shape_of(TensorImpl& x) {
  if (x.shape().fully_known()) return make_integers(x.dims(), x.rank);
  return call(OP(Shape), {Tensor::share(&x)});
}

Tensor axes_of(TensorImpl& x) {
  return call(OP(Range), {make_scalar<int32_t>(0), call(OP(Rank), {Tensor::share(&x)}), make_scalar<int32_t>(1)});
}

Tensor sum_to_shape(const Tensor& x, const Tensor& shape) {
  if (shape->symbolic() || x->rank < 0) {
    Tensor in[] = {shape, shape_of(*x)};
    if (in[0]->dtype != in[1]->dtype)
      for (Tensor& t : in) t = cast(t, DType::kInt64);
    return reshape(call(OP(Sum), {x, call_list(OP(BroadcastGradientArgs), in, 2, OP(BroadcastGradientArgs).defaults)[0]}, Attrs::of(ReduceAttrs{false})), shape);
  }
  int lead = x->rank - int(shape->numel), n = 0;
  int64_t axes[kMaxRank];
  for (int i = 0; i < x->rank; ++i)
    if (i < lead || (int_at(*shape, i - lead) == 1 && x->dim(i) != 1)) axes[n++] = i;
  Tensor sum = n ? call(OP(Sum), {x, make_int32s(axes, n)}, Attrs::of(ReduceAttrs{false})) : x;
  return reshape(sum, shape);
}

}  // namespace zeal
