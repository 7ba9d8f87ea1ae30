// HistogramSummary: how often numbers fall into buckets that grow by a tenth, as a Summary message.
#include <cfloat>
#include <cmath>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/summary/wire.h"

namespace zeal {
namespace {

// Fields of HistogramProto.
enum : uint32_t { kMin = 1, kMax = 2, kNum = 3, kSum = 4, kSumSquares = 5, kLimit = 6, kBucket = 7 };
// Fields of Summary and Summary.Value.
enum : uint32_t { kValue = 1, kTag = 1, kHisto = 5 };

// Upper ends of TensorFlow's buckets, in order; multiplied up as there, so that the bits agree.
const std::vector<double>& bucket_limits() {
  static const auto* limits = [] {
    std::vector<double> up;
    for (double v = 1e-12; v < 1e20; v *= 1.1) up.push_back(v);
    up.push_back(DBL_MAX);
    auto* all = new std::vector<double>;
    for (size_t i = up.size(); i-- > 0;) all->push_back(-up[i]);
    all->push_back(0.0);
    all->insert(all->end(), up.begin(), up.end());
    return all;
  }();
  return *limits;
}

// The first limit above v, or the last one. Without branches: data is in no order.
size_t bucket_of(const std::vector<double>& limits, double v) {
  const double* base = limits.data();
  for (size_t n = limits.size(); n > 1;) {
    const size_t half = n / 2;
    base += base[half - 1] <= v ? half : 0;
    n -= half;
  }
  return size_t(base - limits.data());
}

struct Histogram {
  double min = DBL_MAX, max = -DBL_MAX, num = 0, sum = 0, sum_squares = 0;
  std::vector<double> counts = std::vector<double>(bucket_limits().size());

  void add(double v) {
    ++counts[bucket_of(bucket_limits(), v)];
    if (v < min) min = v;
    if (v > max) max = v;
    ++num;
    sum += v;
    sum_squares += v * v;
  }
  // Of each run of empty buckets the last one alone.
  std::string message() const {
    std::string limits, kept, out;
    for (size_t i = 0; i < counts.size(); ++i) {
      if (counts[i] <= 0 && i + 1 < counts.size() && counts[i + 1] <= 0) continue;
      wire::put_fixed(limits, bucket_limits()[i]);
      wire::put_fixed(kept, counts[i]);
    }
    const double numbers[] = {min, max, num, sum, sum_squares};
    for (uint32_t i = 0; i < 5; ++i)
      if (numbers[i] != 0) wire::put_double(out, kMin + i, numbers[i]);
    wire::put_bytes(out, kLimit, limits);
    wire::put_bytes(out, kBucket, kept);
    return out;
  }
};

double as_double(Half v) { return v.to_float(); }
double as_double(BFloat16 v) { return v.to_float(); }
template <class T> double as_double(T v) { return double(v); }

void histogram_summary_kernel(Kernel& k) {
  const TensorImpl &tags = k.input(0), &values = k.input(1);
  if (tags.rank) k.invalid("tags must be scalar, but have shape ", tags.shape());
  const std::string& tag = tags.as<std::string>()[0];
  Histogram histogram;
  with_real(values.dtype, [&]<class T>(T*) {
    const T* x = values.as<T>();
    for (int64_t i = 0; i < values.numel; ++i) {
      const double v = as_double(x[i]);
      if (v - v != 0) k.invalid(v != v ? "Nan" : "Infinity", " in summary histogram for: ", tag);
      histogram.add(v);
    }
  });
  std::string value;
  if (!tag.empty()) wire::put_bytes(value, kTag, tag);
  wire::put_bytes(value, kHisto, histogram.message());
  std::string out;
  wire::put_bytes(out, kValue, value);
  k.output().as<std::string>()[0] = std::move(out);
}

void infer_summary(InferContext&) {}  // a scalar

}  // namespace

ZEAL_OP(HistogramSummary)
    .doc("A Summary message with a histogram of all elements, which must be finite.")
    .type("T", kRealNumbers)
    .input("tag", "string").input("values", "T").output("summary", "string")
    .infer(infer_summary).dispatch_on(1).cpu(kRealNumbers, histogram_summary_kernel).checks_when_empty().not_differentiable();

}  // namespace zeal
