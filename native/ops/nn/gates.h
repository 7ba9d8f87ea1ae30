// Gates of recurrent cells, in kernels: sigmoids, or three straight pieces ("hard").
#pragma once

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

}  // namespace zeal
