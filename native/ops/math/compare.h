// Functors of the comparisons: false for NaN, except NotEqual.
// Light: bound by memory, so not stamped for AVX-512.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

struct Greater;
struct GreaterEqual;

struct Less {
  using Swapped = Greater;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x < y;
  }
};
struct LessEqual {
  using Swapped = GreaterEqual;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x <= y;
  }
};
struct Greater {
  using Swapped = Less;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x > y;
  }
};
struct GreaterEqual {
  using Swapped = LessEqual;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x >= y;
  }
};
struct Equal {
  using Swapped = Equal;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x == y;
  }
};
struct NotEqual {
  using Swapped = NotEqual;
  template <class T>
  static ZEAL_FN bool call(T x, T y) {
    return x != y;
  }
};

}  // namespace zeal::fn

#define ZEAL_ORDERED float, double, zeal::i32, zeal::i64, zeal::u8, zeal::u32, zeal::u64
#define ZEAL_COMPARABLE ZEAL_ORDERED, bool, zeal::c64, zeal::c128
ZEAL_STAMP(Less, 2, ZEAL_ORDERED)
ZEAL_STAMP(LessEqual, 2, ZEAL_ORDERED)
ZEAL_STAMP(Greater, 2, ZEAL_ORDERED)
ZEAL_STAMP(GreaterEqual, 2, ZEAL_ORDERED)
ZEAL_STAMP(Equal, 2, ZEAL_COMPARABLE)
ZEAL_STAMP(NotEqual, 2, ZEAL_COMPARABLE)
#undef ZEAL_COMPARABLE
#undef ZEAL_ORDERED
