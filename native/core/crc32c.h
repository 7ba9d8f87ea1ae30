// The checksum of TensorFlow's files: CRC-32C (Castagnoli).
#pragma once
#include <cstddef>
#include <cstdint>

namespace zeal {

// Of `n` bytes behind those whose checksum `so_far` is.
uint32_t crc32c(const void* bytes, size_t n, uint32_t so_far = 0);

}  // namespace zeal
