// Unique and UniqueWithCounts: distinct elements of a vector, in order of appearance. NaN equals nothing, itself included.
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/strided.h"

namespace zeal {
namespace {

struct UniqueAttrs {
  DType out_idx = DType::kInt32;
};

void infer_unique(InferContext& c) {
  c.require_rank(0, 1, "unique expects a 1D vector.");
  c.out(0).push(kUnknownDim);
  c.out(1).push(c.rank(0) == 1 ? c.dim(0, 0) : kUnknownDim);
  if (c.nout > 2) c.out(2).push(kUnknownDim);
}

void write_ints(TensorImpl& out, const std::vector<int64_t>& v) {
  for (size_t i = 0; i < v.size(); ++i)
    if (out.dtype == DType::kInt32) out.as<int32_t>()[i] = int32_t(v[i]);
    else out.as<int64_t>()[i] = v[i];
}

// The bytes of an element, so that equal ones compare equal: -0.0 counts as 0.0.
struct Keys {
  const TensorImpl& in;
  size_t size = dtype_size(in.dtype), part = contains(kComplexTypes, in.dtype) ? size / 2 : size;
  bool floats = contains(kFloating | kComplexTypes, in.dtype);
  char buffer[16];

  std::string_view at(int64_t i) {
    if (in.dtype == DType::kString) return in.as<std::string>()[i];
    const char* p = in.data + i * size;
    if (!floats) return {p, size};
    std::memcpy(buffer, p, size);
    for (size_t k = 0; k < size; k += part) clear_minus_zero(buffer + k);
    return {buffer, size};
  }
  bool is_nan(int64_t i) const {
    bool nan = false;
    if (floats) with_number(in.dtype, [&]<class T>(T*) { nan = !same(in.as<T>()[i], in.as<T>()[i]); });
    return nan;
  }
  void clear_minus_zero(char* p) const {
    bool rest = (p[part - 1] & 0x7f) != 0;
    for (size_t b = 0; b + 1 < part; ++b) rest |= p[b] != 0;
    if (!rest) p[part - 1] = 0;
  }
};

void unique_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  std::unordered_map<std::string, int64_t> seen;
  std::vector<int64_t> first, where(in.numel), counts;
  Keys keys{in};
  for (int64_t i = 0; i < in.numel; ++i) {
    const auto next = int64_t(first.size());
    where[i] = keys.is_nan(i) ? next : seen.try_emplace(std::string(keys.at(i)), next).first->second;
    if (where[i] == next) first.push_back(i), counts.push_back(0);
    ++counts[where[i]];
  }
  auto n = int64_t(first.size());
  k.allocate(0, in.dtype, Shape{n});
  for (int64_t i = 0; i < n; ++i) copy_elements(k.output(0), i, in, first[i], 1);
  write_ints(k.output(1), where);
  if (k.nout < 3) return;
  k.allocate(2, k.spec[2].dtype, Shape{n});
  write_ints(k.output(2), counts);
}

}  // namespace

ZEAL_OP(Unique)
    .doc("The distinct elements of a vector in order of appearance (every NaN), and for each element its place among them.")
    .type("T", kAnyType)
    .attrs<UniqueAttrs>().type_arg("out_idx", &UniqueAttrs::out_idx, kIndex)
    .input("x", "T").output("y", "T").output("idx", "out_idx")
    .infer(infer_unique).cpu(kAnyType, unique_kernel);

ZEAL_OP(UniqueWithCounts)
    .doc("Unique, and how often each distinct element appears.")
    .type("T", kAnyType)
    .attrs<UniqueAttrs>().type_arg("out_idx", &UniqueAttrs::out_idx, kIndex)
    .input("x", "T").output("y", "T").output("idx", "out_idx").output("count", "out_idx")
    .infer(infer_unique).cpu(kAnyType, unique_kernel);

}  // namespace zeal
