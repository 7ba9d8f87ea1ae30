// The elementwise driver: broadcasting, strides, dtype conversion and threads around stamped loops.
#pragma once
#include "op/op_def.h"

namespace zeal {

// Fills the op's kernel and loop tables from the stamped entries of the best instruction set here.
void bind_elementwise(OpDef& op);

}  // namespace zeal
