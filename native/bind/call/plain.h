// Plain calls of functions in Python: those that the op serves as the Python code would.
#pragma once
#include "bind/convert/inputs.h"

namespace zeal::bind {

// A Python number, a string or a list of so many small integers, as the attribute's kind wants it; or None for the default
// of one that has some.
bool is_plain_attr(const AttrDef& def, const Param& p, PyObject* v);

// Adds the inputs, if each is what the op takes as it is: tensors of its dtypes, numbers that have or take the
// dtype of what they meet, lists of integers for sizes and axes. False for others. Runs no code of the program.
// `vectors`: the inputs (bits) that are vectors, for which the Python code takes scalars too; `seq` holds a list.
bool gather_plain(const OpDef& op, const Signature& s, PyObject** inputs, uint32_t vectors, Inputs& in, Ref& seq);

}  // namespace zeal::bind
