// Attributes in four bytes, for ops with many of them (convolutions): numbers of interned strings and lists.
#pragma once

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
ShortString short_string(std::string_view text);
ShortInts short_ints(const int64_t* values, int n);

// Their kinds, after those of op/attrs.h.
inline constexpr AttrKind kShortStringAttr = AttrKind(kNumAttrKinds), kShortIntsAttr = AttrKind(kNumAttrKinds + 1);
inline constexpr int kNumAllAttrKinds = kNumAttrKinds + 2;

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

}  // namespace zeal
