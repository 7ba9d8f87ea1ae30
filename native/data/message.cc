// Values of features, out of their encoding.
#include "data/message.h"

namespace zeal::data {
namespace {

// Calls fn(bytes, bits) for each value of a list of its kind; packed lists are taken apart.
template <class OnBytes, class OnNumber>
bool each_value(Kind kind, std::string_view list, OnBytes&& on_bytes, OnNumber&& on_number) {
  Fields fields(list);
  while (fields.next()) {
    if (fields.number() != 1) continue;
    const wire::Type type = fields.type();
    if (kind == Kind::kBytes && type == wire::kBytes) {
      on_bytes(fields.bytes());
    } else if (kind == Kind::kFloat && type == wire::kFixed32) {
      on_number(fields.bits());
    } else if (kind == Kind::kInt64 && type == wire::kVarint) {
      on_number(fields.bits());
    } else if (kind == Kind::kFloat && type == wire::kBytes) {
      const std::string_view packed = fields.bytes();
      if (packed.size() % 4) return false;
      for (size_t i = 0; i < packed.size(); i += 4) {
        uint32_t bits;
        std::memcpy(&bits, packed.data() + i, 4);
        on_number(bits);
      }
    } else if (kind == Kind::kInt64 && type == wire::kBytes) {
      Fields packed(fields.bytes());
      uint64_t value;
      while (packed.more())
        if (packed.varint(value)) on_number(value);
      if (!packed.ok()) return false;
    } else {
      return false;
    }
  }
  return fields.ok();
}

// Calls fn(list) for each list of the feature's kind: there is one, unless somebody concatenated messages.
template <class Fn> bool each_list(const Feature& f, Fn&& fn) { return each_message(f.lists, uint32_t(f.kind), fn); }

bool count(Kind kind, std::string_view list, int64_t& n) {
  return each_value(kind, list, [&](std::string_view) { ++n; }, [&](uint64_t) { ++n; });
}

}  // namespace

bool read_feature(std::string_view message, Feature& out) {
  out = {};
  Fields fields(message);
  while (fields.next()) {
    if (fields.number() > 3) continue;
    if (fields.type() != wire::kBytes) return false;
    const Kind kind = Kind(fields.number());
    if (kind != out.kind) {  // the last of a choice is the one that holds
      out.kind = kind;
      out.count = 0;
      out.lists = message.substr(size_t(fields.begin() - message.data()));
    }
    if (!count(kind, fields.bytes(), out.count)) return false;
  }
  return fields.ok();
}

void copy_values(const Feature& f, std::string* out) {
  each_list(f, [&](std::string_view list) {
    return each_value(f.kind, list, [&](std::string_view bytes) { (out++)->assign(bytes); }, [](uint64_t) {});
  });
}
void copy_values(const Feature& f, float* out) {
  each_list(f, [&](std::string_view list) {
    return each_value(f.kind, list, [](std::string_view) {}, [&](uint64_t bits) { *out++ = std::bit_cast<float>(uint32_t(bits)); });
  });
}
void copy_values(const Feature& f, int64_t* out) {
  each_list(f, [&](std::string_view list) {
    return each_value(f.kind, list, [](std::string_view) {}, [&](uint64_t bits) { *out++ = int64_t(bits); });
  });
}

}  // namespace zeal::data
