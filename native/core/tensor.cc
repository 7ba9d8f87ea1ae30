// Tensor construction and destruction.
#include "core/symbolic.h"

#include <algorithm>
#include <new>
#include <utility>

#include "core/error.h"
#include "core/half.h"
#include "core/init_tensor.h"
#include "core/pool.h"
#include "core/thread_state.h"

namespace zeal {
namespace {

constexpr size_t header_bytes(int rank) {
  return (sizeof(TensorImpl) + sizeof(int64_t) * (rank > 0 ? rank : 0) + kAlignment - 1) &
         ~(kAlignment - 1);
}

[[noreturn, gnu::cold, gnu::noinline]] void bad_shape(DType dtype, ShapeView s) {
  if (s.rank > kMaxRank)
    fail(Code::kInvalidArgument, "a tensor has at most ", kMaxRank, " dimensions, this one would have ", s.rank);
  for (int i = 0; i < s.rank; ++i)
    if (s.dims[i] < 0)
      fail(Code::kInvalidArgument, "Dimension ", s.dims[i], " must be >= 0: it is dimension ", i, " of a shape");
  fail(Code::kResourceExhausted, "OOM when allocating tensor with shape", s, " and type ", dtype_word(dtype),
       " on CPU:0: it overflows the address space; use smaller dimensions");
}

[[noreturn, gnu::cold, gnu::noinline]] void no_room(DType dtype, ShapeView s, const Error& e) {
  fail(e.code(), "OOM when allocating tensor with shape", s, " and type ", dtype_word(dtype), " on CPU:0: ",
       e.message());
}

// The whole product overflowed or a size is negative: still valid is what a size of 0 makes empty.
[[gnu::cold, gnu::noinline]] int64_t odd_numel(DType dtype, ShapeView s) {
  int64_t n = s.rank > kMaxRank ? -1 : num_elements(s);
  for (int i = 0; i < s.rank; ++i)
    if (s.dims[i] < 0) n = -1;
  if (n < 0 || n > (int64_t(1) << 58)) bad_shape(dtype, s);
  return n;
}

// Elements of a valid shape; throws otherwise.
inline int64_t checked_numel(DType dtype, ShapeView s) {
  int64_t n = 1, signs = 0;
  bool overflow = uint32_t(s.rank) > uint32_t(kMaxRank);
  for (int i = 0; i < s.rank; ++i) {
    signs |= s.dims[i];
    overflow |= __builtin_mul_overflow(n, s.dims[i], &n);
  }
  if (overflow || signs < 0 || n > (int64_t(1) << 58)) [[unlikely]] return odd_numel(dtype, s);
  return n;
}

TensorImpl* make_header(DType dtype, ShapeView s) {
  int64_t n = checked_numel(dtype, s);
  uint32_t size_class;
  void* block = pool::acquire(header_bytes(s.rank), &size_class);
  return init_tensor(block, size_class, dtype, s, n);
}

}  // namespace

Tensor make_tensor(DType dtype, ShapeView s) {
  int64_t n = checked_numel(dtype, s);
  size_t header = header_bytes(s.rank);
  uint32_t size_class;
  void* block;
  try {
    block = pool::acquire(header + size_t(n) * dtype_size(dtype), &size_class);
  } catch (const Error& e) {
    no_room(dtype, s, e);
  }
  TensorImpl* t = init_tensor(block, size_class, dtype, s, n);
  t->data = static_cast<char*>(block) + header;
  if (dtype == DType::kString) [[unlikely]]
    for (int64_t i = 0; i < n; ++i) new (t->as<std::string>() + i) std::string;
  return Tensor::steal(t);
}

Tensor make_view_as(TensorImpl& base, DType dtype, ShapeView s, int64_t offset) {
  TensorImpl* t = make_header(dtype, s);
  t->data = base.data + offset;
  t->device = base.device;
  // Views point at the root: a chain of reshapes does not keep its links alive.
  TensorImpl* root = &base;
  while (root->owner && !(root->flags & kExternal)) root = static_cast<TensorImpl*>(root->owner);
  root->ref();
  t->owner = root;
  return Tensor::steal(t);
}

Tensor make_external(DType dtype, ShapeView s, void* data, ExternalMemory* memory) {
  TensorImpl* t = make_header(dtype, s);
  t->data = static_cast<char*>(data);
  t->flags = kExternal;
  t->owner = memory;
  return Tensor::steal(t);
}

Tensor make_symbolic(DType dtype, ShapeView s) {
  if (s.rank > kMaxRank) bad_shape(dtype, s);
  uint32_t size_class;
  // Room for any rank, should it be told later (merge_shape).
  void* block = pool::acquire(header_bytes(s.known_rank() ? s.rank : kMaxRank), &size_class);
  TensorImpl* t = init_tensor(block, size_class, dtype, s, s.fully_known() ? num_elements(s) : -1);
  t->data = nullptr;
  t->flags = kSymbolic;
  return Tensor::steal(t);
}

void merge_shape(TensorImpl& t, ShapeView s) {
  if (!s.known_rank()) return;
  for (int i = 0; i < s.rank; ++i)
    if (t.rank < 0 || t.dim(i) < 0) t.dims()[i] = s[i];
  t.rank = int8_t(s.rank);
  if (t.shape().fully_known()) t.numel = num_elements(t.shape());
}

namespace {
// Memory may belong to a tensor of another library that stands on one of ours, and so on: a list of what is
// left to release instead of recursion, since such a chain may be long.
void release_external(ExternalMemory* memory) noexcept {
  ThreadState& ts = thread_state();
  memory->next = std::exchange(ts.to_release, memory);
  if (ts.releasing) return;
  ts.releasing = true;
  while (ExternalMemory* m = ts.to_release) {
    ts.to_release = m->next;
    m->release(m);
  }
  ts.releasing = false;
}
}  // namespace

void (*g_followed_died)(uint64_t id) noexcept = nullptr;
void (*g_followed_left)(TensorImpl& t) noexcept = nullptr;

void TensorImpl::destroy(TensorImpl* t) noexcept {
  if (t->id && is_recording()) g_followed_died(t->id);
  if (t->owner && t->has_value()) {
    if (t->flags & kExternal) release_external(static_cast<ExternalMemory*>(t->owner));
    else static_cast<TensorImpl*>(t->owner)->unref();
  } else if (t->dtype == DType::kString && t->has_value()) {
    for (int64_t i = 0; i < t->numel; ++i) t->as<std::string>()[i].~basic_string();
  }
  pool::release(t, t->size_class);
}

// A case for each dtype: how its element is written.
Tensor make_scalar(DType dtype, double v) {
  Tensor t = make_tensor(dtype, ShapeView{0, nullptr});
  switch (storage_of(dtype)) {
    case DType::kFloat32: *t->as<float>() = float(v); break;
    case DType::kFloat64: *t->as<double>() = v; break;
    case DType::kFloat16: *t->as<Half>() = Half::from(float(v)); break;
    case DType::kBFloat16: *t->as<BFloat16>() = BFloat16::from(float(v)); break;
    case DType::kInt8: *t->as<int8_t>() = int8_t(v); break;
    case DType::kInt16: *t->as<int16_t>() = int16_t(v); break;
    case DType::kInt32: *t->as<int32_t>() = int32_t(v); break;
    case DType::kInt64: *t->as<int64_t>() = int64_t(v); break;
    case DType::kUInt8: *t->as<uint8_t>() = uint8_t(v); break;
    case DType::kUInt16: *t->as<uint16_t>() = uint16_t(v); break;
    case DType::kUInt32: *t->as<uint32_t>() = uint32_t(v); break;
    case DType::kUInt64: *t->as<uint64_t>() = uint64_t(v); break;
    case DType::kBool: *t->as<bool>() = v != 0; break;
    case DType::kComplex64: t->as<float>()[0] = float(v), t->as<float>()[1] = 0; break;
    case DType::kComplex128: t->as<double>()[0] = v, t->as<double>()[1] = 0; break;
    default: fail(Code::kInvalidArgument, "no number has dtype ", dtype_name(dtype));
  }
  return t;
}

Tensor make_int32s(const int64_t* values, int n) {
  int64_t dim = n;
  Tensor t = make_tensor(DType::kInt32, ShapeView{1, &dim});
  for (int i = 0; i < n; ++i) t->as<int32_t>()[i] = int32_t(values[i]);
  return t;
}

Tensor make_integers(const int64_t* values, int n) {
  Tensor t = make_int32s(values, n);
  if (std::equal(values, values + n, t->as<int32_t>())) [[likely]] return t;
  int64_t dim = n;
  t = make_tensor(DType::kInt64, ShapeView{1, &dim});
  std::copy_n(values, n, t->as<int64_t>());
  return t;
}

void refuse_value(const TensorImpl& t) {
  fail(Code::kUnimplemented, "a value that is known to the run alone (", describe(t), ") was asked for while a graph is built");
}

std::string describe(const TensorImpl& t) { return t.shape().str() + " " + dtype_name(t.dtype); }

std::atomic<bool> g_counts_shared{false};
std::atomic<uint64_t> g_last_id{0};

}  // namespace zeal
