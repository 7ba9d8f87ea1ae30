// Ops as C++ functions on tensors: what gradient rules are written in. Each call goes through
// execute(), so outer tapes record it and graphs can hold it.
#pragma once
#include "op/execute.h"

namespace zeal {

inline Tensor operator+(const Tensor& a, const Tensor& b) { return call(OP(AddV2), {a, b}); }
inline Tensor operator-(const Tensor& a, const Tensor& b) { return call(OP(Sub), {a, b}); }
inline Tensor operator*(const Tensor& a, const Tensor& b) { return call(OP(Mul), {a, b}); }
inline Tensor operator/(const Tensor& a, const Tensor& b) { return call(OP(RealDiv), {a, b}); }
inline Tensor operator-(const Tensor& a) { return call(OP(Neg), {a}); }

// How gradient rules pass on what flows back: 0 where nothing flows, whatever the slope there (infinite, as
// that of a root at 0, or NaN, as beyond a domain). So what a program masks stays out of its gradients.
inline Tensor through(const Tensor& dy, const Tensor& slope) { return call(OP(MulNoNan), {slope, dy}); }
inline Tensor over(const Tensor& dy, const Tensor& divisor) { return call(OP(FlowDiv), {dy, divisor}); }
// The product of two flows, in gradients of gradients.
inline Tensor meet(const Tensor& a, const Tensor& b) { return call(OP(FlowMul), {a, b}); }

// A number in x's dtype.
inline Tensor scalar_like(const Tensor& x, double value) { return make_scalar(x->dtype, value); }
inline Tensor operator*(const Tensor& a, double b) { return a * scalar_like(a, b); }
inline Tensor operator+(const Tensor& a, double b) { return a + scalar_like(a, b); }
inline Tensor operator-(const Tensor& a, double b) { return a - scalar_like(a, b); }
inline Tensor operator-(double a, const Tensor& b) { return scalar_like(b, a) - b; }
inline Tensor operator/(const Tensor& a, double b) { return a / scalar_like(a, b); }
inline Tensor operator/(double a, const Tensor& b) { return scalar_like(b, a) / b; }

// Complex conjugate; real tensors pass through.
inline Tensor conj(const Tensor& x) {
  return contains(kComplexTypes, x->dtype) ? call(OP(Conj), {x}) : x;
}
Tensor cast(const Tensor& x, DType dtype);
inline Tensor reshape(const Tensor& x, const Tensor& shape) { return call(OP(Reshape), {x, shape}); }
inline Tensor broadcast_to(const Tensor& x, const Tensor& shape) { return call(OP(BroadcastTo), {x, shape}); }
inline Tensor zeros_like(const Tensor& x) { return call(OP(ZerosLike), {x}); }
inline Tensor stop_gradient(const Tensor& x) { return call(OP(StopGradient), {x}); }
inline Tensor ones_like(const Tensor& x) { return call(OP(OnesLike), {x}); }
inline Tensor fill(const Tensor& shape, const Tensor& value) { return call(OP(Fill), {shape, value}); }
inline Tensor select(const Tensor& cond, const Tensor& a, const Tensor& b) { return call(OP(SelectV2), {cond, a, b}); }
inline Tensor gather(const Tensor& params, const Tensor& indices, int axis) {
  return call(OP(GatherV2), {params, indices, make_scalar<int32_t>(axis)});
}
// x reduced by Sum, Max, ... over axes; over all where `axes` is null.
Tensor reduced(const OpDef& op, const Tensor& x, const Tensor& axes, bool keep);
// The states of a BlockGRU of these inputs.
Tensor gru_states(const Tensor (&in)[6], bool hard, bool reset_after);
// Floating numbers from [0, 1), of the stream of these seeds.
Tensor random_uniform(const Tensor& shape, DType dtype, int64_t seed, int64_t seed2);
// The shape of x as a 1-D tensor: int32, or int64 where a size needs it.
Tensor shape_of(TensorImpl& x);
inline Tensor shape_of(const Tensor& x) { return shape_of(*x); }
// [0, 1, ... rank) of a tensor whose rank only the run will tell: made by ops.
Tensor axes_of(TensorImpl& x);
// What both of two integer tensors can be cast to.
inline DType index_dtype(const Tensor& a, const Tensor& b) { return a->dtype == DType::kInt64 ? a->dtype : b->dtype; }
// Sums x over the axes along which a value of `shape` was broadcast to x's shape.
Tensor sum_to_shape(const Tensor& x, const Tensor& shape);

}  // namespace zeal
