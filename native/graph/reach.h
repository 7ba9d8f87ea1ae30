// Which inputs of a node that runs bodies gradients can get to, as far as ops and their rules tell before any is made.
#pragma once
#include <vector>

#include "graph/calls.h"

namespace zeal {

// What a loop carries whose gradients it must carry too: of the places in `from`, and of all that lead to these.
std::vector<bool> carried_to(const Calls& loop, std::vector<bool> from, const std::vector<int>& results);

}  // namespace zeal
