// Protocol buffers by hand: the few fields that summaries are made of, appended to a string and stepped through.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace zeal::wire {

enum Type : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// A varint's bytes, written to `out`; returns how many, at most 10.
inline size_t encode_varint(uint64_t v, char* out) {
  size_t n = 0;
  for (; v >= 128; v >>= 7) out[n++] = char(v | 128);
  out[n++] = char(v);
  return n;
}
inline void put_varint(std::string& to, uint64_t v) {
  char bytes[10];
  to.append(bytes, encode_varint(v, bytes));
}
inline void put_key(std::string& to, uint32_t field, Type type) { put_varint(to, field << 3 | type); }
template <class T> void put_fixed(std::string& to, T v) { to.append(reinterpret_cast<const char*>(&v), sizeof v); }

inline void put_bytes(std::string& to, uint32_t field, std::string_view bytes) {
  put_key(to, field, kBytes);
  put_varint(to, bytes.size());
  to.append(bytes);
}
inline void put_float(std::string& to, uint32_t field, float v) { put_key(to, field, kFixed32), put_fixed(to, v); }
inline void put_double(std::string& to, uint32_t field, double v) { put_key(to, field, kFixed64), put_fixed(to, v); }

// Steps through the fields of a message, whose bytes may be anything.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  uint32_t field = 0;
  Type type = kVarint;
  std::string_view bytes;  // of a field of type kBytes

  // Whether there is another field. `broken()` tells an end from bytes that are no message.
  bool next() {
    uint64_t key, n;
    if (rest_.empty() || broken_) return false;
    if (!varint(key) || !(field = uint32_t(key >> 3))) return fail();
    switch (type = Type(key & 7)) {
      case kVarint: return varint(n) || fail();
      case kFixed64: return take(8) || fail();
      case kFixed32: return take(4) || fail();
      case kBytes: return (varint(n) && take(n)) || fail();
      default: return fail();
    }
  }
  bool broken() const { return broken_; }

 private:
  bool fail() { return !(broken_ = true); }
  bool varint(uint64_t& v) {
    v = 0;
    for (unsigned i = 0; i < 10 && i < rest_.size(); ++i) {
      v |= uint64_t(rest_[i] & 127) << 7 * i;
      if (!(rest_[i] & 128)) return rest_.remove_prefix(i + 1), true;
    }
    return false;
  }
  bool take(uint64_t n) {
    if (n > rest_.size()) return false;
    bytes = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return true;
  }

  std::string_view rest_;
  bool broken_ = false;
};

}  // namespace zeal::wire
