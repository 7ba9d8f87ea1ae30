// Values written out several times: what short rows of operands that broadcast become.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

namespace zeal {

// The row `times` times.
inline void repeat_row(const char* row, int64_t bytes, int64_t times, char* to) {
  std::memcpy(to, row, bytes);
  for (int64_t have = 1; have < times; have *= 2) std::memcpy(to + have * bytes, to, std::min(have, times - have) * bytes);
}

// In blocks of a cache line, whose stores have a size that the compiler knows.
template <class T> void fill(T* to, int64_t n, T value) {
  constexpr int64_t kBlock = 64 / sizeof(T);
  if (n >= kBlock) {
    T block[kBlock];
    std::fill_n(block, kBlock, value);
    for (; n >= kBlock; n -= kBlock, to += kBlock) std::memcpy(to, block, sizeof block);
  }
  std::fill_n(to, n, value);
}
template <class T> void repeat_elements(const char* from, long stride, int64_t count, int64_t times, char* to) {
  T* out = reinterpret_cast<T*>(to);
  for (int64_t i = 0; i < count; ++i, out += times) fill(out, times, *reinterpret_cast<const T*>(from + i * stride));
}
// Each of `count` elements of `size` bytes, `times` times in a row.
inline void repeat_elements(long size, const char* from, long stride, int64_t count, int64_t times, char* to) {
  struct Wide { uint64_t a, b; };
  switch (size) {
    case 1: return repeat_elements<uint8_t>(from, stride, count, times, to);
    case 2: return repeat_elements<uint16_t>(from, stride, count, times, to);
    case 4: return repeat_elements<uint32_t>(from, stride, count, times, to);
    case 8: return repeat_elements<uint64_t>(from, stride, count, times, to);
    default: return repeat_elements<Wide>(from, stride, count, times, to);
  }
}

}  // namespace zeal
