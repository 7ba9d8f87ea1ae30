// Complex numbers for elementwise loops: layout of C's complex, freestanding, no NaN recovery.
#pragma once

#include "op/vmath.h"

namespace zeal {

template <class T>
struct Complex {
  T re, im;
};
using c64 = Complex<float>;
using c128 = Complex<double>;

template <class T>
ZEAL_FN Complex<T> operator+(Complex<T> a, Complex<T> b) {
  return {a.re + b.re, a.im + b.im};
}
template <class T>
ZEAL_FN Complex<T> operator-(Complex<T> a, Complex<T> b) {
  return {a.re - b.re, a.im - b.im};
}
template <class T>
ZEAL_FN Complex<T> operator-(Complex<T> a) {
  return {-a.re, -a.im};
}
template <class T>
ZEAL_FN Complex<T> operator*(Complex<T> a, Complex<T> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
template <class T>
ZEAL_FN Complex<T> operator*(T a, Complex<T> b) {
  return {a * b.re, a * b.im};
}
// Divides through by the larger part of b, so that |b|^2 cannot overflow.
template <class T>
ZEAL_FN Complex<T> operator/(Complex<T> a, Complex<T> b) {
  bool swap = vm::abs(b.re) < vm::abs(b.im);
  T big = swap ? b.im : b.re, small = swap ? b.re : b.im;
  T ratio = big == T(0) ? T(0) : small / big, denominator = big + small * ratio;
  T re = swap ? a.re * ratio + a.im : a.re + a.im * ratio;
  T im = swap ? a.im * ratio - a.re : a.im - a.re * ratio;
  return {re / denominator, im / denominator};
}
template <class T>
ZEAL_FN bool operator==(Complex<T> a, Complex<T> b) {
  return (a.re == b.re) & (a.im == b.im);
}
template <class T>
ZEAL_FN bool operator!=(Complex<T> a, Complex<T> b) {
  return !(a == b);
}

namespace vm {

// |z| without overflow; inf wins over NaN.
template <class T>
ZEAL_FN T abs(Complex<T> z) {
  T a = vm::abs(z.re), b = vm::abs(z.im), big = a > b ? a : b, small = a > b ? b : a;
  T ratio = big == T(0) ? T(0) : small / big, r = big * vm::sqrt(T(1) + ratio * ratio);
  return a == inf_of(a) || b == inf_of(b) ? inf_of(a) : (a != a || b != b ? a + b : r);
}
template <class T>
ZEAL_FN T arg(Complex<T> z) {
  return vm::atan2(z.im, z.re);
}
template <class T>
ZEAL_FN Complex<T> exp(Complex<T> z) {
  T m = vm::exp(z.re);
  if (z.im == T(0)) return {m, z.im};
  return {m * vm::cos(z.im), m * vm::sin(z.im)};
}
template <class T>
ZEAL_FN Complex<T> log(Complex<T> z) {
  return {vm::log(vm::abs(z)), vm::arg(z)};
}
// expm1(x) cos(y) - 2 sin^2(y/2) + i exp(x) sin(y)
template <class T>
ZEAL_FN Complex<T> expm1(Complex<T> z) {
  T h = vm::sin(z.im * T(0.5)), e = vm::expm1(z.re);
  return {e * vm::cos(z.im) - T(2) * h * h, (e + T(1)) * vm::sin(z.im)};
}
// log |1 + z| = log1p(2 x + x^2 + y^2) / 2 near 0
template <class T>
ZEAL_FN Complex<T> log1p(Complex<T> z) {
  Complex<T> u = {T(1) + z.re, z.im};
  bool near = vm::abs(z.re) < T(0.5) && vm::abs(z.im) < T(0.5);
  T re = near ? T(0.5) * vm::log1p(z.re * (T(2) + z.re) + z.im * z.im) : vm::log(vm::abs(u));
  return {re, vm::arg(u)};
}
template <class T>
ZEAL_FN Complex<T> sqrt(Complex<T> z) {
  T m = vm::abs(z);
  if (m == T(0)) return {T(0), z.im};
  T s = vm::sqrt(T(0.5) * (m + vm::abs(z.re))), other = z.im / (s + s);
  if (z.re >= T(0)) return {s, other};
  return {vm::abs(other), vm::copysign(s, z.im)};
}
template <class T>
ZEAL_FN Complex<T> reciprocal(Complex<T> z) {
  return Complex<T>{T(1), T(0)} / z;
}
template <class T>
ZEAL_FN Complex<T> rsqrt(Complex<T> z) {
  return vm::reciprocal(vm::sqrt(z));
}
template <class T>
ZEAL_FN Complex<T> sin(Complex<T> z) {
  return {vm::sin(z.re) * vm::cosh(z.im), vm::cos(z.re) * vm::sinh(z.im)};
}
template <class T>
ZEAL_FN Complex<T> cos(Complex<T> z) {
  return {vm::cos(z.re) * vm::cosh(z.im), -vm::sin(z.re) * vm::sinh(z.im)};
}
template <class T>
ZEAL_FN Complex<T> sinh(Complex<T> z) {
  return {vm::sinh(z.re) * vm::cos(z.im), vm::cosh(z.re) * vm::sin(z.im)};
}
template <class T>
ZEAL_FN Complex<T> cosh(Complex<T> z) {
  return {vm::cosh(z.re) * vm::cos(z.im), vm::sinh(z.re) * vm::sin(z.im)};
}
// (tanh x + i tan y) / (1 + i tanh x tan y)
template <class T>
ZEAL_FN Complex<T> tanh(Complex<T> z) {
  T a = vm::tanh(z.re), b = vm::tan(z.im);
  return Complex<T>{a, b} / Complex<T>{T(1), a * b};
}
template <class T>
ZEAL_FN Complex<T> times_i(Complex<T> z) {
  return {-z.im, z.re};
}
template <class T>
ZEAL_FN Complex<T> tan(Complex<T> z) {  // tan z = -i tanh(i z)
  return -vm::times_i(vm::tanh(vm::times_i(z)));
}
template <class T>
ZEAL_FN Complex<T> sigmoid(Complex<T> z) {
  return vm::reciprocal(Complex<T>{T(1), T(0)} + vm::exp(-z));
}
// atanh z = (log1p(z) - log1p(-z)) / 2
template <class T>
ZEAL_FN Complex<T> atanh(Complex<T> z) {
  return T(0.5) * (vm::log1p(z) - vm::log1p(-z));
}
// asinh z = log(z + sqrt(z^2 + 1)), odd: taken on the side where nothing cancels
template <class T>
ZEAL_FN Complex<T> asinh(Complex<T> z) {
  Complex<T> one = {T(1), T(0)}, w = z.re < T(0) ? -z : z;
  Complex<T> r = vm::log(w + vm::sqrt(w * w + one));
  return z.re < T(0) ? -r : r;
}
// acosh z = log(z + sqrt(z - 1) sqrt(z + 1))
template <class T>
ZEAL_FN Complex<T> acosh(Complex<T> z) {
  Complex<T> one = {T(1), T(0)};
  return vm::log(z + vm::sqrt(z - one) * vm::sqrt(z + one));
}
template <class T>
ZEAL_FN Complex<T> pow(Complex<T> a, Complex<T> b) {
  if (b == Complex<T>{T(0), T(0)}) return {T(1), T(0)};
  if (a == Complex<T>{T(0), T(0)}) return {T(0), T(0)};
  return vm::exp(b * vm::log(a));
}

}  // namespace vm
}  // namespace zeal
