// Tensor: an immutable, contiguous, row-major array; header, dims and payload in one pooled block.
#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "core/dtype.h"
#include "core/ref_count.h"
#include "core/shape.h"

namespace zeal {

// Owner of memory that did not come from the pool (a NumPy buffer, a DLPack capsule).
struct ExternalMemory {
  void (*release)(ExternalMemory*);
  ExternalMemory* next = nullptr;  // among those to be released
};

enum TensorFlags : uint8_t {
  kExternal = 1,  // `owner` is an ExternalMemory, otherwise a TensorImpl (a view) or null
  kSymbolic = 2,  // a graph value: no data, partial shape
  kShown = 4,     // the program has or had an object of it: functions being traced capture it
  kAllAxes = 8,   // symbolic: all axes of a tensor of unknown rank
  kTakeOver = 16,  // this call is the last to see it: a kernel that asked for it may make it its output
};

// Reference counted by hand; use the Tensor handle. Nobody writes to `data` of a tensor that others
// can see: writers check unshared(). 64 bytes, followed by `rank` dims, then (if owned) the payload.
struct alignas(64) TensorImpl {
  RefCount refs;
  DType dtype;
  int8_t rank;
  uint8_t device;
  uint8_t flags;
  int64_t numel;
  char* data;
  void* owner;          // of a symbolic tensor: a Symbol (core/symbolic.h), or null
  uint64_t id;          // 0 until a tape follows this tensor; then unique in the process
  uint32_t size_class;  // of the block this header lives in

  int64_t* dims() { return reinterpret_cast<int64_t*>(this + 1); }
  const int64_t* dims() const { return reinterpret_cast<const int64_t*>(this + 1); }
  int64_t dim(int i) const { return dims()[i]; }
  ShapeView shape() const { return {rank, dims()}; }
  template <class T> T* as() { return reinterpret_cast<T*>(data); }
  template <class T> const T* as() const { return reinterpret_cast<const T*>(data); }
  size_t nbytes() const { return size_t(numel) * dtype_size(dtype); }
  bool symbolic() const { return flags & kSymbolic; }
  bool has_value() const { return !(flags & kSymbolic); }
  // Nobody else can see this payload: it may be written in place.
  bool unshared() const { return refs.unique() && !owner; }

  void ref() { refs.add(); }
  void unref() {
    if (refs.drop()) destroy(this);
  }
  static void destroy(TensorImpl* t) noexcept;
};
static_assert(sizeof(TensorImpl) == 64);

// Owning handle. May be empty.
class Tensor {
 public:
  Tensor() = default;
  Tensor(const Tensor& o) : p_(o.p_) {
    if (p_) p_->ref();
  }
  Tensor(Tensor&& o) noexcept : p_(std::exchange(o.p_, nullptr)) {}
  Tensor& operator=(Tensor o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~Tensor() {
    if (p_) p_->unref();
  }
  // Takes over one reference / adds one.
  static Tensor steal(TensorImpl* p) {
    Tensor t;
    t.p_ = p;
    return t;
  }
  static Tensor share(TensorImpl* p) {
    if (p) p->ref();
    return steal(p);
  }
  TensorImpl* get() const { return p_; }
  TensorImpl* release() { return std::exchange(p_, nullptr); }
  TensorImpl* operator->() const { return p_; }
  TensorImpl& operator*() const { return *p_; }
  explicit operator bool() const { return p_ != nullptr; }

 private:
  TensorImpl* p_ = nullptr;
};

// A new tensor with undefined contents (strings are empty). `shape` is fully known.
// Throws kInvalidArgument for more than kMaxRank dims or a negative one, kResourceExhausted when the
// size overflows or memory is short.
Tensor make_tensor(DType dtype, ShapeView shape);
// A tensor on `base`'s payload from byte `offset` on; holds the payload's owner.
Tensor make_view_as(TensorImpl& base, DType dtype, ShapeView shape, int64_t offset = 0);
inline Tensor make_view(TensorImpl& base, ShapeView shape, int64_t offset = 0) {
  return make_view_as(base, base.dtype, shape, offset);
}
// A tensor on foreign memory, released through `memory` with the last reference.
Tensor make_external(DType dtype, ShapeView shape, void* data, ExternalMemory* memory);

template <class T>
Tensor make_scalar(T value) {
  Tensor t = make_tensor(DTypeOf<T>::value, ShapeView{0, nullptr});
  *t->template as<T>() = value;
  return t;
}
Tensor make_scalar(DType dtype, double value);
// A graph value: no data; `shape` may be partly or wholly unknown.
Tensor make_symbolic(DType dtype, ShapeView shape);
// A vector of axes, or of others that fit / of sizes: int32 where all fit, else int64.
Tensor make_int32s(const int64_t* values, int n);
Tensor make_integers(const int64_t* values, int n);

// What a tape wants to know of tensors that have an id, in a thread that records: one died; the program
// let go of one that others (perhaps the tape alone) still hold. Set by the tape.
extern void (*g_followed_died)(uint64_t id) noexcept;
extern void (*g_followed_left)(TensorImpl& t) noexcept;

// "(2, 3) float32", for messages.
std::string describe(const TensorImpl& t);
[[noreturn, gnu::cold, gnu::noinline]] void refuse_value(const TensorImpl& t);
// Host integer at position i of an int32 or int64 tensor.
inline int64_t int_at(const TensorImpl& t, int64_t i) {
  if (t.symbolic()) [[unlikely]] refuse_value(t);
  return t.dtype == DType::kInt32 ? t.as<int32_t>()[i] : t.as<int64_t>()[i];
}
// A process-wide unique number, for tensors that tapes follow and for variables.
extern std::atomic<uint64_t> g_last_id;
inline uint64_t next_id() {
  if (counts_shared()) [[unlikely]] return g_last_id.fetch_add(1, std::memory_order_relaxed) + 1;
  const uint64_t id = g_last_id.load(std::memory_order_relaxed) + 1;
  g_last_id.store(id, std::memory_order_relaxed);
  return id;
}

}  // namespace zeal
