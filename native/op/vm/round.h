// floor, ceil, rint and remainders, without branches.
#pragma once

#include "op/vm/core.h"

namespace zeal::vm {

#if defined(ZEAL_CUDA) || defined(__SSE4_1__) || defined(__aarch64__)
ZEAL_FN float rint(float x) { return ZEAL_BUILTIN(rintf)(x); }
ZEAL_FN double rint(double x) { return ZEAL_BUILTIN(rint)(x); }
ZEAL_FN float floor(float x) { return ZEAL_BUILTIN(floorf)(x); }
ZEAL_FN double floor(double x) { return ZEAL_BUILTIN(floor)(x); }
ZEAL_FN float ceil(float x) { return ZEAL_BUILTIN(ceilf)(x); }
ZEAL_FN double ceil(double x) { return ZEAL_BUILTIN(ceil)(x); }
ZEAL_FN float trunc(float x) { return ZEAL_BUILTIN(truncf)(x); }
ZEAL_FN double trunc(double x) { return ZEAL_BUILTIN(trunc)(x); }
#else  // no rounding instruction: through the magic number, integers already when large
template <class T>
ZEAL_FN T rint(T x) {
  T a = vm::abs(x), r = (a + Fp<T>::two_mant) - Fp<T>::two_mant;
  return a < Fp<T>::two_mant ? vm::copysign(r, x) : x;
}
template <class T>
ZEAL_FN T floor(T x) {
  T r = vm::rint(x);
  return vm::copysign(r > x ? r - T(1) : r, x);
}
template <class T>
ZEAL_FN T ceil(T x) {
  T r = vm::rint(x);
  return vm::copysign(r < x ? r + T(1) : r, x);
}
template <class T>
ZEAL_FN T trunc(T x) {
  return vm::copysign(vm::floor(vm::abs(x)), x);
}
#endif

ZEAL_FN float libm_fmod(float x, float y) { return ZEAL_BUILTIN(fmodf)(x, y); }
ZEAL_FN double libm_fmod(double x, double y) { return ZEAL_BUILTIN(fmod)(x, y); }

// x - q y, exactly, for an integer q below 2^mant
ZEAL_FN double minus_product(double x, double q, double y) {
#if ZEAL_FMA
  return ZEAL_BUILTIN(fma)(-q, y, x);
#else
  Pair<double> p = two_prod(q, y);
  return (x - p.hi) - p.lo;
#endif
}
ZEAL_FN float minus_product(float x, float q, float y) {
#if ZEAL_FMA
  return ZEAL_BUILTIN(fmaf)(-q, y, x);
#else
  return float(double(x) - double(q) * double(y));
#endif
}

// Whether fmod_fast may not be used: the quotient needs more digits than T has, or is not finite.
template <class T>
ZEAL_FN bool fmod_hard(T x, T y) {
  T ay = vm::abs(y);
  return !(vm::abs(x) < ay * (Fp<T>::two_mant / 4)) || !(ay < inf_of(y)) ||
         !(ay > Fp<T>::min_normal * Fp<T>::two_mant);
}
// The remainder with x's sign, exact.
template <class T>
ZEAL_FN T fmod_fast(T x, T y) {
  T ax = vm::abs(x), ay = vm::abs(y), q = vm::trunc(ax / ay), r = minus_product(ax, q, ay);
  return vm::copysign(r < T(0) ? r + ay : r, x);  // the rounded quotient may be one too large
}
template <class T>
ZEAL_FN T fmod(T x, T y) {
  return fmod_hard(x, y) ? libm_fmod(x, y) : fmod_fast(x, y);
}
// From the remainder with x's sign to the one with y's.
template <class T>
ZEAL_FN T floor_fix(T r, T y) {
  return r != T(0) && ((r < T(0)) != (y < T(0))) ? r + y : r;
}

}  // namespace zeal::vm
