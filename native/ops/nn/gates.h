// Gates of recurrent cells, in kernels: sigmoids, or three straight pieces ("hard").
#pragma once

#include "op/simd.h"
#include "op/vm/exp.h"

namespace zeal {

template <bool hard, class T>
ZEAL_FN T gate(T z) {
  if constexpr (hard) return vm::clamp(z * T(0.2) + T(0.5), T(0), T(1));
  else return vm::sigmoid(z);
}

// The slope of a gate, from its value.
template <bool hard, class T>
ZEAL_FN T slope(T g) {
  if constexpr (hard) return g > T(0) && g < T(1) ? T(0.2) : T(0);
  else return g * (T(1) - g);
}

// fn(from, count) for the parts of a row of n that are whole vectors; the last one overlaps the one before, so that fn must
// not read what it wrote. What fn does is a loop over plain pointers: behind captured ones, GCC makes no vectors.
template <class T, class Fn>
ZEAL_INLINE void each_part(int64_t n, Fn&& fn) {
  constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);
  const bool is_short = n < L;
  fn(0, is_short ? n : n / L * L);
  int64_t vector = L;
  asm("" : "+r"(vector));  // a loop of known length becomes scalar code
  if (!is_short && n % L) fn(n - L, vector);
}

}  // namespace zeal
