// The host memory pool: 64-byte-aligned blocks in size classes, cached per thread, with statistics.
#pragma once
#include <cstddef>
#include <cstdint>

namespace zeal {

struct MemoryStats {
  int64_t bytes_in_use = 0;  // handed out now
  int64_t peak_bytes = 0;    // most ever handed out; an upper bound when several threads allocate
  int64_t cached_bytes = 0;  // kept for reuse
};

inline constexpr size_t kAlignment = 64;

namespace pool {

// Size classes: 64-byte granules to 1 KiB, then four to the octave.
uint32_t class_of(size_t bytes);
size_t class_bytes(uint32_t size_class);

// A block of at least `bytes`; its class goes to *size_class and must come back to `release`.
// Throws Error(kResourceExhausted) when the machine cannot give it.
void* acquire(size_t bytes, uint32_t* size_class);
void release(void* block, uint32_t size_class) noexcept;

MemoryStats stats();
void reset_peak();
// Gives cached blocks of this thread, and large ones of all threads, back to the system.
void trim();

}  // namespace pool
}  // namespace zeal
