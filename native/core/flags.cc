// Environment flags: their names, defaults and documentation.
#include "core/flags.h"

#include <algorithm>
#include <cstdlib>

#include "core/error.h"

namespace zeal {
namespace {

// docs/flags.md shows this table; tests/test_flags.py compares the two.
constexpr Flag kFlags[] = {
    {"ZEAL_CHECK_NUMERICS", "0",
     "1 stops at the first op whose result holds an infinity or NaN, in forward passes and gradients, and names op, inputs and line; "
     "as tfe.seterr(inf_or_nan=\"raise\")."},
    {"ZEAL_CHECK_TRACED", "0",
     "1 runs the Python code of a traced function with each call too, and stops where it does not give the same bits as the trace."},
    {"ZEAL_DEBUG", "0",
     "1 writes to stderr, for each program of a graph that is made, how many nodes each pass changes; 2 the program before and after too."},
    {"ZEAL_FULL_TRACEBACK", "0",
     "1 shows an uncaught error down to zeal's own lines; else those that a wrong call made end in the program's line."},
    {"ZEAL_ISA", "2",
     "The highest instruction set that kernels may use: 0 or x86-64, 1 or x86-64-v3 (AVX2), "
     "2 or x86-64-v4 (AVX-512). The machine may lower it."},
};

const Flag& find_flag(std::string_view name) {
  const auto* f = std::find_if(std::begin(kFlags), std::end(kFlags), [&](const Flag& x) { return name == x.name; });
  if (f == std::end(kFlags)) fail(Code::kInternal, "the environment flag ", name, " is not in core/flags.cc");
  return *f;
}

}  // namespace

std::span<const Flag> flags() { return kFlags; }

std::string flag_value(std::string_view name) {
  const Flag& flag = find_flag(name);
  const char* set = std::getenv(flag.name);
  return set && *set ? set : flag.fallback;
}

void refuse_flag(std::string_view name, std::string_view expected) {
  fail(Code::kValueError, "the environment variable ", name, " is '", flag_value(name), "'; it must be ", expected,
       ", or unset");
}

}  // namespace zeal
