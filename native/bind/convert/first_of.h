// Rules in order: the order is the meaning.
#pragma once

namespace zeal::bind {

// The first rule that takes the value serves it; each says whether it did.
template <auto... rules, class Value> [[gnu::always_inline]] inline bool first_of(const Value& value) {
  return (rules(value) || ...);
}

}  // namespace zeal::bind
