// What the loops of reductions share; included by kernel files only.
#pragma once
#include "op/simd.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

template <class T>
struct Limits;
template <>
struct Limits<float> {
  static constexpr float low = -__builtin_inff(), high = __builtin_inff();
};
template <>
struct Limits<double> {
  static constexpr double low = -__builtin_inf(), high = __builtin_inf();
};
template <>
struct Limits<int32_t> {
  static constexpr int32_t low = INT32_MIN, high = INT32_MAX;
};
template <>
struct Limits<int64_t> {
  static constexpr int64_t low = INT64_MIN, high = INT64_MAX;
};
template <>
struct Limits<uint8_t> {
  static constexpr uint8_t low = 0, high = 255;
};

// Up to here columns stay in registers over the rows.
constexpr int64_t kNarrowBytes = 512;

template <class T>
using Wide = typename simd::AnyVec<T, ZEAL_VECTOR_BYTES>::type;

template <class T>
inline constexpr int64_t kLanes = ZEAL_VECTOR_BYTES / sizeof(T);

template <class T>
ZEAL_INLINE Wide<T> all_lanes(T value) {
  Wide<T> v;
#pragma GCC unroll 64
  for (int i = 0; i < kLanes<T>; ++i) v[i] = value;
  return v;
}

}  // namespace
}  // namespace zeal
