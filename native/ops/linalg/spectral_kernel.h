// The table of loops that decompose single matrices of moderate size, compiled once per instruction set.
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// Matrices are row-major, without gaps; of real matrices the adjoint is the transpose. `room` is for room(m, n)
// elements. No routine allocates, and each reads its input before it writes.
struct SpectralLoops {
  // Elements that each of the routines below needs for m x n.
  static constexpr int64_t room(int64_t m, int64_t n) {
    const int64_t most = m > n ? m : n, least = m > n ? n : m;
    return (2 * most + least) * least + 6 * most + 16;
  }

  // A = Q R by Householder's reflections, the signs as LAPACK's. q[m, width], r[width, n], width: m or min(m, n).
  void (*qr)(const void* a, int64_t m, int64_t n, void* q, void* r, int64_t width, void* room);
  // The eigenvalues e[n] of a self-adjoint A, smallest first, of which only the lower triangle is read, and unless null
  // the eigenvectors as columns of v[n, n]. False where A is not finite.
  bool (*eigh)(const void* a, int64_t n, void* e, void* v, void* room);
  // The singular values s[min(m, n)], largest first, and unless null the vectors as columns of u[m, u_width] and
  // v[n, v_width], widths at least min(m, n): what is more completes a basis. False where A is not finite.
  bool (*svd)(const void* a, int64_t m, int64_t n, void* s, void* u, int64_t u_width, void* v, int64_t v_width, void* room);
};

struct SpectralKernels {
  SpectralLoops f32, f64, c64, c128;
};

ZEAL_DECLARE_FOR_ISAS(const SpectralKernels, spectral_kernels)

}  // namespace zeal
