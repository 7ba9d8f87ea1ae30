// Threads that are still at work when the interpreter shuts down.
//
// CPython ends a daemon thread that asks for the lock by then with pthread_exit, which on glibc unwinds the
// thread's stack: destructors of our frames would drop references without the lock, in an interpreter that
// is being taken apart. No call into CPython is safe from that (any may run code that gives the lock up), so
// it is met where all of them pass: the routine by which the unwinder asks what a C++ frame has to clean up.
// The linker puts ours in the place of the compiler's (`--wrap`, CMakeLists.txt). The first frame of ours
// stops the thread there, and the end of the process takes it along. CPython itself does so from 3.14 on.
#include "bind/bind.h"

#if defined(__linux__) && defined(__GLIBC__)
#include <unistd.h>
#include <unwind.h>

extern "C" {

_Unwind_Reason_Code __real___gxx_personality_v0(int, _Unwind_Action, _Unwind_Exception_Class, _Unwind_Exception*, _Unwind_Context*);

_Unwind_Reason_Code __wrap___gxx_personality_v0(int version, _Unwind_Action actions, _Unwind_Exception_Class kind,
                                                _Unwind_Exception* exception, _Unwind_Context* context) {
  if ((actions & _UA_FORCE_UNWIND) && zeal::bind::is_shutting_down())
    for (;;) pause();
  return __real___gxx_personality_v0(version, actions, kind, exception, context);
}

}  // extern "C"
#endif

namespace zeal::bind {

bool is_shutting_down() {
#if PY_VERSION_HEX >= 0x030D0000
  return Py_IsFinalizing() || !Py_IsInitialized();
#else
  return _Py_IsFinalizing() || !Py_IsInitialized();
#endif
}

}  // namespace zeal::bind
