// What TensorFlow says of wrong calls where it builds a graph: words, and for dtypes a class, that calls which run do not have.
#pragma once
#include "op/op_def.h"

namespace zeal {

// Whether a call of these inputs becomes a node.
bool is_building(TensorImpl* const* in, int nin);

// Input i of a call has a dtype that the op does not take, or not beside the others. Throws kTypeError.
[[noreturn]] void bad_type_in_graph(const OpDef& op, TensorImpl* const* in, int nin, int i);

// A Python value follows a tensor, whose dtype it does not fit. Throws kTypeError where a graph is built, else
// kInvalidArgument; `why` follows.
[[noreturn]] void fail_unexpected_type(const std::string& op, int i, DType want, DType have, const std::string& why);

// "Dimension 0 in both shapes must be equal, but are 2 and 3. Shapes are [2] and [3]."
std::string differing_shapes(ShapeView a, ShapeView b);
// " for 'add' (op: 'AddV2') with input shapes: [2], [3]."
std::string of_node(const std::string& name, const OpDef& op, TensorImpl* const* in, int nin);

}  // namespace zeal
