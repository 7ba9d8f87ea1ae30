// The list head of the elementwise loops.
#include "op/loop.h"

namespace zeal {

constinit LoopEntry* loop_list = nullptr;

}  // namespace zeal
