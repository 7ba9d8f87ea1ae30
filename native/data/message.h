// Protocol buffers' encoding of tf.train.Example and SequenceExample, read in place: views into the bytes.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace zeal::data {

enum class Kind : uint8_t { kNone = 0, kBytes = 1, kFloat = 2, kInt64 = 3 };  // numbers of Feature's fields

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
    type_ = int(tag & 7);
    return ok_ = take();
  }
  bool ok() const { return ok_; }
  bool at(uint32_t number, int type) const { return number_ == number && type_ == type; }
  uint32_t number() const { return number_; }
  int type() const { return type_; }
  std::string_view bytes() const { return bytes_; }  // of type 2
  uint64_t bits() const { return bits_; }            // of types 0, 1 and 5
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
      case 0: return varint(bits_);
      case 1: return fixed(8);
      case 2: return take_bytes();
      case 5: return fixed(4);
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
  int type_ = 0;
  bool ok_ = true;
};

// A feature that was read: how many values of which kind, and where they are.
struct Feature {
  Kind kind = Kind::kNone;
  int64_t count = 0;
  std::string_view lists;  // the fields of the Feature from the one on that decides its kind
};

// Reads a Feature and looks at all of it; false if it is malformed.
bool read_feature(std::string_view message, Feature& out);
// The values of a feature that was read.
void copy_values(const Feature& f, std::string* out);
void copy_values(const Feature& f, float* out);
void copy_values(const Feature& f, int64_t* out);

// Calls fn(key, value) for each entry of the maps in field `number` of a message; false if it is malformed, or fn is.
template <class Fn> bool each_entry(std::string_view message, uint32_t number, Fn&& fn) {
  Fields fields(message);
  while (fields.next()) {
    if (!fields.at(number, 2)) continue;
    Fields entry(fields.bytes());
    std::string_view key, value;
    while (entry.next()) {
      if (entry.at(1, 2)) key = entry.bytes();
      if (entry.at(2, 2)) value = entry.bytes();
    }
    if (!entry.ok() || !fn(key, value)) return false;
  }
  return fields.ok();
}
// Calls fn(bytes) for each message in field `number`; the same.
template <class Fn> bool each_message(std::string_view message, uint32_t number, Fn&& fn) {
  Fields fields(message);
  while (fields.next())
    if (fields.at(number, 2) && !fn(fields.bytes())) return false;
  return fields.ok();
}

}  // namespace zeal::data
