// The StatelessRandom* ops: numbers that are a function of their seed input alone.
#include "ops/random/stateless.h"

#include "ops/random/random_fill.h"

namespace zeal {
namespace {

struct StatelessAttrs {
  DType dtype = DType::kFloat32;
};

void infer_stateless(InferContext& c) {
  infer_random(c);
  check_stateless_seed(c, 1);
}

void infer_stateless_int(InferContext& c) {
  infer_stateless(c);
  c.require_rank(2, 0, "minval must be 0-D, got shape ", c.shape(2));
  c.require_rank(3, 0, "maxval must be 0-D, got shape ", c.shape(3));
}

void uniform_kernel(Kernel& k) { fill_random(random_kernels().uniform, stateless_stream(k.input(1)), k.output()); }
void normal_kernel(Kernel& k) { fill_random(random_kernels().normal, stateless_stream(k.input(1)), k.output()); }
void truncated_kernel(Kernel& k) {
  fill_random(random_kernels().truncated_normal, stateless_stream(k.input(1)), k.output());
}
void uniform_int_kernel(Kernel& k) { fill_random_int(k, stateless_stream(k.input(1)), k.input(2), k.input(3)); }

}  // namespace

void check_stateless_seed(InferContext& c, int input) {
  if (c.rank(input) < 0 || (c.rank(input) == 1 && (c.dim(input, 0) < 0 || c.dim(input, 0) == 2))) return;
  c.invalid("seed must have shape [2], not ", c.shape(input), "; ", c.show(input), "; a seed is two integers");
}

Philox stateless_stream(const TensorImpl& seed) {
  return philox_from_stateless_seed(uint64_t(int_at(seed, 0)), uint64_t(int_at(seed, 1)));
}

ZEAL_OP(StatelessRandomUniform)
    .doc("Uniform numbers in [0, 1), determined by the seed.")
    .type("T", kIndex).type("Tseed", kIndex)
    .attrs<StatelessAttrs>().type_arg("dtype", &StatelessAttrs::dtype, kFloating)
    .input("shape", "T").input("seed", "Tseed").output("output", "dtype")
    .infer(infer_stateless).dispatch_on_output().cpu(kFloating, uniform_kernel).not_differentiable();

ZEAL_OP(StatelessRandomNormal)
    .doc("Normal numbers of mean 0 and standard deviation 1, determined by the seed.")
    .type("T", kIndex).type("Tseed", kIndex)
    .attrs<StatelessAttrs>().type_arg("dtype", &StatelessAttrs::dtype, kFloating)
    .input("shape", "T").input("seed", "Tseed").output("output", "dtype")
    .infer(infer_stateless).dispatch_on_output().cpu(kFloating, normal_kernel).not_differentiable();

ZEAL_OP(StatelessTruncatedNormal)
    .doc("Standard normal numbers inside (-2, 2), determined by the seed.")
    .type("T", kIndex).type("Tseed", kIndex)
    .attrs<StatelessAttrs>().type_arg("dtype", &StatelessAttrs::dtype, kFloating)
    .input("shape", "T").input("seed", "Tseed").output("output", "dtype")
    .infer(infer_stateless).dispatch_on_output().cpu(kFloating, truncated_kernel).not_differentiable();

ZEAL_OP(StatelessRandomUniformInt)
    .doc("Uniform integers in [minval, maxval), determined by the seed.")
    .type("dtype", kIndex).type("T", kIndex).type("Tseed", kIndex)
    .input("shape", "T").input("seed", "Tseed").input("minval", "dtype").input("maxval", "dtype")
    .output("output", "dtype")
    .infer(infer_stateless_int).dispatch_on(2).cpu(kIndex, uniform_int_kernel).not_differentiable();

}  // namespace zeal
