// RandomPoissonV2: Poisson numbers.
#include <cmath>
#include <limits>

#include "core/half.h"
#include "core/parallel.h"
#include "ops/random/random_fill.h"
#include "ops/random/rejection.h"
#include "ops/random/streams.h"

namespace zeal {
namespace {

// Knuth: the number of uniforms whose product stays above exp(-rate).
double draw_small(double floor_of_product, DoubleReader& reader) {
  double count = 0;
  for (double product = reader.uniform(); product > floor_of_product; product *= reader.uniform()) ++count;
  return count;
}

// W. Hoermann, "The transformed rejection method for generating Poisson random variables" (1993),
// algorithm PTRS, for rates of 10 and more.
class LargeRate {
 public:
  explicit LargeRate(double rate)
      : rate_(rate), log_rate_(std::log(rate)), b_(0.931 + 2.53 * std::sqrt(rate)), a_(-0.059 + 0.02483 * b_),
        inverse_alpha_(1.1239 + 1.1328 / (b_ - 3.4)), sure_(0.9277 - 3.6224 / (b_ - 2)) {}

  // A value of at most `largest`.
  double draw(DoubleReader& reader, double largest) const {
    for (;;) {
      const double u = reader.uniform() - 0.5, v = reader.uniform();
      const double us = 0.5 - std::fabs(u), k = std::floor((2 * a_ / us + b_) * u + rate_ + 0.43);
      if (k > largest) continue;
      if (us >= 0.07 && v <= sure_) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const double left = std::log(v * inverse_alpha_ / (a_ / (us * us) + b_));
      int sign;
      if (left <= -rate_ + k * log_rate_ - lgamma_r(k + 1, &sign)) return k;
    }
  }

 private:
  double rate_, log_rate_, b_, a_, inverse_alpha_, sure_;
};

double rate_at(const TensorImpl& t, int64_t i) {
  switch (t.dtype) {
    case DType::kFloat16: return t.as<Half>()[i].to_float();
    case DType::kFloat32: return t.as<float>()[i];
    case DType::kFloat64: return t.as<double>()[i];
    default: return static_cast<double>(int_at(t, i));
  }
}

template <class T> double largest_of() { return static_cast<double>(std::numeric_limits<T>::max()); }
template <> double largest_of<Half>() { return 65504; }
template <class T> T to_output(double x) { return static_cast<T>(x); }
template <> Half to_output(double x) { return Half::from(static_cast<float>(x)); }

// Nearly every draw of a rate above the largest output would be rejected, for ever.
template <class T> void check_rates(const Kernel& k) {
  const TensorImpl& rates = k.input(1);
  for (int64_t r = 0; r < rates.numel; ++r) {
    const double rate = rate_at(rates, r);
    if (!(rate >= 0 && rate <= largest_of<T>()))
      k.invalid("rate must be between 0 and ", largest_of<T>(), ", the largest ", dtype_name(k.output().dtype),
                ", got ", rate, " at position ", r);
  }
}

// Sample s of rate r lies at s * rates + r, and owns stretch r * samples + s of the stream.
template <class T> void poisson_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  if (!out.numel) return;
  check_rates<T>(k);
  const TensorImpl& rates = k.input(1);
  const int64_t count = rates.numel, samples = out.numel / count;
  const Philox stream = reserve_stream(k, blocks_for(out));
  parallel_for(out.numel, 2048, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end;) {
      const int64_t r = i / samples, stop = std::min(end, (r + 1) * samples);
      const double rate = rate_at(rates, r), floor_of_product = std::exp(-rate);
      const LargeRate large(std::max(rate, 10.0));
      for (; i < stop; ++i) {
        DoubleReader reader(stream, i);
        const double x = rate < 10 ? draw_small(floor_of_product, reader) : large.draw(reader, largest_of<T>());
        out.as<T>()[(i - r * samples) * count + r] = to_output<T>(x);
      }
    }
  });
}

constexpr DTypeSet kTypes = kIndex | bit(DType::kFloat16) | bit(DType::kFloat32) | bit(DType::kFloat64);

}  // namespace

ZEAL_OP(RandomPoissonV2)
    .doc("Poisson numbers: `shape` samples of each rate.")
    .type("S", kIndex).type("R", kTypes)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .type_arg("dtype", &RandomAttrs::dtype, kTypes, /*required=*/true)
    .input("shape", "S").input("rate", "R").output("output", "dtype")
    .infer(infer_samples).stateful().dispatch_on_output()
    .cpu(bit(DType::kFloat16), poisson_kernel<Half>).cpu(bit(DType::kFloat32), poisson_kernel<float>)
    .cpu(bit(DType::kFloat64), poisson_kernel<double>).cpu(bit(DType::kInt32), poisson_kernel<int32_t>)
    .cpu(bit(DType::kInt64), poisson_kernel<int64_t>);

}  // namespace zeal
