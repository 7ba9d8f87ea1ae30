// The list of passes, and showing what they do.
#include "graph/passes/passes.h"

#include <cstdio>

#include "core/flags.h"
#include "graph/passes/text.h"

namespace zeal {
namespace {

// 1: how many nodes each pass changes; 2: the program too.
int debug_level() {
  static const int level = [] {
    const std::string value = flag_value("ZEAL_DEBUG");
    if (value.size() != 1 || value[0] < '0' || value[0] > '2') refuse_flag("ZEAL_DEBUG", "0, 1 or 2");
    return value[0] - '0';
  }();
  return level;
}

void print(const char* pass, int changes, const std::string& text) {
  std::fprintf(stderr, "zeal: %s %d\n%s", pass, changes, debug_level() > 1 ? text.c_str() : "");
}

}  // namespace

std::span<const Pass> passes() {
  static constexpr Pass all[] = {{"fold", fold}, {"shapes", find_shapes}, {"prune", prune}, {"simplify", simplify}, {"merge", merge},
                                  {"join", join}, {"sweep", sweep}};
  return all;
}

std::vector<Instruction> compile(Plan& plan, const Show& asked) {
  const Show show = asked || !debug_level() ? asked : print;
  if (show) [[unlikely]] show("program", plan.size(), text_of(plan));
  for (const Pass& pass : passes()) {
    const int changes = pass.run(plan);
    if (show && changes) [[unlikely]] show(pass.name, changes, text_of(plan));
  }
  std::vector<Instruction> all = fuse(plan);
  if (show) [[unlikely]] show("fuse", int(all.size()), text_of(plan, all));
  return all;
}

}  // namespace zeal
