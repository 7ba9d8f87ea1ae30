// The list of passes, and showing what they do.
#include "graph/passes/passes.h"

#include <cstdio>

#include "core/flags.h"
#include "graph/passes/text.h"

namespace zeal {
namespace {

// 1: how many nodes each pass changes; 2: the program too.
int shown() {
  static const int level = [] {
    const std::string value = flag_value("ZEAL_DEBUG");
    if (value.size() != 1 || value[0] < '0' || value[0] > '2') refuse_flag("ZEAL_DEBUG", "0, 1 or 2");
    return value[0] - '0';
  }();
  return level;
}

void show(const std::string& what, const std::string& program) {
  std::fprintf(stderr, "zeal: %s\n%s", what.c_str(), shown() > 1 ? program.c_str() : "");
}

}  // namespace

std::span<const Pass> passes() {
  static constexpr Pass all[] = {{"prune", prune}, {"fold", fold}, {"simplify", simplify}, {"merge", merge}, {"sweep", sweep}};
  return all;
}

std::vector<Instruction> compile(Plan& plan) {
  const bool shows = shown();
  if (shows) [[unlikely]] show("program of " + std::to_string(plan.size()) + " nodes", text_of(plan));
  for (const Pass& pass : passes()) {
    const int changes = pass.run(plan);
    if (shows && changes) [[unlikely]] show(std::string(pass.name) + " changed " + std::to_string(changes), text_of(plan));
  }
  std::vector<Instruction> all = fuse(plan);
  if (shows) [[unlikely]] show("fuse left " + std::to_string(all.size()) + " instructions", text_of(plan, all));
  return all;
}

}  // namespace zeal
