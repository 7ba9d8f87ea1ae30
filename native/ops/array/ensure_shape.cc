// EnsureShape: x, whose shape is compared with an expected one.
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct EnsureAttrs {
  const IntList* shape = nullptr;  // null: any
};

ShapeView expected(const EnsureAttrs& a) { return a.shape ? ShapeView{a.shape->n, a.shape->values} : ShapeView{kUnknownRank, nullptr}; }

void infer_ensured(InferContext& c) {
  const ShapeView want = expected(c.attr<EnsureAttrs>());
  if (!are_compatible(c.shape(0), want))
    c.invalid("Shape of tensor input ", c.shape(0), " is not compatible with expected shape ", want, ".; ", c.show(0));
  Shape& out = c.out() = c.rank(0) < 0 ? want : c.shape(0);
  for (int i = 0; i < want.rank && c.rank(0) >= 0; ++i)
    if (out[i] < 0) out[i] = want[i];
}

}  // namespace

ZEAL_OP(EnsureShape)
    .doc("The input, whose shape must fit the given one; null or None leaves open.")
    .type("T", kAnyType).attrs<EnsureAttrs>().attr("shape", &EnsureAttrs::shape)
    .input("input", "T").output("output", "T")
    .infer(infer_ensured).view()
    .grad([](Grad& g) { g.set(0, g.dy()); });

}  // namespace zeal
