// The thread pool, and what makes it safe in forked children.
//
// A loop is cut into shares, which the caller and the workers take one by one. The caller waits only for shares that a
// worker has begun: on a busy machine, where workers may get no core for milliseconds, it does their work itself.
#include "core/parallel.h"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "core/fork_guard.h"

namespace zeal {
namespace {

std::atomic<int> thread_count{0};  // 0: not asked for yet
std::atomic<bool> forked_child{false};
thread_local bool serial_thread = false;
thread_local bool in_loop = false;

// A child has none of the workers, nor those of libraries that ask OpenMP: a loop of several threads would wait for them
// for ever.
void after_fork_in_child() {
  forked_child.store(true, std::memory_order_relaxed);
  omp_set_num_threads(1);
}

[[maybe_unused]] const bool fork_handler_installed = on_fork_in_child(after_fork_in_child);

inline void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Calls to pause_briefly() before a thread sleeps: some 30 us, the time that it takes to wake up.
constexpr int kSpins = 1000;

// Waits until an atomic has another value than `old`.
template <class T> void wait_for_change(const std::atomic<T>& word, T old) {
  for (int i = 0; i < kSpins; ++i) {
    if (word.load(std::memory_order_acquire) != old) return;
    pause_briefly();
  }
  word.wait(old, std::memory_order_acquire);
}

class Pool {
 public:
  // Whether this thread has the pool to itself until it calls run().
  bool acquire() { return busy_.try_lock(); }

  // Runs fn over [0, n) in so many shares and gives the pool back.
  void run(int shares, int64_t n, detail::RangeFn fn, void* context) {
    start_workers(shares - 1);
    loop_ = {fn, context, n};
    done_.store(0, std::memory_order_relaxed);
    const uint64_t number = (claims_.load(std::memory_order_relaxed) >> 32) + 1;
    claims_.store(number << 32 | uint64_t(shares) << 16, std::memory_order_release);
    calls_.fetch_add(1, std::memory_order_release);
    for (int i = 1; i < shares; ++i) calls_.notify_one();
    take_shares();
    for (int done; (done = done_.load(std::memory_order_acquire)) != shares;) wait_for_change(done_, done);
    const std::exception_ptr error = std::exchange(error_, nullptr);
    busy_.unlock();
    if (error) [[unlikely]] std::rethrow_exception(error);
  }

 private:
  struct Loop {
    detail::RangeFn fn;
    void* context;
    int64_t n;
  };

  // Runs shares of the loop in hand until all are taken. What a share reads of the loop stays as it is until it is done.
  void take_shares() {
    in_loop = true;
    uint64_t word = claims_.load(std::memory_order_acquire);
    while (share_of(word) < shares_of(word)) {
      if (!claims_.compare_exchange_weak(word, word + 1, std::memory_order_acq_rel)) continue;
      const int64_t share = share_of(word), shares = shares_of(word);
      const int64_t size = loop_.n / shares, extra = loop_.n % shares;
      const int64_t begin = share * size + std::min(share, extra), end = begin + size + (share < extra ? 1 : 0);
      try {
        if (begin < end) loop_.fn(loop_.context, begin, end);
      } catch (...) {  // no memory, most likely; the others still read what the caller's frame holds
        const std::lock_guard lock(error_lock_);
        if (!error_) error_ = std::current_exception();
      }
      if (done_.fetch_add(1, std::memory_order_acq_rel) + 1 == shares) done_.notify_one();
      word = claims_.load(std::memory_order_acquire);
    }
    in_loop = false;
  }

  void start_workers(int wanted) noexcept {
    for (; workers_ < wanted; ++workers_) {
      try {
        std::thread([this] { work(); }).detach();
      } catch (const std::system_error&) {
        return;  // the caller takes their shares
      }
    }
  }

  [[noreturn]] void work() {
    for (;;) {
      const uint32_t call = calls_.load(std::memory_order_acquire);
      take_shares();
      wait_for_change(calls_, call);
    }
  }

  static int64_t share_of(uint64_t word) { return int64_t(word & 0xffff); }
  static int64_t shares_of(uint64_t word) { return int64_t(word >> 16 & 0xffff); }

  std::mutex busy_;
  int workers_ = 0;
  Loop loop_{};
  std::mutex error_lock_;
  std::exception_ptr error_;  // the first that a share of the loop in hand threw
  // The number of the loop, how many shares it has, and which is the next to take: 32, 16 and 16 bits.
  alignas(64) std::atomic<uint64_t> claims_{0};
  alignas(64) std::atomic<int> done_{0};
  alignas(64) std::atomic<uint32_t> calls_{0};
};

// Never destroyed: workers sleep on it until the process ends.
Pool& pool() {
  static Pool* const the_pool = new Pool;
  return *the_pool;
}

constexpr int kMostShares = 1 << 15;

}  // namespace

int num_threads() noexcept {
  int n = thread_count.load(std::memory_order_relaxed);
  if (n != 0) return n;
  n = std::max(1, omp_get_max_threads());
  thread_count.store(n, std::memory_order_relaxed);
  return n;
}

void set_num_threads(int n) noexcept {
  thread_count.store(std::max(1, n), std::memory_order_relaxed);
  omp_set_num_threads(std::max(1, n));
}

bool runs_serially() noexcept {
  return serial_thread || num_threads() == 1 || in_loop ||
         forked_child.load(std::memory_order_relaxed);
}

SerialThread::SerialThread() noexcept : before_(serial_thread) {
  serial_thread = true;
  omp_set_num_threads(1);
}

SerialThread::~SerialThread() {
  serial_thread = before_;
  if (!before_) omp_set_num_threads(num_threads());
}

namespace detail {

void parallel_ranges(int64_t n, int64_t grain, RangeFn fn, void* context) {
  const int64_t wanted = grain > 0 ? (n + grain - 1) / grain : n;
  if (wanted <= 1 || runs_serially() || !pool().acquire()) {
    fn(context, 0, n);
    return;
  }
  pool().run(static_cast<int>(std::min<int64_t>({wanted, num_threads(), kMostShares})), n, fn, context);
}

}  // namespace detail
}  // namespace zeal
