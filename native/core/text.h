// Reading of the short texts in which ops, functions and composites are declared.
#pragma once
#include <algorithm>
#include <string_view>

namespace zeal {

// Without spaces around it.
inline std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

// Cuts at the first `mark`: what lies before it; `rest` keeps what lies behind, nothing where there is no mark.
inline std::string_view cut(std::string_view& rest, char mark) {
  const size_t at = std::min(rest.find(mark), rest.size());
  const std::string_view before = trimmed(rest.substr(0, at));
  rest = trimmed(rest.substr(std::min(at + 1, rest.size())));
  return before;
}

}  // namespace zeal
