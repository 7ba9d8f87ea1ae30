// Inputs that a call left out, where a graph is built.
#pragma once
#include "op/op_def.h"

namespace zeal {

// The value for the one that is null among `in`, for the graph that the call goes to. Set by native/graph.
extern Tensor (*g_filled)(const OpDef& op, const Tensor& value, TensorImpl* const* in, int nin);

}  // namespace zeal
