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

// --- Large copies: cut into strips, the jobs of threads ---

// How a strip is copied.
enum class StridedCopy::Way {
  kRun,     // both sides run along the innermost axis: a block
  kSteps,   // along the innermost axis, in steps on either side
  kTiles,   // the source runs fastest along another axis than the destination: a transpose, in square tiles
  kNarrow,  // the same with few elements along one of the two axes, for which tiles have no room: plain loops
};

// A large copy, planned: the one or two axes that strips are made of, and the axes around them.
struct StridedCopy::Nest {
  Way way;
  Axis inner, cross{1, 0, 0};  // where the destination runs fastest; for transposes, where the source does
  bool cuts_cross = false;     // strips are pieces of `cross`, otherwise of `inner`
  int64_t strip;               // elements of the axis that is cut
  int n = 0;
  Axis around[2 * kMaxRank];
  int64_t places = 1;          // along the axes around

  const Axis& cut() const { return cuts_cross ? cross : inner; }
  const Axis& other() const { return cuts_cross ? inner : cross; }
  int64_t strips() const { return (cut().dim + strip - 1) / strip; }
  int64_t elements() const { return places * inner.dim * cross.dim; }
};

// Where the walk over all strips is: the offsets of a place along the axes around, and a strip there.
struct StridedCopy::Walk {
  const Nest& nest;
  int64_t strip, from = 0, to = 0;
  int64_t index[2 * kMaxRank];

  Walk(const Nest& n, int64_t job) : nest(n), strip(job % n.strips()) {
    int64_t place = job / n.strips();
    for (int i = n.n - 1; i >= 0; --i) {
      const Axis& a = n.around[i];
      index[i] = place % a.dim;
      place /= a.dim;
      from += index[i] * a.from;
      to += index[i] * a.to;
    }
  }
  void next(int64_t strips) {
    if (++strip < strips) return;
    strip = 0;
    for (int i = nest.n - 1; i >= 0; --i) {
      const Axis& a = nest.around[i];
      from += a.from, to += a.to;
      if (++index[i] < a.dim) return;
      from -= a.from * a.dim, to -= a.to * a.dim;
      index[i] = 0;
    }
  }
};

// The axis along which the source runs fastest, where the destination does not; -1: none.
int StridedCopy::crossed_axis() const {
  const Axis& inner = axes_[rank_ - 1];
  int crossed = -1;
  if (inner.to == 1 && inner.from != 1)
    for (int i = 0; i < rank_ - 1; ++i)
      if (axes_[i].from == 1) crossed = i;
  return crossed;
}

StridedCopy::Nest StridedCopy::plan() const {
  Nest nest;
  nest.inner = axes_[rank_ - 1];
  const int crossed = crossed_axis();
  for (int i = 0; i < rank_ - 1; ++i)
    if (i != crossed) nest.around[nest.n++] = axes_[i], nest.places *= axes_[i].dim;
  if (crossed < 0) {
    nest.way = nest.inner.from == 1 && nest.inner.to == 1 ? Way::kRun : Way::kSteps;
    nest.strip = nest.places > 1 ? nest.inner.dim : kGrain / 4;
    return nest;
  }
  nest.cross = axes_[crossed];
  const bool has_room = std::min(nest.inner.dim, nest.cross.dim) >= 8;
  nest.way = has_room ? Way::kTiles : Way::kNarrow;
  nest.strip = has_room ? 128 : 1024;
  nest.cuts_cross = has_room || nest.cross.dim > nest.inner.dim;
  return nest;
}

// `count` elements of the axis that is cut, all of the other. Inlined: a strip may be a short row.
template <class T>
[[gnu::always_inline]] inline void StridedCopy::copy_strip(Way way, const Axis& cut, const Axis& other, T* to, const T* from,
                                                           int64_t count, bool stream) {
  if (way == Way::kRun) return void(std::copy_n(from, count, to));
  if (way == Way::kTiles) return transpose_block(to, cut.to, from, other.from, other.dim, count, stream);
  for (int64_t k = 0; k < other.dim; ++k)
    for (int64_t i = 0; i < count; ++i) to[k * other.to + i * cut.to] = from[k * other.from + i * cut.from];
}

template <class T> void StridedCopy::run_large(T* dst, const T* src) const {
  const Nest nest = plan();
  const int64_t strips = nest.strips(), total = nest.elements();
  const int64_t per_job = std::min(total, nest.strip * nest.other().dim);
  const bool stream = total * int64_t(sizeof(T)) >= kStreamBytes;
  parallel_for(nest.places * strips, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, per_job)), [&](int64_t begin, int64_t end) {
    const Way way = nest.way;
    const Axis cut = nest.cut(), other = nest.other();
    const int64_t strip = nest.strip;
    Walk walk(nest, begin);
    for (int64_t job = begin; job < end; ++job, walk.next(strips)) {
      const int64_t first = walk.strip * strip, count = std::min(strip, cut.dim - first);
      copy_strip(way, cut, other, dst + walk.to + first * cut.to, src + walk.from + first * cut.from, count, stream);
    }
  });
}

template <class T> inline void copy_row(T* dst, int64_t to, const T* src, int64_t from, int64_t n) {
  if constexpr (std::is_trivially_copyable_v<T>)
    if (to == 1 && from == 1) return copy_bytes(reinterpret_cast<char*>(dst), reinterpret_cast<const char*>(src), n * sizeof(T));
  if (to == 1 && from == 0) return void(std::fill_n(dst, n, *src));
  for (int64_t i = 0; i < n; ++i) dst[i * to] = src[i * from];
}

// Few elements: plain loops, for which a plan would cost more than the copy.
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
    else run_large(to, from);
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
