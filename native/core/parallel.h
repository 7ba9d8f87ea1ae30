// The one thread pool: an OpenMP parallel loop that stays out of OpenMP for small work.
#pragma once

#include <cstdint>
#include <type_traits>

namespace zeal {

// Threads that parallel_for may use. Default: OMP_NUM_THREADS, else the cores this process may run
// on. set_num_threads(n) takes n >= 1; it applies to every thread that calls parallel_for later.
int num_threads() noexcept;
void set_num_threads(int n) noexcept;

// True where a parallel loop would run inline: inside another one, in a thread marked serial, in a
// forked child, or with one thread only.
bool runs_serially() noexcept;

// Marks the calling thread as serial while alive (data-pipeline threads hold one for their life:
// each host thread would otherwise start an OpenMP team of its own).
class SerialThread {
 public:
  SerialThread() noexcept;
  ~SerialThread();
  SerialThread(const SerialThread&) = delete;
  SerialThread& operator=(const SerialThread&) = delete;

 private:
  bool before_;
};

namespace detail {
using RangeFn = void (*)(void* context, int64_t begin, int64_t end);
void parallel_ranges(int64_t n, int64_t grain, RangeFn fn, void* context);
}  // namespace detail

// Calls fn(begin, end) on disjoint ranges that cover [0, n), at most one range per thread and none
// shorter than about `grain`. Inline, in one call, when n <= grain or runs_serially(). What fn throws is
// thrown here. Work whose result depends on the ranges must cut [0, n) itself: the number of ranges
// follows the number of threads.
template <class Fn>
inline void parallel_for(int64_t n, int64_t grain, Fn&& fn) {
  if (n <= 0) return;
  if (n <= grain) {
    fn(int64_t{0}, n);
    return;
  }
  using Body = std::remove_reference_t<Fn>;
  detail::parallel_ranges(
      n, grain,
      [](void* context, int64_t begin, int64_t end) {
        (*static_cast<Body*>(context))(begin, end);
      },
      const_cast<void*>(static_cast<const void*>(&fn)));
}

}  // namespace zeal
