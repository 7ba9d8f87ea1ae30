// Where this thread's stack ends.
#include "core/stack.h"

#include <algorithm>
#include <cstdint>

#include "core/error.h"

#if defined(__linux__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace zeal {
namespace {

struct Stack {
  uintptr_t low = 0;
  size_t size = 0;  // 0: not known
};

Stack find_stack() {
#if defined(__linux__)
  pthread_attr_t attributes;
  void* low = nullptr;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes)) return {};
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return {reinterpret_cast<uintptr_t>(low), size};
#elif defined(__APPLE__)
  const size_t size = pthread_get_stacksize_np(pthread_self());
  return {reinterpret_cast<uintptr_t>(pthread_get_stackaddr_np(pthread_self())) - size, size};
#else
  return {};
#endif
}

}  // namespace

// On a stack of the program's own (a coroutine's) nobody knows.
void require_stack(size_t room) {
  static thread_local const Stack stack = find_stack();
  const size_t left = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - stack.low;
  if (left < std::min(room, stack.size / 2))
    fail(Code::kResourceExhausted, "functions, conditions and loops lie too deep in each other for this thread's stack of ", stack.size >> 10,
         " KiB: nest them less, or give the thread more with threading.stack_size()");
}

}  // namespace zeal
