// Gates and output of a GRU's step, and their gradients; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/gru_kernel.h"

#include "ops/nn/gates.h"

namespace zeal {
namespace {

// Gates from sums `a` and `b`, and the second of them times h.
template <bool hard, class T>
void gates_part(const T* a, const T* b, const T* h, int64_t n, T* first, T* second, T* kept) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T reset = gate<hard>(b[j]);
    first[j] = gate<hard>(a[j]), second[j] = reset, kept[j] = reset * h[j];
  }
}

template <class T>
void gates(const T* sums, const T* h_prev, int64_t rows, int64_t units, T* r, T* u, T* kept) {
  for (int64_t row = 0; row < rows; ++row, sums += 2 * units, h_prev += units, r += units, u += units, kept += units)
    each_part<T>(units, [&](int64_t j, int64_t n) { gates_part<false>(sums + units + j, sums + j, h_prev + j, n, u + j, r + j, kept + j); });
}

template <class T>
void output(const T* u, const T* h_prev, int64_t n, T* c, T* h) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    c[j] = vm::tanh(c[j]);
    h[j] = u[j] * h_prev[j] + (T(1) - u[j]) * c[j];
  }
}

// ---- Sequences ------------------------------------------------------------------------------

template <class T>
ZEAL_INLINE GruStep<T> row_of(const GruStep<T>& s, int64_t at) { return {s.z + at, s.r + at, s.c + at, s.inner + at, s.h + at}; }

// Whether rows are better laid side by side: the ends of short ones that are no whole vectors cost one vector more in each.
template <class T>
bool are_joined(int64_t rows, int64_t n) {
  constexpr int64_t L = ZEAL_VECTOR_BYTES / sizeof(T);
  return rows > 1 && n % L && n < 16 * L;
}
// Rows of n, `step` apart, one behind the other: into other memory, or to the front of their own.
template <class T>
[[gnu::noinline]] void join_rows(const T* from, int64_t step, int64_t rows, int64_t n, T* to) {
  for (; rows > 0; --rows, from += step, to += n)
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) to[j] = from[j];
}

// Joined rows lie where the candidate and the state will.
template <bool hard, class T>
void open_rows(const T* sums, const T* h_prev, int64_t rows, int64_t n, const GruStep<T>& out) {
  const T *of_z = sums, *of_r = sums + n;
  const int64_t step = 3 * n;
  if (are_joined<T>(rows, n)) {
    join_rows(of_z, step, rows, n, out.c), join_rows(of_r, step, rows, n, out.h);
    of_z = out.c, of_r = out.h, n *= rows, rows = 1;
  }
  for (int64_t row = 0; row < rows; ++row, of_z += step, of_r += step, h_prev += n) {
    const GruStep<T> to = row_of(out, row * n);
    each_part<T>(n, [&](int64_t j, int64_t count) { gates_part<hard>(of_z + j, of_r + j, h_prev + j, count, to.z + j, to.r + j, to.inner + j); });
  }
}

template <class T>
void close_part(const T* sums, const T* h_prev, const T* z, int64_t n, T* c, T* h) {
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T fresh = vm::tanh(sums[j]);
    c[j] = fresh, h[j] = z[j] * h_prev[j] + (T(1) - z[j]) * fresh;
  }
}
template <class T>
void close_rows(T* sums, const T* h_prev, int64_t rows, int64_t n, const GruStep<T>& out) {
  const T* of_c = sums + 2 * n;
  const int64_t step = 3 * n;
  if (are_joined<T>(rows, n)) {
    join_rows(of_c, step, rows, n, sums);
    of_c = sums, n *= rows, rows = 1;
  }
  for (int64_t row = 0; row < rows; ++row, of_c += step, h_prev += n) {
    const GruStep<T> to = row_of(out, row * n);
    each_part<T>(n, [&](int64_t j, int64_t count) { close_part(of_c + j, h_prev + j, to.z + j, count, to.c + j, to.h + j); });
  }
}

template <bool hard, class T>
void step_part(const T* of_z, const T* of_r, const T* of_c, const T* inner, const T* h_prev, int64_t n, const GruStep<T>& out) {
  T *to_z = out.z, *to_r = out.r, *to_c = out.c, *h = out.h;
#pragma GCC ivdep
  for (int64_t j = 0; j < n; ++j) {
    const T z = gate<hard>(of_z[j]), r = gate<hard>(of_r[j]), c = vm::tanh(of_c[j] + r * inner[j]);
    to_z[j] = z, to_r[j] = r, to_c[j] = c, h[j] = z * h_prev[j] + (T(1) - z) * c;
  }
}
template <bool hard, class T>
void step_rows(const T* sums, const T* h_prev, int64_t rows, int64_t n, const GruStep<T>& out) {
  for (int64_t row = 0; row < rows; ++row, sums += 3 * n, h_prev += n) {
    const GruStep<T> to = row_of(out, row * n);
    each_part<T>(n, [&](int64_t j, int64_t count) {
      step_part<hard>(sums + j, sums + n + j, sums + 2 * n + j, to.inner + j, h_prev + j, count, row_of(to, j));
    });
  }
}

// What flows into sums of z and c; `carry` is written last, by loops that meet each element once.
template <bool hard, class T>
void back_open_rows(const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t n, T* carry, T* dsums) {
  for (int64_t row = 0; row < rows; ++row, h_prev += n, dh += n, carry += n, dsums += 3 * n) {
    const GruStep<const T> at = row_of(made, row * n);
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) {
      const T flow = dh[j] + carry[j], z = at.z[j], c = at.c[j];
      dsums[j] = flow * (h_prev[j] - c) * slope<hard>(z), dsums[2 * n + j] = flow * (T(1) - z) * (T(1) - c * c);
      carry[j] = flow * z;
    }
  }
}
template <bool hard, class T>
void back_close_rows(const GruStep<const T>& made, const T* h_prev, const T* dinner, int64_t rows, int64_t n, T* carry, T* dsums) {
  for (int64_t row = 0; row < rows; ++row, h_prev += n, dinner += n, carry += n, dsums += 3 * n) {
    const T* r = made.r + row * n;
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) {
      dsums[n + j] = dinner[j] * h_prev[j] * slope<hard>(r[j]);
      carry[j] += dinner[j] * r[j];
    }
  }
}
template <bool hard, class T>
void back_step_rows(const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t n, T* carry, T* dsums, T* dstates) {
  for (int64_t row = 0; row < rows; ++row, h_prev += n, dh += n, carry += n, dsums += 3 * n, dstates += 3 * n) {
    const GruStep<const T> at = row_of(made, row * n);
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) {
      const T flow = dh[j] + carry[j], z = at.z[j], r = at.r[j], c = at.c[j];
      const T to_c = flow * (T(1) - z) * (T(1) - c * c), to_z = flow * (h_prev[j] - c) * slope<hard>(z);
      const T to_r = to_c * at.inner[j] * slope<hard>(r);
      dsums[j] = to_z, dsums[n + j] = to_r, dsums[2 * n + j] = to_c;
      dstates[j] = to_z, dstates[n + j] = to_r, dstates[2 * n + j] = to_c * r;
      carry[j] = flow * z;
    }
  }
}

template <class T>
void open(bool hard, const T* sums, const T* h_prev, int64_t rows, int64_t units, const GruStep<T>& out) {
  (hard ? open_rows<true, T> : open_rows<false, T>)(sums, h_prev, rows, units, out);
}
template <class T>
void step(bool hard, const T* sums, const T* h_prev, int64_t rows, int64_t units, const GruStep<T>& out) {
  (hard ? step_rows<true, T> : step_rows<false, T>)(sums, h_prev, rows, units, out);
}
template <class T>
void back_open(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t units, T* carry, T* dsums) {
  (hard ? back_open_rows<true, T> : back_open_rows<false, T>)(made, h_prev, dh, rows, units, carry, dsums);
}
template <class T>
void back_close(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dinner, int64_t rows, int64_t units, T* carry, T* dsums) {
  (hard ? back_close_rows<true, T> : back_close_rows<false, T>)(made, h_prev, dinner, rows, units, carry, dsums);
}
template <class T>
void back_step(bool hard, const GruStep<const T>& made, const T* h_prev, const T* dh, int64_t rows, int64_t units, T* carry, T* dsums, T* dstates) {
  (hard ? back_step_rows<true, T> : back_step_rows<false, T>)(made, h_prev, dh, rows, units, carry, dsums, dstates);
}

template <class T>
constexpr GruLoops<T> loops() {
  return {gates<T>, output<T>, open<T>, close_rows<T>, step<T>, back_open<T>, back_close<T>, back_step<T>};
}

}  // namespace

const GruKernels ZEAL_FOR_ISA(gru_kernels) = {loops<float>(), loops<double>()};

}  // namespace zeal
