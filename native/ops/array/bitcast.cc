// Bitcast: the same bytes under another dtype.
#include "op/functions.h"
#include "op/infer.h"

namespace zeal {
namespace {

constexpr DTypeSet kPlain = kNumbers | kQuantized;

struct BitcastAttrs {
  DType type = DType::kInvalid;
};

// A larger dtype takes up the last axis, a smaller one adds one.
void infer_bitcast(InferContext& c) {
  int64_t from = int64_t(dtype_size(c.dtype(0))), to = int64_t(dtype_size(c.attr<BitcastAttrs>().type));
  Shape& out = c.out() = c.shape(0);
  if (c.rank(0) < 0 || from == to) return;
  if (from > to) return out.push(from / to);
  int last = c.rank(0) - 1;
  if (last < 0 || (c.dim(0, last) >= 0 && c.dim(0, last) != to / from))
    c.invalid(last < 0 ? c.in_graph("Shape must be at least rank 1 but is rank 0")
                       : c.in_graph("Cannot bitcast due to shape. ", c.dim(0, last), " does not match ", to / from),
              "Cannot bitcast from ", int(c.dtype(0)), " to ", int(c.attr<BitcastAttrs>().type), "; ", c.show(0),
              "; its last axis must have size ", to / from, " to make one ", dtype_name(c.attr<BitcastAttrs>().type));
  out.rank = last;
}

void bitcast_kernel(Kernel& k) {
  k.out[0] = make_view_as(*k.in[0], k.attr<BitcastAttrs>().type, k.spec[0].shape);
}

}  // namespace

ZEAL_OP(Bitcast)
    .doc("The bytes of a tensor read as another dtype.")
    .type("T", kPlain)
    .attrs<BitcastAttrs>()
    .type_arg("type", &BitcastAttrs::type, kPlain, /*required=*/true)
    .input("input", "T").output("output", "type")
    .infer(infer_bitcast).made_by_kernel().shares(0).cpu(kPlain, bitcast_kernel)
    .not_differentiable();

}  // namespace zeal
