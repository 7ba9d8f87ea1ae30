// What Qr, Svd and SelfAdjointEigV2 share: matrices of moderate size are decomposed by our own loops, on threads; larger
// ones by a library (op/library.h).
#pragma once

#include <atomic>
#include <memory>

#include "op/library.h"
#include "ops/linalg/factor.h"
#include "ops/linalg/spectral_kernel.h"

namespace zeal {

template <class T> const SpectralLoops& spectral_loops() {
  static const SpectralKernels& best = ZEAL_PICK_LIGHT_ISA(spectral_kernels);
  if constexpr (std::is_same_v<T, float>) return best.f32;
  else if constexpr (std::is_same_v<T, double>) return best.f64;
  else if constexpr (std::is_same_v<T, c64>) return best.c64;
  else return best.c128;
}

// [count, m, n]
struct Rectangles {
  int64_t count, m, n;
  explicit Rectangles(const TensorImpl& t) : m(t.dim(t.rank - 2)), n(t.dim(t.rank - 1)) { count = product(t.shape(), 0, t.rank - 2); }
  int64_t least() const { return std::min(m, n); }
  // Whether a library's blocks pay for one of them; `widest`: the most columns of a result.
  bool large(int64_t widest) const { return std::max(m, n) * std::max(least(), widest) * least() > 1 << 18; }
};

// Calls fn(i, room) for each matrix, on threads where that pays. Gives whether all calls returned true.
template <class T, class Fn> bool each_spectrum(const Rectangles& a, int64_t work, Fn&& fn) {
  constexpr int64_t kWorkPerThread = 1 << 15;
  std::atomic<bool> done = true;
  parallel_for(a.count, std::max<int64_t>(1, kWorkPerThread / std::max<int64_t>(work, 1)), [&](int64_t begin, int64_t end) {
    const auto room = std::make_unique_for_overwrite<std::byte[]>(size_t(SpectralLoops::room(a.m, a.n)) * sizeof(T));
    for (int64_t i = begin; i < end; ++i)
      if (!fn(i, room.get())) done.store(false, std::memory_order_relaxed);
  });
  return done;
}

// Input 0 is [..., m, n]. Gives the axes before these, or a shape of unknown rank.
Shape batch_of(const InferContext& c);

}  // namespace zeal
