// The list of the elementwise loops.
#include "op/loop.h"

namespace zeal {

constinit LoopEntry* loop_list = nullptr;

bool link_loops(LoopEntry* entries, int n) noexcept {
  for (LoopEntry* entry = entries; entry != entries + n; ++entry)
    if (entry->fn) entry->next = loop_list, loop_list = entry;
  return true;
}

}  // namespace zeal
