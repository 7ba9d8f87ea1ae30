// Source: an op's result that is made part by part, so that each part is still in cache when somebody reads it.
#pragma once
#include <functional>

#include "core/tensor.h"

namespace zeal {

class Source {
 public:
  using Then = std::function<void(int64_t begin, int64_t end)>;

  explicit Source(Tensor result) : result_(std::move(result)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;

  const Tensor& result() const { return result_; }
  bool is_open() const { return !done_; }
  // Makes the result; `then` follows for elements that are there, maybe on several threads at a time.
  void each(const Then& then) { done_ = true, make(then); }
  void finish() {
    if (!done_) each([](int64_t, int64_t) {});
  }

 protected:
  virtual void make(const Then& then) = 0;

 private:
  Tensor result_;
  bool done_ = false;
};

}  // namespace zeal
