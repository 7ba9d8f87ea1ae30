// Functors of bit operations on integers.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct BitwiseAnd {
  using Swapped = BitwiseAnd;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return T(x & y);
  }
};
struct BitwiseOr {
  using Swapped = BitwiseOr;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return T(x | y);
  }
};
struct BitwiseXor {
  using Swapped = BitwiseXor;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return T(x ^ y);
  }
};
struct Invert {
  template <class T>
  static ZEAL_FN T call(T x) {
    return T(~x);
  }
};
// A shift below 0 counts as 0, one beyond the last bit as the last bit's.
template <class T>
ZEAL_FN T shift_amount(T y) {
  constexpr T last = T(sizeof(T) * 8 - 1);
  return y < T(0) ? T(0) : (y > last ? last : y);
}
struct LeftShift {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (sizeof(T) < 4) return T(unsigned(x) << shift_amount(y));
    else return T(num::Wrapped<T>(x) << shift_amount(y));
  }
};
struct RightShift {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return T(x >> shift_amount(y));
  }
};

}  // namespace zeal::fn

#define ZEAL_INTEGERS \
  zeal::i8, zeal::i16, zeal::i32, zeal::i64, zeal::u8, zeal::u16, zeal::u32, zeal::u64
ZEAL_STAMP(BitwiseAnd, 2, ZEAL_INTEGERS)
ZEAL_STAMP(BitwiseOr, 2, ZEAL_INTEGERS)
ZEAL_STAMP(BitwiseXor, 2, ZEAL_INTEGERS)
ZEAL_STAMP(LeftShift, 2, ZEAL_INTEGERS)
ZEAL_STAMP(RightShift, 2, ZEAL_INTEGERS)
ZEAL_STAMP(Invert, 1, ZEAL_INTEGERS)
#undef ZEAL_INTEGERS
