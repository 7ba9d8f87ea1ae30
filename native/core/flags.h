// Environment flags: the one list of all of them. What is not in it is not read.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace zeal {

struct Flag {
  const char* name;
  const char* fallback;  // what holds when the variable is unset or empty
  const char* doc;       // one line
};

std::span<const Flag> flags();

// What the environment says now, or the fallback. Reads the environment: call it once, at start.
std::string flag_value(std::string_view name);

// Throws: the flag's value is not among what it may be. `expected` completes "... must be".
[[noreturn]] void refuse_flag(std::string_view name, std::string_view expected);

}  // namespace zeal
