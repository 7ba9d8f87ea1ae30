// The strided copy: merges axes, then moves blocks, tiles or single elements.
#include "ops/array/strided.h"

#include "core/error.h"
#include "core/parallel.h"
#include "ops/array/transpose_tile.h"

namespace zeal {
namespace {

// Below this many elements one thread is faster.
constexpr int64_t kGrain = 1 << 16;

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

template <class T> void StridedCopy::run_as(T* dst, const T* src) const {
  Axis inner = axes_[rank_ - 1], cross{1, 0, 0};
  int outers[2 * kMaxRank], n = 0;
  // A transpose: the source runs fastest along another axis than the destination.
  int tiled = -1;
  if (inner.to == 1 && inner.from != 1)
    for (int i = 0; i < rank_ - 1; ++i)
      if (axes_[i].from == 1 && axes_[i].dim >= 4 && inner.dim >= 4) tiled = i;
  if (tiled >= 0) cross = axes_[tiled];
  for (int i = 0; i < rank_ - 1; ++i)
    if (i != tiled) outers[n++] = i;
  // The loop nest cut into jobs: outer index times strips of the crossed (or only) axis.
  int64_t outer = 1;
  for (int i = 0; i < n; ++i) outer *= axes_[outers[i]].dim;
  Axis& cut = tiled >= 0 ? cross : inner;
  int64_t strip = tiled >= 0 ? 64 : outer > 1 ? inner.dim : std::max<int64_t>(kGrain / 4, 1);
  int64_t strips = (cut.dim + strip - 1) / strip, per_job = strip * (tiled >= 0 ? inner.dim : 1);
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
      if (tiled >= 0) transpose_block(t, cross.to, f, inner.from, inner.dim, count);
      else if (inner.from == 1 && inner.to == 1) std::copy_n(f, count, t);
      else
        for (int64_t i = 0; i < count; ++i) t[i * inner.to] = f[i * inner.from];
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

void StridedCopy::run(TensorImpl& dst, const TensorImpl& src) const {
  if (empty_) return;
  if (!rank_) return copy_elements(dst, to_start, src, from_start, 1);
  with_storage(dst.dtype, [&]<class T>(T*) { run_as(dst.as<T>() + to_start, src.as<T>() + from_start); });
}

void fill_elements(TensorImpl& dst, int64_t to, const TensorImpl& value, int64_t n) {
  if (dst.dtype == DType::kString) {
    std::fill_n(dst.as<std::string>() + to, n, *value.as<std::string>());
    return;
  }
  if (!n) return;
  // Repeats the element by doubling the filled prefix.
  size_t size = dtype_size(dst.dtype), total = size * n;
  char* p = dst.data + to * size;
  std::memcpy(p, value.data, size);
  for (size_t done = size; done < total;) {
    size_t step = std::min({done, total - done, size_t(1) << 14});
    std::memcpy(p + done, p, step);
    done += step;
  }
}

void zero_elements(TensorImpl& dst) {
  if (dst.dtype == DType::kString) std::fill_n(dst.as<std::string>(), dst.numel, std::string());
  else std::memset(dst.data, 0, dst.nbytes());
}

}  // namespace zeal
