// Words to floating-point numbers, and the Box-Muller transform: branch-free scalar code which the
// compiler vectorises.
#pragma once
#include <cstdint>

#include "op/vm/log.h"
#include "op/vm/trig.h"

namespace zeal {

// [0, 1) with 23 random bits, as TensorFlow does it: fill the mantissa of [1, 2), subtract one.
ZEAL_FN float unit_float(uint32_t word) {
  return vm::from_bits((word & 0x7fffffu) | 0x3f800000u) - 1.0f;
}

// [0, 1) with 52 random bits: 20 from high, 32 from low.
ZEAL_FN double unit_double(uint32_t high, uint32_t low) {
  const unsigned long long mantissa = (high & 0xfffffull) << 32 | low;
  return vm::from_bits(mantissa | 0x3ff0000000000000ull) - 1.0;
}

// Two uniforms to two independent standard normals (Box and Muller, 1958), in TensorFlow's order
// and with its lower bound of 1e-7 under the logarithm.
template <class T>
ZEAL_FN void box_muller(T u, T v, T& first, T& second) {
  const vm::LogParts<T> log = vm::log_parts_normal(u < T(1e-7) ? T(1e-7) : u);
  const T radius = vm::sqrt(T(-2) * vm::log_sum(log.e, log.m - T(1)));
  // In double also for float: TensorFlow rounds the angle only once.
  const T angle = static_cast<T>(6.283185307179586 * static_cast<double>(v));
  const vm::TrigParts<T> trig = vm::trig_parts(angle);
  const T z = trig.r * trig.r, s = vm::sin_core(trig.r, z), c = vm::cos_core(z);
  first = vm::flip_sign_if_bit1(vm::if_odd(trig.quadrant, c, s), trig.quadrant) * radius;
  second = vm::flip_sign_if_bit1(vm::if_odd(trig.quadrant, s, c), trig.quadrant + 1) * radius;
}

}  // namespace zeal
