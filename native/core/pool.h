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
inline constexpr size_t kGranuleLimit = 1024;
inline constexpr uint32_t kGranules = kGranuleLimit / kAlignment;
inline constexpr uint32_t kNumClasses = kGranules + 4 * 54;
uint32_t class_of(size_t bytes);
size_t class_bytes(uint32_t size_class);

// Sanitized builds: every block comes from and goes to the system, at its exact size.
#ifdef ZEAL_SEPARATE_BLOCKS
inline constexpr bool kSeparateBlocks = true;
#else
inline constexpr bool kSeparateBlocks = false;
#endif

namespace detail {

struct FreeBlock {
  FreeBlock* next;
};

// What a thread keeps. Blocks may come back to another thread than the one that took them: in_use
// counts what this thread took less what it gave back, and may be negative.
struct ThreadCache {
  FreeBlock* lists[kNumClasses] = {};
  int64_t in_use = 0, peak = 0;
  int64_t owned = 0;  // taken from the system less given back to it; owned - in_use is cached

  ThreadCache();
  ~ThreadCache();
  void trim();
};
inline constexpr int64_t kThreadCacheLimit = 16 << 20;

extern constinit thread_local ThreadCache* t_cache [[gnu::tls_model("initial-exec")]];
void* acquire_slow(size_t bytes, uint32_t* size_class);
void release_slow(void* block, uint32_t size_class) noexcept;

}  // namespace detail

// A block of this class, if this thread has kept one and the class is that of a small one; else null.
inline void* take_kept(size_t c) {
  detail::ThreadCache* t = detail::t_cache;
  if (kSeparateBlocks || c >= kGranules || !t || !t->lists[c]) [[unlikely]] return nullptr;
  detail::FreeBlock* p = t->lists[c];
  t->lists[c] = p->next;
  t->in_use += int64_t((c + 1) * kAlignment);
  if (t->in_use > t->peak) [[unlikely]] t->peak = t->in_use;
  return p;
}
// A block of at least `bytes`; its class goes to *size_class and must come back to `release`.
// Throws Error(kResourceExhausted) when the machine cannot give it.
inline void* acquire(size_t bytes, uint32_t* size_class) {
  const size_t c = (bytes - 1) / kAlignment;  // 0 bytes: beyond every granule
  void* p = take_kept(c);
  if (!p) [[unlikely]] return detail::acquire_slow(bytes, size_class);
  *size_class = uint32_t(c);
  return p;
}
inline void release(void* block, uint32_t c) noexcept {
  detail::ThreadCache* t = detail::t_cache;
  if (kSeparateBlocks || c >= kGranules || !t || t->owned - t->in_use > detail::kThreadCacheLimit) [[unlikely]]
    return detail::release_slow(block, c);
  t->in_use -= int64_t((c + 1) * kAlignment);
  auto* b = static_cast<detail::FreeBlock*>(block);
  b->next = t->lists[c];
  t->lists[c] = b;
}

MemoryStats stats();
void reset_peak();
// Gives cached blocks of this thread, and large ones of all threads, back to the system.
void trim();

}  // namespace pool
}  // namespace zeal
