// Handles hold their variable as foreign memory.
#include "core/handle.h"

#include "core/error.h"

namespace zeal {
namespace {

struct Named : ExternalMemory {
  VariableImpl* variable;
  std::string name;
};

void let_go(ExternalMemory* memory) {
  auto* named = static_cast<Named*>(memory);
  named->variable->unref();
  delete named;
}

// Other resource tensors may come to be: views, and what makes tensors of any dtype.
Named& named_by(const TensorImpl& t) {
  const TensorImpl* root = &t;
  while (root->owner && !(root->flags & kExternal)) root = static_cast<const TensorImpl*>(root->owner);
  auto* memory = root->flags & kExternal ? static_cast<ExternalMemory*>(root->owner) : nullptr;
  if (!memory || memory->release != let_go || t.rank)
    fail(Code::kInvalidArgument, "a tensor that is ", describe(t), " is no handle of a variable");
  return *static_cast<Named*>(memory);
}

}  // namespace

Tensor make_handle(VariableImpl& v, std::string name) {
  auto memory = std::make_unique<Named>();
  memory->release = let_go;
  memory->variable = &v;
  memory->name = std::move(name);
  Tensor handle = make_external(DType::kResource, ShapeView{0, nullptr}, nullptr, memory.get());
  memory.release();
  v.ref();
  handle->id = v.id;
  return handle;
}

VariableImpl& variable_at(const TensorImpl& handle) { return *named_by(handle).variable; }
const std::string& name_at(const TensorImpl& handle) { return named_by(handle).name; }

}  // namespace zeal
