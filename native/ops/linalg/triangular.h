// Equations with triangular matrices as C++ functions, for gradient rules.
#pragma once

#include "op/functions.h"

namespace zeal {

struct TriangularSolveAttrs {
  bool lower = true, adjoint = false;
};

// x of `matrix x = rhs`.
Tensor triangular_solve(const Tensor& matrix, const Tensor& rhs, TriangularSolveAttrs attrs);
// The lower or the upper triangles of matrices, diagonals included.
Tensor band_part(const Tensor& x, bool lower);

}  // namespace zeal
