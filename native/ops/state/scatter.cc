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

// What a graph knows of the shapes is checked on the line that makes the node; kernels check the rest.
void infer_rows(InferContext& c) {
  if (!symbol_of(c.input(0)) || !c.rank(2)) return;
  const Shape have = shape_of_values(c);
  if (have.rank < 0 || c.rank(1) < 0) return;
  if (!have.rank) c.invalid("the variable is a scalar, which has no rows");
  Shape want(c.shape(1));
  for (int i = 1; i < have.rank; ++i) want.push(have[i]);
  if (are_compatible(c.shape(2), want)) return;
  fail(Code::kInvalidArgument, c.differing_in_graph(c.shape(2), want), "updates has shape ", c.shape(2), "; indices of shape ",
       c.shape(1), " into a variable of shape ", have.view(), " need ", want.view(), " [Op:", c.op.name, "]");
}

// The same of indices that are tuples, in TensorFlow's words.
void infer_tuples(InferContext& c) {
  if (!symbol_of(c.input(0)) || c.rank(1) < 1 || c.rank(2) < 0) return;
  const Shape have = shape_of_values(c);
  const int batch = c.rank(1) - 1;
  const int64_t depth = c.dim(1, batch);
  if (have.rank < 0 || depth < 0 || depth > have.rank) return;
  const ShapeView ids = c.shape(1), updates = c.shape(2), outer{std::min(batch, updates.rank), updates.dims};
  const ShapeView rows{ids.rank - 1, ids.dims}, inner{updates.rank - outer.rank, updates.dims + outer.rank};
  const ShapeView row{have.rank - int(depth), have.dims + depth};
  if (!are_compatible(rows, outer))
    c.invalid("The outer ", batch, " dimensions of indices.shape=", ids, " must match the outer ", batch, " dimensions of updates.shape=",
              updates, ": ", differing_shapes(rows, outer));
  if (!are_compatible(row, inner))
    c.invalid("The inner ", row.rank, " dimensions of input.shape=", have.view(), " must match the inner ", inner.rank,
              " dimensions of updates.shape=", updates, ": ", differing_shapes(row, inner));
}

// Kernels for fewer dtypes than are declared are those of the arithmetic.
OpDef& by_number(OpDef& op, DTypeSet types, KernelFn kernel) {
  return op.type("dtype", types).type("Tindices", kIndex)
      .input("resource", "resource").input("indices", "Tindices").input("updates", "dtype")
      .infer(infer_rows).stateful().dispatch_on(2).cpu(types == kAnyType ? types : types & kComputed, kernel).not_differentiable();
}

OpDef& by_tuple(OpDef& op, DTypeSet types, KernelFn kernel) {
  return op.type("T", types).type("Tindices", kIndex)
      .attrs<LockAttrs>().attr("use_locking", &LockAttrs::use_locking)
      .input("ref", "resource").input("indices", "Tindices").input("updates", "T")
      .infer(infer_tuples).stateful().dispatch_on(2).cpu(types == kAnyType ? types : types & kComputed, kernel).not_differentiable();
}

}  // namespace

ZEAL_OP(ResourceScatterUpdate)
    .with(by_number, kAnyType, write_kernel<false>)
    .node("ScatterUpdate")
    .doc("Sets rows of a variable; of those that meet, the last stays.");

ZEAL_OP(ResourceScatterAdd)
    .with(by_number, kNumbers, combine_kernel<false, add>)
    .node("ScatterAdd")
    .doc("Adds to rows of a variable.");

ZEAL_OP(ResourceScatterSub)
    .with(by_number, kNumbers, combine_kernel<false, sub>)
    .node("ScatterSub")
    .doc("Subtracts from rows of a variable.");

ZEAL_OP(ResourceScatterMul)
    .with(by_number, kNumbers, combine_kernel<false, mul>)
    .node("ScatterMul")
    .doc("Multiplies rows of a variable.");

ZEAL_OP(ResourceScatterDiv)
    .with(by_number, kNumbers, combine_kernel<false, div>)
    .node("ScatterDiv")
    .doc("Divides rows of a variable.");

ZEAL_OP(ResourceScatterMin)
    .with(by_number, kRealNumbers, combine_kernel<false, minimum>)
    .node("ScatterMin")
    .doc("Takes the minimum of rows of a variable and updates.");

ZEAL_OP(ResourceScatterMax)
    .with(by_number, kRealNumbers, combine_kernel<false, maximum>)
    .node("ScatterMax")
    .doc("Takes the maximum of rows of a variable and updates.");

ZEAL_OP(ResourceScatterNdUpdate)
    .with(by_tuple, kAnyType, write_kernel<true>)
    .node("ScatterNdUpdate")
    .doc("Sets the parts of a variable that index tuples name.");

ZEAL_OP(ResourceScatterNdAdd)
    .with(by_tuple, kNumbers, combine_kernel<true, add>)
    .node("ScatterNdAdd")
    .doc("Adds to the parts of a variable that index tuples name.");

ZEAL_OP(ResourceScatterNdSub)
    .with(by_tuple, kNumbers, combine_kernel<true, sub>)
    .node("ScatterNdSub")
    .doc("Subtracts from the parts of a variable that index tuples name.");

}  // namespace zeal
