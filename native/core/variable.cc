// Assignment to variables.
#include "core/variable.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace zeal {
namespace {

// Below this a copy costs about as much as making a view, and the old buffer stays warm.
constexpr size_t kCopyBytes = 4096;

void copy_elements(TensorImpl& to, const TensorImpl& from) {
  if (from.dtype == DType::kString) std::copy_n(from.as<std::string>(), from.numel, to.as<std::string>());
  else if (from.numel) std::memcpy(to.data, from.data, from.nbytes());
}

// Views of a part would keep a larger buffer alive, and foreign memory may change under us.
bool shareable(const TensorImpl& t) {
  if (t.nbytes() <= kCopyBytes) return false;
  if (!t.owner) return true;
  if (t.flags & kExternal) return false;
  const TensorImpl& whole = *static_cast<TensorImpl*>(t.owner);
  return !whole.owner && whole.nbytes() == t.nbytes();
}

}  // namespace

bool VariableImpl::admits(ShapeView shape) const {
  if (!open_shape) return !value || shape == value->shape();
  if (!open_shape->view().known_rank()) return true;
  if (open_shape->rank != shape.rank) return false;
  for (int i = 0; i < shape.rank; ++i)
    if ((*open_shape)[i] != kUnknownDim && (*open_shape)[i] != shape[i]) return false;
  return true;
}

bool VariableImpl::writable() const {
  if (!value || !value->refs.unique()) return false;
  if (!value->owner) return true;
  if (value->flags & kExternal) return false;
  return static_cast<TensorImpl*>(value->owner)->refs.unique();
}

void VariableImpl::assign(const Tensor& t) {
  if (t.get() == value.get()) return;
  if (t->symbolic()) [[unlikely]] refuse_value(*t);
  if (!shareable(*t) && writable() && value->dtype == t->dtype && value->shape() == t->shape())
    return copy_elements(*value, *t);
  Tensor fresh = shareable(*t) ? make_view(*t, t->shape()) : make_tensor(t->dtype, t->shape());
  if (!shareable(*t)) copy_elements(*fresh, *t);
  dtype = t->dtype;
  value = std::move(fresh);
}

void VariableImpl::own_payload() {
  if (writable()) return;
  Tensor copy = make_tensor(dtype, value->shape());
  copy_elements(*copy, *value);
  value = std::move(copy);
}

}  // namespace zeal
