// Attributes in four bytes, for ops with many of them (convolutions): numbers of interned strings and lists.
#pragma once

#include <bit>

#include "op/op_def.h"

namespace zeal {

// 0 is the empty one.
struct ShortString {
  uint32_t id = 0;
  const char* text() const;
};
struct ShortInts {
  uint32_t id = 0;
  const IntList& list() const;
};
// Numbers, as the bits of floats.
struct ShortFloats {
  ShortInts bits;
  int count() const { return bits.list().n; }
  float operator[](int i) const { return std::bit_cast<float>(uint32_t(bits.list().values[i])); }
};
ShortString short_string(std::string_view text);
ShortInts short_ints(const int64_t* values, int n);

// Their kinds, after those of op/attrs.h.
inline constexpr AttrKind kShortStringAttr = AttrKind(kNumAttrKinds), kShortIntsAttr = AttrKind(kNumAttrKinds + 1),
                          kShortFloatsAttr = AttrKind(kNumAttrKinds + 2);
inline constexpr int kNumAllAttrKinds = kNumAttrKinds + 3;

// As OpDef::attr.
template <class A>
OpDef& short_attr(OpDef& op, const char* name, ShortString A::*member, bool required = false) {
  op.attr_defs.push_back({name, kShortStringAttr, uint8_t(OpDef::offset_of(member)), required});
  return op;
}
template <class A>
OpDef& short_attr(OpDef& op, const char* name, ShortInts A::*member, bool required = false) {
  op.attr_defs.push_back({name, kShortIntsAttr, uint8_t(OpDef::offset_of(member)), required});
  return op;
}

template <class A>
OpDef& short_attr(OpDef& op, const char* name, ShortFloats A::*member, bool required = false) {
  op.attr_defs.push_back({name, kShortFloatsAttr, uint8_t(OpDef::offset_of(member)), required});
  return op;
}

}  // namespace zeal
