// Attributes: plain structs of at most 24 bytes, described field by field for bindings and graphs.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/dtype.h"
#include "core/shape.h"

namespace zeal {

// Lists and strings are interned: one immortal copy per distinct value, so attributes stay plain.
struct IntList {
  int n;
  const int64_t* values;
};
const char* intern_string(std::string_view text);
const IntList* intern_ints(const int64_t* values, int n);

struct Attrs {
  alignas(8) char bytes[24] = {};

  template <class T> const T& as() const { return *reinterpret_cast<const T*>(bytes); }
  template <class T> T& as() { return *reinterpret_cast<T*>(bytes); }
  bool operator==(const Attrs& o) const { return !std::memcmp(bytes, o.bytes, sizeof bytes); }
  template <class T> static Attrs of(const T& value) {
    static_assert(sizeof(T) <= sizeof(bytes) && std::is_trivially_copyable_v<T>);
    Attrs a;
    std::memcpy(a.bytes, &value, sizeof(T));
    return a;
  }
};

enum class AttrKind : uint8_t { kBool, kInt, kInt32, kFloat, kType, kString, kInts, kTypes };  // kTypes: an IntList of dtypes
inline constexpr int kNumAttrKinds = int(AttrKind::kTypes) + 1;

struct AttrDef {
  const char* name;
  AttrKind kind;
  uint8_t offset;
  bool required = false;
  DTypeSet types = kAnyType;  // of a kType
};

template <class T> constexpr AttrKind attr_kind() {
  if constexpr (std::is_same_v<T, bool>) return AttrKind::kBool;
  else if constexpr (std::is_same_v<T, int64_t>) return AttrKind::kInt;
  else if constexpr (std::is_same_v<T, int32_t>) return AttrKind::kInt32;
  else if constexpr (std::is_same_v<T, float>) return AttrKind::kFloat;
  else if constexpr (std::is_same_v<T, DType>) return AttrKind::kType;
  else if constexpr (std::is_same_v<T, const char*>) return AttrKind::kString;
  else {
    static_assert(std::is_same_v<T, const IntList*>, "no kind of attribute has this type");
    return AttrKind::kInts;
  }
}

}  // namespace zeal
