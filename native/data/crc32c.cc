// CRC-32C, eight bytes at a time.
#include "data/crc32c.h"

#include <array>
#include <cstring>

namespace zeal::data {
namespace {

using Tables = std::array<std::array<uint32_t, 256>, 8>;

// tables[k][b]: what byte b contributes when k more bytes follow.
constexpr Tables make_tables() {
  Tables t{};
  for (uint32_t b = 0; b < 256; ++b) {
    uint32_t crc = b;
    for (int i = 0; i < 8; ++i) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
    t[0][b] = crc;
  }
  for (size_t k = 1; k < 8; ++k)
    for (uint32_t b = 0; b < 256; ++b) t[k][b] = t[k - 1][b] >> 8 ^ t[0][t[k - 1][b] & 255];
  return t;
}
constexpr Tables kTables = make_tables();

}  // namespace

uint32_t crc32c(const void* bytes, size_t n) {
  const auto* p = static_cast<const uint8_t*>(bytes);
  uint32_t crc = ~0u;
  for (; n >= 8; n -= 8, p += 8) {
    uint32_t next = 0;
    for (size_t k = 0; k < 8; ++k) next ^= kTables[7 - k][p[k] ^ (k < 4 ? crc >> 8 * k & 255 : 0)];
    crc = next;
  }
  for (; n; --n, ++p) crc = crc >> 8 ^ kTables[0][(crc ^ *p) & 255];
  return ~crc;
}

}  // namespace zeal::data
