// The usual lists and ranges of numbers, read in one pass.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// Null for a list that is not that plain, for a range beyond int64, or where `want` needs more than a plain
// conversion. Runs no code of the program.
Tensor from_plain_numbers(PyObject* o, DType want);

}  // namespace zeal::bind
