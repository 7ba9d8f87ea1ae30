// Room on this thread's stack: what goes as deep as a program nests its bodies asks before it goes on.
#pragma once
#include <cstddef>

namespace zeal {

// What must be left: kernels have arrays of up to 100 KiB, rules of derivatives none. Of a smaller stack at most a half.
inline constexpr size_t kRoomToRun = 112 << 10, kRoomToDerive = 56 << 10;

// Throws where less is left.
void require_stack(size_t room);

}  // namespace zeal
