// Pool: thread-local free lists of small blocks, one locked cache of large ones.
#include "core/pool.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <mutex>
#include <vector>

#include "core/error.h"

namespace zeal::pool {
namespace {

constexpr size_t kGranules = 1024 / kAlignment;          // classes 0..15: 64 B .. 1 KiB
constexpr uint32_t kNumClasses = kGranules + 4 * 54;
constexpr size_t kSmallLimit = 256 << 10;                // larger blocks are shared by all threads
constexpr size_t kHugePage = 2 << 20;
constexpr int64_t kThreadCacheLimit = 16 << 20;

// Sanitized builds: every block comes from and goes to the system, at its exact size.
#ifdef ZEAL_SEPARATE_BLOCKS
constexpr bool kSeparateBlocks = true;
#else
constexpr bool kSeparateBlocks = false;
#endif

struct FreeBlock {
  FreeBlock* next;
};

const uint32_t kSmallClasses = class_of(kSmallLimit) + 1;

size_t physical_memory() {
  static const size_t bytes = size_t(sysconf(_SC_PHYS_PAGES)) * size_t(sysconf(_SC_PAGESIZE));
  return bytes;
}

void* from_system(size_t bytes) {
  // Asking for more than the machine has may "succeed" under overcommit and kill the process later.
  if (bytes > physical_memory()) return nullptr;
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
    if (cached + int64_t(class_bytes(c)) > int64_t(physical_memory() / 4)) return false;
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

struct ThreadCache;
struct Threads {
  std::mutex mutex;
  std::vector<ThreadCache*> live;
  int64_t ended_in_use = 0, ended_peak = 0;
};
Threads& threads() {
  static auto* t = new Threads;
  return *t;
}

struct ThreadCache {
  FreeBlock* lists[kNumClasses] = {};
  int64_t in_use = 0, peak = 0, cached = 0;

  ThreadCache() {
    std::lock_guard lock(threads().mutex);
    threads().live.push_back(this);
  }
  void trim() {
    for (auto& head : lists)
      while (head) {
        FreeBlock* b = head;
        head = b->next;
        free(b);
      }
    cached = 0;
  }
  ~ThreadCache();
};

thread_local ThreadCache* t_cache [[gnu::tls_model("initial-exec")]] = nullptr;
thread_local bool t_ended = false;

ThreadCache::~ThreadCache() {
  trim();
  std::lock_guard lock(threads().mutex);
  std::erase(threads().live, this);
  threads().ended_in_use += in_use;
  threads().ended_peak += peak;
}

struct Owner {
  ThreadCache* cache = nullptr;
  ~Owner() {
    delete cache;
    t_cache = nullptr;
    t_ended = true;
  }
};

[[gnu::noinline]] ThreadCache* make_cache() {
  static thread_local Owner owner;
  if (t_ended) return nullptr;  // destructors of other thread-locals may still free blocks
  t_cache = owner.cache = new ThreadCache;
  return t_cache;
}

inline ThreadCache* cache() { return t_cache ? t_cache : make_cache(); }

[[noreturn, gnu::cold]] void exhausted(size_t bytes) {
  MemoryStats s = stats();
  fail(Code::kResourceExhausted, "out of memory: a block of ", bytes, " bytes was asked for; ",
       s.bytes_in_use, " bytes are in use and the machine has ", physical_memory(),
       "; use smaller shapes or a smaller batch");
}

[[gnu::noinline]] void* acquire_slow(uint32_t c) {
  size_t bytes = class_bytes(c);
  if (c >= kSmallClasses)
    if (void* p = large().take(c)) return p;
  if (void* p = from_system(bytes)) return p;
  trim();
  if (void* p = from_system(bytes)) return p;
  exhausted(bytes);
}

}  // namespace

uint32_t class_of(size_t bytes) {
  if (bytes <= 1024) return bytes ? uint32_t((bytes - 1) / kAlignment) : 0;
  // Octave [2^k, 2^(k+1)), k >= 10, in four steps of 2^(k-2).
  int k = std::bit_width(bytes - 1) - 1;
  return uint32_t(kGranules + 4 * (k - 10) + (((bytes - 1) >> (k - 2)) & 3));
}

size_t class_bytes(uint32_t c) {
  if (c < kGranules) return (c + 1) * kAlignment;
  uint32_t q = c - kGranules;
  return (size_t(5 + q % 4) << (10 + q / 4)) >> 2;
}

void* acquire(size_t bytes, uint32_t* size_class) {
  if (bytes > (size_t(1) << 62)) exhausted(bytes);
  uint32_t c = *size_class = class_of(bytes);
  ThreadCache* t = cache();
  void* p;
  if (kSeparateBlocks) {
    if (!(p = from_system(bytes ? bytes : 1))) exhausted(bytes);
  } else if (t && t->lists[c]) [[likely]] {
    p = t->lists[c];
    t->lists[c] = t->lists[c]->next;
    t->cached -= class_bytes(c);
  } else {
    p = acquire_slow(c);
  }
  if (t) {
    t->in_use += class_bytes(c);
    if (t->in_use > t->peak) t->peak = t->in_use;
  }
  return p;
}

void release(void* block, uint32_t c) noexcept {
  ThreadCache* t = cache();
  int64_t bytes = class_bytes(c);
  if (t) t->in_use -= bytes;
  if (kSeparateBlocks) return free(block);
  if (c < kSmallClasses && t && t->cached + bytes <= kThreadCacheLimit) [[likely]] {
    auto* b = static_cast<FreeBlock*>(block);
    b->next = t->lists[c];
    t->lists[c] = b;
    t->cached += bytes;
    return;
  }
  if (c >= kSmallClasses && large().put(block, c)) return;
  free(block);
}

MemoryStats stats() {
  std::lock_guard lock(threads().mutex);
  MemoryStats s{threads().ended_in_use, threads().ended_peak, large().cached};
  for (ThreadCache* t : threads().live) {
    s.bytes_in_use += t->in_use;
    s.peak_bytes += t->peak;
    s.cached_bytes += t->cached;
  }
  s.peak_bytes = std::max(s.peak_bytes, s.bytes_in_use);
  return s;
}

void reset_peak() {
  std::lock_guard lock(threads().mutex);
  threads().ended_peak = 0;
  for (ThreadCache* t : threads().live) t->peak = t->in_use;
}

void trim() {
  if (t_cache) t_cache->trim();
  large().trim();
}

}  // namespace zeal::pool
