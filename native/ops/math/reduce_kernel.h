// The table of reduction loops, compiled once per instruction set (reduce_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

enum class Reduction : uint8_t { sum, prod, max, min, sum_squares, any, all };
inline constexpr int kNumReductions = 7;

// Elements of one leaf of the tree that a threaded reduction may be cut into.
inline constexpr int64_t kReduceChunk = 16384;

// One (reduction, dtype). Values are added up in a tree whose form depends on sizes alone: lanes,
// then blocks of 1,024, then halves. NaN comes out of max and min.
struct ReduceLoops {
  // out[i] = the reduction of x[i * n ... i * n + n), for i < count; n >= 1.
  void (*rows)(const void* x, int64_t count, int64_t n, void* out);
  // The upper part of the tree: out[0] from the results of the chunks of one long row.
  void (*combine)(void* parts, int64_t count, void* out);
  // out[j] = the reduction of x[r * stride + j] over r < n, for j < width; n >= 1.
  void (*cols)(const void* x, int64_t n, int64_t stride, int64_t width, void* out);
};

enum class ReduceType : uint8_t { f32, f64, i32, i64, u8 };
inline constexpr int kNumReduceTypes = 5;

// A null pointer where the combination makes no sense (sum_squares of integers, any of floats), and for integers where those
// of AVX2 are taken.
struct ReduceKernels {
  ReduceLoops loops[kNumReductions][kNumReduceTypes];
};

ZEAL_DECLARE_FOR_ISAS(const ReduceKernels, reduce_kernels)

}  // namespace zeal
