// SmallList: a list whose first N elements need no allocation.
#pragma once
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace zeal {

template <class T, size_t N> class SmallList {
 public:
  size_t size() const { return size_; }
  bool empty() const { return !size_; }
  T* data() { return heap_.empty() ? inline_ : heap_.data(); }
  T& operator[](size_t i) { return data()[i]; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }
  const T* begin() const { return heap_.empty() ? inline_ : heap_.data(); }
  const T* end() const { return begin() + size_; }
  void push_back(T value) {
    if (size_ < N) {
      inline_[size_++] = std::move(value);
      return;
    }
    if (heap_.empty()) heap_.assign(std::make_move_iterator(inline_), std::make_move_iterator(inline_ + N));
    heap_.push_back(std::move(value));
    ++size_;
  }
  // Before anything was added.
  void resize(size_t n) {
    if (n > N) heap_.resize(n);
    size_ = n;
  }

 private:
  T inline_[N] = {};
  std::vector<T> heap_;
  size_t size_ = 0;
};

}  // namespace zeal
