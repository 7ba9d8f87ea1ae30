// Contract of the random fill kernels: tables of functions, one table per instruction set.
#pragma once
#include <cstdint>

#include "op/isa.h"
#include "ops/random/philox.h"

namespace zeal {

// Writes the outputs first .. first + count - 1 of the tensor whose stream starts at `start` to
// out (which points at output `first`). first must be a multiple of kRandomGroup. Any split of a
// tensor into such ranges gives the same numbers as one call.
using RandomFill = void (*)(const Philox& start, int64_t first, int64_t count, void* out);

// The same for integers in [low, low + range), range as an unsigned number of the output's width
// and not zero.
using RandomIntFill = void (*)(const Philox& start, int64_t first, int64_t count, void* out,
                               int64_t low, uint64_t range);

constexpr int64_t kRandomGroup = 4;         // ranges start at multiples of this
constexpr uint64_t kReservedPerOutput = 256;  // blocks by which a stream advances per output

enum class RandomFloat { kFloat16, kBfloat16, kFloat32, kFloat64, kCount };

struct RandomFills {
  RandomFill uniform[static_cast<int>(RandomFloat::kCount)];
  RandomFill normal[static_cast<int>(RandomFloat::kCount)];
  RandomFill truncated_normal[static_cast<int>(RandomFloat::kCount)];
  RandomIntFill uniform_int32, uniform_int64;
  // Raw words of the blocks start + first, start + first + 1, ...: count words.
  RandomFill words;
};

ZEAL_DECLARE_FOR_ISAS(const RandomFills, random_fills)

}  // namespace zeal
