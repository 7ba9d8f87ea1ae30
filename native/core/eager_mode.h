// Switching from eager execution back to graphs.
#pragma once

namespace zeal {

// Ops make nodes of graphs again, in this thread and in those that start from now on.
void disable_eager();

}  // namespace zeal
