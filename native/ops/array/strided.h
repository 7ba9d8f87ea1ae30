// Copies elements between two strided arrangements: what slicing, padding, tiling and transposing share.
#pragma once
#include <algorithm>
#include <cstring>

#include "core/sizes.h"
#include "core/tensor.h"

namespace zeal {

struct Bytes16 {
  uint64_t lo, hi;
};

// Calls fn(static_cast<T*>(nullptr)) with a type of the dtype's size: for code that only moves elements.
template <class Fn> void with_storage(DType t, Fn&& fn) {
  if (t == DType::kString) return fn(static_cast<std::string*>(nullptr));
  switch (dtype_size(t)) {
    case 1: return fn(static_cast<uint8_t*>(nullptr));
    case 2: return fn(static_cast<uint16_t*>(nullptr));
    case 4: return fn(static_cast<uint32_t*>(nullptr));
    case 8: return fn(static_cast<uint64_t*>(nullptr));
    default: return fn(static_cast<Bytes16*>(nullptr));
  }
}

// A loop nest, outermost axis first; strides count elements and may be zero (source) or negative.
class StridedCopy {
 public:
  // Where element (0, ..., 0) lies.
  int64_t from_start = 0, to_start = 0;

  // Adds an inner axis; merges it with the one before where both sides allow.
  void axis(int64_t dim, int64_t from, int64_t to);
  // Copies; dst and src have one dtype. They may be one tensor when the regions do not overlap.
  void run(TensorImpl& dst, const TensorImpl& src) const;

 private:
  struct Axis {
    int64_t dim, from, to;
  };
  enum class Way;
  struct Nest;
  struct Walk;

  template <class T> void run_small(T* dst, const T* src, int depth = 0) const;
  template <class T> void run_large(T* dst, const T* src) const;
  int crossed_axis() const;
  Nest plan() const;
  template <class T>
  static void copy_strip(Way way, const Axis& cut, const Axis& other, T* to, const T* from, int64_t count, bool stream);

  int rank_ = 0;
  bool empty_ = false;
  Axis axes_[2 * kMaxRank];
};

// memcpy, without a call for the 16 to 64 bytes of a short row.
inline void copy_bytes(char* to, const char* from, size_t n) {
  if (n < 16 || n > 64) {
    if (n) std::memcpy(to, from, n);
    return;
  }
  Bytes16 head, tail, mid[2];
  std::memcpy(&head, from, 16);
  std::memcpy(&tail, from + n - 16, 16);
  if (n > 32) {
    std::memcpy(mid, from + 16, 16);
    std::memcpy(mid + 1, from + n - 32, 16);
    std::memcpy(to + 16, mid, 16);
    std::memcpy(to + n - 32, mid + 1, 16);
  }
  std::memcpy(to, &head, 16);
  std::memcpy(to + n - 16, &tail, 16);
}

// n consecutive elements.
inline void copy_elements(TensorImpl& dst, int64_t to, const TensorImpl& src, int64_t from, int64_t n) {
  size_t size = dtype_size(dst.dtype);
  if (dst.dtype == DType::kString) std::copy_n(src.as<std::string>() + from, n, dst.as<std::string>() + to);
  else copy_bytes(dst.data + to * size, src.data + from * size, n * size);
}

// Fills `out` with the parts side by side: rows are what lies behind the first `axis` axes of each.
void interleave(TensorImpl& out, TensorImpl* const* parts, int n, int axis);
// The reverse: fills the parts.
void separate(const TensorImpl& in, const Tensor* parts, int n, int axis);

// Sets n consecutive elements to one value / to zero bytes (empty strings).
void fill_elements(TensorImpl& dst, int64_t to, const TensorImpl& value, int64_t n);
void zero_elements(TensorImpl& dst);

}  // namespace zeal
