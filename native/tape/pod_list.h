// PodList: a growing array of plain values that appends without initialising.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace zeal {

template <class T> class PodList {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  PodList() = default;
  PodList(const PodList&) = delete;
  ~PodList() { std::free(data_); }

  size_t size() const { return size_; }
  bool empty() const { return !size_; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  // Room for n more values, which the caller writes.
  T* extend(size_t n) {
    if (size_ + n > capacity_) [[unlikely]] grow(size_ + n);
    size_ += n;
    return data_ + size_ - n;
  }
  void push_back(const T& value) { *extend(1) = value; }
  void shrink_by(size_t n) { size_ -= n; }
  T pop() { return data_[--size_]; }
  void swap(PodList& o) {
    std::swap(data_, o.data_);
    std::swap(size_, o.size_);
    std::swap(capacity_, o.capacity_);
  }
  // Keeps a little memory for the next use.
  void clear() {
    size_ = 0;
    if (capacity_ <= kKept) return;
    std::free(data_);
    data_ = nullptr;
    capacity_ = 0;
  }

 private:
  static constexpr size_t kFirst = 32, kKept = 4096;

  [[gnu::noinline]] void grow(size_t least) {
    size_t capacity = capacity_ ? 2 * capacity_ : kFirst;
    while (capacity < least) capacity *= 2;
    void* p = std::realloc(data_, capacity * sizeof(T));
    if (!p) throw std::bad_alloc();
    data_ = static_cast<T*>(p);
    capacity_ = capacity;
  }

  T* data_ = nullptr;
  size_t size_ = 0, capacity_ = 0;
};

}  // namespace zeal
