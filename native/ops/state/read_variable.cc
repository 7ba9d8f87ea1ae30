// ReadVariableOp: the value of a variable.
#include "ops/state/read_variable.h"

#include "op/functions.h"
#include "ops/state/on_handle.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct ReadAttrs {
  DType dtype = DType::kFloat32;
};

void infer_read(InferContext& c) { c.out() = shape_of_values(c); }

// A view: to tapes the variable's own tensor stands for the variable.
void read_kernel(Kernel& k) {
  VariableImpl& v = variable_at(k.input(0));
  if (!v.value)
    fail(Code::kFailedPrecondition, "[ReadVariableOp] Attempting to use uninitialized value ", name_at(k.input(0)), ". Error while reading resource variable ", name_at(k.input(0)),
         " from Container: localhost. This could mean that the variable was uninitialized, or that its Python object is gone. "
         "In a graph, run tf.global_variables_initializer() in this session first, or the variable's own initializer");
  if (v.dtype != k.attr<ReadAttrs>().dtype)
    k.invalid("Trying to read variable with wrong dtype. Expected ", dtype_word(k.attr<ReadAttrs>().dtype), " got ", dtype_word(v.dtype));
  const Tensor value = read_variable(v);
  k.out[0] = make_view(*value, value->shape());
}

}  // namespace

Tensor read_by_handle(const Tensor& handle, DType dtype) {
  return call(OP(ReadVariableOp), {handle}, Attrs::of(ReadAttrs{dtype}));
}

ZEAL_OP(ReadVariableOp)
    .doc("The present value of a variable; later updates do not change it.")
    .attrs<ReadAttrs>().type_arg("dtype", &ReadAttrs::dtype, kAnyType, true)
    .input("resource", "resource").output("value", "dtype")
    .infer(infer_read).stateful().made_by_kernel().cpu(bit(DType::kResource), read_kernel)
    .grad([](Grad& g) { g.pass(); });

}  // namespace zeal
