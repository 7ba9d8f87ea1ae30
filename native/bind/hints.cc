// Hints from native code.
#include "bind/hints.h"

#include "bind/clear_error.h"

namespace zeal::bind {

bool give_hint(const char* name) {
  Ref module(PyImport_ImportModule("zeal.hints"));
  Ref given(module ? PyObject_CallMethod(module.get(), name, nullptr) : nullptr);
  if (!given) clear_error();
  return given.get() != Py_False;
}

}  // namespace zeal::bind
