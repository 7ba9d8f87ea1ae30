// The functor of SelectV2.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct SelectV2 {
  using First = u8;  // a bool; g++ vectorises no selects on the type bool
  template <class T>
  static ZEAL_FN T call(u8 condition, T yes, T no) {
    if constexpr (requires { yes.bits; }) return {u16(condition ? yes.bits : no.bits)};
    else return condition ? yes : no;
  }
};

}  // namespace zeal::fn

#define ZEAL_ANY                                                                           \
  float, double, zeal::i8, zeal::i16, zeal::i32, zeal::i64, zeal::u8, zeal::u16, zeal::u32, \
      zeal::u64, bool, zeal::F16Bits, zeal::BF16Bits, zeal::c64, zeal::c128
ZEAL_STAMP(SelectV2, 3, ZEAL_ANY)
#undef ZEAL_ANY
