// ResourceStridedSliceAssign: a variable's slice set to a value.
#include "ops/array/slice_spec.h"
#include "ops/state/on_handle.h"

namespace zeal {
namespace {

void slice_assign_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  const Tensor value = Tensor::share(k.in[4]);  // perhaps the variable's own
  if (value->dtype != v.dtype)
    k.invalid("l-value dtype ", dtype_word(v.dtype), " does not match r-value dtype ", dtype_word(value->dtype), "; the value is ",
              describe(*value), "; convert it with tf.cast");
  const SliceSpec s = resolve_slice(k.op, v.value->shape(), k.input(1), k.input(2), k.input(3), k.attr<SliceMasks>());
  if (!value->numel && !num_elements(s.final.view())) return;  // nothing to write, whatever the other sizes are
  if (!(value->shape() == s.final.view()))
    fail(Code::kUnimplemented, "[", k.op.name, "] sliced l-value shape ", s.final, " does not match r-value shape ", value->shape(),
         ". Automatic broadcasting not yet implemented: use tf.broadcast_to or tf.fill");
  v.own_payload();
  write_slice(*v.value, s, *value);
}

}  // namespace

ZEAL_OP(ResourceStridedSliceAssign)
    .doc("Sets the slice of a variable that StridedSlice would read. The value has the slice's shape; nothing is broadcast.")
    .type("T", kAnyType).type("Index", kIndex)
    .attrs<SliceMasks>()
    .attr("begin_mask", &SliceMasks::begin_mask).attr("end_mask", &SliceMasks::end_mask)
    .attr("ellipsis_mask", &SliceMasks::ellipsis_mask).attr("new_axis_mask", &SliceMasks::new_axis_mask)
    .attr("shrink_axis_mask", &SliceMasks::shrink_axis_mask)
    .input("ref", "resource").input("begin", "Index").input("end", "Index").input("strides", "Index").input("value", "T")
    .infer(infer_nothing).stateful().dispatch_on(4).cpu(kAnyType, slice_assign_kernel).not_differentiable();

}  // namespace zeal
