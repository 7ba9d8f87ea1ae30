// Range and LinSpace: evenly spaced numbers.
#include <cmath>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"

namespace zeal {
namespace {

constexpr DTypeSet kRangeTypes = kFloating | kIndex;

double number(const TensorImpl& t) {
  double v = 0;
  with_real(t.dtype, [&]<class T>(T*) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) v = t.as<T>()->to_float();
    else v = double(*t.as<T>());
  });
  return v;
}

// The number of integers from start on, by delta, before limit.
int64_t count_integers(InferContext& c, int64_t start, int64_t limit, int64_t delta) {
  if (delta == 0) c.invalid("Requires delta != 0: 0");
  if (delta > 0 ? start > limit : start < limit)
    c.invalid("Requires start ", delta > 0 ? "<=" : ">=", " limit when delta ", delta > 0 ? ">" : "<", " 0: ", start, "/", limit);
  uint64_t span = delta > 0 ? uint64_t(limit) - uint64_t(start) : uint64_t(start) - uint64_t(limit);
  uint64_t step = delta > 0 ? uint64_t(delta) : -uint64_t(delta), n = span / step + (span % step != 0);
  if (n > uint64_t(INT64_MAX)) c.invalid("a range of ", n, " numbers is too long");
  return int64_t(n);
}

int64_t count_floats(InferContext& c, double start, double limit, double delta) {
  if (delta == 0) c.invalid("Requires delta != 0: 0");
  if (!(delta > 0 ? start <= limit : start >= limit) || std::isnan(delta))
    c.invalid("Requires start ", delta > 0 ? "<=" : ">=", " limit when delta ", delta > 0 ? ">" : "<", " 0: ", start, "/", limit);
  double n = std::ceil(std::abs((limit - start) / delta));
  // TensorFlow divides in the numbers' own precision: 0.3 / 0.1 is 3 in float32.
  if (c.dtype(0) == DType::kFloat32) n = std::ceil(std::abs((float(limit) - float(start)) / float(delta)));
  if (!(n < 9e18)) c.invalid("a range of ", n, " numbers is too long");
  return int64_t(n);
}

void infer_range(InferContext& c) {
  for (int i = 0; i < 3; ++i) c.require_rank(i, 0, c.op.inputs[i].name, " must be a scalar, not shape ", c.shape(i));
  const TensorImpl *start = c.value(0), *limit = c.value(1), *delta = c.value(2);
  c.out().push(kUnknownDim);
  if (!start || !limit || !delta) return;
  if (contains(kIndex, c.dtype(0))) c.out()[0] = count_integers(c, int_at(*start, 0), int_at(*limit, 0), int_at(*delta, 0));
  else c.out()[0] = count_floats(c, number(*start), number(*limit), number(*delta));
}

template <class T> void write_floats(TensorImpl& out, double start, double delta) {
  for (int64_t i = 0; i < out.numel; ++i) {
    double v = start + double(i) * delta;
    if constexpr (std::is_floating_point_v<T>) out.as<T>()[i] = T(v);
    else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) out.as<T>()[i] = T::from(float(v));
  }
}

template <class T> void write_integers(TensorImpl& out, T start, T delta) {
  for (int64_t i = 0; i < out.numel; ++i) out.as<T>()[i] = num::add(start, num::mul(T(i), delta));
}

void range_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  if (out.dtype == DType::kInt32) return write_integers(out, *k.input(0).as<int32_t>(), *k.input(2).as<int32_t>());
  if (out.dtype == DType::kInt64) return write_integers(out, *k.input(0).as<int64_t>(), *k.input(2).as<int64_t>());
  with_real(out.dtype, [&]<class T>(T*) { write_floats<T>(out, number(k.input(0)), number(k.input(2))); });
}

// tf.range(n): from 0 to n.
bool range_from_zero(const OpDef& op, TensorImpl* const* in, int nin, const Attrs& attrs, Outputs& out) {
  if (nin != 3 || in[1]) return false;
  Tensor zero = make_scalar(in[0]->dtype, 0);
  TensorImpl* all[] = {zero.get(), in[0], in[2]};
  execute(op, all, 3, attrs, out);
  return true;
}

// --- LinSpace ---
void infer_lin_space(InferContext& c) {
  for (int i = 0; i < 3; ++i) c.require_rank(i, 0, c.op.inputs[i].name, " must be a scalar, not shape ", c.shape(i));
  const TensorImpl* num = c.value(2);
  c.out().push(num ? int_at(*num, 0) : kUnknownDim);
  if (num && c.out()[0] <= 0) c.invalid("Requires num > 0: ", c.out()[0]);
}

void lin_space_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  double start = number(k.input(0)), stop = number(k.input(1)), step = out.numel > 1 ? (stop - start) / double(out.numel - 1) : 0;
  with_real(out.dtype, [&]<class T>(T*) {
    write_floats<T>(out, start, step);
    if (out.numel > 1) out.as<T>()[out.numel - 1] = *k.input(1).as<T>();
  });
}

}  // namespace

ZEAL_OP(Range)
    .node("range")
    .doc("start, start + delta, start + 2 delta, ... before limit.")
    .type("Tidx", kRangeTypes)
    .wrapper(range_from_zero)
    .input("start", "Tidx").optional_arg("limit", "Tidx", nullptr).input("delta", "Tidx").output("output", "Tidx")
    .infer(infer_range).cpu(kRangeTypes, range_kernel).not_differentiable();

ZEAL_OP(LinSpace)
    .doc("num evenly spaced numbers from start to stop, both included.")
    .example("tf.linspace(0.0, 1.0, 5)", "[0. 0.25 0.5 0.75 1. ]")
    .type("T", kFloating).type("Tidx", kIndex)
    .input("start", "T").input("stop", "T").input("num", "Tidx").output("output", "T")
    .api("linspace, lin_space(start, stop, num, name=None)")
    .infer(infer_lin_space).cpu(kFloating, lin_space_kernel).not_differentiable();

}  // namespace zeal
