// ResourceScatter* and ResourceScatterNd*: updates of rows of a variable, at positions along the first axis, or
// along several. Updates other than those that set rows all apply where indices meet.
#include "op/functions.h"
#include "ops/state/scatter_rows.h"

namespace zeal {
namespace {

struct LockAttrs {
  bool use_locking = true;
};

const OpDef& add() { return OP(Add); }
const OpDef& sub() { return OP(Sub); }
const OpDef& mul() { return OP(Mul); }
const OpDef& div() { return OP(Div); }
const OpDef& minimum() { return OP(Minimum); }
const OpDef& maximum() { return OP(Maximum); }

template <bool tuples> void write_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  const Rows r = check_rows(k, v, tuples);
  write_rows(v, r, Tensor::share(k.in[2]));  // perhaps the variable's own value
}

// Zero divisors are refused before the first row changes.
void check_divisors(const Kernel& k, const OpDef& op) {
  TensorImpl* in[] = {k.in[2], k.in[2]};
  Outputs out;
  try {
    run_kernel(op, in, 2, op.defaults, out);
  } catch (const Error& e) {
    fail(e.code(), "[", k.op.name, "] ", e.message());
  }
}

template <bool tuples, const OpDef& (*how)()> void combine_kernel(Kernel& k) {
  VariableImpl& v = variable_with_value(k);
  const Rows r = check_rows(k, v, tuples);
  if (contains(how().checked_types, v.dtype)) check_divisors(k, how());
  combine_rows(how(), v, r, Tensor::share(k.in[2]));
}

// Kernels for fewer dtypes than are declared are those of the arithmetic.
OpDef& by_number(const char* name, DTypeSet types, KernelFn kernel) {
  return register_op(name).type("dtype", types).type("Tindices", kIndex)
      .input("resource", "resource").input("indices", "Tindices").input("updates", "dtype")
      .infer(infer_nothing).stateful().dispatch_on(2).cpu(types == kAnyType ? types : types & kComputed, kernel).not_differentiable();
}

OpDef& by_tuple(const char* name, DTypeSet types, KernelFn kernel) {
  return register_op(name).type("T", types).type("Tindices", kIndex)
      .attrs<LockAttrs>().attr("use_locking", &LockAttrs::use_locking)
      .input("ref", "resource").input("indices", "Tindices").input("updates", "T")
      .infer(infer_nothing).stateful().dispatch_on(2).cpu(types == kAnyType ? types : types & kComputed, kernel).not_differentiable();
}

#define ZEAL_SCATTER(form, name, ...) [[maybe_unused]] const OpDef& zeal_op_##name = form(#name, __VA_ARGS__)

ZEAL_SCATTER(by_number, ResourceScatterUpdate, kAnyType, write_kernel<false>).doc("Sets rows of a variable; of those that meet, the last stays.");
ZEAL_SCATTER(by_number, ResourceScatterAdd, kNumbers, (combine_kernel<false, add>)).doc("Adds to rows of a variable.");
ZEAL_SCATTER(by_number, ResourceScatterSub, kNumbers, (combine_kernel<false, sub>)).doc("Subtracts from rows of a variable.");
ZEAL_SCATTER(by_number, ResourceScatterMul, kNumbers, (combine_kernel<false, mul>)).doc("Multiplies rows of a variable.");
ZEAL_SCATTER(by_number, ResourceScatterDiv, kNumbers, (combine_kernel<false, div>)).doc("Divides rows of a variable.");
ZEAL_SCATTER(by_number, ResourceScatterMin, kRealNumbers, (combine_kernel<false, minimum>)).doc("Takes the minimum of rows of a variable and updates.");
ZEAL_SCATTER(by_number, ResourceScatterMax, kRealNumbers, (combine_kernel<false, maximum>)).doc("Takes the maximum of rows of a variable and updates.");
ZEAL_SCATTER(by_tuple, ResourceScatterNdUpdate, kAnyType, write_kernel<true>).doc("Sets the parts of a variable that index tuples name.");
ZEAL_SCATTER(by_tuple, ResourceScatterNdAdd, kNumbers, (combine_kernel<true, add>)).doc("Adds to the parts of a variable that index tuples name.");
ZEAL_SCATTER(by_tuple, ResourceScatterNdSub, kNumbers, (combine_kernel<true, sub>)).doc("Subtracts from the parts of a variable that index tuples name.");

}  // namespace
}  // namespace zeal
