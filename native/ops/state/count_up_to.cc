// ResourceCountUpTo: a counter that stops at a limit.
#include <cstring>

#include "op/functions.h"
#include "ops/state/assign.h"
#include "ops/state/on_handle.h"

namespace zeal {
namespace {

struct CountAttrs {
  int64_t limit = 0;
  DType T = DType::kInt32;
};

void count_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  if (v.value->rank || v.dtype != k.attr<CountAttrs>().T)
    k.invalid("the variable must be an integer scalar, of T = ", dtype_name(k.attr<CountAttrs>().T), "; it is ", describe(*v.value));
  const int64_t limit = k.attr<CountAttrs>().limit;
  if (int_at(*v.value, 0) >= limit) fail(Code::kOutOfRange, "[", k.op.name, "] Reached limit of ", limit);
  std::memcpy(k.output().data, v.value->data, v.value->nbytes());
  assign_add(v, make_scalar(v.dtype, 1));
}

}  // namespace

ZEAL_OP(ResourceCountUpTo)
    .doc("Adds 1 to an integer variable, unless it has reached a limit; gives the value before.")
    .attrs<CountAttrs>().attr("limit", &CountAttrs::limit, true).type_arg("T", &CountAttrs::T, kIndex, true)
    .input("resource", "resource").output("output", "T")
    .infer(infer_scalar).stateful().cpu(bit(DType::kResource), count_kernel).not_differentiable();

}  // namespace zeal
