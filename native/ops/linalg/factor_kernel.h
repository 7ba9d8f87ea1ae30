// The table of loops that factor and solve small matrices, compiled once per instruction set.
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// Which part of a triangular matrix counts, whether its conjugate transpose is meant, whether its diagonal is ones.
struct Triangle {
  bool lower = true, adjoint = false, unit = false;
};

// Matrices are row-major, ld the distance of rows. A panel is as many columns as a block has, at most kBlock.
struct FactorLoops {
  static constexpr int64_t kBlock = 32;

  // The columns of L of a panel: a[rows, cols] begins with the rows of its diagonal block, and only what lies on or below
  // the diagonal is read and written. False where a pivot is not positive.
  bool (*cholesky_panel)(void* a, int64_t rows, int64_t cols, int64_t ld);
  // Eliminates the columns from `first` to before `last` of a[n, n] below the diagonal, in these columns alone; rows are
  // swapped as a whole, and so are their numbers. Gives how many swaps there were. A pivot that is 0 is left.
  int64_t (*lu_panel)(void* a, int32_t* rows, int64_t n, int64_t first, int64_t last);
  // x of A x = b, in place of b[n, columns].
  void (*solve)(const void* a, int64_t lda, Triangle form, void* b, int64_t ldb, int64_t n, int64_t columns);
};

struct FactorKernels {
  FactorLoops f32, f64, c64, c128;
};

ZEAL_DECLARE_FOR_ISAS(const FactorKernels, factor_kernels)

}  // namespace zeal
