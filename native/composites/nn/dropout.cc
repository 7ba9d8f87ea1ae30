// Random elements set to zero.
#include "composites/composite.h"
#include "op/functions.h"

namespace zeal {
namespace {

// x * scale where uniform noise reaches rate, 0 elsewhere.
Tensor dropout(const Tensor& x, const Tensor& noise_shape, int64_t seed, int64_t seed2, const Tensor& rate,
               const Tensor& scale) {
  const Tensor noise = random_uniform(noise_shape ? noise_shape : shape_of(x), x->dtype, seed, seed2);
  const Tensor scaled = x * scale, kept = call(OP(GreaterEqual), {noise, rate});
  return scaled * cast(kept, x->dtype);
}
ZEAL_COMPOSITE(dropout, "x, noise_shape: ints?, seed, seed2, rate: like x, scale: like x");

}  // namespace
}  // namespace zeal
