// The items of a sequence, one after another; a copy of it, which what is called may not change.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

template <class Fn> void each(PyObject* sequence, Fn&& fn) {
  const Ref items = checked(PySequence_Tuple(sequence));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) fn(PyTuple_GET_ITEM(items.get(), i));
}

}  // namespace zeal::bind
