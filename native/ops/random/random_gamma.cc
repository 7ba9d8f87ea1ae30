// RandomGamma: Gamma(alpha, 1) numbers.
#include <cmath>

#include "core/half.h"
#include "core/parallel.h"
#include "op/functions.h"
#include "ops/random/random_fill.h"
#include "ops/random/rejection.h"
#include "ops/random/streams.h"
#include "tape/tape.h"

namespace zeal {
namespace {

// G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables" (2000): for
// alpha >= 1, d v with v = (1 + c x)^3, x normal, is accepted by a squeeze or by the exact test. A
// smaller alpha draws Gamma(alpha + 1) and multiplies by u^(1/alpha); alpha = 1 is exponential.
double draw_gamma(double alpha, DoubleReader reader) {
  if (alpha == 1) return -std::log(1 - reader.uniform());
  const bool boost = alpha < 1;
  const double d = alpha + (boost ? 2.0 / 3 : -1.0 / 3), c = 1.0 / 3 / std::sqrt(d);
  for (;;) {
    const double x = reader.normal();
    double v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    const double u = reader.uniform(), x2 = x * x;
    if (!(u < 1 - 0.0331 * x2 * x2) && !(std::log(u) < 0.5 * x2 + d * (1 - v + std::log(v)))) continue;
    return boost ? d * v * std::pow(reader.uniform(), 1 / alpha) : d * v;
  }
}

double to_double(Half x) { return x.to_float(); }
double to_double(BFloat16 x) { return x.to_float(); }
double to_double(float x) { return x; }
double to_double(double x) { return x; }
void put(double x, Half& to) { to = Half::from(static_cast<float>(x)); }
void put(double x, BFloat16& to) { to = BFloat16::from(static_cast<float>(x)); }
void put(double x, float& to) { to = static_cast<float>(x); }
void put(double x, double& to) { to = x; }

// Sample s of alpha a lies at s * alphas + a, and owns stretch a * samples + s of the stream.
template <class T> void gamma_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  if (!out.numel) return;
  const TensorImpl& alpha = k.input(1);
  const int64_t alphas = alpha.numel, samples = out.numel / alphas;
  for (int64_t a = 0; a < alphas; ++a)
    if (!(to_double(alpha.as<T>()[a]) >= 0))
      k.invalid("alpha must not be negative, got ", to_double(alpha.as<T>()[a]), " at position ", a);
  const Philox stream = reserve_stream(k, blocks_for(out));
  parallel_for(out.numel, 2048, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t a = i / samples, s = i % samples;
      put(draw_gamma(to_double(alpha.as<T>()[a]), DoubleReader(stream, i)), out.as<T>()[s * alphas + a]);
    }
  });
}

// By alpha: as the samples move with it at their own quantiles. In float32 for the narrow types.
void grad_gamma(Grad& g) {
  if (!g.wants(1)) return;
  const Tensor &alpha = g.in(1), &sample = g.out();
  const bool narrow = alpha->dtype != DType::kFloat32 && alpha->dtype != DType::kFloat64;
  const DType wide = narrow ? DType::kFloat32 : alpha->dtype;
  Tensor slope = call(OP(RandomGammaGrad), {cast(alpha, wide), cast(sample, wide)});
  g.set(1, sum_to_shape(through(g.dy(), cast(slope, alpha->dtype)), shape_of(alpha)));
}

}  // namespace

ZEAL_OP(RandomGamma)
    .doc("Gamma(alpha, 1) numbers: `shape` samples of each alpha.")
    .type("S", kIndex).type("T", kFloating)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .input("shape", "S").input("alpha", "T").output("output", "T")
    .infer(infer_samples).stateful().dispatch_on(1).saves({In(1), Out(0)}).grad(grad_gamma)
    .cpu(bit(DType::kFloat16), gamma_kernel<Half>).cpu(bit(DType::kBFloat16), gamma_kernel<BFloat16>)
    .cpu(bit(DType::kFloat32), gamma_kernel<float>).cpu(bit(DType::kFloat64), gamma_kernel<double>);

}  // namespace zeal
