// Ops that give the same elements another shape: Reshape, Identity, StopGradient, ExpandDims, Squeeze.
#include <algorithm>

#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// Elements that zeros of the shape do not hide; -1 when it overflows.
int64_t visible_elements(ShapeView s) {
  int64_t n = 1;
  for (int i = 0; i < s.rank; ++i)
    if (s[i] && __builtin_mul_overflow(n, s[i], &n)) return -1;
  return n;
}

// What a requested shape says: the product of its sizes other than -1 and 0, and where the -1 is.
struct Request {
  int64_t product = 1;
  int free_axis = -1;
  bool has_zero = false, overflows = false;
};

Request read_request(const InferContext& c, const Shape& s) {
  Request r;
  for (int i = 0; i < s.rank; ++i) {
    r.has_zero |= s[i] == 0;
    if (s[i] >= 0) {
      r.overflows |= __builtin_mul_overflow(r.product, s[i] ? s[i] : 1, &r.product);
    } else if (r.free_axis >= 0) {
      c.invalid("Only one input size may be -1, not both ", r.free_axis, " and ", i, "; the requested shape is ", s);
    } else {
      r.free_axis = i;
    }
  }
  return r;
}

// Resolves the one -1 of a requested shape from the number of elements; beside a requested 0, from
// the sizes that are not 0, as TensorFlow does.
void fill_free_axis(InferContext& c, const Request& r, int64_t n) {
  const int64_t seen = r.has_zero ? visible_elements(c.shape(0)) : n;
  if (seen < 0 || r.overflows) c.invalid(c.show(0), "; the requested shape ", c.out(), " overflows");
  if ((r.has_zero && n) || seen % r.product != 0)
    c.invalid(c.in_graph("Dimension size must be evenly divisible by ", r.product, " but is ", n),
              "Input to reshape is a tensor with ", n, " values, but the requested shape requires a multiple of ", r.product, "; ",
              c.show(0), ", the requested shape is ", c.out());
  c.out()[r.free_axis] = seen / r.product;
}

void infer_reshape(InferContext& c) {
  const Shape& s = c.out() = c.shape_value(1, /*partial=*/true);
  if (s.rank < 0 || !c.shape(0).fully_known()) return;
  const int64_t n = num_elements(c.shape(0));
  // Of sizes that are known in part, one that is open follows from the others.
  if (!c.value(1) && (n == 0 || std::count_if(s.dims, s.dims + s.rank, [](int64_t d) { return d <= 0; }) != 1)) return;
  const Request r = read_request(c, s);
  if (r.free_axis >= 0) return fill_free_axis(c, r, n);
  if (n < 0 || (r.overflows && !r.has_zero)) c.invalid(c.show(0), "; the requested shape ", s, " overflows");
  if ((r.has_zero ? 0 : r.product) != n)
    c.invalid(c.in_graph("Cannot reshape a tensor with ", n, " elements to shape ", s, " (", r.has_zero ? 0 : r.product, " elements)"),
              "Input to reshape is a tensor with ", n, " values, but the requested shape has ", r.has_zero ? 0 : r.product, "; ",
              c.show(0), ", the requested shape is ", s);
}

void grad_to_input_shape(Grad& g) { g.set(0, reshape(g.dy(), g.in_shape(0))); }

struct SqueezeAttrs {
  const IntList* squeeze_dims = nullptr;
};

void infer_expand_dims(InferContext& c) {
  const TensorImpl* dim = c.value(1);
  if (!dim || c.rank(0) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  c.require_one(1, "'dim' must be a tensor with a single value");
  const int64_t given = int_at(*dim, 0);
  int at = c.axis(given, c.rank(0) + 1, "Tried to expand dim index ", given, " for tensor with ", c.rank(0), " dimensions.");
  Shape& out = c.out();
  for (int i = 0; i <= c.rank(0); ++i) {
    if (i == at) out.push(1);
    if (i < c.rank(0)) out.push(c.dim(0, i));
  }
}

void infer_squeeze(InferContext& c) {
  const IntList* dims = c.attr<SqueezeAttrs>().squeeze_dims;
  if (c.rank(0) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  bool chosen[kMaxRank] = {};
  for (int i = 0; dims && i < dims->n; ++i) {
    const int64_t given = dims->values[i];
    int at = c.axis(given, c.rank(0), "Tried to squeeze dim index ", given, " for tensor with ", c.rank(0), " dimensions.");
    if (c.dim(0, at) >= 0 && c.dim(0, at) != 1)
      c.invalid("Can not squeeze dim[", at, "], expected a dimension of 1, got ", c.dim(0, at), "; ", c.show(0));
    chosen[at] = true;
  }
  // Whether an axis of unknown size goes shows only at run time.
  bool all = !dims || !dims->n;
  for (int i = 0; all && i < c.rank(0); ++i)
    if (c.dim(0, i) < 0) return void(c.out() = Shape::unknown());
  for (int i = 0; i < c.rank(0); ++i) {
    bool drop = dims && dims->n ? chosen[i] : c.dim(0, i) == 1;
    if (!drop) c.out().push(c.dim(0, i));
  }
}

}  // namespace

ZEAL_OP(Reshape)
    .doc("The elements of tensor, in row-major order, under another shape; one size may be -1.")
    .example("tf.reshape([1, 2, 3, 4], [2, -1])", "[[1 2] [3 4]]")
    .type("T", kAnyType).type("Tshape", kIndex)
    .input("tensor", "T").input("shape", "Tshape").output("output", "T")
    .api("reshape, manip.reshape(tensor, shape, name=None)")
    .infer(infer_reshape).view()
    .saves({InShape(0)}).grad(grad_to_input_shape);

ZEAL_OP(Identity)
    .doc("The same value as another tensor.")
    .example("tf.identity([1, 2])", "[1 2]")
    .type("T", kAnyType | bit(DType::kVariant) | bit(DType::kResource))
    .input("input", "T").output("output", "T")
    .api("identity(input, name=None)")
    .infer(infer_same_shape).view()
    .grad([](Grad& g) { g.pass(); });

ZEAL_OP(StopGradient)
    .doc("The same value, with no gradient flowing back.")
    .example("tf.stop_gradient([1.0])", "[1.]")
    .type("T", kAnyType | bit(DType::kVariant))
    .input("input", "T").output("output", "T")
    .api("stop_gradient(input, name=None)")
    .infer(infer_same_shape).view()
    .not_differentiable();

ZEAL_OP(ExpandDims)
    .doc("Inserts an axis of size 1.")
    .example("tf.expand_dims([1, 2], 0)", "[[1 2]]")
    .type("T", kAnyType).type("Tdim", kIndex)
    .input("input", "T").input("dim", "Tdim").output("output", "T")
    .api("expand_dims(input, axis:dim=None, name=None, dim:axis=None)")
    .infer(infer_expand_dims).view()
    .saves({InShape(0)}).grad(grad_to_input_shape);

ZEAL_OP(Squeeze)
    .doc("Removes axes of size 1: the given ones, or all.")
    .example("tf.squeeze([[1, 2]])", "[1 2]")
    .type("T", kAnyType)
    .input("input", "T").output("output", "T")
    .attrs<SqueezeAttrs>().attr("squeeze_dims", &SqueezeAttrs::squeeze_dims)
    .api("squeeze(input, axis:squeeze_dims=None, name=None, squeeze_dims:axis=None)")
    .infer(infer_squeeze).view()
    .saves({InShape(0)}).grad(grad_to_input_shape);

}  // namespace zeal
