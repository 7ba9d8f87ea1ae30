// The thread pool over OpenMP, and what makes it safe in forked children.
#include "core/parallel.h"

#include <omp.h>

#include <algorithm>
#include <atomic>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace zeal {
namespace {

std::atomic<int> thread_count{0};  // 0: not asked for yet
std::atomic<bool> forked_child{false};
thread_local bool serial_thread = false;

// libgomp's pool does not survive fork: a child that enters a parallel region of more than one
// thread waits for ever for workers that are not there. Hence one thread, for our loops and for
// libraries that ask OpenMP (oneDNN).
void after_fork_in_child() {
  forked_child.store(true, std::memory_order_relaxed);
  omp_set_num_threads(1);
}

[[maybe_unused]] const bool fork_handler_installed = [] {
#if defined(__unix__) || defined(__APPLE__)
  return pthread_atfork(nullptr, nullptr, after_fork_in_child) == 0;
#else
  return false;
#endif
}();

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
  return serial_thread || num_threads() == 1 || omp_in_parallel() ||
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
  if (wanted <= 1 || runs_serially()) {
    fn(context, 0, n);
    return;
  }
  const int teams = static_cast<int>(std::min<int64_t>(wanted, num_threads()));
#pragma omp parallel num_threads(teams)
  {
    // OpenMP may grant fewer threads than asked for: cut by what is there.
    const int64_t granted = omp_get_num_threads(), self = omp_get_thread_num();
    const int64_t share = n / granted, extra = n % granted;
    const int64_t begin = self * share + std::min(self, extra);
    const int64_t end = begin + share + (self < extra ? 1 : 0);
    if (begin < end) fn(context, begin, end);
  }
}

}  // namespace detail
}  // namespace zeal
