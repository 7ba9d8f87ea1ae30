// Pool: thread-local free lists of small blocks, one locked cache of large ones.
#include "core/pool.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fstream>
#include <mutex>
#include <vector>

#include "core/error.h"
#include "core/fork_guard.h"

namespace zeal::pool {
namespace {

constexpr size_t kSmallLimit = 256 << 10;  // larger blocks are shared by all threads
constexpr size_t kHugePage = 2 << 20;

const uint32_t kSmallClasses = class_of(kSmallLimit) + 1;

// The limit of the container that this process runs in, by cgroup version 2 or 1; the largest size if none.
size_t container_limit() {
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    size_t bytes;
    if (std::ifstream(path) >> bytes) return bytes;  // "max" is no number
  }
  return SIZE_MAX;
}

// What this process may use at most.
size_t machine_memory() {
  static const size_t bytes = std::min(size_t(sysconf(_SC_PHYS_PAGES)) * size_t(sysconf(_SC_PAGESIZE)), container_limit());
  return bytes;
}

void* from_system(size_t bytes) {
  // Asking for more than the machine has may "succeed" under overcommit and kill the process later.
  if (bytes > machine_memory()) return nullptr;
  size_t align = bytes >= kHugePage ? kHugePage : kAlignment;
  void* p = nullptr;
  if (posix_memalign(&p, align, bytes)) return nullptr;
  if (bytes >= kHugePage) madvise(p, bytes, MADV_HUGEPAGE);
  return p;
}

// Large blocks: few, so one lock and a list per class. Kept up to a quarter of the memory.
struct LargeCache {
  std::mutex mutex;
  std::vector<void*> lists[kNumClasses];
  int64_t cached = 0;

  void* take(uint32_t c) {
    std::lock_guard lock(mutex);
    if (lists[c].empty()) return nullptr;
    void* p = lists[c].back();
    lists[c].pop_back();
    cached -= class_bytes(c);
    return p;
  }
  bool put(void* p, uint32_t c) {
    std::lock_guard lock(mutex);
    if (cached + int64_t(class_bytes(c)) > int64_t(machine_memory() / 4)) return false;
    lists[c].push_back(p);
    cached += class_bytes(c);
    return true;
  }
  void trim() {
    std::lock_guard lock(mutex);
    for (auto& list : lists) {
      for (void* p : list) free(p);
      list.clear();
    }
    cached = 0;
  }
};

LargeCache& large() {
  static auto* cache = new LargeCache;  // outlives every thread
  return *cache;
}
std::mutex& large_mutex() { return large().mutex; }

struct Threads {
  std::mutex mutex;
  std::vector<detail::ThreadCache*> live;
  int64_t ended_in_use = 0, ended_peak = 0;
};
Threads& threads() {
  static auto* t = new Threads;
  return *t;
}
std::mutex& threads_mutex() { return threads().mutex; }

// Kernels ask for memory, and threads end, while they hold no lock of the host language.
[[maybe_unused]] const bool held_across_forks = hold_across_forks<large_mutex>() && hold_across_forks<threads_mutex>();

thread_local bool t_ended = false;

struct Owner {
  detail::ThreadCache* cache = nullptr;
  ~Owner() {
    delete cache;
    detail::t_cache = nullptr;
    t_ended = true;
  }
};

[[gnu::noinline]] detail::ThreadCache* make_cache() {
  static thread_local Owner owner;
  if (t_ended) return nullptr;  // destructors of other thread-locals may still free blocks
  return detail::t_cache = owner.cache = new detail::ThreadCache;
}

inline detail::ThreadCache* cache() { return detail::t_cache ? detail::t_cache : make_cache(); }

[[noreturn, gnu::cold]] void exhausted(size_t bytes) {
  MemoryStats s = stats();
  fail(Code::kResourceExhausted, "a block of ", bytes, " bytes was asked for; ", s.bytes_in_use,
       " bytes are in use and the machine has ", machine_memory(), "; use smaller shapes or a smaller batch");
}

void* from_system_or_caches(uint32_t c) {
  size_t bytes = class_bytes(c);
  if (void* p = from_system(bytes)) return p;
  trim();
  if (void* p = from_system(bytes)) return p;
  exhausted(bytes);
}

}  // namespace

uint32_t class_of(size_t bytes) {
  if (bytes <= kGranuleLimit) return bytes ? uint32_t((bytes - 1) / kAlignment) : 0;
  // Octave [2^k, 2^(k+1)), k >= 10, in four steps of 2^(k-2).
  int k = std::bit_width(bytes - 1) - 1;
  return uint32_t(kGranules + 4 * (k - 10) + (((bytes - 1) >> (k - 2)) & 3));
}

size_t class_bytes(uint32_t c) {
  if (c < kGranules) return (c + 1) * kAlignment;
  uint32_t q = c - kGranules;
  return (size_t(5 + q % 4) << (10 + q / 4)) >> 2;
}

namespace detail {

constinit thread_local ThreadCache* t_cache [[gnu::tls_model("initial-exec")]] = nullptr;

ThreadCache::ThreadCache() {
  std::lock_guard lock(threads().mutex);
  threads().live.push_back(this);
}

ThreadCache::~ThreadCache() {
  trim();
  std::lock_guard lock(threads().mutex);
  std::erase(threads().live, this);
  threads().ended_in_use += in_use;
  threads().ended_peak += peak;
}

void ThreadCache::trim() {
  for (uint32_t c = 0; c < kNumClasses; ++c)
    while (FreeBlock* b = lists[c]) {
      lists[c] = b->next;
      owned -= int64_t(class_bytes(c));
      free(b);
    }
}

void* acquire_slow(size_t bytes, uint32_t* size_class) {
  if (bytes > (size_t(1) << 62)) exhausted(bytes);
  const uint32_t c = *size_class = class_of(bytes);
  const int64_t size = int64_t(class_bytes(c));
  ThreadCache* t = cache();
  const bool reused = !kSeparateBlocks && c < kSmallClasses && t && t->lists[c];
  void* p = nullptr;
  if (reused) {
    p = t->lists[c];
    t->lists[c] = t->lists[c]->next;
  } else if (kSeparateBlocks) {
    if (!(p = from_system(bytes ? bytes : 1))) exhausted(bytes);
  } else if (c < kSmallClasses || !(p = large().take(c))) {
    p = from_system_or_caches(c);
  }
  if (!t) return p;
  if (!reused) t->owned += size;
  t->in_use += size;
  t->peak = std::max(t->peak, t->in_use);
  return p;
}

void release_slow(void* block, uint32_t c) noexcept {
  ThreadCache* t = cache();
  const int64_t size = int64_t(class_bytes(c));
  if (t) t->in_use -= size;
  if (!kSeparateBlocks && c < kSmallClasses && t && t->owned - t->in_use <= kThreadCacheLimit) {
    auto* b = static_cast<FreeBlock*>(block);
    b->next = t->lists[c];
    t->lists[c] = b;
    return;
  }
  if (t) t->owned -= size;
  if (!kSeparateBlocks && c >= kSmallClasses && large().put(block, c)) return;
  free(block);
}

}  // namespace detail

MemoryStats stats() {
  std::lock_guard lock(threads().mutex);
  MemoryStats s{threads().ended_in_use, threads().ended_peak, large().cached};
  for (detail::ThreadCache* t : threads().live) {
    s.bytes_in_use += t->in_use;
    s.peak_bytes += t->peak;
    s.cached_bytes += t->owned - t->in_use;
  }
  s.peak_bytes = std::max(s.peak_bytes, s.bytes_in_use);
  return s;
}

void reset_peak() {
  std::lock_guard lock(threads().mutex);
  threads().ended_peak = threads().ended_in_use;
  for (detail::ThreadCache* t : threads().live) t->peak = t->in_use;
}

void trim() {
  if (detail::t_cache) detail::t_cache->trim();
  large().trim();
}

}  // namespace zeal::pool
