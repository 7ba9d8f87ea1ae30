// Pack and Unpack: tensors of one shape joined along a new axis, and the reverse.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct PackAttrs {
  int32_t axis = 0;
};
struct UnpackAttrs {
  int32_t num = 0, axis = 0;
};

[[noreturn, gnu::cold]] void shapes_differ(InferContext& c, int i) {
  c.invalid(c.differing_in_graph(c.shape(0), c.shape(i)), "Shapes of all inputs must match: values[0].shape = ", c.shape(0), " != values[", i, "].shape = ", c.shape(i), "; ",
            c.show(0), ", ", c.show(i));
}

void infer_pack(InferContext& c) {
  if (!c.nin) c.invalid("needs at least one tensor to stack");
  Shape common(c.shape(0));
  for (int i = 1; i < c.nin; ++i)
    if (!narrow(common, c.shape(i))) shapes_differ(c, i);
  if (common.rank < 0) {
    c.out() = Shape::unknown();
    return;
  }
  if (common.rank == kMaxRank) c.invalid(c.show(0), " has the greatest rank supported already");
  const int axis = c.attr<PackAttrs>().axis, rank = common.rank + 1;
  const int at = c.axis(axis, rank, "axis = ", axis, " not in [", -rank, ", ", rank, ")");
  for (int i = 0; i <= common.rank; ++i) {
    if (i == at) c.out().push(c.nin);
    if (i < common.rank) c.out().push(common[i]);
  }
}

int axis_of(int axis, int rank) { return axis < 0 ? axis + rank : axis; }

void pack_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  interleave(out, k.in, k.nin, axis_of(k.attr<PackAttrs>().axis, out.rank));
}

void infer_unpack(InferContext& c) {
  const auto& a = c.attr<UnpackAttrs>();
  const int rank = c.rank(0);
  int at = rank < 0 ? 0 : c.axis(a.axis, rank, "axis = ", int(a.axis), " not in [", -rank, ", ", rank, ")",
                                 rank ? "" : "; a scalar cannot be unstacked");
  if (rank > 0 && c.dim(0, at) >= 0 && c.dim(0, at) != a.num)
    c.invalid(c.in_graph("Dimension must be ", a.num, " but is ", c.dim(0, at)), "Input shape axis ", at, " must equal ", a.num, ", got shape ", c.shape(0), "; ", c.show(0),
              "; num must be the size of axis ", at);
  for (int i = 0; i < c.nout; ++i) {
    if (c.rank(0) < 0) c.out(i) = Shape::unknown();
    for (int d = 0; d < c.rank(0); ++d)
      if (d != at) c.out(i).push(c.dim(0, d));
  }
}

void unpack_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  separate(in, k.out, k.nout, axis_of(k.attr<UnpackAttrs>().axis, in.rank));
}

void grad_pack(Grad& g) {
  Tensor dy = g.dy();
  Attrs a = Attrs::of(UnpackAttrs{g.nin(), g.attr<PackAttrs>().axis});
  Outputs parts = call_list(OP(Unpack), &dy, 1, a);
  for (int i = 0; i < g.nin(); ++i)
    if (g.wants(i)) g.set(i, parts[i]);
}

void grad_unpack(Grad& g) {
  std::vector<Tensor> dys;
  for (int i = 0; i < g.nout(); ++i) dys.push_back(g.dy(i));
  Outputs out = call_list(OP(Pack), dys.data(), g.nout(), Attrs::of(PackAttrs{g.attr<UnpackAttrs>().axis}));
  g.set(0, std::move(out[0]));
}

}  // namespace

ZEAL_OP(Pack)
    .node("stack")
    .doc("Joins tensors of one shape along a new axis.")
    .example("tf.stack([[1, 2], [3, 4]], axis=1)", "[[1 3] [2 4]]")
    .type("T", kAnyType)
    .attrs<PackAttrs>().attr("axis", &PackAttrs::axis)
    .list_input_arg("values", "T").output("output", "T")
    .infer(infer_pack).cpu(kAnyType, pack_kernel)
    .grad(grad_pack);

ZEAL_OP(Unpack)
    .node("unstack")
    .doc("Splits a tensor into the `num` slices along an axis, dropping that axis.")
    .type("T", kAnyType)
    .attrs<UnpackAttrs>().attr("num", &UnpackAttrs::num, /*required=*/true).attr("axis", &UnpackAttrs::axis)
    .input("value", "T")
    .list_output("output", "T", [](const Attrs& a, int) { return std::max(0, a.as<UnpackAttrs>().num); })
    .infer(infer_unpack).cpu(kAnyType, unpack_kernel)
    .grad(grad_unpack);

}  // namespace zeal
