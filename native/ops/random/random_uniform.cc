// RandomUniform and RandomUniformInt.
#include "ops/random/random_fill.h"
#include "ops/random/streams.h"

namespace zeal {
namespace {

void uniform_kernel(Kernel& k) {
  fill_random(random_kernels().uniform, reserve_stream(k, blocks_for(k.output())), k.output());
}

void uniform_int_kernel(Kernel& k) {
  fill_random_int(k, reserve_stream(k, blocks_for(k.output())), k.input(1), k.input(2));
}

void infer_uniform_int(InferContext& c) {
  infer_random(c);
  c.require_rank(1, 0, "minval must be 0-D, got shape ", c.shape(1));
  c.require_rank(2, 0, "maxval must be 0-D, got shape ", c.shape(2));
}

}  // namespace

ZEAL_OP(RandomUniform)
    .doc("Uniform numbers in [0, 1).")
    .type("T", kIndex)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .type_arg("dtype", &RandomAttrs::dtype, kFloating, /*required=*/true)
    .input("shape", "T").output("output", "dtype")
    .infer(infer_random).stateful().dispatch_on_output().cpu(kFloating, uniform_kernel)
    .not_differentiable();

ZEAL_OP(RandomUniformInt)
    .doc("Uniform integers in [minval, maxval).")
    .type("Tout", kIndex).type("T", kIndex)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .input("shape", "T").input("minval", "Tout").input("maxval", "Tout").output("output", "Tout")
    .infer(infer_uniform_int).stateful().dispatch_on(1).cpu(kIndex, uniform_int_kernel)
    .not_differentiable();

}  // namespace zeal
