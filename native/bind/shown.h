// Python objects in the text of errors.
#pragma once
#include <string>

#include "bind/clear_error.h"

namespace zeal::bind {

// What cannot be shown, text that is no UTF-8 or an integer of thousands of digits, is named by its type.
[[gnu::cold]] inline std::string shown(PyObject* o, PyObject* (*how)(PyObject*) = PyObject_Repr) {
  Ref text(how(o));
  const char* chars = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  if (!chars) clear_error();
  return chars ? chars : concat("this ", Py_TYPE(o)->tp_name);
}

}  // namespace zeal::bind
