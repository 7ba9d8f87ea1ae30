// Functors of + - * /, division and remainders of every kind, signs, squares, maxima.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Add {
  using Swapped = Add;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return num::add(x, y);
  }
};
struct Sub {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return num::sub(x, y);
  }
};
struct Mul {
  using Swapped = Mul;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return num::mul(x, y);
  }
};
// Integers truncate, as Python 2's Div of TensorFlow does. A zero divisor gives 0 here and an error
// in the kernel.
struct Div {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (num::is_integer<T>) return num::divide(x, y);
    else return x / y;
  }
};
struct FloorDiv {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (num::is_float<T>) return vm::floor(x / y);
    else {
      T q = num::divide(x, y), r = num::sub(x, num::mul(q, y));
      return r != T(0) && y != T(0) && (r < T(0)) != (y < T(0)) ? T(q - 1) : q;
    }
  }
};
// The remainder with the divisor's sign.
struct FloorMod {
  static ZEAL_FN bool hard(float x, float y) { return vm::fmod_hard(x, y); }
  static ZEAL_FN bool hard(double x, double y) { return vm::fmod_hard(x, y); }
  template <class T>
  static ZEAL_FN T fast(T x, T y) {
    return vm::floor_fix(vm::fmod_fast(x, y), y);
  }
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (num::is_float<T>) return vm::floor_fix(vm::fmod(x, y), y);
    else {
      T r = y == T(0) ? T(0) : num::remainder(x, y);
      return r != T(0) && (r < T(0)) != (y < T(0)) ? T(r + y) : r;
    }
  }
};
// The remainder with the dividend's sign.
struct TruncateMod {
  static ZEAL_FN bool hard(float x, float y) { return vm::fmod_hard(x, y); }
  static ZEAL_FN bool hard(double x, double y) { return vm::fmod_hard(x, y); }
  template <class T>
  static ZEAL_FN T fast(T x, T y) {
    return vm::fmod_fast(x, y);
  }
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    if constexpr (num::is_float<T>) return vm::fmod(x, y);
    else return y == T(0) ? T(0) : num::remainder(x, y);
  }
};
struct Neg {
  template <class T>
  static ZEAL_FN T call(T x) {
    return num::neg(x);
  }
};
struct Abs {
  template <class T>
  static ZEAL_FN T call(T x) {
    if constexpr (num::is_float<T>) return vm::abs(x);
    else return x < T(0) ? num::neg(x) : x;
  }
};
// 0 for NaN; z / |z| for complex numbers.
struct Sign {
  template <class T>
  static ZEAL_FN T call(T x) {
    return T((x > T(0) ? T(1) : T(0)) - (x < T(0) ? T(1) : T(0)));
  }
  template <class T>
  static ZEAL_FN Complex<T> call(Complex<T> x) {
    T m = vm::abs(x);
    return m == T(0) ? Complex<T>{} : Complex<T>{x.re / m, x.im / m};
  }
};
struct Square {
  template <class T>
  static ZEAL_FN T call(T x) {
    return num::mul(x, x);
  }
};
// conj(x - y) (x - y)
struct SquaredDifference {
  using Swapped = SquaredDifference;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T d = num::sub(x, y);
    return num::mul(d, num::conj(d));
  }
};
// NaN in either operand comes out.
struct Maximum {
  using Swapped = Maximum;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return vm::max(x, y);
  }
};
struct Minimum {
  using Swapped = Minimum;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    return vm::min(x, y);
  }
};
struct Reciprocal {
  template <class T>
  static ZEAL_FN T call(T x) {
    return Div::call(num::one<T>(), x);
  }
};
// From y = 1 / x: -dy y^2, and 0 where dy is 0.
struct ReciprocalGrad {
  template <class T>
  static ZEAL_FN T call(T y, T dy) {
    T c = num::conj(y);
    return num::flow(dy, -dy * c * c);
  }
};
// 0 where y is 0, whatever x is.
struct DivNoNan {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T zero{};
    return y == zero ? zero : x / y;
  }
};
struct MulNoNan {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T zero{};
    return y == zero ? zero : x * y;
  }
};
// 0 where x is 0, whatever y is.
struct Xdivy {
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T zero{};
    return x == zero ? zero : x / y;
  }
};
// 0 where either is 0, whatever the other is.
struct FlowMul {
  using Swapped = FlowMul;
  template <class T>
  static ZEAL_FN T call(T x, T y) {
    T zero{};
    return x == zero || y == zero ? zero : x * y;
  }
};

}  // namespace zeal::fn

#define ZEAL_NUMBERS float, double, zeal::i32, zeal::i64, zeal::u8, zeal::c64, zeal::c128
ZEAL_STAMP(Add, 2, ZEAL_NUMBERS)
ZEAL_STAMP_AS(AddV2, Add, 2, ZEAL_NUMBERS)
ZEAL_STAMP(Sub, 2, ZEAL_NUMBERS)
ZEAL_STAMP(Mul, 2, ZEAL_NUMBERS)
ZEAL_STAMP(Div, 2, ZEAL_NUMBERS)
ZEAL_STAMP_AS(RealDiv, Div, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP_AS(TruncateDiv, Div, 2, ZEAL_NUMBERS)
ZEAL_STAMP(FloorDiv, 2, float, double, zeal::i32, zeal::i64, zeal::u8)
ZEAL_STAMP(FloorMod, 2, float, double, zeal::i32, zeal::i64)
ZEAL_STAMP(TruncateMod, 2, float, double, zeal::i32, zeal::i64)
ZEAL_STAMP_AS(Mod, TruncateMod, 2, float, double, zeal::i32, zeal::i64)
ZEAL_STAMP(Neg, 1, ZEAL_NUMBERS)
ZEAL_STAMP(Abs, 1, float, double, zeal::i32, zeal::i64)
ZEAL_STAMP(Sign, 1, float, double, zeal::i32, zeal::i64, zeal::c64, zeal::c128)
ZEAL_STAMP(Square, 1, ZEAL_NUMBERS)
ZEAL_STAMP(SquaredDifference, 2, ZEAL_NUMBERS)
ZEAL_STAMP(Maximum, 2, float, double, zeal::i32, zeal::i64, zeal::u8)
ZEAL_STAMP(Minimum, 2, float, double, zeal::i32, zeal::i64, zeal::u8)
ZEAL_STAMP(Reciprocal, 1, float, double, zeal::i32, zeal::i64, zeal::c64, zeal::c128)
ZEAL_STAMP_AS(Inv, Reciprocal, 1, float, double, zeal::i32, zeal::i64, zeal::c64, zeal::c128)
ZEAL_STAMP(ReciprocalGrad, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP_AS(InvGrad, ReciprocalGrad, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(DivNoNan, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(MulNoNan, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Xdivy, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP_AS(FlowDiv, Xdivy, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(FlowMul, 2, float, double, zeal::c64, zeal::c128)
#undef ZEAL_NUMBERS
