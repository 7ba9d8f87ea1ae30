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

// Other resource tensors may come to be: views, handles of queues, and what makes tensors of any dtype.
Named* find_named(const TensorImpl& t) {
  if (t.symbolic()) return nullptr;  // its owner is its graph's
  const TensorImpl* root = &t;
  while (root->owner && !(root->flags & kExternal)) root = static_cast<const TensorImpl*>(root->owner);
  auto* memory = root->flags & kExternal ? static_cast<ExternalMemory*>(root->owner) : nullptr;
  return memory && memory->release == let_go && !t.rank ? static_cast<Named*>(memory) : nullptr;
}
Named& named_by(const TensorImpl& t) {
  Named* named = find_named(t);
  if (!named) fail(Code::kInvalidArgument, "a tensor that is ", describe(t), " is no handle of a variable");
  return *named;
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

bool names_variable(const TensorImpl& handle) { return find_named(handle); }
VariableImpl& variable_at(const TensorImpl& handle) { return *named_by(handle).variable; }
const std::string& name_at(const TensorImpl& handle) { return named_by(handle).name; }

}  // namespace zeal
