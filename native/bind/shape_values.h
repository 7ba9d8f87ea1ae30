// Shapes as Python values: a tuple of sizes, None where one is unknown; None where the rank is.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

// Of any sequence of sizes, or None.
Shape shape_from(PyObject* sizes);
Ref shape_to(ShapeView shape);

}  // namespace zeal::bind
