// zeal.Namespace: a module whose names are found without a search of its type first.
#include "bind/bind.h"

namespace zeal::bind {
namespace {

#if PY_VERSION_HEX < 0x030C0000
// Each change of any dict gives it a version of its own (PEP 509): a name looked up before is found without
// a look-up as long as its dict has not changed. Later Pythons have no such versions.
class FoundNames {
 public:
  PyObject* find(PyObject* dict, PyObject* name) {
    const uint64_t version = reinterpret_cast<PyDictObject*>(dict)->ma_version_tag;
    Entry& e = entries_[(uintptr_t(name) ^ uintptr_t(dict)) / 16 % kEntries];
    if (e.name == name && e.version == version) [[likely]] return e.value;
    PyObject* value = PyDict_GetItemWithError(dict, name);
    if (!value || !PyUnicode_CHECK_INTERNED(name)) return value;
    e.version = version;
    e.value = value;
    Py_XSETREF(e.name, Py_NewRef(name));  // kept, so that no other name gets its address
    return value;
  }

 private:
  static constexpr size_t kEntries = 512;
  struct Entry {
    PyObject* name;
    PyObject* value;  // borrowed: the dict holds it as long as it is of this version
    uint64_t version;
  };
  Entry entries_[kEntries] = {};
};
#else
struct FoundNames {
  PyObject* find(PyObject* dict, PyObject* name) { return PyDict_GetItemWithError(dict, name); }
};
#endif

FoundNames found_names;  // under the interpreter's lock

// CPython reads names of a module that has __getattr__ the slow way: type, dict, then __getattr__.
PyObject* find_name(PyObject* self, PyObject* name) {
  auto* dict = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(self) + PyModule_Type.tp_dictoffset);
  PyObject* value = found_names.find(dict, name);
  if (value) [[likely]] return Py_NewRef(value);
  return PyErr_Occurred() ? nullptr : PyModule_Type.tp_getattro(self, name);
}

PyTypeObject NamespaceType = {
    .ob_base = {PyObject_HEAD_INIT(nullptr) 0},
    .tp_name = "zeal.Namespace",
    .tp_getattro = find_name,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "A module of public names.",
    .tp_base = &PyModule_Type,
};

}  // namespace

void add_namespace_type(PyObject* module) {
  check(PyType_Ready(&NamespaceType));
  check(PyModule_AddObjectRef(module, "Namespace", reinterpret_cast<PyObject*>(&NamespaceType)));
}

}  // namespace zeal::bind
