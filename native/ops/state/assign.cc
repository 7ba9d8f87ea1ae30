// AssignVariableOp, AssignAddVariableOp, AssignSubVariableOp, ResourceCountUpTo.
#include "ops/state/assign.h"

#include <cstring>

#include "core/error.h"
#include "core/parallel.h"
#include "core/thread_state.h"
#include "op/ops.h"

namespace zeal {
namespace {

// Dtypes whose loops run on the payload itself.
constexpr DTypeSet kDirect = bit(DType::kFloat32) | bit(DType::kFloat64) | bit(DType::kInt32) | bit(DType::kInt64);
constexpr int64_t kGrain = 32768;

[[noreturn, gnu::cold]] void no_value(const char* op) {
  fail(Code::kFailedPrecondition, "[", op, "] the variable has no value yet: it was not initialised");
}

void check_dtype(const char* op, const VariableImpl& v, const TensorImpl& t) {
  if (!v.value) no_value(op);
  if (t.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[", op, "] the variable is ", dtype_name(v.dtype), ", the value is ", describe(t), "; use tf.cast");
}

void check_update(const char* op, const VariableImpl& v, const TensorImpl& t) {
  check_dtype(op, v, t);
  if (!(t.shape() == v.value->shape()))
    fail(Code::kInvalidArgument, "Cannot update variable with shape ", v.value->shape(),
         " using a Tensor with shape ", t.shape(), ", shapes must be equal. [Op:", op, "]");
}

// value = value op delta, element by element.
void update(const OpDef& op, const char* name, VariableImpl& v, const Tensor& delta) {
  check_update(name, v, *delta);
  LoopFn loop = op.loops[int(v.dtype)];
  if (!loop || !contains(kDirect, v.dtype) || !v.writable()) {
    KeepHostLock atomic;
    TensorImpl* in[] = {v.value.get(), delta.get()};
    Outputs out;
    run_kernel(op, in, 2, op.defaults, out);
    v.value = std::move(out[0]);
    return;
  }
  long size = long(dtype_size(v.dtype));
  char *to = v.value->data, *from = delta->data;
  parallel_for(v.value->numel, kGrain, [&](int64_t begin, int64_t end) {
    char* ptrs[] = {to + begin * size, from + begin * size, to + begin * size};
    long strides[] = {size, size, size};
    loop(ptrs, strides, long(end - begin));
  });
}

}  // namespace

void assign(VariableImpl& v, const Tensor& value) {
  check_dtype("AssignVariableOp", v, *value);
  if (!v.admits(value->shape()))
    fail(Code::kValueError, "Shapes ", (v.open_shape ? v.open_shape->view() : v.value->shape()).tuple(), " and ",
         value->shape().tuple(), " are incompatible");
  v.assign(value);
}

Tensor count_up_to(VariableImpl& v, int64_t limit) {
  if (!v.value) no_value("ResourceCountUpTo");
  if (v.value->rank || !contains(kIndex, v.dtype))
    fail(Code::kInvalidArgument, "count_up_to: the variable must be an integer scalar (int32 or int64), it is ", describe(*v.value));
  const int64_t now = int_at(*v.value, 0);
  if (now >= limit) fail(Code::kOutOfRange, "Reached limit of ", limit);
  Tensor before = make_scalar(v.dtype, 0);
  std::memcpy(before->data, v.value->data, before->nbytes());
  assign_add(v, make_scalar(v.dtype, 1));
  return before;
}

void assign_add(VariableImpl& v, const Tensor& delta) { update(OP(Add), "AssignAddVariableOp", v, delta); }
void assign_sub(VariableImpl& v, const Tensor& delta) { update(OP(Sub), "AssignSubVariableOp", v, delta); }

}  // namespace zeal
