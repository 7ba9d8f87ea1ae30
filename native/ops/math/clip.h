// The functor of ClipByValue.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

// NaN in x stays; low wins over a smaller high, as in TensorFlow.
struct ClipByValue {
  template <class T>
  static ZEAL_FN T call(T x, T low, T high) {
    T capped = x > high ? high : x;
    return capped < low ? low : capped;
  }
};

}  // namespace zeal::fn

ZEAL_STAMP(ClipByValue, 3, float, double, zeal::i32, zeal::i64, zeal::u8, zeal::u32, zeal::u64)
