// The checks of integer divisors and exponents.
#pragma GCC optimize("O3")  // these scans run before every integer division and must vectorise
#include "ops/math/integer_checks.h"

namespace zeal {
namespace {

template <class T, class Bad> bool any(const TensorImpl& t, Bad bad) {
  const T* values = t.as<T>();
  T found = 0;  // of the values' width, and no early exit: it vectorises
  for (int64_t i = 0; i < t.numel; ++i) found |= T(bad(values[i]));
  return found != 0;
}

template <class Bad> bool any_integer(const TensorImpl& t, Bad bad) {
  switch (t.dtype) {
    case DType::kInt8: return any<int8_t>(t, bad);
    case DType::kInt16: return any<int16_t>(t, bad);
    case DType::kInt32: return any<int32_t>(t, bad);
    case DType::kInt64: return any<int64_t>(t, bad);
    case DType::kUInt8: return any<uint8_t>(t, bad);
    case DType::kUInt16: return any<uint16_t>(t, bad);
    case DType::kUInt32: return any<uint32_t>(t, bad);
    case DType::kUInt64: return any<uint64_t>(t, bad);
    default: return false;
  }
}

}  // namespace

void reject_zero_divisor(Kernel& k) {
  const TensorImpl& y = k.input(k.nin - 1);
  if (any_integer(y, [](auto v) { return v == 0; }))
    k.invalid("Integer division by zero: ", k.op.inputs[k.nin - 1].name, " is ", describe(y), " and holds a 0");
}

void reject_negative_exponent(Kernel& k) {
  const TensorImpl& y = k.input(1);
  if (any_integer(y, [](auto v) { return v < 0; }))
    k.invalid("Integers to negative integer powers are not allowed: y is ", describe(y),
              " and holds a negative number; cast x and y to a floating-point dtype");
}

}  // namespace zeal
