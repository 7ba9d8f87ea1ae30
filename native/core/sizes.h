// Products of sizes: counts of elements and strides.
#pragma once
#include "core/shape.h"

namespace zeal {

// Sizes of a tensor without elements may multiply to anything, which then counts for nothing.
inline int64_t wrapped_product(int64_t a, int64_t b) { return int64_t(uint64_t(a) * uint64_t(b)); }

// Row-major strides of a shape, in elements.
inline void row_major(ShapeView s, int64_t* strides) {
  int64_t step = 1;
  for (int i = s.rank - 1; i >= 0; --i) strides[i] = step, step = wrapped_product(step, s.dims[i]);
}

// Product of dims [begin, end).
inline int64_t product(ShapeView s, int begin, int end) {
  int64_t n = 1;
  for (int i = begin; i < end; ++i) n = wrapped_product(n, s.dims[i]);
  return n;
}

}  // namespace zeal
