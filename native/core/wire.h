// The encoding of protocol buffers: fields appended to a string, and read in place as views into bytes.
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

// Steps through the fields of a message. Nothing it meets makes it read outside the bytes; after the last field,
// or what is no field, next() is false and ok() says which.
class Fields {
 public:
  explicit Fields(std::string_view message)
      : p_(reinterpret_cast<const uint8_t*>(message.data())), end_(p_ + message.size()) {}

  bool next() {
    uint64_t tag;
    if (!ok_ || p_ == end_) return false;
    begin_ = p_;
    if (!varint(tag) || tag >> 32 || tag >> 3 == 0) return ok_ = false;
    number_ = uint32_t(tag >> 3);
    type_ = Type(tag & 7);
    return ok_ = take();
  }
  bool ok() const { return ok_; }
  bool at(uint32_t number, Type type) const { return number_ == number && type_ == type; }
  uint32_t number() const { return number_; }
  Type type() const { return type_; }
  std::string_view bytes() const { return bytes_; }  // of kBytes
  uint64_t bits() const { return bits_; }            // of the other types
  // Where the field begins, its tag included.
  const char* begin() const { return reinterpret_cast<const char*>(begin_); }

  // The next number of a list of them, false at the end; ok() as above.
  bool varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 70 && p_ != end_; shift += 7) {
      const uint8_t byte = *p_++;
      value |= shift < 64 ? uint64_t(byte & 127) << shift : 0;
      if (byte < 128) return true;
    }
    return ok_ = false;
  }
  bool more() const { return ok_ && p_ != end_; }

 private:
  bool take() {
    switch (type_) {
      case kVarint: return varint(bits_);
      case kFixed64: return fixed(8);
      case kBytes: return take_bytes();
      case kFixed32: return fixed(4);
      default: return false;  // groups: no message of TensorFlow has them
    }
  }
  bool fixed(size_t n) {
    if (size_t(end_ - p_) < n) return false;
    bits_ = 0;
    std::memcpy(&bits_, p_, n);
    p_ += n;
    return true;
  }
  bool take_bytes() {
    uint64_t n;
    if (!varint(n) || n > uint64_t(end_ - p_)) return false;
    bytes_ = {reinterpret_cast<const char*>(p_), size_t(n)};
    p_ += n;
    return true;
  }

  const uint8_t *p_, *end_, *begin_ = nullptr;
  uint64_t bits_ = 0;
  std::string_view bytes_;
  uint32_t number_ = 0;
  Type type_ = kVarint;
  bool ok_ = true;
};

}  // namespace zeal::wire
