// SmallList: a list whose first N elements need no allocation; making one touches no memory.
#pragma once
#include <cstddef>
#include <new>
#include <utility>

namespace zeal {

template <class T, size_t N> class SmallList {
 public:
  SmallList() = default;
  SmallList(SmallList&& o) noexcept { take(o); }
  SmallList& operator=(SmallList&& o) noexcept {
    if (this == &o) return *this;
    reset();
    take(o);
    return *this;
  }
  ~SmallList() { reset(); }

  size_t size() const { return size_; }
  bool empty() const { return !size_; }
  T* data() { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

  void push_back(T value) {
    if (size_ == capacity_) grow(2 * capacity_);
    new (data_ + size_) T(std::move(value));
    ++size_;
  }
  void clear() { reset(); }
  // Appends default values.
  void resize(size_t n) {
    if (n > capacity_) grow(n);
    for (; size_ < n; ++size_) new (data_ + size_) T();
  }

 private:
  T* local() { return reinterpret_cast<T*>(bytes_); }

  void grow(size_t capacity) {
    T* to = static_cast<T*>(::operator new(capacity * sizeof(T)));
    move_to(to);
    capacity_ = capacity;
  }
  void move_to(T* to) {
    for (size_t i = 0; i < size_; ++i) {
      new (to + i) T(std::move(data_[i]));
      data_[i].~T();
    }
    if (data_ != local()) ::operator delete(data_);
    data_ = to;
  }
  void take(SmallList& o) {
    size_ = o.size_;
    if (o.data_ != o.local()) {
      data_ = std::exchange(o.data_, o.local());
      capacity_ = std::exchange(o.capacity_, N);
    } else {
      for (size_t i = 0; i < size_; ++i) {
        new (data_ + i) T(std::move(o.data_[i]));
        o.data_[i].~T();
      }
    }
    o.size_ = 0;
  }
  void reset() {
    for (size_t i = 0; i < size_; ++i) data_[i].~T();
    if (data_ != local()) ::operator delete(data_);
    data_ = local();
    size_ = 0;
    capacity_ = N;
  }

  alignas(T) unsigned char bytes_[N * sizeof(T)];
  T* data_ = local();
  size_t size_ = 0, capacity_ = N;
};

}  // namespace zeal
