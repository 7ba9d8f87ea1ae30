// Matrix products: which kernel path serves which shape, the cut over threads, complex products.
#include "ops/linalg/gemm.h"

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "core/parallel.h"
#include "ops/linalg/gemm_kernel.h"

namespace zeal {
namespace {

// Work (multiplications) that is worth another thread; below twice that everything runs inline.
constexpr int64_t kWorkPerThread = 1 << 19;
// Bytes of B that may be walked in place, since they stay in the first cache.
constexpr int64_t kSmallB = 24 << 10;
// Bytes of A and B from where on narrow products (gradients of filters over many pixels) pay for packing: each strip of B would
// read all of A again, from beyond the caches.
constexpr int64_t kLargeOperands = 24 << 20;
// Steps from where on, and bytes of A and B in a step up to where, nothing is packed: gradients of filters of few channels.
constexpr int64_t kManySteps = 512;
constexpr int64_t kShortSteps = 768;
// Bytes of A from where on `direct` reads it once, block by block of its rows, and so beats packing where B is small.
constexpr int64_t kLongA = 4 << 20;

// Bytes of C that are better looked at block by block, and of a block.
constexpr int64_t kLargeResult = 512 << 10;
constexpr int64_t kBlockOfResult = 64 << 10;
constexpr int64_t kTileRows = 12;  // whole tiles of all paths but the packed one

// ---- Scratch --------------------------------------------------------------------------------

struct AlignedDelete {
  void operator()(void* p) const { ::operator delete(p, std::align_val_t{64}); }
};

struct Scratch {
  std::unique_ptr<void, AlignedDelete> memory;
  int64_t size = 0;
};

// Room of this thread, kept for the next call; valid until the next call on the same thread.
void* scratch(int64_t bytes) {
  static thread_local Scratch room;
  if (bytes > room.size) {
    room.memory.reset();
    room.size = 0;
    room.memory.reset(::operator new(static_cast<size_t>(bytes), std::align_val_t{64}));
    room.size = bytes;
  }
  return room.memory.get();
}

// ---- Choice of the path ---------------------------------------------------------------------

GemmCall swapped(const GemmCall& g) {  // C^T = B^T A^T
  return {g.n, g.m, g.k, g.b, g.csb, g.rsb, g.a, g.csa, g.rsa, g.c, g.ldc, g.accumulate};
}

bool wastes_lanes(int64_t n, int lanes) {
  const int64_t used = (n + lanes - 1) / lanes * lanes;
  return n < 2 * lanes && 4 * used > 5 * n;
}

// May swap the roles of A and B. Looks at shapes and strides alone: see GemmPath on bits. One branch for each
// measured case, from the narrowest products to the largest; their order is the rule, so they stay together.
GemmPath choose_path(GemmCall& g, const GemmTable& kernels, int64_t size) {
  const int lanes = kernels.lanes;
  const bool a_along_k = g.csa == 1, b_along_k = g.rsb == 1;
  if (g.n == 1 && (a_along_k && g.k >= lanes)) return GemmPath::dot;
  if (g.n == 1 && g.m > 1 && g.ldc == 1) {
    g = swapped(g);
    return GemmPath::direct;
  }
  if (a_along_k && b_along_k && g.m < 4 && g.k >= 4 * lanes) return GemmPath::dot;
  if (wastes_lanes(g.n, lanes) && g.m >= 8) {
    if (g.rsa == 1 && !a_along_k && g.m >= 2 * lanes) {
      g = swapped(g);
      return GemmPath::direct_ct;
    }
    if (a_along_k && g.k >= 8 * lanes) return GemmPath::dot;
  }
  if (a_along_k && g.n >= 2 * lanes && g.n * g.k * size <= kSmallB && g.m * g.k * size > kLongA) return GemmPath::direct;
  if (g.rsa == 1 && g.csb == 1 && g.m >= 8 && g.n >= 2 * lanes && g.k >= kManySteps && (g.csa + g.rsb) * size <= kShortSteps)
    return GemmPath::blocks;
  if (g.m >= 48 && g.n >= 48 && g.k >= 32 && g.m * g.n * g.k >= kernels.packed_work)
    return GemmPath::packed;
  if (g.m >= 16 && g.n >= 16 && g.k > kLargeOperands / size / (g.m + g.n)) return GemmPath::packed;
  if (g.n * g.k * size > kSmallB && (g.m >= 4 || g.csb != 1)) return GemmPath::strips;
  return GemmPath::direct;
}

// ---- Threads --------------------------------------------------------------------------------

struct Grid {
  int64_t rows, cols;  // pieces of C along m and n
};

// Where C is cut: whole tiles of whatever path.
struct Unit {
  int64_t rows, cols;
};
Unit unit_of(const GemmTable& kernels, GemmPath path) {
  switch (path) {
    case GemmPath::blocks: return {kTileRows / 2, 2 * kernels.lanes};
    case GemmPath::packed: return {kernels.mr, kernels.nr};
    case GemmPath::strips:
    case GemmPath::packed_strips: return {kTileRows, 4 * kernels.lanes};  // whole strips: 200 columns are 96 and 104, not 128 and 72
    default: return {kTileRows, 64};
  }
}

int64_t largest_piece(int64_t n, int64_t pieces, int64_t unit) {
  const int64_t units = (n + unit - 1) / unit;
  return std::min(n, (units + pieces - 1) / pieces * unit);
}

// The cut into `pieces` pieces whose largest is done first. Along k an element of A or B costs its
// copying, about as much as 16 multiplications, and one of C a multiplication.
Grid choose_grid(int64_t m, int64_t n, Unit unit, int64_t pieces) {
  Grid best{1, 1};
  int64_t least = 0;
  for (int64_t rows = 1; rows <= pieces; ++rows) {
    if (pieces % rows != 0) continue;
    const int64_t i = largest_piece(m, rows, unit.rows), j = largest_piece(n, pieces / rows, unit.cols);
    const int64_t cost = i * j + 16 * (i + j);
    if (rows == 1 || cost < least) best = {rows, pieces / rows}, least = cost;
  }
  return best;
}

// Piece i of `pieces` of [0, n), cut at multiples of `unit`.
std::pair<int64_t, int64_t> piece(int64_t n, int64_t pieces, int64_t i, int64_t unit) {
  const int64_t units = (n + unit - 1) / unit;
  return {std::min(n, units * i / pieces * unit), std::min(n, units * (i + 1) / pieces * unit)};
}

void run_one(const GemmTable& kernels, GemmPath path, const GemmCall& g) {
  const int64_t bytes = kernels.scratch_bytes(path, g);
  kernels.run(path, g, bytes ? scratch(bytes) : nullptr);
}

void run_piece(const GemmTable& kernels, GemmPath path, GemmCall g, int64_t size, Grid grid,
               int64_t index) {
  const Unit unit = unit_of(kernels, path);
  const auto [i0, i1] = piece(g.m, grid.rows, index / grid.cols, unit.rows);
  const auto [j0, j1] = piece(g.n, grid.cols, index % grid.cols, unit.cols);
  if (i0 == i1 || j0 == j1) return;
  const int64_t rsc = path == GemmPath::direct_ct ? 1 : g.ldc;
  const int64_t csc = path == GemmPath::direct_ct ? g.ldc : 1;
  g.a = static_cast<const char*>(g.a) + i0 * g.rsa * size;
  g.b = static_cast<const char*>(g.b) + j0 * g.csb * size;
  g.c = static_cast<char*>(g.c) + (i0 * rsc + j0 * csc) * size;
  g.m = i1 - i0;
  g.n = j1 - j0;
  run_one(kernels, path, g);
}

template <class T>
const GemmTable& table() {
  static const GemmKernels& kernels = ZEAL_PICK_ISA(gemm_kernels);
  if constexpr (std::is_same_v<T, float>) return kernels.f32;
  if constexpr (std::is_same_v<T, double>) return kernels.f64;
  if constexpr (std::is_same_v<T, int32_t>) return kernels.i32;
  if constexpr (std::is_same_v<T, int64_t>) return kernels.i64;
}

// Rows of C whose block stays in the second cache together with what follows on it: whole tiles.
int64_t row_block(int64_t n, int64_t size) { return std::max<int64_t>(1, kBlockOfResult / (n * size * kTileRows)) * kTileRows; }

// C[m, n] (+)= op(A) op(B).
template <class T>
GemmCall call_of(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t ldc,
                 bool accumulate) {
  return {m, n, k, a, ta ? 1 : lda, ta ? lda : 1, b, tb ? 1 : ldb, tb ? ldb : 1, c, ldc, accumulate};
}

template <class T>
void run_on_threads(GemmPath path, const GemmCall& g) {
  const GemmTable& kernels = table<T>();
  const int64_t pieces = g.m * g.n * g.k / kWorkPerThread;
  if (pieces < 2 || runs_serially()) return run_one(kernels, path, g);
  const Grid grid = choose_grid(g.m, g.n, unit_of(kernels, path), std::min<int64_t>(pieces, num_threads()));
  parallel_for(grid.rows * grid.cols, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) run_piece(kernels, path, g, sizeof(T), grid, i);
  });
}

template <class T>
void run_call(GemmCall g) {
  const GemmPath path = std::is_integral_v<T> ? GemmPath::direct : choose_path(g, table<T>(), sizeof(T));
  run_on_threads<T>(path, g);
}

template <class T>
void clear(int64_t m, int64_t n, T* c, int64_t ldc) {
  for (int64_t i = 0; i < m; ++i) std::fill_n(c + i * ldc, n, T(0));
}

// ---- Complex products -----------------------------------------------------------------------

// The real and imaginary parts of a matrix, each contiguous.
template <class T>
struct Parts {
  T *re, *im;
};

template <class T>
Parts<T> split(const std::complex<T>* from, int64_t rows, int64_t cols, int64_t ld, T sign,
               T* to) {
  const Parts<T> parts{to, to + rows * cols};
  for (int64_t i = 0; i < rows; ++i) {
    const T* row = reinterpret_cast<const T*>(from + i * ld);
    for (int64_t j = 0; j < cols; ++j) {
      parts.re[i * cols + j] = row[2 * j];
      parts.im[i * cols + j] = sign * row[2 * j + 1];
    }
  }
  return parts;
}

}  // namespace

// Four real products, each at full speed, over split copies.
template <class T>
void gemm_conj(bool ta, bool conj_a, bool tb, bool conj_b, int64_t m, int64_t n, int64_t k,
               const std::complex<T>* a, int64_t lda, const std::complex<T>* b, int64_t ldb,
               std::complex<T>* c, int64_t ldc, bool accumulate) {
  if (m == 0 || n == 0) return;
  std::unique_ptr<T[]> room(new T[2 * (m * k + k * n + m * n)]);
  const int64_t a_cols = ta ? m : k, b_cols = tb ? k : n;
  const Parts<T> pa = split(a, ta ? k : m, a_cols, lda, T(conj_a ? -1 : 1), room.get());
  const Parts<T> pb = split(b, tb ? n : k, b_cols, ldb, T(conj_b ? -1 : 1), pa.im + m * k);
  T* re = pb.im + k * n;
  T* im = re + m * n;
  gemm<T>(ta, tb, m, n, k, pa.im, a_cols, pb.im, b_cols, re, n, false);
  for (int64_t i = 0; i < m * n; ++i) re[i] = -re[i];
  gemm<T>(ta, tb, m, n, k, pa.re, a_cols, pb.re, b_cols, re, n, true);
  gemm<T>(ta, tb, m, n, k, pa.re, a_cols, pb.im, b_cols, im, n, false);
  gemm<T>(ta, tb, m, n, k, pa.im, a_cols, pb.re, b_cols, im, n, true);
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      const std::complex<T> value(re[i * n + j], im[i * n + j]);
      c[i * ldc + j] = accumulate ? c[i * ldc + j] + value : value;
    }
}

template <class T>
void gemm(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda, const T* b,
          int64_t ldb, T* c, int64_t ldc, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!accumulate) clear(m, n, c, ldc);
    return;
  }
  if constexpr (!std::is_arithmetic_v<T>) {
    gemm_conj(ta, false, tb, false, m, n, k, a, lda, b, ldb, c, ldc, accumulate);
  } else {
    run_call<T>(call_of(ta, tb, m, n, k, a, lda, b, ldb, c, ldc, accumulate));
  }
}

template <class T>
bool goes_by_rows(bool ta, bool tb, int64_t m, int64_t n, int64_t k) {
  if (n < 1 || k < 1 || m * n * int64_t{sizeof(T)} < kLargeResult) return false;
  GemmCall g = call_of<T>(ta, tb, m, n, k, nullptr, ta ? m : k, nullptr, tb ? k : n, nullptr, n, false);
  const GemmPath path = choose_path(g, table<T>(), sizeof(T));
  const bool is_cut_freely = g.m == m && path == GemmPath::direct && g.csb == 1;  // else each block copies all of B
  return is_cut_freely && row_block(n, sizeof(T)) < m;
}

template <class T>
void gemm_by_rows(bool ta, bool tb, int64_t m, int64_t n, int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c,
                  const std::function<void(int64_t, int64_t)>& then) {
  const GemmCall whole = call_of(ta, tb, m, n, k, a, lda, b, ldb, c, n, false);
  const int64_t rows = row_block(n, sizeof(T)), blocks = m / rows;  // what is left joins the last one
  parallel_for(blocks, std::max<int64_t>(1, kWorkPerThread / (rows * n * k)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i * rows, last = i + 1 == blocks ? m : first + rows;
      GemmCall g = whole;
      g.a = a + first * g.rsa;
      g.c = c + first * n;
      g.m = last - first;
      run_one(table<T>(), GemmPath::direct, g);
      then(first, last);
    }
  });
}

template <class T>
void gemm_batch(int64_t count, BatchStrides strides, bool ta, bool tb, int64_t m, int64_t n,
                int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t ldc,
                bool accumulate) {
  const auto some = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      gemm(ta, tb, m, n, k, a + i * strides.a, lda, b + i * strides.b, ldb, c + i * strides.c, ldc,
           accumulate);
  };
  // Few matrices: the threads share each product instead.
  if (count < num_threads()) return some(0, count);
  const int64_t work = std::max<int64_t>(1, m * n * k);
  parallel_for(count, std::max<int64_t>(1, kWorkPerThread / work), some);
}

// ---- Repeated products ----------------------------------------------------------------------

// Rows from where on the copy is used: for fewer, the other paths are as fast or faster.
constexpr int64_t kRepeatedRows = 4;
// Rows that a thread has at least for itself: fewer of them wait for B.
constexpr int64_t kOwnRows = 5;

template <class T>
RepeatedProduct<T>::RepeatedProduct(int64_t times, bool tb, int64_t m, int64_t n, int64_t k, const T* b, int64_t ldb)
    : tb_(tb), n_(n), k_(k), ldb_(ldb), rows_of_thread_(std::max<int64_t>(1, m)), b_(b) {
  if (times < 2 || m < kRepeatedRows || n == 0 || k == 0) return;
  copy_ = make_tensor(DTypeOf<T>::value, Shape{n, k});
  table<T>().run(GemmPath::pack_strips, call_of<T>(false, tb, m, n, k, nullptr, k, b, ldb, nullptr, n, false), copy_->as<T>());
  const int64_t work = m * n * k, most = num_threads();
  const int64_t alone = std::clamp<int64_t>(std::min(m / kOwnRows, times * work / kWorkPerThread), 1, most);
  if (alone >= std::min(most, work / kWorkPerThread)) rows_of_thread_ = (m + alone - 1) / alone;
}

template <class T>
void RepeatedProduct<T>::run(int64_t rows, const T* a, int64_t lda, T* c, int64_t ldc, bool accumulate) const {
  if (!copy_) return gemm<T>(false, tb_, rows, n_, k_, a, lda, b_, ldb_, c, ldc, accumulate);
  run_on_threads<T>(GemmPath::packed_strips, {rows, n_, k_, a, lda, 1, copy_->as<T>(), 1, k_, c, ldc, accumulate});
}

template class RepeatedProduct<float>;
template class RepeatedProduct<double>;

#define ZEAL_GEMM(T)                                                                             \
  template void gemm<T>(bool, bool, int64_t, int64_t, int64_t, const T*, int64_t, const T*,      \
                        int64_t, T*, int64_t, bool);                                             \
  template void gemm_batch<T>(int64_t, BatchStrides, bool, bool, int64_t, int64_t, int64_t,      \
                              const T*, int64_t, const T*, int64_t, T*, int64_t, bool);
ZEAL_GEMM(float)
ZEAL_GEMM(double)
ZEAL_GEMM(std::complex<float>)
ZEAL_GEMM(std::complex<double>)
ZEAL_GEMM(int32_t)
ZEAL_GEMM(int64_t)
#undef ZEAL_GEMM
template void gemm_conj<float>(bool, bool, bool, bool, int64_t, int64_t, int64_t,
                               const std::complex<float>*, int64_t, const std::complex<float>*,
                               int64_t, std::complex<float>*, int64_t, bool);
template void gemm_conj<double>(bool, bool, bool, bool, int64_t, int64_t, int64_t,
                                const std::complex<double>*, int64_t, const std::complex<double>*,
                                int64_t, std::complex<double>*, int64_t, bool);

#define ZEAL_GEMM_BY_ROWS(T)                                                                                     \
  template bool goes_by_rows<T>(bool, bool, int64_t, int64_t, int64_t);                                          \
  template void gemm_by_rows<T>(bool, bool, int64_t, int64_t, int64_t, const T*, int64_t, const T*, int64_t, T*, \
                                const std::function<void(int64_t, int64_t)>&);
ZEAL_GEMM_BY_ROWS(float)
ZEAL_GEMM_BY_ROWS(double)
#undef ZEAL_GEMM_BY_ROWS

}  // namespace zeal
