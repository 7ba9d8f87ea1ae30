// HistogramSummary: how often numbers fall into buckets that grow by a tenth, as a Summary message.
#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>

#include "core/wire.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"

namespace zeal {
namespace {

// Fields of HistogramProto.
enum : uint32_t { kMin = 1, kMax = 2, kNum = 3, kSum = 4, kSumSquares = 5, kLimit = 6, kBucket = 7 };
// Fields of Summary and Summary.Value.
enum : uint32_t { kValue = 1, kTag = 1, kHisto = 5 };

// TensorFlow's buckets: upper ends below 0, mirrored, then 0, then those above.
struct Buckets {
  std::vector<double> up;        // those above 0; multiplied up as there, so that the bits agree
  std::vector<uint16_t> before;  // of them, how many lie below the numbers of an exponent

  Buckets() {
    for (double v = 1e-12; v < 1e20; v *= 1.1) up.push_back(v);
    up.push_back(DBL_MAX);
    for (uint64_t exponent = 0; exponent < 2047; ++exponent)
      before.push_back(uint16_t(std::lower_bound(up.begin(), up.end(), std::bit_cast<double>(exponent << 52)) - up.begin()));
  }
  size_t size() const { return 2 * up.size() + 1; }
  double limit(size_t i) const {
    const size_t n = up.size();
    return i < n ? -up[n - 1 - i] : i == n ? 0.0 : up[i - n - 1];
  }
  // The first whose end lies above v, or the last one; of finite v.
  size_t of(double v) const {
    const double size = std::fabs(v);
    const size_t n = up.size();
    size_t i = before[std::bit_cast<uint64_t>(size) >> 52];
    if (v < 0) {
      while (up[i] < size) ++i;
      return n - i;
    }
    while (i + 1 < n && up[i] <= size) ++i;
    return n + 1 + i;
  }
};

const Buckets& buckets() {
  static const auto* made = new Buckets;
  return *made;
}

struct Histogram {
  const Buckets& ends = buckets();
  double min = DBL_MAX, max = -DBL_MAX, num = 0, sum = 0, sum_squares = 0;
  std::vector<double> counts = std::vector<double>(ends.size());

  void add(double v) {
    ++counts[ends.of(v)];
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
      wire::put_fixed(limits, ends.limit(i));
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
