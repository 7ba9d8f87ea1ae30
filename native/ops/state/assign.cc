// AssignVariableOp, AssignAddVariableOp, AssignSubVariableOp.
#include "ops/state/assign.h"

#include "core/error.h"
#include "core/parallel.h"
#include "core/thread_state.h"
#include "op/functions.h"
#include "ops/state/on_handle.h"

namespace zeal {
namespace {

// Dtypes whose loops run on the payload itself.
constexpr DTypeSet kDirect = bit(DType::kFloat32) | bit(DType::kFloat64) | bit(DType::kInt32) | bit(DType::kInt64);
constexpr int64_t kGrain = 32768;

[[noreturn, gnu::cold]] void bad_dtype(const char* op, const VariableImpl& v, const TensorImpl& t) {
  if (v.dtype == DType::kInvalid) fail(Code::kFailedPrecondition, "[", op, "] the variable has no value yet: it was not initialised");
  fail(Code::kInvalidArgument, "[", op, "] Trying to assign variable with wrong dtype. Expected ", dtype_word(v.dtype), " got ",
       dtype_word(t.dtype), "; the value is ", describe(t), "; convert it with tf.cast");
}

[[noreturn, gnu::cold]] void bad_update(const char* op, const VariableImpl& v, const TensorImpl& t) {
  if (v.dtype != t.dtype) bad_dtype(op, v, t);
  if (!v.value) fail(Code::kFailedPrecondition, "[", op, "] the variable has no value: it was not initialised");
  if (!contains(kComputed, t.dtype))
    fail(Code::kUnsupportedType, "[", op, "] has no kernel for ", dtype_word(t.dtype), " on CPU:0; the variable is ",
         describe(*v.value));
  fail(Code::kInvalidArgument, "Cannot update variable with shape ", v.value->shape(), " using a Tensor with shape ", t.shape(),
       ", shapes must be equal. [Op:", op, "]");
}

// value = value op delta, element by element.
void update(const OpDef& op, const char* name, VariableImpl& v, const Tensor& delta) {
  if (delta->symbolic()) [[unlikely]] refuse_value(*delta);
  if (v.dtype != delta->dtype || !v.value || !(delta->shape() == v.value->shape()) || !contains(kComputed, v.dtype)) [[unlikely]]
    bad_update(name, v, *delta);
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

// What a graph knows of both shapes is checked on the line that makes the node; kernels check the rest.
void infer_assign(InferContext& c) {
  if (!symbol_of(c.input(0)) || are_compatible(shape_of_values(c), c.shape(1))) return;
  const Shape have = shape_of_values(c);
  fail(Code::kInvalidArgument, c.differing_in_graph(have, c.shape(1)), "Shapes ", have.view().tuple(), " and ", c.shape(1).tuple(),
       " are incompatible [Op:", c.op.name, "]");
}

void assign_kernel(Kernel& k) { assign(variable_at(k.input(0)), Tensor::share(k.in[1])); }
template <void (*fn)(VariableImpl&, const Tensor&)> void update_kernel(Kernel& k) { fn(variable_with_value(k), Tensor::share(k.in[1])); }

}  // namespace

void assign(VariableImpl& v, const Tensor& value) {
  if (v.dtype != value->dtype) bad_dtype("AssignVariableOp", v, *value);
  if (!v.admits(value->shape()))
    fail(Code::kInvalidArgument, "Shapes ", (v.open_shape ? v.open_shape->view() : v.value->shape()).tuple(), " and ",
         value->shape().tuple(), " are incompatible [Op:AssignVariableOp]");
  v.assign(value);
}

void assign_add(VariableImpl& v, const Tensor& delta) { update(OP(Add), "AssignAddVariableOp", v, delta); }
void assign_sub(VariableImpl& v, const Tensor& delta) { update(OP(Sub), "AssignSubVariableOp", v, delta); }

ZEAL_OP(AssignVariableOp)
    .node("Assign")
    .doc("Sets the value of a variable.")
    .type("dtype", kAnyType).input("resource", "resource").input("value", "dtype")
    .infer(infer_assign).stateful().dispatch_on(1).cpu(kAnyType, assign_kernel).not_differentiable();

ZEAL_OP(AssignAddVariableOp)
    .node("AssignAdd")
    .doc("Adds to the value of a variable.")
    .type("dtype", kNumbers).input("resource", "resource").input("value", "dtype")
    .infer(infer_assign).stateful().dispatch_on(1).cpu(kComputed, update_kernel<assign_add>).not_differentiable();

ZEAL_OP(AssignSubVariableOp)
    .node("AssignSub")
    .doc("Subtracts from the value of a variable.")
    .type("dtype", kNumbers).input("resource", "resource").input("value", "dtype")
    .infer(infer_assign).stateful().dispatch_on(1).cpu(kComputed, update_kernel<assign_sub>).not_differentiable();

}  // namespace zeal
