// Gates and output of a GRU's step; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/gru_kernel.h"

#include "op/vm/exp.h"

namespace zeal {
namespace {

template <class T>
void gates(const T* sums, const T* h_prev, int64_t rows, int64_t units, T* r, T* u, T* kept) {
  for (int64_t row = 0; row < rows; ++row, sums += 2 * units, h_prev += units, r += units, u += units, kept += units) {
#pragma GCC ivdep
    for (int64_t j = 0; j < units; ++j) {
      r[j] = vm::sigmoid(sums[j]), u[j] = vm::sigmoid(sums[units + j]);
      kept[j] = r[j] * h_prev[j];
    }
  }
}

template <class T>
void output(const T* u, const T* h_prev, int64_t n, T* c, T* h) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    c[j] = vm::tanh(c[j]);
    h[j] = u[j] * h_prev[j] + (T(1) - u[j]) * c[j];
  }
}

}  // namespace

const GruKernels ZEAL_FOR_ISA(gru_kernels) = {{gates<float>, output<float>}, {gates<double>, output<double>}};

}  // namespace zeal
