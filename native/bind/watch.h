// Watched ops, shown to Python: zeal/eager/execution_callbacks.py.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

void add_watch(PyObject* module);

}  // namespace zeal::bind
