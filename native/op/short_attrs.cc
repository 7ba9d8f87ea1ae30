// Attributes in four bytes.
#include "op/short_attrs.h"

#include <bit>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace zeal {
namespace {

// What was interned, by number: pieces of doubling size never move, so that readers need no lock.
class Numbered {
 public:
  uint32_t number_of(const void* interned) {
    std::lock_guard lock(mutex_);
    auto [at, is_new] = numbers_.try_emplace(interned, uint32_t(numbers_.size() + 1));
    if (is_new) {
      const auto [piece, place] = place_of(at->second);
      if (!pieces_[piece]) pieces_[piece] = new const void*[size_t{1} << piece];
      pieces_[piece][place] = interned;
    }
    return at->second;
  }
  const void* operator[](uint32_t number) const {
    const auto [piece, place] = place_of(number);
    return pieces_[piece][place];
  }

 private:
  static std::pair<int, uint32_t> place_of(uint32_t number) {
    const int piece = std::bit_width(number) - 1;
    return {piece, number - (1u << piece)};
  }
  std::mutex mutex_;
  std::unordered_map<const void*, uint32_t> numbers_;
  const void** pieces_[32] = {};
};
Numbered& numbered() {
  static auto* all = new Numbered;
  return *all;
}

}  // namespace

ShortString short_string(std::string_view text) {
  return {text.empty() ? 0 : numbered().number_of(intern_string(text))};
}
const char* ShortString::text() const { return id ? static_cast<const char*>(numbered()[id]) : ""; }
ShortInts short_ints(const int64_t* values, int n) {
  return {n == 0 ? 0 : numbered().number_of(intern_ints(values, n))};
}
const IntList& ShortInts::list() const {
  static const IntList none{0, nullptr};
  return id ? *static_cast<const IntList*>(numbered()[id]) : none;
}

}  // namespace zeal
