// What a tensor's shape is, as tensors: Shape, ShapeN, Size, Rank.
#include "op/functions.h"
#include "op/infer.h"

namespace zeal {
namespace {

struct ShapeAttrs {
  DType out_type = DType::kInt32;
};

void write_int(TensorImpl& out, int64_t i, int64_t v) {
  if (out.dtype == DType::kInt32) out.as<int32_t>()[i] = int32_t(v);
  else out.as<int64_t>()[i] = v;
}

// A count that does not fit int32 would be wrong in silence.
void check_fits(const Kernel& k, int i, int64_t v) {
  if (k.output(0).dtype == DType::kInt32 && v > INT32_MAX)
    k.invalid("input is ", describe(k.input(i)), "; ", v, " does not fit int32: pass out_type=tf.int64");
}

void infer_shape(InferContext& c) {
  for (int i = 0; i < c.nin; ++i) {
    c.out(i).rank = 1;
    c.out(i)[0] = c.rank(i) < 0 ? kUnknownDim : c.rank(i);
  }
}

void shape_kernel(Kernel& k) {
  for (int i = 0; i < k.nin; ++i)
    for (int a = 0; a < k.input(i).rank; ++a) {
      check_fits(k, i, k.input(i).dim(a));
      write_int(k.output(i), a, k.input(i).dim(a));
    }
}

void size_kernel(Kernel& k) {
  check_fits(k, 0, k.input(0).numel);
  write_int(k.output(), 0, k.input(0).numel);
}

}  // namespace

ZEAL_OP(Shape)
    .doc("The sizes of the axes, as a vector of integers.")
    .example("tf.shape([[1, 2, 3]])", "[1 3]")
    .type("T", kAnyType)
    .attrs<ShapeAttrs>().type_arg("out_type", &ShapeAttrs::out_type, kIndex)
    .input("input", "T").output("output", "out_type")
    .api("shape(input, name=None, out_type=tf.int32)")
    .infer(infer_shape).cpu(kAnyType, shape_kernel).not_differentiable();

ZEAL_OP(ShapeN)
    .doc("The shape of each of several tensors.")
    .example("tf.shape_n([[1, 2], [[3]]])[1]", "[1 1]")
    .type("T", kAnyType)
    .attrs<ShapeAttrs>().type_arg("out_type", &ShapeAttrs::out_type, kIndex)
    .list_input_arg("input", "T")
    .list_output("output", "out_type", [](const Attrs&, int nin) { return nin; })
    .api("shape_n(input, out_type=tf.int32, name=None)")
    .infer(infer_shape).cpu(kAnyType, shape_kernel).not_differentiable();

ZEAL_OP(Size)
    .doc("The number of elements.")
    .example("tf.size([[1, 2, 3]])", "3")
    .type("T", kAnyType)
    .attrs<ShapeAttrs>().type_arg("out_type", &ShapeAttrs::out_type, kIndex)
    .input("input", "T").output("output", "out_type")
    .api("size(input, name=None, out_type=tf.int32)")
    .infer(infer_scalar).cpu(kAnyType, size_kernel).not_differentiable();

ZEAL_OP(Rank)
    .doc("The number of axes.")
    .example("tf.rank([[1, 2], [3, 4]])", "2")
    .type("T", kAnyType)
    .input("input", "T").output("output", "int32")
    .api("rank(input, name=None)")
    .infer(infer_scalar)
    .cpu(kAnyType, [](Kernel& k) { *k.output().as<int32_t>() = k.input(0).rank; })
    .not_differentiable();

}  // namespace zeal
