// sin, cos, tan and their inverses. At most 3 ULP.
//
// sin_fast, cos_fast and tan_fast are branch-free and hold for |x| up to trig_limit; beyond, the
// reduction by pi/2 would need a thousand bits, and the whole functions call the C library.
#pragma once

#include "op/vm/core.h"

namespace zeal::vm {

ZEAL_FN float trig_limit(float) { return 65536.f; }
ZEAL_FN double trig_limit(double) { return 1e6; }
template <class T>
ZEAL_FN bool trig_hard(T x) {
  return vm::abs(x) > trig_limit(x);
}

// x = n pi/2 + r with |r| <= pi/4; quadrant holds n mod 4 in its low bits.
template <class T>
struct TrigParts {
  typename Fp<T>::U quadrant;
  T r;
};

ZEAL_FN TrigParts<float> trig_parts(float x) {
#if ZEAL_FMA  // with one rounding, three pieces of 24 bits are enough
  float t = x * Fp<float>::two_over_pi + Fp<float>::magic, n = t - Fp<float>::magic;
  float r = ZEAL_BUILTIN(fmaf)(n, -1.57079637f, x);
  r = ZEAL_BUILTIN(fmaf)(n, 4.37113883e-08f, r);
  r = ZEAL_BUILTIN(fmaf)(n, 1.71512451e-15f, r);
#else
  float t = x * Fp<float>::two_over_pi + Fp<float>::magic, n = t - Fp<float>::magic;
  float r = float((double(x) - double(n) * 1.5707963267341256) - double(n) * 6.0771005065061922e-11);
#endif
  return {bits(t), r};
}
// Pieces of 33 bits, so that n times a piece is exact; the errors of the differences are kept.
ZEAL_FN TrigParts<double> trig_parts(double x) {
  double t = x * Fp<double>::two_over_pi + Fp<double>::magic, n = t - Fp<double>::magic;
  double n2 = n * 6.077100506303966e-11, n3 = n * 2.0222662487111665e-21;
  double r1 = x - n * 1.5707963267341256, r2 = r1 - n2, r3 = r2 - n3;
  double tail = ((r1 - r2) - n2) + ((r2 - r3) - n3);
  return {bits(t), r3 - (n * 8.4784276603688996e-32 - tail)};
}

ZEAL_FN float sin_poly(float z) {
  return poly(z, -0.166666672f, 0.00833338033f, -0.000198535083f, 2.83745067e-06f);
}
ZEAL_FN double sin_poly(double z) {
  return poly(z, -0.16666666666666666, 0.0083333333333330383, -0.00019841269840955889,
              2.7557319069626958e-06, -2.5052069614272913e-08, 1.6054128801192677e-10,
              -7.3798162717452897e-13);
}
ZEAL_FN float cos_poly(float z) {
  return poly(z, 0.0416666456f, -0.00138873013f, 2.44306975e-05f);
}
ZEAL_FN double cos_poly(double z) {
  return poly(z, 0.041666666666666602, -0.0013888888888874467, 2.4801587289664496e-05,
              -2.7557314398304822e-07, 2.0875728830396928e-09, -1.1359907229546552e-11);
}
template <class T>
ZEAL_FN T sin_core(T r, T z) {
  return r + r * z * sin_poly(z);
}
template <class T>
ZEAL_FN T cos_core(T z) {
  T h = T(0.5) * z, w = T(1) - h;
  return w + (((T(1) - w) - h) + z * z * cos_poly(z));
}
// By masks, not by a comparison of 64-bit integers, which SSE2 lacks.
template <class T>
ZEAL_FN T if_odd(typename Fp<T>::U quadrant, T yes, T no) {
  auto mask = typename Fp<T>::U(0) - (quadrant & 1);
  return from_bits((bits(yes) & mask) | (bits(no) & ~mask));
}
template <class T>
ZEAL_FN T flip_sign_if_bit1(T y, typename Fp<T>::U quadrant) {
  return from_bits(bits(y) ^ ((quadrant & 2) << (sizeof(T) * 8 - 2)));
}

template <class T>
ZEAL_FN T sin_fast(T x) {
  TrigParts<T> p = trig_parts(x);
  T z = p.r * p.r, s = sin_core(p.r, z), c = cos_core(z);
  T y = flip_sign_if_bit1(if_odd(p.quadrant, c, s), p.quadrant);
  return vm::abs(x) < Fp<T>::tiny ? x : y;
}
template <class T>
ZEAL_FN T cos_fast(T x) {
  TrigParts<T> p = trig_parts(x);
  T z = p.r * p.r, s = sin_core(p.r, z), c = cos_core(z);
  return flip_sign_if_bit1(if_odd(p.quadrant, s, c), p.quadrant + 1);
}
template <class T>
ZEAL_FN T tan_fast(T x) {
  TrigParts<T> p = trig_parts(x);
  T z = p.r * p.r, s = sin_core(p.r, z), c = cos_core(z);
  T y = if_odd(p.quadrant, -c, s) / if_odd(p.quadrant, s, c);
  return vm::abs(x) < Fp<T>::tiny ? x : y;
}

ZEAL_FN float libm_sin(float x) { return ZEAL_BUILTIN(sinf)(x); }
ZEAL_FN double libm_sin(double x) { return ZEAL_BUILTIN(sin)(x); }
ZEAL_FN float libm_cos(float x) { return ZEAL_BUILTIN(cosf)(x); }
ZEAL_FN double libm_cos(double x) { return ZEAL_BUILTIN(cos)(x); }
ZEAL_FN float libm_tan(float x) { return ZEAL_BUILTIN(tanf)(x); }
ZEAL_FN double libm_tan(double x) { return ZEAL_BUILTIN(tan)(x); }

template <class T>
ZEAL_FN T sin(T x) {
  return trig_hard(x) ? libm_sin(x) : sin_fast(x);
}
template <class T>
ZEAL_FN T cos(T x) {
  return trig_hard(x) ? libm_cos(x) : cos_fast(x);
}
template <class T>
ZEAL_FN T tan(T x) {
  return trig_hard(x) ? libm_tan(x) : tan_fast(x);
}

// (atan(t) / t - 1) / t^2 with z = t^2, |t| <= tan(pi/8)
ZEAL_FN float atan_poly(float z) {
  return poly(z, -0.333333164f, 0.199985281f, -0.142443672f, 0.10598772f, -0.060884811f);
}
ZEAL_FN double atan_poly(double z) {
  return long_poly(z, -0.33333333333333326, 0.19999999999997095, -0.14285714285316445, 0.11111111083753045,
              -0.090909079863240608, 0.076922792164290044, -0.066661749882724747, 0.058765202754585459,
              -0.052152113970990871, 0.044907168869954335, -0.033179675377616465, 0.014900720611446632);
}

// atan(y / x) in [0, pi/2] for finite x, y >= 0: one division, by thirds of the quadrant.
template <class T>
ZEAL_FN T atan_quadrant(T y, T x) {
  bool top = y > x * T(2.4142135623730949), middle = y > x * T(0.41421356237309503);
  T num = top ? -x : (middle ? y - x : y);
  T den = top ? y : (middle ? y + x : x);
  T base = top ? Fp<T>::pio2 : (middle ? Fp<T>::pio4 : T(0));
  T base_lo = top ? Fp<T>::pio2_lo : (middle ? Fp<T>::pio2_lo * T(0.5) : T(0));
  T t = num == T(0) ? T(0) : num / den, z = t * t;  // 0 / 0 at the origin
  return base + (t + (t * z * atan_poly(z) + base_lo));
}
template <class T>
ZEAL_FN T atan(T x) {
  T a = vm::abs(x), large = Fp<T>::two_mant * T(8);
  T r = vm::copysign(atan_quadrant(a > large ? large : a, T(1)), x);
  return a < Fp<T>::tiny ? x : r;
}
template <class T>
ZEAL_FN T atan2(T y, T x) {
  T ay = vm::abs(y), ax = vm::abs(x), larger = ay > ax ? ay : ax;
  bool both_inf = ay == inf_of(y) && ax == inf_of(x);
  // sums must not overflow, quotients of denormals keep their digits
  T down = T(1) / (Fp<T>::two_mant * T(4)), up = Fp<T>::two_mant * T(4);
  T k = larger > T(1) / (Fp<T>::min_normal * up) ? down : (larger < Fp<T>::min_normal * up ? up : T(1));
  T sy = both_inf ? T(1) : ay * k, sx = both_inf ? T(1) : ax * k;
  T q = ay == inf_of(y) && !both_inf ? Fp<T>::pio2 : (ax == inf_of(x) && !both_inf ? T(0) : atan_quadrant(sy, sx));
  T left = Fp<T>::pi - (q - Fp<T>::pi_lo);
  T r = vm::copysign((bits(x) & Fp<T>::sign) != 0 ? left : q, y);
  return x != x || y != y ? x + y : r;
}

// (asin(a) / a - 1) / a^2 with z = a^2, a <= 1/2
ZEAL_FN float asin_poly(float z) {
  return poly(z, 0.166666597f, 0.0750052109f, 0.0445136316f, 0.0318361148f, 0.0143294856f, 0.0376709923f);
}
ZEAL_FN double asin_poly(double z) {
  return long_poly(z, 0.1666666666666666, 0.075000000000024034, 0.044642857139794413, 0.030381944639977017,
              0.022372151730119853, 0.017352942958674646, 0.013961903451006799, 0.011585705808192308,
              0.0094837075835064785, 0.010011610959038212, 0.00067400849342714108, 0.024847489562456037,
              -0.026179496705231311, 0.033661946620020422);
}
// asin(a) = pi/2 - 2 asin(sqrt((1 - a) / 2))
template <class T>
ZEAL_FN T asin(T x) {
  T a = vm::abs(x);
  bool upper = a > T(0.5);
  T z = upper ? (T(1) - a) * T(0.5) : a * a, s = upper ? vm::sqrt(z) : a;
  T p = s + s * z * asin_poly(z);
  T r = vm::copysign(upper ? Fp<T>::pio2 - (p + p - Fp<T>::pio2_lo) : p, x);
  return a < Fp<T>::tiny ? x : r;
}
template <class T>
ZEAL_FN T acos(T x) {
  T a = vm::abs(x);
  bool upper = a > T(0.5);
  T z = upper ? (T(1) - a) * T(0.5) : a * a, s = upper ? vm::sqrt(z) : x;
  T p = s + s * z * asin_poly(z);
  T middle = Fp<T>::pio2 - (p - Fp<T>::pio2_lo), right = p + p;
  T left = Fp<T>::pi - (right - Fp<T>::pi_lo);
  return upper ? (x < T(0) ? left : right) : middle;
}

}  // namespace zeal::vm
