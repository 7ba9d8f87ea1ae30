// What kernels of recurrent networks over sequences share: rows of a step, sums over all rows.
#pragma once

#include <algorithm>

#include "core/parallel.h"
#include "ops/linalg/gemm.h"

namespace zeal {

// fn(row, count) for the rows of a step, on threads where their elements are many.
template <class Fn>
void each_rows(int64_t rows, int64_t units, Fn&& fn) {
  constexpr int64_t kGrain = 16384;  // elements that one thread does
  parallel_for(rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, units)), [&](int64_t begin, int64_t end) { fn(begin, end - begin); });
}

// Adds rows of n to `sums`: a product with ones, whose kernel has whole vectors.
template <class T>
void add_rows(int64_t rows, int64_t n, const T* from, T* sums) {
  const Tensor ones = make_tensor(DTypeOf<T>::value, Shape{rows});
  std::fill_n(ones->as<T>(), rows, T(1));
  gemm<T>(false, false, 1, n, rows, ones->as<T>(), rows, from, n, sums, n, true);
}

}  // namespace zeal
