// StableList: a growing list whose elements never move, so references survive growth.
#pragma once
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace zeal {

template <class T> class StableList {
 public:
  size_t size() const { return size_; }
  T& operator[](size_t i) { return chunks_[i / kChunk][i % kChunk]; }
  const T& operator[](size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  void push_back(T value) {
    if (size_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<T[]>(kChunk));
    (*this)[size_++] = std::move(value);
  }
  // Resets the elements; keeps a little memory for the next use.
  void clear() {
    for (size_t i = 0; i < size_; ++i) (*this)[i] = T();
    size_ = 0;
    if (chunks_.size() > kKept) chunks_.resize(kKept);
  }

 private:
  static constexpr size_t kChunk = 256, kKept = 8;
  std::vector<std::unique_ptr<T[]>> chunks_;
  size_t size_ = 0;
};

}  // namespace zeal
