// PlaceholderWithDefault: its input, unless a run is fed another value.
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct DefaultAttrs {
  const IntList* shape = nullptr;  // null: any
};

// A graph knows no more than that shape, since what is fed may be unlike the input.
void infer_default(InferContext& c) {
  const IntList* sizes = c.attr<DefaultAttrs>().shape;
  const ShapeView want = sizes ? ShapeView{sizes->n, sizes->values} : ShapeView{kUnknownRank, nullptr};
  if (!are_compatible(c.shape(0), want))
    fail(Code::kValueError, "[", c.op.name, "] Shapes ", c.shape(0), " and ", want, " are incompatible: ", c.show(0), ", which must fit the shape");
  c.out() = c.input(0).symbolic() ? want : c.shape(0);
}

}  // namespace

ZEAL_OP(PlaceholderWithDefault)
    .doc("The input, unless a run is fed another value of the given shape; null or None leaves open.")
    .type("dtype", kAnyType).attrs<DefaultAttrs>().attr("shape", &DefaultAttrs::shape)
    .input("input", "dtype").output("output", "dtype")
    .infer(infer_default).view().stateful()
    .grad([](Grad& g) { g.set(0, g.dy()); });

}  // namespace zeal
