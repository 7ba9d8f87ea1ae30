// Shapes as Python values.
#include "bind/shape_values.h"

namespace zeal::bind {

Shape shape_from(PyObject* sizes) {
  if (sizes == Py_None) return Shape::unknown();
  Ref tuple = checked(PySequence_Tuple(sizes));
  Shape shape;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple.get()); ++i) {
    PyObject* n = PyTuple_GET_ITEM(tuple.get(), i);
    const int64_t size = n == Py_None ? kUnknownDim : PyLong_AsLongLong(n);
    if (PyErr_Occurred()) throw PythonError();
    shape.push(size);
  }
  return shape;
}

Ref shape_to(ShapeView shape) {
  if (shape.rank < 0) return Ref::share(Py_None);
  Ref tuple = checked(PyTuple_New(shape.rank));
  for (int i = 0; i < shape.rank; ++i)
    PyTuple_SET_ITEM(tuple.get(), i, shape[i] < 0 ? Py_NewRef(Py_None) : checked(PyLong_FromLongLong(shape[i])).release());
  return tuple;
}

}  // namespace zeal::bind
