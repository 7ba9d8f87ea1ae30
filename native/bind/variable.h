// zeal.Variable for CPython: access for other files of the binding.
#pragma once
#include "bind/bind.h"
#include "core/variable.h"

namespace zeal::bind {

VariableImpl& variable_of(PyObject* o);

}  // namespace zeal::bind
