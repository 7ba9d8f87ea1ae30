// The checksum of TensorFlow's record files: CRC-32C (Castagnoli).
#pragma once
#include <cstddef>
#include <cstdint>

namespace zeal::data {

uint32_t crc32c(const void* bytes, size_t n);

}  // namespace zeal::data
