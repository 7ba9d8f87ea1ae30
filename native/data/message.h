// Protocol buffers' encoding of tf.train.Example and SequenceExample, read in place: views into the bytes.
#pragma once
#include <bit>

#include "core/wire.h"

namespace zeal::data {

using wire::Fields;

enum class Kind : uint8_t { kNone = 0, kBytes = 1, kFloat = 2, kInt64 = 3 };  // numbers of Feature's fields

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
    if (!fields.at(number, wire::kBytes)) continue;
    Fields entry(fields.bytes());
    std::string_view key, value;
    while (entry.next()) {
      if (entry.at(1, wire::kBytes)) key = entry.bytes();
      if (entry.at(2, wire::kBytes)) value = entry.bytes();
    }
    if (!entry.ok() || !fn(key, value)) return false;
  }
  return fields.ok();
}
// Calls fn(bytes) for each message in field `number`; the same.
template <class Fn> bool each_message(std::string_view message, uint32_t number, Fn&& fn) {
  Fields fields(message);
  while (fields.next())
    if (fields.at(number, wire::kBytes) && !fn(fields.bytes())) return false;
  return fields.ok();
}

}  // namespace zeal::data
