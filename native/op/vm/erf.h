// erf and erfc. At most 3 ULP, erfc down to its denormals.
#pragma once

#include "op/vm/core.h"
#include "op/vm/exp.h"

namespace zeal::vm {

// erf(x) / x - 1 with z = x^2 <= 1
ZEAL_FN float erf_poly(float z) {
  return long_poly(z, 0.128379166f, -0.376126289f, 0.112836316f, -0.0268565007f, 0.00519583281f,
              -0.000811847975f, 8.63190726e-05f, -2.20256834e-06f);
}
ZEAL_FN double erf_poly(double z) {
  return long_poly(z, 0.12837916709551259, -0.37612638903184165, 0.11283791670977776, -0.026866170650030937,
              0.0052239776806021808, -0.00085483307242521908, 0.00012055492533537789,
              -1.4930263534142612e-05, 1.6553464154616035e-06, -1.7608237364874442e-07,
              2.6217921845552944e-08, -7.9906830449667144e-09, 2.4269028800579779e-09,
              -3.6186457805892987e-10);
}
// (1 + 2a) exp(a^2) erfc(a) for a >= 1/2, as a polynomial in (a - k) / (a + k)
ZEAL_FN float erfcx_poly(float a) {
  return long_poly((a - 2.f) / (a + 2.f), 1.27697837f, -0.0927638188f, -0.166030347f, 0.164050698f,
              -0.0542210378f, -0.0080256816f, 0.00873064902f, 0.0012214114f, -0.00148082746f,
              -0.000318374194f, 0.000228878867f);
}
ZEAL_FN double erfcx_poly(double a) {
  return long_poly((a - 4.) / (a + 4.), 1.2329951186255526, -0.1396211168405625, 0.015379652102618964,
              0.068097054254690592, -0.10103906603624961, 0.093732834998439277, -0.066330365813710088,
              0.037167515535674503, -0.016197734036993816, 0.0050319699985054978,
              -0.00075777345754058441, -0.00019925683870119742, 0.00015062253217502789,
              -2.4398554378499981e-05, -1.1224826931127004e-05, 5.7077134237012125e-06,
              2.9970258608926317e-07, -8.2132688427413341e-07, 6.6903268974390035e-08,
              1.0476570771499868e-07, -1.2181218582903371e-08, -1.0186128136252258e-08);
}
ZEAL_FN float erfc_zero(float) { return 10.1f; }  // erfc is 0 from here on
ZEAL_FN double erfc_zero(double) { return 27.3; }

// erfc(a) for a >= 1/2. a^2 in two parts: its rounding error alone would cost a^2 ULP.
template <class T>
ZEAL_FN T erfc_tail(T a) {
  a = a > erfc_zero(a) ? erfc_zero(a) : a;
  T h = high_half(a), l = a - h;
  ExpParts<T> p = exp_parts(-h * h, -l * (a + h));
  T factor = erfcx_poly(a) / (T(1) + T(2) * a);
  return scale(factor + factor * p.em1, p.n);
}

template <class T>
ZEAL_FN T erf(T x) {
  T a = vm::abs(x), z = a * a;
  T tail = vm::copysign(T(1) - erfc_tail(a), x);
  return a > T(1) ? tail : x + x * erf_poly(z);
}
template <class T>
ZEAL_FN T erfc(T x) {
  T a = vm::abs(x), tail = erfc_tail(a);
  T near = T(1) - (x + x * erf_poly(x * x));
  return a < T(0.6) ? near : (x < T(0) ? T(2) - tail : tail);
}

}  // namespace zeal::vm
