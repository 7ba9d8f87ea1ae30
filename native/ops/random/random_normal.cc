// RandomStandardNormal and TruncatedNormal.
#include "ops/random/random_fill.h"
#include "ops/random/streams.h"

namespace zeal {
namespace {

void normal_kernel(Kernel& k) {
  fill_random(random_kernels().normal, reserve_stream(k, blocks_for(k.output())), k.output());
}

void truncated_kernel(Kernel& k) {
  fill_random(random_kernels().truncated_normal, reserve_stream(k, blocks_for(k.output())), k.output());
}

}  // namespace

ZEAL_OP(RandomStandardNormal)
    .doc("Normal numbers of mean 0 and standard deviation 1.")
    .type("T", kIndex)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .type_arg("dtype", &RandomAttrs::dtype, kFloating, /*required=*/true)
    .input("shape", "T").output("output", "dtype")
    .infer(infer_random).stateful().dispatch_on_output().cpu(kFloating, normal_kernel)
    .not_differentiable();

ZEAL_OP(TruncatedNormal)
    .doc("Normal numbers of mean 0 and standard deviation 1, drawn again until inside (-2, 2).")
    .type("T", kIndex)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .type_arg("dtype", &RandomAttrs::dtype, kFloating, /*required=*/true)
    .input("shape", "T").output("output", "dtype")
    .infer(infer_random).stateful().dispatch_on_output().cpu(kFloating, truncated_kernel)
    .not_differentiable();

}  // namespace zeal
