// Multinomial and StatelessMultinomial: class numbers drawn with probabilities softmax(logits).
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/half.h"
#include "core/parallel.h"
#include "ops/random/random_fill.h"
#include "ops/random/stateless.h"
#include "ops/random/streams.h"
#include "ops/random/box_muller.h"

namespace zeal {
namespace {

struct StatelessMultinomialAttrs {
  DType output_dtype = DType::kInt64;
};

double logit_at(const TensorImpl& t, int64_t i) {
  switch (t.dtype) {
    case DType::kFloat16: return t.as<Half>()[i].to_float();
    case DType::kBFloat16: return t.as<BFloat16>()[i].to_float();
    case DType::kFloat32: return t.as<float>()[i];
    default: return t.as<double>()[i];
  }
}

// Running sums of exp(logit - largest logit); classes whose logit is not finite add nothing.
double cumulate(const TensorImpl& logits, int64_t row, std::vector<double>& sums) {
  const int64_t classes = logits.dim(1), at = row * classes;
  double largest = -INFINITY, total = 0;
  for (int64_t j = 0; j < classes; ++j) {
    sums[j] = logit_at(logits, at + j);
    if (std::isfinite(sums[j])) largest = std::max(largest, sums[j]);
  }
  for (double& s : sums) {
    if (std::isfinite(s)) total += std::exp(s - largest);
    s = total;
  }
  return total;
}

// Sample number s of the tensor takes words 2 s and 2 s + 1 of the stream.
PhiloxReader reader_at(Philox stream, int64_t sample) {
  philox_skip(stream, static_cast<uint64_t>(sample / 2));
  PhiloxReader reader(stream);
  if (sample % 2) reader.word(), reader.word();
  return reader;
}

template <class T> void draw_rows(const Philox& stream, const TensorImpl& logits, TensorImpl& out) {
  const int64_t samples = out.dim(1), classes = logits.dim(1);
  const int64_t grain = 1 + kRandomGrain / (1 + samples + classes);
  parallel_for(out.dim(0), grain, [&](int64_t begin, int64_t end) {
    std::vector<double> sums(static_cast<size_t>(classes));
    PhiloxReader reader = reader_at(stream, begin * samples);
    T* to = out.as<T>() + begin * samples;
    for (int64_t row = begin; row < end; ++row) {
      const double total = cumulate(logits, row, sums);
      for (int64_t j = 0; j < samples; ++j) {
        const uint32_t high = reader.word();
        const double find = unit_double(high, reader.word()) * total;
        *to++ = static_cast<T>(std::upper_bound(sums.begin(), sums.end(), find) - sums.begin());
      }
    }
  });
}

void infer_multinomial(InferContext& c) {
  c.require_rank(0, 2, "logits should be a matrix, got shape ", c.shape(0));
  c.require_rank(1, 0, "num_samples should be a scalar, got shape ", c.shape(1));
  if (c.rank(0) == 2 && c.dim(0, 1) == 0)
    c.invalid("num_classes should be positive, got 0; ", c.show(0), "; there must be at least one class");
  const TensorImpl* count = c.value(1);
  const int64_t samples = count ? int_at(*count, 0) : kUnknownDim;
  if (count && samples < 0) c.invalid("num_samples should be nonnegative, got ", samples);
  c.out().push(c.rank(0) == 2 ? c.dim(0, 0) : kUnknownDim);
  c.out().push(samples);
}

void infer_stateless_multinomial(InferContext& c) {
  infer_multinomial(c);
  check_stateless_seed(c, 2);
}

void draw(const Kernel& k, const Philox& stream) {
  if (!k.output().numel) return;
  if (k.output().dtype == DType::kInt32) draw_rows<int32_t>(stream, k.input(0), k.output());
  else draw_rows<int64_t>(stream, k.input(0), k.output());
}

void multinomial_kernel(Kernel& k) {
  const TensorImpl& out = k.output();
  if (!out.numel) return;
  // Two words a sample; samples are counted in fours.
  const int64_t reserved = out.dim(0) * ((out.dim(1) + 3) / 4 * 4) * 2;
  draw(k, reserve_stream(k, static_cast<uint64_t>(reserved) * kReservedPerOutput));
}
void stateless_multinomial_kernel(Kernel& k) { draw(k, stateless_stream(k.input(2))); }

}  // namespace

ZEAL_OP(Multinomial)
    .doc("Class numbers drawn with probabilities softmax(logits), row by row.")
    .type("T", kFloating)
    .attrs<RandomAttrs>().attr("seed", &RandomAttrs::seed).attr("seed2", &RandomAttrs::seed2)
    .type_arg("output_dtype", &RandomAttrs::dtype, kIndex, /*required=*/true)
    .input("logits", "T").input("num_samples", "int32").output("output", "output_dtype")
    .infer(infer_multinomial).stateful().cpu(kFloating, multinomial_kernel).not_differentiable();

ZEAL_OP(StatelessMultinomial)
    .doc("Class numbers drawn with probabilities softmax(logits), determined by the seed.")
    .type("T", kFloating).type("Tseed", kIndex)
    .attrs<StatelessMultinomialAttrs>()
    .type_arg("output_dtype", &StatelessMultinomialAttrs::output_dtype, kIndex)
    .input("logits", "T").input("num_samples", "int32").input("seed", "Tseed")
    .output("output", "output_dtype")
    .infer(infer_stateless_multinomial).cpu(kFloating, stateless_multinomial_kernel)
    .not_differentiable();

}  // namespace zeal
