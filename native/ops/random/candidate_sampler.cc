// Candidate samplers: classes drawn for losses that look at a few of many, and how often each was to be expected.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "op/infer.h"
#include "ops/random/alias_table.h"
#include "ops/random/box_muller.h"
#include "ops/random/counts.h"
#include "ops/random/streams.h"

namespace zeal {
namespace {

struct SamplerAttrs {
  int32_t num_true = 0, num_sampled = 0, seed = 0, seed2 = 0, range_max = 0;
  bool unique = false;
};

// A sampler draws values by `draw` and tells how likely each is by `probability`, in TensorFlow's order and precision.
struct UniformSampler {
  int64_t range;
  int64_t draw(PhiloxReader& words) const { return int64_t(uniform64(words, uint64_t(range))); }
  float probability(int64_t) const { return float(1.0 / double(range)); }
};

// Value v with a chance in proportion to log(v + 2) - log(v + 1).
struct LogUniformSampler {
  int64_t range;
  double log_range;
  explicit LogUniformSampler(int64_t range) : range(range), log_range(std::log1p(double(range))) {}
  int64_t draw(PhiloxReader& words) const {
    const uint32_t low = words.word();
    return (int64_t(std::exp(unit_double(low, words.word()) * log_range)) - 1) % range;
  }
  float probability(int64_t value) const { return float(std::log((double(value) + 2.0) / (double(value) + 1.0)) / log_range); }
};

struct WeightedSampler {
  const float* weights;
  int64_t range;
  AliasTable table;
  float total = 0;
  WeightedSampler(const float* weights, int64_t range) : weights(weights), range(range), table(weights, range) {
    for (int64_t i = 0; i < range; ++i) total += weights[i];
  }
  int64_t draw(PhiloxReader& words) const { return table.draw(words); }
  float probability(int64_t value) const { return value < 0 || value >= range ? 0.0f : weights[value] / total; }
};

// Each class as often as it was seen, and once.
struct LearnedSampler {
  Counts& counts;
  int64_t draw(PhiloxReader& words) const { return counts.draw(words); }
  float probability(int64_t value) const { return float(counts.of(value)) / float(counts.total()); }
};

float expected_count(float p, int64_t sampled, int64_t tries) {
  if (tries == sampled) return p * float(sampled);
  return -std::expm1(float(tries) * std::log1p(-p));
}

constexpr int64_t kMostRepeats = 1 << 26;  // about a second

// Draws, then expects: the number of draws that distinct values took is known behind them.
template <class Sampler>
void sample(Kernel& k, const Sampler& sampler) {
  const auto& f = k.attr<SamplerAttrs>();
  const RandomAttrs seeds{f.seed, f.seed2};
  const std::string_view attrs(k.attrs.bytes, sizeof k.attrs.bytes);
  PhiloxReader words(reserve_stream(k, seeds, 512 * uint64_t(f.num_sampled), std::hash<std::string_view>()(attrs)));
  int64_t *drawn = k.output(0).as<int64_t>(), tries = 0;
  std::unordered_set<int64_t> used;
  for (int64_t n = 0, last = 0; n < f.num_sampled; ++tries) {
    const int64_t value = sampler.draw(words);
    if (!f.unique || used.insert(value).second) drawn[n++] = value, last = tries;
    if (tries - last > kMostRepeats)
      k.invalid("the last ", kMostRepeats, " draws gave no class but the ", n, " of ", f.num_sampled, " found before: the others are too unlikely to be drawn; unique=False draws classes again");
  }
  const TensorImpl& classes = k.input(0);
  for (int64_t i = 0; i < classes.numel; ++i)
    k.output(1).as<float>()[i] = expected_count(sampler.probability(classes.as<int64_t>()[i]), f.num_sampled, tries);
  for (int64_t i = 0; i < f.num_sampled; ++i) k.output(2).as<float>()[i] = expected_count(sampler.probability(drawn[i]), f.num_sampled, tries);
}

void uniform_sampler(Kernel& k) { sample(k, UniformSampler{k.attr<SamplerAttrs>().range_max}); }
void log_uniform_sampler(Kernel& k) { sample(k, LogUniformSampler(k.attr<SamplerAttrs>().range_max)); }

void weighted_sampler(Kernel& k) {
  const auto& f = k.attr<SamplerAttrs>();
  const float* weights = k.input(1).as<float>();
  int64_t likely = 0;
  for (int64_t i = 0; i < f.range_max; ++i) {
    if (!(weights[i] >= 0) || std::isinf(weights[i])) k.invalid("weights must be finite and not negative, but weight ", i, " is ", weights[i]);
    likely += weights[i] > 0;
  }
  if (likely < (f.unique ? f.num_sampled : 1))
    k.invalid("Sampler's range is too small. ", likely, " classes have a weight, but num_sampled is ", f.num_sampled);
  sample(k, WeightedSampler(weights, f.range_max));
}

void learned_sampler(Kernel& k) {
  constexpr int32_t kMostCounted = 1 << 27;  // two numbers each
  const auto& f = k.attr<SamplerAttrs>();
  if (f.range_max > kMostCounted)
    fail(Code::kResourceExhausted, "[", k.op.name, "] OOM: range_max is ", f.range_max, ", but the counts of at most ", kMostCounted, " classes are kept");
  Counts& counts = counts_of(k, f.range_max);
  sample(k, LearnedSampler{counts});
  const TensorImpl& classes = k.input(0);
  for (int64_t i = 0; i < classes.numel; ++i) counts.add(classes.as<int64_t>()[i]);
}

void all_sampler(Kernel& k) {
  for (int64_t i = 0; i < k.output(0).numel; ++i) k.output(0).as<int64_t>()[i] = i;
  for (int i : {1, 2}) std::fill_n(k.output(i).as<float>(), k.output(i).numel, 1.0f);
}

// ---- Inference ------------------------------------------------------------------------------

void infer_sampler(InferContext& c) {
  const auto& f = c.attr<SamplerAttrs>();
  const bool all = c.op.find_attr("range_max") == nullptr;
  const auto positive = [&](const char* attr, int32_t value) {
    if (value < 1) c.invalid("Value for attr '", attr, "' of ", value, " must be at least minimum 1");
  };
  positive("num_true", f.num_true), positive("num_sampled", f.num_sampled);
  if (!all) positive("range_max", f.range_max);
  c.require_rank(0, 2, "true_classes must be a matrix");
  if (c.rank(0) == 2 && c.dim(0, 1) >= 0 && c.dim(0, 1) != f.num_true)
    c.invalid("true_classes must have num_true columns, expected: ", c.dim(0, 1), " was: ", f.num_true, "; ", c.show(0));
  if (!all && f.unique && f.num_sampled > f.range_max)
    c.invalid("Sampler's range is too small. num_sampled is ", f.num_sampled, ", but there are ", f.range_max, " classes, of which each is drawn once at most");
  for (int i : {0, 2}) c.out(i).push(f.num_sampled);
  c.out(1).push(c.rank(0) == 2 ? c.dim(0, 0) : kUnknownDim);
  c.out(1).push(f.num_true);
}

void infer_weighted_sampler(InferContext& c) {
  infer_sampler(c);
  c.require_rank(1, 1, "weights must be a vector");
  const int64_t range = c.attr<SamplerAttrs>().range_max;
  if (c.rank(1) == 1 && c.dim(1, 0) >= 0 && c.dim(1, 0) != range) c.invalid("there are ", c.dim(1, 0), " weights, but range_max is ", range);
}

// ---- Hits -----------------------------------------------------------------------------------

struct HitAttrs {
  int32_t num_true = 0, seed = 0, seed2 = 0;
};

void infer_hits(InferContext& c) {
  const int64_t num_true = c.attr<HitAttrs>().num_true;
  c.require_rank(0, 2, "true_candidates must be a batch_size * num_true matrix");
  c.require_rank(1, 1, "sampled_candidates must be a vector, which is typically an output from CandidateSampler");
  if (c.rank(0) == 2 && c.dim(0, 1) >= 0 && c.dim(0, 1) != num_true)
    c.invalid("true_candidates must be a batch_size * num_true matrix; num_true is ", num_true, ", ", c.show(0));
  for (int i = 0; i < 3; ++i) c.out(i).push(kUnknownDim);
}

void hits_kernel(Kernel& k) {
  const TensorImpl &classes = k.input(0), &sampled = k.input(1);
  std::unordered_map<int64_t, int64_t> places;
  for (int64_t i = 0; i < sampled.numel; ++i) places[sampled.as<int64_t>()[i]] = i;
  std::vector<std::pair<int32_t, int64_t>> hits;
  for (int64_t i = 0; i < classes.numel; ++i)
    if (auto at = places.find(classes.as<int64_t>()[i]); at != places.end()) hits.emplace_back(int32_t(i / classes.dim(1)), at->second);
  const int64_t n = int64_t(hits.size());
  for (int i : {0, 1, 2}) k.allocate(i, k.op.outputs[i].fixed, Shape{n});
  for (int64_t i = 0; i < n; ++i) {
    k.output(0).as<int32_t>()[i] = hits[i].first, k.output(1).as<int64_t>()[i] = hits[i].second;
    k.output(2).as<float>()[i] = -std::numeric_limits<float>::max();
  }
}

// ---- Ops ------------------------------------------------------------------------------------

OpDef& sampler_op(OpDef& op) {
  return op.input("true_classes", "int64")
      .output("sampled_candidates", "int64").output("true_expected_count", "float32").output("sampled_expected_count", "float32")
      .attrs<SamplerAttrs>().attr("num_true", &SamplerAttrs::num_true, true).attr("num_sampled", &SamplerAttrs::num_sampled, true)
      .attr("unique", &SamplerAttrs::unique, true).infer(infer_sampler).stateful().checks_when_empty().not_differentiable();
}
OpDef& ranged(OpDef& op) { return op.attr("range_max", &SamplerAttrs::range_max, true); }
OpDef& seeded(OpDef& op) { return op.attr("seed", &SamplerAttrs::seed).attr("seed2", &SamplerAttrs::seed2); }

}  // namespace

ZEAL_OP(UniformCandidateSampler).with(sampler_op).with(ranged).with(seeded)
    .doc("Draws classes below range_max, all with the same chance.").cpu(kAnyType, uniform_sampler);
ZEAL_OP(LogUniformCandidateSampler).with(sampler_op).with(ranged).with(seeded)
    .doc("Draws classes below range_max, those with low numbers more often: by Zipf's law.").cpu(kAnyType, log_uniform_sampler);
ZEAL_OP(LearnedUnigramCandidateSampler).with(sampler_op).with(ranged).with(seeded)
    .doc("Draws classes below range_max as often as they were seen as true classes.").cpu(kAnyType, learned_sampler);
ZEAL_OP(ThreadUnsafeUnigramCandidateSampler).with(sampler_op).with(ranged).with(seeded)
    .doc("LearnedUnigramCandidateSampler under another name.").cpu(kAnyType, learned_sampler);
ZEAL_OP(AllCandidateSampler).with(sampler_op).with(seeded)
    .doc("Gives the classes 0, 1, ... num_sampled - 1.").cpu(kAnyType, all_sampler);
ZEAL_OP(WeightedCandidateSampler).with(sampler_op).input("weights", "float32").with(ranged).with(seeded)
    .doc("Draws classes in proportion to weights.").infer(infer_weighted_sampler).cpu(kAnyType, weighted_sampler);
ZEAL_OP(ComputeAccidentalHits)
    .doc("Where sampled classes are true ones: row, place among the sampled, and the lowest float as a weight.")
    .input("true_classes", "int64").input("sampled_candidates", "int64")
    .output("indices", "int32").output("ids", "int64").output("weights", "float32")
    .attrs<HitAttrs>().attr("num_true", &HitAttrs::num_true, true).attr("seed", &HitAttrs::seed).attr("seed2", &HitAttrs::seed2)
    .infer(infer_hits).cpu(kAnyType, hits_kernel).not_differentiable();

}  // namespace zeal
