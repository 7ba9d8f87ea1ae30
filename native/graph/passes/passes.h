// The passes over a plan, in order.
#pragma once
#include <span>

#include "graph/passes/fuse.h"

namespace zeal {

// Each says how many nodes it changed.
int prune(Plan& plan);     // what changes nothing: readers read what went in
int fold(Plan& plan);      // values that are the same in each run
int simplify(Plan& plan);  // arithmetic whose bits are known without it, ops that undo each other
int merge(Plan& plan);     // equal nodes
int sweep(Plan& plan);     // nodes that nobody reads

struct Pass {
  const char* name;
  int (*run)(Plan&);
};
std::span<const Pass> passes();

// All passes, and fusion. Shows them where ZEAL_DEBUG asks for it.
std::vector<Instruction> compile(Plan& plan);

}  // namespace zeal
