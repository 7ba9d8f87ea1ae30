// The thread pool over OpenMP, and what makes it safe in forked children.
#include "core/parallel.h"

#include <omp.h>

#include <algorithm>
#include <atomic>

#include "core/fork_guard.h"

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace zeal {
namespace {

// ThreadSanitizer does not see how libgomp's threads wait for each other, so it is told.
#ifdef __SANITIZE_THREAD__
#define ZEAL_UNSEEN __attribute__((no_sanitize_thread))
char team_starts, team_ends;
inline void happens_before(char& event) { __tsan_release(&event); }
inline void happens_after(char& event) { __tsan_acquire(&event); }
#else
#define ZEAL_UNSEEN
struct {
} team_starts, team_ends;
template <class Event> void happens_before(Event&) {}
template <class Event> void happens_after(Event&) {}
#endif

std::atomic<int> thread_count{0};  // 0: not asked for yet
std::atomic<bool> forked_child{false};
thread_local bool serial_thread = false;

// libgomp's pool does not survive fork: a child that enters a parallel region of more than one
// thread waits for ever for workers that are not there. Hence one thread, for our loops and for
// libraries that ask OpenMP.
void after_fork_in_child() {
  forked_child.store(true, std::memory_order_relaxed);
  omp_set_num_threads(1);
}

[[maybe_unused]] const bool fork_handler_installed = on_fork_in_child(after_fork_in_child);

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

ZEAL_UNSEEN void parallel_ranges(int64_t n, int64_t grain, RangeFn fn, void* context) {
  const int64_t wanted = grain > 0 ? (n + grain - 1) / grain : n;
  if (wanted <= 1 || runs_serially()) {
    fn(context, 0, n);
    return;
  }
  const int teams = static_cast<int>(std::min<int64_t>(wanted, num_threads()));
  happens_before(team_starts);
#pragma omp parallel num_threads(teams)
  {
    happens_after(team_starts);
    // OpenMP may grant fewer threads than asked for: cut by what is there.
    const int64_t granted = omp_get_num_threads(), self = omp_get_thread_num();
    const int64_t share = n / granted, extra = n % granted;
    const int64_t begin = self * share + std::min(self, extra);
    const int64_t end = begin + share + (self < extra ? 1 : 0);
    if (begin < end) fn(context, begin, end);
    happens_before(team_ends);
  }
  happens_after(team_ends);
}

}  // namespace detail
}  // namespace zeal
