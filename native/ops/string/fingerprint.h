// Strings as 64-bit numbers that never change, and the steps that such functions are made of.
#pragma once
#include <cstdint>
#include <cstring>

namespace zeal {

inline uint64_t word(const char* p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
inline uint64_t turned(uint64_t v, int by) { return by ? (v >> by) | (v << (64 - by)) : v; }

// Pike and Alakuijala's FarmHash, Fingerprint64.
uint64_t fingerprint(const char* s, size_t n);

}  // namespace zeal
