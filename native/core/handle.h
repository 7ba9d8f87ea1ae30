// Resource handles: tensors without axes, of dtype resource, that name a variable.
#pragma once
#include <string>

#include "core/variable.h"

namespace zeal {

// A handle of v, which it keeps, though not the value of one whose Python object dies. To tapes the handle
// is the variable. `name` is the variable's, for messages.
Tensor make_handle(VariableImpl& v, std::string name);
// What the handle names; throws kInvalidArgument for a tensor of dtype resource that is no handle.
VariableImpl& variable_at(const TensorImpl& handle);
// Whether the handle names a variable, not a queue or an iterator.
bool names_variable(const TensorImpl& handle);
// "" when there is none.
const std::string& name_at(const TensorImpl& handle);

}  // namespace zeal
