// pow for float (0.5 ULP, in double), double (1 ULP, in double-double) and integers (wrapping).
#pragma once

#include "op/vm/core.h"
#include "op/vm/exp.h"
#include "op/vm/log.h"
#include "op/vm/round.h"

namespace zeal::vm {

// log(m 2^e) to about 2^-66, relative. With s = f / (2 + f), log(1 + f) = 2 s + 2/3 s^3 + ...;
// the terms that matter are carried in pairs.
ZEAL_FN Pair<double> log_pair(double e, double m) {
  double f = m - 1., d = 2. + f, d_lo = f - (d - 2.), inverse = 1. / d;
  double s = f * inverse;
  Pair<double> sd = two_prod(s, d);
  double s_lo = ((f - sd.hi) - sd.lo - s * d_lo) * inverse;
  Pair<double> z = two_prod(s, s);
  z.lo += 2. * s * s_lo;
  double tail = z.hi * (0.4 + z.hi * poly(z.hi, 0.2857142857142852, 0.22222222222252883, 0.18181818174448608,
                                          0.15384616333398943, 0.13333261025512033, 0.11768070215697778,
                                          0.10432636116572176, 0.10946893325942041));
  Pair<double> b = fast_two_sum(0.66666666666666663, tail);
  b.lo += 3.7007434154171886e-17;
  Pair<double> c = two_prod(z.hi, b.hi);
  c.lo += z.hi * b.lo + z.lo * b.hi;
  Pair<double> g = fast_two_sum(2., c.hi);
  g.lo += c.lo;
  Pair<double> l = two_prod(s, g.hi);
  l.lo += s * g.lo + s_lo * g.hi;
  Pair<double> sum = fast_two_sum(e * Fp<double>::ln2_hi, l.hi);  // e == 0: 0 + l.hi, exact as well
  return fast_two_sum(sum.hi, sum.lo + (l.lo + e * Fp<double>::ln2_lo));
}

// log a, at the edges of a's range and for NaN
template <class T, class L>
ZEAL_FN L log_or_edge(T a, L log) {
  return a == T(0) ? -inf_of(log) : (a < inf_of(a) ? log : L(a));
}

// a^y for a >= 0
ZEAL_FN double pow_magnitude(double a, double y) {
  LogParts<double> p = log_parts(a);
  Pair<double> l = log_pair(p.e, p.m);
  y = clamp(y, -0x1p66, 0x1p66);  // saturates for every a but 1
  Pair<double> t = two_prod(y, log_or_edge(a, l.hi));
  double lo = vm::abs(t.hi) < 800. ? t.lo + y * l.lo : 0.;
  ExpParts<double> q = exp_parts(clamp(t.hi, -748., 720.), lo);
  return scale(1. + q.em1, q.n);
}
// In double, where a float is never a denormal and its exponents are far from the limits.
ZEAL_FN float pow_magnitude(float a, float y) {
  LogParts<double> p = log_parts_normal(double(a));
  double f = p.m - 1., s = f / (2. + f), z = s * s;
  double r = poly(z, 0.66666666675806774, 0.39999995621176337, 0.28572109220104452, 0.22176185255468317,
                  0.19584216522047293);
  double l = log_or_edge(a, p.e * Fp<double>::ln2 + (2. * s + s * z * r));
  double t = clamp(double(clamp(y, -3e38f, 3e38f)) * l, -110., 95.);
  double n = rint_small(t * Fp<double>::log2e), x = t - n * Fp<double>::ln2;
  double q = poly(x, 0.50000000441566139, 0.16666666364256097, 0.041666360601022384, 0.0083333900471698683,
                  0.0013940660879869107, 0.00019845870844935345);
  return float(pow2(n) * (1. + (x + x * x * q)));
}

// C's rules: x^0 = 1^y = 1 even for NaN; a finite negative base wants an integral exponent. Nested
// selects without && and ||: g++ would make branches of those here.
template <class T>
ZEAL_FN T pow(T x, T y) {
  T half = y * T(0.5), fraction = vm::rint(y) - y, half_fraction = vm::rint(half) - half;  // NaN for inf
  T real = x < T(0) ? (x > -inf_of(x) ? nan_of(x) : T(1)) : T(1);
  T sign = fraction == T(0) ? (half_fraction != T(0) ? x : T(1)) : T(1);
  T r = vm::copysign(pow_magnitude(vm::abs(x), y), sign);
  r = vm::abs(fraction) > T(0) ? r * real : r;
  r = x == T(1) ? T(1) : r;
  return y == T(0) ? T(1) : r;
}

// Integers: U is I's unsigned twin; a negative exponent is rejected before (and gives 1 here).
template <class I, class U>
ZEAL_FN I pow_integer(I base, I exponent) {
  U result = 1, square = U(base);
  for (U left = exponent > 0 ? U(exponent) : 0; left != 0; left >>= 1) {
    result *= left & 1 ? square : U(1);
    square *= square;
  }
  return I(result);
}

}  // namespace zeal::vm
