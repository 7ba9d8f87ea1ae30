// float16 and bfloat16 as storage types: conversions to and from float, round to nearest even.
#pragma once
#include <cstdint>
#include <cstring>

namespace zeal {

namespace half_detail {
inline uint32_t bits_of(float f) {
  uint32_t u;
  std::memcpy(&u, &f, 4);
  return u;
}
inline float float_of(uint32_t u) {
  float f;
  std::memcpy(&f, &u, 4);
  return f;
}
}  // namespace half_detail

struct Half {
  uint16_t bits;

  static Half from(float f) {
    uint32_t u = half_detail::bits_of(f), sign = (u >> 16) & 0x8000u, mag = u & 0x7fffffffu;
    if (mag > 0x7f800000u) return {uint16_t(sign | 0x7e00u)};  // NaN
    if (mag >= 0x477ff000u) return {uint16_t(sign | 0x7c00u)};  // rounds to infinity
    if (mag < 0x38800000u) {
      // Subnormal: adding 0.5 aligns the last kept bit with float's last bit, and rounds.
      uint32_t r = half_detail::bits_of(half_detail::float_of(mag) + 0.5f) - 0x3f000000u;
      return {uint16_t(sign | r)};
    }
    uint32_t odd = (mag >> 13) & 1u;
    return {uint16_t(sign | ((mag - 0x38000000u + 0xfffu + odd) >> 13))};
  }
  float to_float() const {
    uint32_t sign = uint32_t(bits & 0x8000u) << 16, mag = bits & 0x7fffu;
    if (mag >= 0x7c00u) return half_detail::float_of(sign | 0x7f800000u | ((mag & 0x3ffu) << 13));
    if (mag < 0x400u) {
      float f = float(mag) * 0x1p-24f;
      return half_detail::float_of(sign | half_detail::bits_of(f));
    }
    return half_detail::float_of(sign | ((mag << 13) + 0x38000000u));
  }
};

struct BFloat16 {
  uint16_t bits;

  static BFloat16 from(float f) {
    uint32_t u = half_detail::bits_of(f);
    if ((u & 0x7fffffffu) > 0x7f800000u) return {uint16_t((u >> 16) | 0x40u)};
    return {uint16_t((u + 0x7fffu + ((u >> 16) & 1u)) >> 16)};
  }
  float to_float() const { return half_detail::float_of(uint32_t(bits) << 16); }
};

}  // namespace zeal
