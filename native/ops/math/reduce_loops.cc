// Reductions of raw arrays: the cut over threads around the stamped loops.
#include "ops/math/reduce_loops.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "core/parallel.h"
#include "ops/math/arg_reduce_kernel.h"

namespace zeal {
namespace {

// Elements that are worth a thread of their own.
constexpr int64_t kGrain = 65536;

ReduceKernels best_kernels() {
  ReduceKernels best = ZEAL_PICK_ISA(reduce_kernels);
#if defined(__x86_64__) || defined(_M_X64)
  for (int i = 0; i < kNumReductions; ++i)
    for (int t = 0; t < kNumReduceTypes; ++t)
      if (!best.loops[i][t].rows) best.loops[i][t] = reduce_kernels_1.loops[i][t];
#endif
  return best;
}

const ReduceKernels& kernels() {
  static const ReduceKernels best = best_kernels();
  return best;
}

constexpr int64_t kSizes[kNumReduceTypes] = {4, 8, 4, 8, 1};

template <class T>
T neutral(Reduction what) {
  using L = std::numeric_limits<T>;
  switch (what) {
    case Reduction::max: return L::has_infinity ? -L::infinity() : L::lowest();
    case Reduction::min: return L::has_infinity ? L::infinity() : L::max();
    case Reduction::prod:
    case Reduction::all: return T(1);
    default: return T(0);
  }
}

void fill_neutral(Reduction what, ReduceType type, int64_t count, void* out) {
  const auto fill = [&](auto zero) {
    using T = decltype(zero);
    std::fill_n(static_cast<T*>(out), count, neutral<T>(what));
  };
  switch (type) {
    case ReduceType::f32: return fill(float());
    case ReduceType::f64: return fill(double());
    case ReduceType::i32: return fill(int32_t());
    case ReduceType::i64: return fill(int64_t());
    case ReduceType::u8: return fill(uint8_t());
  }
}

// Elements as bytes: x + i elements.
struct Array {
  char* data;
  int64_t size;
  char* at(int64_t i) const { return data + i * size; }
};

// One long row: chunks, then the upper part of the same tree that `rows` would walk.
void reduce_long_row(const ReduceLoops& loops, Array x, int64_t n, void* out) {
  const int64_t chunks = (n + kReduceChunk - 1) / kReduceChunk;
  std::unique_ptr<char[]> room(new char[chunks * x.size]);
  const Array parts{room.get(), x.size};
  parallel_for(chunks, kGrain / kReduceChunk, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i * kReduceChunk;
      loops.rows(x.at(first), 1, std::min(kReduceChunk, n - first), parts.at(i));
    }
  });
  loops.combine(parts.data, chunks, out);
}

void reduce_rows(const ReduceLoops& loops, ReduceShape s, Array x, Array out) {
  if (s.outer * s.n <= kGrain) return loops.rows(x.data, s.outer, s.n, out.data);
  if (s.outer < num_threads() && s.n > 2 * kReduceChunk && !runs_serially()) {
    for (int64_t i = 0; i < s.outer; ++i)
      reduce_long_row(loops, {x.at(i * s.n), x.size}, s.n, out.at(i));
    return;
  }
  parallel_for(s.outer, std::max<int64_t>(1, kGrain / s.n), [&](int64_t begin, int64_t end) {
    loops.rows(x.at(begin * s.n), end - begin, s.n, out.at(begin));
  });
}

// Rows of one slice that are reduced as a unit, a function of the shape alone.
constexpr int64_t kFewRows = 64;
int64_t rows_per_chunk(int64_t inner) {
  int64_t rows = kFewRows;
  while (2 * rows * inner <= 2 * kReduceChunk) rows *= 2;
  return rows;
}

void reduce_cols(const ReduceLoops& loops, const ReduceLoops& join, ReduceShape s, Array x,
                 Array out) {
  if (s.outer == 1 && s.n <= kFewRows && s.inner <= kGrain / kFewRows) return loops.cols(x.data, s.n, s.inner, s.inner, out.data);
  const int64_t chunk = rows_per_chunk(s.inner), chunks = (s.n + chunk - 1) / chunk;
  const int64_t slice = s.n * s.inner;
  if (chunks == 1 || s.outer >= 64) {
    parallel_for(s.outer, std::max<int64_t>(1, kGrain / slice), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        loops.cols(x.at(i * slice), s.n, s.inner, s.inner, out.at(i * s.inner));
    });
    return;
  }
  std::unique_ptr<char[]> room(new char[s.outer * chunks * s.inner * x.size]);
  const Array parts{room.get(), x.size};
  const int64_t grain = std::max<int64_t>(1, kGrain / (chunk * s.inner));
  parallel_for(s.outer * chunks, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i % chunks * chunk;
      loops.cols(x.at(i / chunks * slice + first * s.inner), std::min(chunk, s.n - first), s.inner,
                 s.inner, parts.at(i * s.inner));
    }
  });
  for (int64_t i = 0; i < s.outer; ++i)
    join.cols(parts.at(i * chunks * s.inner), chunks, s.inner, s.inner, out.at(i * s.inner));
}

void arg_long_row(const ArgLoops& loops, Array x, int64_t n, int64_t* out) {
  const int64_t chunks = (n + kReduceChunk - 1) / kReduceChunk;
  std::unique_ptr<int64_t[]> best(new int64_t[chunks]);
  parallel_for(chunks, kGrain / kReduceChunk, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i * kReduceChunk;
      loops.rows(x.at(first), 1, std::min(kReduceChunk, n - first), &best[i]);
      best[i] += first;
    }
  });
  *out = loops.pick(x.data, best.get(), chunks);
}

}  // namespace

const ReduceLoops& reduce_loops(Reduction what, ReduceType type) {
  return kernels().loops[static_cast<int>(what)][static_cast<int>(type)];
}

void reduce(Reduction what, ReduceType type, ReduceShape s, const void* x, void* out) {
  const int t = static_cast<int>(type);
  if (s.outer == 0 || s.inner == 0) return;
  if (s.n == 0) return fill_neutral(what, type, s.outer * s.inner, out);
  const ReduceLoops& loops = kernels().loops[static_cast<int>(what)][t];
  const Array from{static_cast<char*>(const_cast<void*>(x)), kSizes[t]};
  const Array to{static_cast<char*>(out), kSizes[t]};
  if (s.inner == 1) return reduce_rows(loops, s, from, to);
  const Reduction join = what == Reduction::sum_squares ? Reduction::sum : what;
  reduce_cols(loops, kernels().loops[static_cast<int>(join)][t], s, from, to);
}

void arg_reduce(bool largest, ReduceType type, ReduceShape s, const void* x, int64_t* out) {
  const int t = static_cast<int>(type);
  if (s.outer == 0 || s.inner == 0) return;
  static const ArgKernels& kernels = ZEAL_PICK_ISA(arg_reduce_kernels);
  const ArgLoops& loops = (largest ? kernels.arg_max : kernels.arg_min)[t];
  const Array from{static_cast<char*>(const_cast<void*>(x)), kSizes[t]};
  if (s.inner == 1 && s.outer * s.n <= kGrain) return loops.rows(x, s.outer, s.n, out);
  if (s.inner == 1 && s.outer < num_threads() && s.n > 2 * kReduceChunk) {
    for (int64_t i = 0; i < s.outer; ++i)
      arg_long_row(loops, {from.at(i * s.n), from.size}, s.n, out + i);
    return;
  }
  if (s.inner == 1) {
    parallel_for(s.outer, std::max<int64_t>(1, kGrain / s.n), [&](int64_t begin, int64_t end) {
      loops.rows(from.at(begin * s.n), end - begin, s.n, out + begin);
    });
    return;
  }
  constexpr int64_t kStrip = 512;  // columns
  const int64_t strips = (s.inner + kStrip - 1) / kStrip, work = s.n * std::min(kStrip, s.inner);
  parallel_for(s.outer * strips, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t o = i / strips, first = i % strips * kStrip;
      loops.cols(from.at(o * s.n * s.inner + first), s.n, s.inner, std::min(kStrip, s.inner - first),
                 out + o * s.inner + first);
    }
  });
}

}  // namespace zeal
