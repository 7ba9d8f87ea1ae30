// Tensors without elements, of dtype variant, that keep a Python object: what one op leaves for another within a run.
#include "bind/held_object.h"

namespace zeal::bind {
namespace {

PyObject* keep_object(PyObject*, PyObject* object) {
  return guarded([&] { return wrap(hold(Ref::share(object), DType::kVariant)); });
}

PyObject* kept_object(PyObject*, PyObject* tensor) {
  return guarded([&] {
    const Tensor t = concrete_tensor(tensor);
    const auto* held = memory_of<HeldObject>(*t);
    if (!held) fail(Code::kInvalidArgument, "a tensor that is ", describe(*t), " keeps no object");
    return Py_NewRef(held->object.get());
  });
}

PyMethodDef functions[] = {
    {"keep_object", keep_object, METH_O, "keep_object(value): a tensor of dtype variant that keeps any Python object."},
    {"kept_object", kept_object, METH_O, "kept_object(tensor): what keep_object made the tensor of."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_object_tensors(PyObject* module) { check(PyModule_AddFunctions(module, functions)); }

}  // namespace zeal::bind
