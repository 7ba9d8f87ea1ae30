// The passes over a plan, in order.
#pragma once
#include <functional>
#include <span>
#include <string>

#include "graph/passes/fuse.h"

namespace zeal {

// Each says how many nodes it changed.
int fold(Plan& plan);         // values that are the same in each run
int find_shapes(Plan& plan);  // shapes that are equal, whatever they are: for the passes behind it
int prune(Plan& plan);        // what changes nothing: readers read what went in
int simplify(Plan& plan);     // arithmetic whose bits are known without it, ops that undo each other
int merge(Plan& plan);        // equal nodes
int join(Plan& plan);         // convolutions with their bias and ReLU
int sweep(Plan& plan);        // nodes that nobody reads

struct Pass {
  const char* name;
  int (*run)(Plan&);
};
std::span<const Pass> passes();

// What is shown of a pass: its name, how many nodes it changed, and the program behind it.
using Show = std::function<void(const char* pass, int changes, const std::string& text)>;

// All passes, and fusion. Shows them where ZEAL_DEBUG asks for it, or to `show`.
std::vector<Instruction> compile(Plan& plan, const Show& show = nullptr);

}  // namespace zeal
