// Tensors without elements, of dtype variant, that keep a Python object: what one op leaves for another within a run.
#include "bind/bind.h"

namespace zeal::bind {
namespace {

struct Kept : ExternalMemory {
  PyObject* object;
};

// The last reference may go in a thread without Python's lock.
void let_go(ExternalMemory* memory) {
  auto* kept = static_cast<Kept*>(memory);
  if (!is_shutting_down()) {
    const PyGILState_STATE gil = PyGILState_Ensure();
    Py_DECREF(kept->object);
    PyGILState_Release(gil);
  }
  delete kept;
}

Kept& kept_by(const TensorImpl& t) {
  const TensorImpl* root = &t;
  while (root->has_value() && root->owner && !(root->flags & kExternal)) root = static_cast<const TensorImpl*>(root->owner);
  auto* memory = root->flags & kExternal ? static_cast<ExternalMemory*>(root->owner) : nullptr;
  if (!memory || memory->release != let_go) fail(Code::kInvalidArgument, "a tensor that is ", describe(t), " keeps no object");
  return *static_cast<Kept*>(memory);
}

PyObject* keep_object(PyObject*, PyObject* object) {
  return guarded([&] {
    auto memory = std::make_unique<Kept>();
    memory->release = let_go;
    memory->object = object;
    Tensor t = make_external(DType::kVariant, ShapeView{0, nullptr}, nullptr, memory.get());
    Py_INCREF(object);
    memory.release();
    return wrap(std::move(t));
  });
}

PyObject* kept_object(PyObject*, PyObject* tensor) {
  return guarded([&] { return Py_NewRef(kept_by(*concrete_tensor(tensor)).object); });
}

PyMethodDef functions[] = {
    {"keep_object", keep_object, METH_O, "keep_object(value): a tensor of dtype variant that keeps any Python object."},
    {"kept_object", kept_object, METH_O, "kept_object(tensor): what keep_object made the tensor of."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_object_tensors(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
