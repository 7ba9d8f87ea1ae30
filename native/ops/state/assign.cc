// AssignVariableOp, AssignAddVariableOp, AssignSubVariableOp.
#include "ops/state/assign.h"

#include "core/error.h"
#include "core/parallel.h"
#include "op/ops.h"

namespace zeal {
namespace {

// Dtypes whose loops run on the payload itself.
constexpr DTypeSet kDirect = bit(DType::kFloat32) | bit(DType::kFloat64) | bit(DType::kInt32) | bit(DType::kInt64);
constexpr int64_t kGrain = 32768;

[[noreturn, gnu::cold]] void no_value(const char* op) {
  fail(Code::kFailedPrecondition, "[", op, "] the variable has no value yet: it was not initialised");
}

void check_update(const char* op, const VariableImpl& v, const TensorImpl& t) {
  if (!v.value) no_value(op);
  if (t.dtype != v.dtype)
    fail(Code::kInvalidArgument, "[", op, "] the variable is ", dtype_name(v.dtype), ", the value is ", describe(t), "; use tf.cast");
  if (!(t.shape() == v.value->shape()))
    fail(Code::kInvalidArgument, "Cannot update variable with shape ", v.value->shape(),
         " using a Tensor with shape ", t.shape(), ", shapes must be equal. [Op:", op, "]");
}

// value = value op delta, element by element.
void update(const OpDef& op, const char* name, VariableImpl& v, const Tensor& delta) {
  check_update(name, v, *delta);
  LoopFn loop = op.loops[int(v.dtype)];
  if (!loop || !contains(kDirect, v.dtype) || !v.writable()) {
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
  if (!v.value) no_value("AssignVariableOp");
  if (!v.admits(value->shape()))
    fail(Code::kValueError, "Shapes ", (v.open_shape ? v.open_shape->view() : v.value->shape()).tuple(), " and ",
         value->shape().tuple(), " are incompatible");
  v.assign(value);
}

void assign_add(VariableImpl& v, const Tensor& delta) { update(OP(Add), "AssignAddVariableOp", v, delta); }
void assign_sub(VariableImpl& v, const Tensor& delta) { update(OP(Sub), "AssignSubVariableOp", v, delta); }

}  // namespace zeal
