// Calls a template with the C++ type of a dtype, for kernels that compute with every number type.
#pragma once
#include "core/half.h"
#include "op/num.h"
#include "op/op_def.h"

namespace zeal {

// Arithmetic on storage types: integers wrap, halves go through float.
template <class T> T plus(T a, T b) { return num::add(a, b); }
inline Half plus(Half a, Half b) { return Half::from(a.to_float() + b.to_float()); }
inline BFloat16 plus(BFloat16 a, BFloat16 b) { return BFloat16::from(a.to_float() + b.to_float()); }
template <class T> T times(T a, T b) { return num::mul(a, b); }
inline Half times(Half a, Half b) { return Half::from(a.to_float() * b.to_float()); }
inline BFloat16 times(BFloat16 a, BFloat16 b) { return BFloat16::from(a.to_float() * b.to_float()); }
template <class T> bool same(T a, T b) { return a == b; }
inline bool same(Half a, Half b) { return a.to_float() == b.to_float(); }
inline bool same(BFloat16 a, BFloat16 b) { return a.to_float() == b.to_float(); }
template <class T> bool less(T a, T b) { return a < b; }
inline bool less(Half a, Half b) { return a.to_float() < b.to_float(); }
inline bool less(BFloat16 a, BFloat16 b) { return a.to_float() < b.to_float(); }

// Calls fn(static_cast<T*>(nullptr)) for a number dtype; kernels exist only for those.
template <class Fn> void with_real(DType t, Fn&& fn) {
  switch (storage_of(t)) {
    case DType::kFloat32: return fn(static_cast<float*>(nullptr));
    case DType::kFloat64: return fn(static_cast<double*>(nullptr));
    case DType::kFloat16: return fn(static_cast<Half*>(nullptr));
    case DType::kBFloat16: return fn(static_cast<BFloat16*>(nullptr));
    case DType::kInt8: return fn(static_cast<int8_t*>(nullptr));
    case DType::kInt16: return fn(static_cast<int16_t*>(nullptr));
    case DType::kInt32: return fn(static_cast<int32_t*>(nullptr));
    case DType::kInt64: return fn(static_cast<int64_t*>(nullptr));
    case DType::kUInt8: return fn(static_cast<uint8_t*>(nullptr));
    case DType::kUInt16: return fn(static_cast<uint16_t*>(nullptr));
    case DType::kUInt32: return fn(static_cast<uint32_t*>(nullptr));
    case DType::kUInt64: return fn(static_cast<uint64_t*>(nullptr));
    default: fail(Code::kInternal, "no real number has dtype ", dtype_name(t));
  }
}
template <class Fn> void with_number(DType t, Fn&& fn) {
  if (t == DType::kComplex64) return fn(static_cast<c64*>(nullptr));
  if (t == DType::kComplex128) return fn(static_cast<c128*>(nullptr));
  with_real(t, fn);
}

}  // namespace zeal
