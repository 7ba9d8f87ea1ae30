// The table of matrix-product kernels, compiled once per instruction set (gemm_kernel.cc).
#pragma once

#include <cstdint>

#include "op/isa.h"

namespace zeal {

// C[m, n] (+)= A[m, k] B[k, n]. Element (i, p) of A lies at a[i * rsa + p * csa], of B likewise;
// rows of C are ldc elements apart. All sizes are positive.
struct GemmCall {
  int64_t m, n, k;
  const void* a;
  int64_t rsa, csa;
  const void* b;
  int64_t rsb, csb;
  void* c;
  int64_t ldc;
  bool accumulate;
};

// Every path adds the k products of an element in an order that depends on k alone, so any cut of
// the rows and columns of C gives the same bits, provided that the cuts share a path.
enum class GemmPath : uint8_t {
  direct,     // tiles of C over the matrices as they lie; B transposed first if csb != 1
  strips,     // the same, with strips of B copied to where they stay in the first cache
  blocks,     // A and B as they lie, block by block of k, C being added to: for few rows and columns of many steps; csb is 1
  direct_ct,  // direct, but C is written transposed: element (i, j) at c[j * ldc + i]; m <= 32
  dot,        // rows of A times columns of B, both contiguous along k; B transposed if rsb == 1
  packed,     // A and B copied into panels block by block; for large matrices
  pack_strips,    // no product: B is copied, strip by strip, to scratch, for
  packed_strips,  // strips, where B is such a copy, or the part of it from some strip on
};

struct GemmTable {
  // Bytes of 64-byte-aligned scratch that `run` wants for such a call.
  int64_t (*scratch_bytes)(GemmPath path, const GemmCall& call);
  void (*run)(GemmPath path, const GemmCall& call, void* scratch);
  int lanes;    // elements in a vector of the paths other than `packed`
  int mr, nr;   // tile of the packed path: cuts of C at multiples of it waste nothing
  int64_t packed_work;  // multiplications from where on packing pays
};

struct GemmKernels {
  GemmTable f32, f64;
  GemmTable i32, i64;  // one path, whatever is asked for; integers wrap
};

ZEAL_DECLARE_FOR_ISAS(const GemmKernels, gemm_kernels)

}  // namespace zeal
