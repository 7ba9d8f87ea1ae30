// zeal._native.flags(): the environment flags, for documentation and tests.
#include "bind/bind.h"
#include "core/flags.h"
#include "op/isa.h"

namespace zeal::bind {
namespace {

PyObject* py_flags(PyObject*, PyObject*) {
  return guarded([] {
    Ref list = checked(PyList_New(0));
    for (const Flag& f : flags())
      check(PyList_Append(list.get(), checked(Py_BuildValue("(sss)", f.name, f.fallback, f.doc)).get()));
    return list.release();
  });
}
PyObject* py_flag(PyObject*, PyObject* name) {
  return guarded([&] {
    const char* text = PyUnicode_AsUTF8(name);
    if (!text) throw PythonError();
    return checked(PyUnicode_FromString(flag_value(text).c_str())).release();
  });
}
PyObject* py_isa(PyObject*, PyObject*) {
  return guarded([] { return checked(PyLong_FromLong(best_isa())).release(); });
}

PyMethodDef functions[] = {
    {"flags", py_flags, METH_NOARGS, "The environment flags as (name, default, meaning)."},
    {"flag", py_flag, METH_O, "flag(name): the value of an environment flag, or its default."},
    {"isa", py_isa, METH_NOARGS, "The instruction set in use: 0 x86-64 or another machine, 1 x86-64-v3, 2 x86-64-v4."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_flags(PyObject* module) {
  best_isa();  // a wrong ZEAL_ISA must stop the import, not the first op
  check(PyModule_AddFunctions(module, functions));
}

}  // namespace zeal::bind
