// References to what objects of the host language own, counted there: so its collector sees who holds what.
#pragma once
#include <utility>

namespace zeal {

// Set by the binding. `drop` may be called by any thread.
struct HostCounts {
  void (*share)(void* object) = nullptr;
  void (*drop)(void* object) = nullptr;
};
extern HostCounts g_host_counts;

// `T::object` is the object that owns a T, which may be unknown to who lets go of one.
template <class T> class HostRef {
 public:
  HostRef() = default;
  explicit HostRef(T& of) : HostRef(steal(of)) { g_host_counts.share(object_); }
  // Takes over one reference.
  static HostRef steal(T& of) {
    HostRef r;
    r.p_ = &of;
    r.object_ = of.object;
    return r;
  }
  HostRef(const HostRef& o) : p_(o.p_), object_(o.object_) {
    if (object_) g_host_counts.share(object_);
  }
  HostRef(HostRef&& o) noexcept : p_(std::exchange(o.p_, nullptr)), object_(std::exchange(o.object_, nullptr)) {}
  HostRef& operator=(HostRef o) noexcept {
    std::swap(p_, o.p_);
    std::swap(object_, o.object_);
    return *this;
  }
  ~HostRef() {
    if (object_) g_host_counts.drop(object_);
  }
  T* get() const { return p_; }
  T* operator->() const { return p_; }
  T& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }

 private:
  T* p_ = nullptr;
  void* object_ = nullptr;
};

}  // namespace zeal
