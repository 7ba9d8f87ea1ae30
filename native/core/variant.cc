// Variants hold their object as foreign memory.
#include "core/variant.h"

#include "core/error.h"

namespace zeal {
namespace {

template <class T> struct Holder : ExternalMemory {
  T value;
};

template <class T> void let_go(ExternalMemory* memory) { delete static_cast<Holder<T>*>(memory); }

template <class T> Tensor make(T value) {
  auto holder = std::make_unique<Holder<T>>();
  holder->release = let_go<T>;
  holder->value = std::move(value);
  Tensor t = make_external(DType::kVariant, ShapeView{0, nullptr}, nullptr, holder.get());
  holder.release();
  return t;
}

template <class T> Holder<T>* holder_in(const TensorImpl& t) {
  if (t.dtype != DType::kVariant || !t.has_value()) return nullptr;
  const TensorImpl* root = &t;
  while (root->owner && !(root->flags & kExternal)) root = static_cast<const TensorImpl*>(root->owner);
  auto* memory = root->flags & kExternal ? static_cast<ExternalMemory*>(root->owner) : nullptr;
  return memory && memory->release == let_go<T> ? static_cast<Holder<T>*>(memory) : nullptr;
}

template <class T> T& value_in(const TensorImpl& t, const char* what) {
  if (auto* holder = holder_in<T>(t)) return holder->value;
  fail(Code::kInvalidArgument, "a tensor that is ", describe(t), " is no ", what);
}

}  // namespace

Tensor& TensorList::place(int64_t i) {
  if (window.empty()) first = i;
  while (first > i) window.emplace_front(), --first;
  while (first + int64_t(window.size()) <= i) window.emplace_back();
  return window[size_t(i - first)];
}

Tensor Records::Column::at(size_t record) const {
  if (first && record == 0) return first;
  const ShapeView shape{rows->rank - 1, rows->dims() + 1};
  const int64_t bytes = int64_t(rows->nbytes()) / rows->dim(0);
  return make_view(*rows, shape, int64_t(record - bool(first)) * bytes);
}

void Records::expand() {
  if (columns.empty()) return;
  std::vector<Tensor> all;
  for (size_t r = 0; r < count; ++r)
    for (size_t p = 0; p < width; ++p) all.push_back(at(r, p));
  items = std::move(all);
  columns.clear();
}

Tensor make_list(TensorList list) { return make(std::move(list)); }
Tensor make_records(Records records) { return make(std::move(records)); }
TensorList& list_in(const TensorImpl& t) { return value_in<TensorList>(t, "list of tensors"); }
Records& records_in(const TensorImpl& t) { return value_in<Records>(t, "record of a call"); }
bool is_records(const TensorImpl& t) { return holder_in<Records>(t); }

}  // namespace zeal
