// Python's lock for code that may run on threads which do not hold it: kernels, and what lets go of objects.
#pragma once
#include "bind/bind.h"

namespace zeal::bind {

class HoldLock {
 public:
  HoldLock() : state_(PyGILState_Ensure()) {}
  ~HoldLock() { PyGILState_Release(state_); }
  HoldLock(const HoldLock&) = delete;

 private:
  PyGILState_STATE state_;
};

}  // namespace zeal::bind
