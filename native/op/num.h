// Element types of the inner loops and integer arithmetic that wraps and never traps.
#pragma once

#include "op/complex.h"

namespace zeal {

using u8 = unsigned char;
using i8 = signed char;
using u16 = unsigned short;
using i16 = short;
using u32 = unsigned;
using i32 = int;
using u64 = unsigned long;
using i64 = long;
static_assert(sizeof(i32) == 4 && sizeof(i64) == 8, "int64 is a long here");

// Sixteen bits that are moved, not computed with: float16 and bfloat16 run through float tiles.
struct F16Bits {
  u16 bits;
};
struct BF16Bits {
  u16 bits;
};

namespace num {

// The type that + - * << are computed in: signed overflow must wrap.
template <class T>
struct Wrap {
  using U = T;
};
template <>
struct Wrap<i32> {
  using U = u32;
};
template <>
struct Wrap<i64> {
  using U = u64;
};
template <class T>
using Wrapped = typename Wrap<T>::U;

template <class T>
inline constexpr bool is_float = false;
template <>
inline constexpr bool is_float<float> = true;
template <>
inline constexpr bool is_float<double> = true;
template <class T>
inline constexpr bool is_complex = false;
template <class T>
inline constexpr bool is_complex<Complex<T>> = true;
template <class T>
inline constexpr bool is_integer = !is_float<T> && !is_complex<T>;

template <class T>
ZEAL_FN T zero() {
  return T{};
}
template <class T>
ZEAL_FN T one() {
  if constexpr (is_complex<T>) return {1, 0};
  else return T(1);
}
template <class T>
ZEAL_FN T conj(T x) {
  return x;
}
template <class T>
ZEAL_FN Complex<T> conj(Complex<T> x) {
  return {x.re, -x.im};
}
// What a gradient op passes on: 0 where nothing flows in, whatever the slope there.
template <class T>
ZEAL_FN T flow(T dy, T through) {
  T none{};
  return dy == none ? none : through;
}
template <class T>
ZEAL_FN T neg(T x) {
  return T(-Wrapped<T>(x));
}
template <class T>
ZEAL_FN T add(T x, T y) {
  return T(Wrapped<T>(x) + Wrapped<T>(y));
}
template <class T>
ZEAL_FN T sub(T x, T y) {
  return T(Wrapped<T>(x) - Wrapped<T>(y));
}
template <class T>
ZEAL_FN T mul(T x, T y) {
  return T(Wrapped<T>(x) * Wrapped<T>(y));
}

// Truncating integer division; 0 for y = 0 (kernels report that before), wrapping for min / -1.
template <class T>
ZEAL_FN T divide(T x, T y) {
  constexpr bool is_signed = T(-1) < T(0);
  bool minus_one = is_signed && y == T(-1);
  T q = T(x / (y == T(0) || minus_one ? T(1) : y));
  return y == T(0) ? T(0) : (minus_one ? neg(x) : q);
}
// Two 32-bit integers divide exactly in double, which vectorises.
ZEAL_FN i32 divide(i32 x, i32 y) {
  i32 safe = y == 0 || y == -1 ? 1 : y;
  i32 q = i32(double(x) / double(safe));
  q = y == -1 ? neg(x) : q;
  return y == 0 ? 0 : q;
}
// What is left of x; x for y = 0.
template <class T>
ZEAL_FN T remainder(T x, T y) {
  return sub(x, mul(divide(x, y), y));
}

}  // namespace num
}  // namespace zeal
