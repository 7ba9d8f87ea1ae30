// ScalarSummary and MergeSummary: numbers as a Summary message, and several such messages as one.
#include <unordered_set>

#include "core/wire.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"

namespace zeal {
namespace {

// Fields of Summary and Summary.Value.
enum : uint32_t { kValue = 1, kTag = 1, kSimpleValue = 2 };

std::string single_tag(const TensorImpl& tags) {
  return tags.numel == 1 ? concat(" (tag '", tags.as<std::string>()[0], "')") : "";
}

void infer_summary(InferContext&) {}  // a scalar

void scalar_summary_kernel(Kernel& k) {
  const TensorImpl &tags = k.input(0), &values = k.input(1);
  if (tags.shape() != values.shape())
    k.invalid("tags and values not the same shape: ", tags.shape(), " != ", values.shape(), single_tag(tags),
              "; a scalar summary takes one number: reduce it, tf.reduce_mean(x)");
  std::string out;
  with_real(values.dtype, [&]<class T>(T*) {
    for (int64_t i = 0; i < values.numel; ++i) {
      std::string value;
      const std::string& tag = tags.as<std::string>()[i];
      if (!tag.empty()) wire::put_bytes(value, kTag, tag);
      if constexpr (requires(T v) { v.to_float(); }) wire::put_float(value, kSimpleValue, values.as<T>()[i].to_float());
      else wire::put_float(value, kSimpleValue, float(values.as<T>()[i]));
      wire::put_bytes(out, kValue, value);
    }
  });
  k.output().as<std::string>()[0] = std::move(out);
}

// The tag of a Summary.Value: the last one counts, as in every message.
std::string_view tag_of(const Kernel& k, std::string_view value) {
  std::string_view tag;
  wire::Fields fields(value);
  while (fields.next())
    if (fields.at(kTag, wire::kBytes)) tag = fields.bytes();
  if (!fields.ok()) k.invalid("Could not parse one of the summary inputs");
  return tag;
}

void merge_summary_kernel(Kernel& k) {
  std::unordered_set<std::string_view> tags;
  std::string out;
  for (int i = 0; i < k.nin; ++i) {
    for (int64_t at = 0; at < k.input(i).numel; ++at) {
      wire::Fields fields(k.input(i).as<std::string>()[at]);
      while (fields.next()) {
        if (!fields.at(kValue, wire::kBytes)) continue;
        const std::string_view tag = tag_of(k, fields.bytes());
        if (!tag.empty() && !tags.insert(tag).second) k.invalid("Duplicate tag ", tag, " found in summary inputs");
        wire::put_bytes(out, kValue, fields.bytes());
      }
      if (!fields.ok()) k.invalid("Could not parse one of the summary inputs");
    }
  }
  k.output().as<std::string>()[0] = std::move(out);
}

}  // namespace

ZEAL_OP(ScalarSummary)
    .doc("A Summary message of numbers, each under its tag.")
    .type("T", kRealNumbers)
    .input("tags", "string").input("values", "T").output("summary", "string")
    .infer(infer_summary).dispatch_on(1).cpu(kRealNumbers, scalar_summary_kernel).checks_when_empty().not_differentiable();

ZEAL_OP(MergeSummary)
    .doc("A Summary message of the values of all of them, whose tags must differ.")
    .list_input_arg("inputs", "string").output("summary", "string")
    .infer(infer_summary).cpu(bit(DType::kString), merge_summary_kernel).checks_when_empty().not_differentiable();

}  // namespace zeal
