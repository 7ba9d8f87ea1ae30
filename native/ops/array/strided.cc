// The strided copy: merges axes, then moves blocks, tiles or single elements.
#include "ops/array/strided.h"

#include "core/error.h"
#include "core/parallel.h"
#include "ops/array/transpose_tile.h"

namespace zeal {
namespace {

// Below this many elements one thread is faster.
constexpr int64_t kGrain = 1 << 16;
// Elements that parts are interleaved in at a time.
constexpr int64_t kChunk = 1 << 11;
// Results of this size do not stay in the caches.
constexpr int64_t kStreamBytes = 8 << 20;

// Repeated values are written as copies of a block of this many bytes (a multiple of every element).
constexpr size_t kFillBlock = 1 << 14;
// Filling less than this is not worth a second thread.
constexpr int64_t kBytesPerThread = 1 << 20;

// The value, as often as it goes into 64 bytes.
void fill_line(char* line, const TensorImpl& value) {
  with_storage(value.dtype, [&]<class T>(T*) {
    if constexpr (std::is_trivially_copyable_v<T>)
      for (size_t i = 0; i < 64 / sizeof(T); ++i) std::memcpy(line + i * sizeof(T), value.data, sizeof(T));
  });
}

}  // namespace

void StridedCopy::axis(int64_t dim, int64_t from, int64_t to) {
  empty_ |= dim == 0;
  if (dim == 1) return;
  if (rank_) {
    Axis& last = axes_[rank_ - 1];
    if (last.from == from * dim && last.to == to * dim) {
      last = {last.dim * dim, from, to};
      return;
    }
  }
  axes_[rank_++] = {dim, from, to};
}

// How the innermost one or two axes are copied.
enum class Inner { kBlock, kStrided, kTranspose, kNarrow };

template <class T> void StridedCopy::run_as(T* dst, const T* src) const {
  Axis inner = axes_[rank_ - 1], cross{1, 0, 0};
  // A transpose: the source runs fastest along another axis than the destination.
  int crossed = -1;
  if (inner.to == 1 && inner.from != 1)
    for (int i = 0; i < rank_ - 1; ++i)
      if (axes_[i].from == 1) crossed = i;
  Inner how = inner.from == 1 && inner.to == 1 ? Inner::kBlock : Inner::kStrided;
  if (crossed >= 0) {
    cross = axes_[crossed];
    how = std::min(inner.dim, cross.dim) >= 8 ? Inner::kTranspose : Inner::kNarrow;
  }
  int outers[2 * kMaxRank], n = 0;
  int64_t outer = 1, total = inner.dim * cross.dim;
  for (int i = 0; i < rank_ - 1; ++i)
    if (i != crossed) outers[n++] = i, outer *= axes_[i].dim;
  total *= outer;
  // Jobs are strips of one axis, at each position of the outer axes.
  Axis& cut = crossed >= 0 && (how == Inner::kTranspose || cross.dim > inner.dim) ? cross : inner;
  int64_t strip = std::max<int64_t>(kGrain / 4, 1);
  if (how == Inner::kTranspose) strip = 128;
  else if (how == Inner::kNarrow) strip = 1024;
  else if (outer > 1) strip = inner.dim;
  int64_t strips = (cut.dim + strip - 1) / strip, per_job = std::min(total, strip * (inner.dim * cross.dim / cut.dim));
  bool stream = total * int64_t(sizeof(T)) >= kStreamBytes;
  auto work = [&](int64_t begin, int64_t end) {
    int64_t index[2 * kMaxRank], from = 0, to = 0, at = begin / strips, s = begin % strips;
    for (int i = n - 1; i >= 0; --i) {
      const Axis& a = axes_[outers[i]];
      index[i] = at % a.dim;
      at /= a.dim;
      from += index[i] * a.from;
      to += index[i] * a.to;
    }
    for (int64_t job = begin; job < end; ++job) {
      int64_t first = s * strip, count = std::min(strip, cut.dim - first);
      const T* f = src + from + first * cut.from;
      T* t = dst + to + first * cut.to;
      if (how == Inner::kBlock) std::copy_n(f, count, t);
      else if (how == Inner::kTranspose) transpose_block(t, cross.to, f, inner.from, inner.dim, count, stream);
      else {
        const Axis& other = crossed < 0 ? cross : &cut == &inner ? cross : inner;
        for (int64_t k = 0; k < other.dim; ++k)
          for (int64_t i = 0; i < count; ++i) t[k * other.to + i * cut.to] = f[k * other.from + i * cut.from];
      }
      if (++s < strips) continue;
      s = 0;
      for (int i = n - 1; i >= 0; --i) {
        const Axis& a = axes_[outers[i]];
        from += a.from, to += a.to;
        if (++index[i] < a.dim) break;
        from -= a.from * a.dim, to -= a.to * a.dim;
        index[i] = 0;
      }
    }
  };
  parallel_for(outer * strips, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, per_job)), work);
}

template <class T> inline void copy_row(T* dst, int64_t to, const T* src, int64_t from, int64_t n) {
  if constexpr (std::is_trivially_copyable_v<T>)
    if (to == 1 && from == 1) return copy_bytes(reinterpret_cast<char*>(dst), reinterpret_cast<const char*>(src), n * sizeof(T));
  if (to == 1 && from == 0) return void(std::fill_n(dst, n, *src));
  for (int64_t i = 0; i < n; ++i) dst[i * to] = src[i * from];
}

// Few elements: plain loops, for which the plan of run_as would cost more than the copy.
template <class T> void StridedCopy::run_small(T* dst, const T* src, int depth) const {
  const Axis& a = axes_[depth];
  if (depth == rank_ - 1) return copy_row(dst, a.to, src, a.from, a.dim);
  const Axis& b = axes_[depth + 1];
  if (depth < rank_ - 2)
    for (int64_t i = 0; i < a.dim; ++i) run_small(dst + i * a.to, src + i * a.from, depth + 1);
  else if (a.from == 1 && b.to == 1 && b.from > 1)
    transpose_block(dst, a.to, src, b.from, b.dim, a.dim, false);
  else
    for (int64_t i = 0; i < a.dim; ++i) copy_row(dst + i * a.to, b.to, src + i * a.from, b.from, b.dim);
}

constexpr int64_t kSmall = 1024;

void StridedCopy::run(TensorImpl& dst, const TensorImpl& src) const {
  if (empty_) return;
  if (!rank_) return copy_elements(dst, to_start, src, from_start, 1);
  int64_t total = 1;
  for (int i = 0; i < rank_; ++i) total *= axes_[i].dim;
  with_storage(dst.dtype, [&]<class T>(T*) {
    T* to = dst.as<T>() + to_start;
    const T* from = src.as<T>() + from_start;
    if (total <= kSmall) run_small(to, from);
    else run_as(to, from);
  });
}

// `rows` rows of `block` elements; rows lie to_step and from_step elements apart.
void copy_rows(TensorImpl& dst, int64_t to, int64_t to_step, const TensorImpl& src, int64_t from, int64_t from_step,
               int64_t block, int64_t rows) {
  if (dst.dtype == DType::kString) {
    for (int64_t r = 0; r < rows; ++r) copy_elements(dst, to + r * to_step, src, from + r * from_step, block);
    return;
  }
  const int64_t size = int64_t(dtype_size(dst.dtype));
  char* t = dst.data + to * size;
  const char* f = src.data + from * size;
  for (int64_t r = 0; r < rows; ++r, t += to_step * size, f += from_step * size) copy_bytes(t, f, size_t(block * size));
}

// Calls copy(part, row length of the part, its place in the whole's rows, that row length, first row, rows).
template <class Part, class Copy>
void for_parts(const TensorImpl& whole, int n, int axis, Part&& part, Copy&& copy) {
  const int64_t rows = product(whole.shape(), 0, axis), row = product(whole.shape(), axis, whole.rank);
  auto copy_chunk = [&](int64_t begin, int64_t end) {
    for (int64_t i = 0, at = 0; i < n; ++i) {
      TensorImpl& p = part(i);
      const int64_t block = product(p.shape(), axis, p.rank);
      copy(p, block, at, row, begin, end - begin);
      at += block;
    }
  };
  if (whole.numel <= kChunk) return copy_chunk(0, rows);
  const int64_t chunk = std::max<int64_t>(1, kChunk / row);
  parallel_for((rows + chunk - 1) / chunk, std::max<int64_t>(1, kGrain / (chunk * row)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) copy_chunk(i * chunk, std::min(rows, (i + 1) * chunk));
  });
}

void interleave(TensorImpl& out, TensorImpl* const* parts, int n, int axis) {
  for_parts(out, n, axis, [&](int64_t i) -> TensorImpl& { return *parts[i]; },
            [&](const TensorImpl& part, int64_t block, int64_t at, int64_t row, int64_t first, int64_t rows) {
              copy_rows(out, first * row + at, row, part, first * block, block, block, rows);
            });
}

void separate(const TensorImpl& in, const Tensor* parts, int n, int axis) {
  for_parts(in, n, axis, [&](int64_t i) -> TensorImpl& { return *parts[i]; },
            [&](TensorImpl& part, int64_t block, int64_t at, int64_t row, int64_t first, int64_t rows) {
              copy_rows(part, first * block, block, in, first * row + at, row, block, rows);
            });
}

void fill_elements(TensorImpl& dst, int64_t to, const TensorImpl& value, int64_t n) {
  if (dst.dtype == DType::kString) {
    std::fill_n(dst.as<std::string>() + to, n, *value.as<std::string>());
    return;
  }
  if (!n) return;
  // One block out of lines of 64 bytes; the rest are copies of the block.
  size_t size = dtype_size(dst.dtype), total = size * n, block = std::min(total, kFillBlock), done = 0;
  char *p = dst.data + to * size, line[64];
  fill_line(line, value);
  for (; done + sizeof line <= block; done += sizeof line) std::memcpy(p + done, line, sizeof line);
  std::memcpy(p + done, line, block - done);
  if (total > block)
    parallel_for(int64_t((total - 1) / block), kBytesPerThread / int64_t(block), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin + 1; i <= end; ++i) std::memcpy(p + i * block, p, std::min(block, total - i * block));
    });
}

void zero_elements(TensorImpl& dst) {
  if (dst.dtype == DType::kString) {
    std::fill_n(dst.as<std::string>(), dst.numel, std::string());
    return;
  }
  const int64_t bytes = int64_t(dst.nbytes());
  parallel_for(bytes, kBytesPerThread, [&](int64_t begin, int64_t end) { std::memset(dst.data + begin, 0, end - begin); });
}

}  // namespace zeal
