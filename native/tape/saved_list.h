// SavedList: the tensors that a tape holds for its gradients, in the order they were recorded.
#pragma once
#include "core/tensor.h"
#include "tape/pod_list.h"

namespace zeal {

class SavedList {
 public:
  ~SavedList() { clear(); }
  size_t size() const { return list_.size(); }
  bool has(size_t i) const { return i < list_.size() && list_[i]; }
  // A reference of its own: the list may grow while the caller works with it.
  Tensor operator[](size_t i) const { return Tensor::share(list_[i]); }

  void push_back(Tensor t) { list_.push_back(t.release()); }
  void push_nothing() { list_.push_back(nullptr); }
  void share(TensorImpl* t) {
    t->ref();
    list_.push_back(t);
  }
  // Whether the tensor at i, if any, has no other holder.
  bool is_sole_holder(size_t i) const { return has(i) && list_[i]->refs.unique(); }
  // The last reference may run code that comes back here: the entry is empty by then.
  void drop(size_t i) {
    if (i >= list_.size()) return;  // released as a whole already
    if (TensorImpl* t = list_[i]) {
      list_[i] = nullptr;
      t->unref();
    }
  }
  void swap(SavedList& o) { list_.swap(o.list_); }
  void clear() {
    for (size_t i = 0; i < list_.size(); ++i) drop(i);
    list_.clear();
  }

 private:
  PodList<TensorImpl*> list_;
};

}  // namespace zeal
