// The search for infinities and NaNs.
#include "op/watch.h"

#include <algorithm>

namespace zeal {
namespace {

constexpr int64_t kBlock = 4096;

// Numbers that are not finite have every bit of the exponent set.
template <class Bits> bool any_full(const char* data, int64_t n, Bits exponent) {
  const auto* p = reinterpret_cast<const Bits*>(data);
  for (int64_t i = 0; i < n;) {
    Bits full = 0;
    for (const int64_t end = std::min(n, i + kBlock); i < end; ++i) full |= Bits((p[i] & exponent) == exponent);
    if (full) return true;
  }
  return false;
}

}  // namespace

void (*g_after_op)(const OpDef&, const Attrs&, TensorImpl* const*, int, Tensor*, int) = nullptr;

bool has_not_finite(const TensorImpl& t) {
  switch (t.dtype) {
    case DType::kFloat16: return any_full<uint16_t>(t.data, t.numel, 0x7C00);
    case DType::kBFloat16: return any_full<uint16_t>(t.data, t.numel, 0x7F80);
    case DType::kFloat32: return any_full<uint32_t>(t.data, t.numel, 0x7F800000);
    case DType::kComplex64: return any_full<uint32_t>(t.data, 2 * t.numel, 0x7F800000);
    case DType::kFloat64: return any_full<uint64_t>(t.data, t.numel, 0x7FF0000000000000);
    case DType::kComplex128: return any_full<uint64_t>(t.data, 2 * t.numel, 0x7FF0000000000000);
    default: return false;
  }
}

}  // namespace zeal
