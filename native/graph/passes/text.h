// Plans and their instructions as text, one node a line.
#pragma once
#include <span>
#include <string>

#include "graph/passes/fuse.h"

namespace zeal {

std::string text_of(const Plan& plan);
std::string text_of(const Plan& plan, std::span<const Instruction> instructions);

}  // namespace zeal
