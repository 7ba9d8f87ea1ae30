// Matrix-product kernels for float and double; compiled once per instruction set (ZEAL_ISA).
#include "ops/linalg/gemm_kernel.h"

#include "ops/linalg/gemm_tile.h"

namespace zeal {
namespace {

// ---- Direct path ----------------------------------------------------------------------------

// A strip of columns that fills NV vectors (the last one may overlap): rows in even cuts of <= MR.
template <class V, int NV, class T>
void strip(const GemmCall& g, const T* b, T* c, int64_t last, Ahead<T>* ahead) {
  constexpr int MR = 6;
  const T* a = static_cast<const T*>(g.a);
  // 32-bit: the division is a good part of a small product.
  const uint32_t m = static_cast<uint32_t>(g.m), cuts = (m + MR - 1) / MR;
  const uint32_t least = m <= MR ? m : m / cuts;
  uint32_t more = m - least * cuts;  // cuts of one row more
  for (uint32_t cut = 0; cut < cuts; ++cut) {
    const int64_t mr = least + (more > 0);
    more -= more > 0;
    if (ahead) ahead->fetch();
    switch (mr) {
#define ZEAL_TILE(R)                                                                          \
  case R:                                                                                     \
    tile<V, R, NV>(g.k, a, g.rsa, g.csa, b, g.rsb, c, g.ldc, last, g.accumulate);             \
    break;
      ZEAL_TILE(1)
      ZEAL_TILE(2)
      ZEAL_TILE(3)
      ZEAL_TILE(4)
      ZEAL_TILE(5)
      ZEAL_TILE(6)
#undef ZEAL_TILE
    }
    a += mr * g.rsa;
    c += mr * g.ldc;
  }
}

// Where lanes are added up or turned, vectors have at most 32 bytes: wider ones cost more shuffles
// than they save.
constexpr int kLaneBytes = ZEAL_VECTOR_BYTES < 32 ? ZEAL_VECTOR_BYTES : 32;

template <int Bytes, class T>
void strips(const GemmCall& g, Ahead<T>* ahead = nullptr) {
  using V = Vec<T, Bytes>;
  constexpr int L = Bytes / sizeof(T);
  const T* b = static_cast<const T*>(g.b);
  T* c = static_cast<T*>(g.c);
  int64_t j = 0;
  for (; g.n - j >= 2 * L; j += 2 * L) strip<V, 2>(g, b + j, c + j, L, ahead);
  const int64_t rest = g.n - j;
  if (rest > L) {
    strip<V, 2>(g, b + j, c + j, rest - L, ahead);
  } else if (rest > 0) {
    // With a strip to the left the vector may reach back into it, unless that adds to C twice.
    if (rest == L || (j > 0 && !g.accumulate)) {
      strip<V, 1>(g, b + g.n - L, c + g.n - L, 0, ahead);
    } else if constexpr (L > 1) {
      GemmCall narrow = g;
      narrow.n = rest;
      narrow.b = b + j;
      narrow.c = c + j;
      strips<Bytes / 2, T>(narrow, ahead);
    }
  }
}

// Few rows: more vectors side by side hide the latency that rows hide otherwise.
template <int MR, int NV, class T>
int64_t wide_strips(const GemmCall& g) {
  using V = Vec<T, ZEAL_VECTOR_BYTES>;
  constexpr int64_t L = sizeof(V) / sizeof(T);
  const T* a = static_cast<const T*>(g.a);
  const T* b = static_cast<const T*>(g.b);
  T* c = static_cast<T*>(g.c);
  int64_t j = 0;
  for (; g.n - j >= NV * L; j += NV * L)
    tile<V, MR, NV>(g.k, a, g.rsa, g.csa, b + j, g.rsb, c + j, g.ldc, (NV - 1) * L, g.accumulate);
  return j;
}

template <class T>
void products(GemmCall g) {
  int64_t done = 0;
  if (g.m == 1) done = wide_strips<1, 8, T>(g);
  if (g.m == 2) done = wide_strips<2, 4, T>(g);
  if (done == g.n) return;
  g.b = static_cast<const T*>(g.b) + done;
  g.c = static_cast<T*>(g.c) + done;
  g.n -= done;
  // At once, as strips would copy the call first: a third of the time of 10x10.
  if (g.n * int64_t{sizeof(T)} < ZEAL_VECTOR_BYTES) return strips<ZEAL_VECTOR_BYTES / 2, T>(g);
  strips<ZEAL_VECTOR_BYTES, T>(g);
}

template <int Width, class T>
ZEAL_INLINE void pack_rows(const T* b, int64_t rsb, int64_t k, T* to) {
  using V = Vec<T, ZEAL_VECTOR_BYTES>;
  constexpr int L = sizeof(V) / sizeof(T);
  for (int64_t p = 0; p < k; ++p)
#pragma GCC unroll 4
    for (int j = 0; j < Width; j += L) store(to + p * Width + j, load<V>(b + p * rsb + j));
}

// A copy of B with contiguous rows.
template <class T>
ZEAL_INLINE void copy_b(GemmCall& g, T* to) {
  const T* b = static_cast<const T*>(g.b);
  if (g.csb == 1) {
    for (int64_t p = 0; p < g.k; ++p) std::memcpy(to + p * g.n, b + p * g.rsb, g.n * sizeof(T));
  } else {
    simd::transpose_copy(g.n, g.k, b, g.csb, to, g.n);
  }
  g.b = to;
  g.rsb = g.n;
  g.csb = 1;
}

// Rows of A are read once: in blocks that stay in the first cache while all strips of B pass by.
constexpr int64_t kBlockOfA = 16 << 10;
constexpr int64_t kLongPart = 2 << 20;  // of a thread's part

template <class T>
void products_by_rows(const GemmCall& g) {
  const int64_t rows = (kBlockOfA / (g.k * int64_t{sizeof(T)} * 6) + 1) * 6;
  for (int64_t i = 0; i < g.m; i += rows) {
    GemmCall part = g;
    part.m = g.m - i < rows ? g.m - i : rows;
    part.a = static_cast<const T*>(g.a) + i * g.rsa;
    part.c = static_cast<T*>(g.c) + i * g.ldc;
    const T* next = static_cast<const T*>(part.a) + part.m * part.rsa;
    Ahead<T> ahead{{{next, g.rsa, g.k, false}, {static_cast<const T*>(part.c) + 6 * g.ldc, g.ldc, g.n, true}}, part.m, 6};
    strips<ZEAL_VECTOR_BYTES, T>(part, &ahead);
  }
}

template <class T>
void run_direct(GemmCall g, T* scratch) {
  constexpr int64_t size = sizeof(T);
  if (g.csb != 1 && g.n != 1) copy_b(g, scratch);
  if (g.csa == 1 && g.m * g.k * size > kLongPart && g.n * size >= 2 * ZEAL_VECTOR_BYTES) return products_by_rows<T>(g);
  products<T>(g);
}

// Steps of which A and B stay in the first cache while tile after tile of C meets them.
constexpr int64_t kBlockOfSteps = 24 << 10;

template <class T>
void run_blocks(const GemmCall& g) {
  constexpr int64_t of_tile = 12 * ZEAL_VECTOR_BYTES / sizeof(T);
  // Of the distances, which are those of any part of C: the steps decide the order of additions.
  const int64_t fit = kBlockOfSteps / ((g.csa + g.rsb) * int64_t{sizeof(T)}), step = fit < 32 ? 32 : fit > 256 ? 256 : fit;
  for (int64_t p = 0; p < g.k; p += step) {
    GemmCall s = g;
    s.k = g.k - p < step ? g.k - p : step;
    s.a = static_cast<const T*>(g.a) + p * g.csa, s.b = static_cast<const T*>(g.b) + p * g.rsb;
    s.accumulate = g.accumulate || p > 0;
    const T *next_a = static_cast<const T*>(s.a) + step * g.csa, *next_b = static_cast<const T*>(s.b) + step * g.rsb;
    Ahead<T> ahead{{{next_a, g.csa, g.m, false}, {next_b, g.rsb, g.n, false}}, step, step * of_tile / (g.m * g.n) + 1};
    strips<ZEAL_VECTOR_BYTES, T>(s, &ahead);
  }
}

// Strips of two vectors by even cuts of at most kStripK steps, each copied where it fits the first cache.
constexpr int64_t kStripK = 256;

// fn(call of one strip and cut, where its copy begins in one of all of B): a strip after the other, so that any of them are
// the copy of their own columns; cuts of A stay in the first cache while strips pass by.
template <class T, class Fn>
ZEAL_INLINE void each_strip(const GemmCall& g, Fn&& fn) {
  constexpr int64_t width = 2 * ZEAL_VECTOR_BYTES / sizeof(T);
  const int64_t cuts = (g.k + kStripK - 1) / kStripK, step = (g.k + cuts - 1) / cuts;
  for (int64_t p = 0; p < g.k; p += step) {
    for (int64_t j = 0; j < g.n; j += width) {
      GemmCall s = g;
      s.n = g.n - j < width ? g.n - j : width;
      s.k = g.k - p < step ? g.k - p : step;
      s.a = static_cast<const T*>(g.a) + p * g.csa;
      s.b = static_cast<const T*>(g.b) + p * g.rsb + j * g.csb;
      s.c = static_cast<T*>(g.c) + j;
      s.accumulate = g.accumulate || p > 0;
      fn(s, j * g.k + p * s.n);
    }
  }
}

template <class T>
ZEAL_INLINE void pack_strip(GemmCall& s, T* to) {
  constexpr int64_t width = 2 * ZEAL_VECTOR_BYTES / sizeof(T);
  if (s.n != width || s.csb != 1) return copy_b(s, to);
  pack_rows<width>(static_cast<const T*>(s.b), s.rsb, s.k, to);
  s.b = to;
  s.rsb = width;
}

template <class T>
void run_strips(const GemmCall& g, T* scratch) {
  each_strip<T>(g, [&](GemmCall& s, int64_t) {
    pack_strip(s, scratch);
    strips<ZEAL_VECTOR_BYTES, T>(s);
  });
}

template <class T>
void pack_strips(const GemmCall& g, T* to) {
  each_strip<T>(g, [&](GemmCall& s, int64_t at) { pack_strip(s, to + at); });
}

template <class T>
void run_packed_strips(const GemmCall& g) {
  each_strip<T>(g, [&](GemmCall& s, int64_t at) {
    s.b = static_cast<const T*>(g.b) + at;
    s.rsb = s.n;
    s.csb = 1;
    strips<ZEAL_VECTOR_BYTES, T>(s);
  });
}

// C comes out transposed: strips of columns are made in scratch and turned into place.
template <class T>
void run_direct_ct(const GemmCall& call, T* scratch) {
  constexpr int64_t width = 4 * ZEAL_VECTOR_BYTES / sizeof(T);
  alignas(64) T part[32 * width];
  GemmCall g = call;
  if (g.csb != 1) copy_b(g, scratch);
  T* c = static_cast<T*>(g.c);
  for (int64_t j = 0; j < g.n; j += width) {
    GemmCall s = g;
    s.n = g.n - j < width ? g.n - j : width;
    s.b = static_cast<const T*>(g.b) + j * g.csb;
    s.c = part;
    s.ldc = width;
    s.accumulate = false;
    strips<ZEAL_VECTOR_BYTES, T>(s);
    if (g.accumulate) {
      for (int64_t x = 0; x < s.n; ++x)
        for (int64_t i = 0; i < g.m; ++i) c[(j + x) * g.ldc + i] += part[i * width + x];
    } else {
      simd::transpose_copy(g.m, s.n, part, width, c + j * g.ldc, g.ldc);
    }
  }
}

// ---- Dot path -------------------------------------------------------------------------------

// The last `live` lanes of v, zero in the others.
template <class V>
ZEAL_INLINE V last_lanes(V v, int64_t live) {
  using Mask = decltype(v < v);
  constexpr int L = sizeof(V) / sizeof(v[0]);
  Mask index, first;
  for (int i = 0; i < L; ++i) index[i] = i;
  for (int i = 0; i < L; ++i) first[i] = L - live;
  return index >= first ? v : V{};
}

// The sum of the lanes; lane_sums adds them in the same order.
template <class T, class V>
ZEAL_INLINE T lane_sum(const V& v) {
  constexpr int L = sizeof(V) / sizeof(T);
  if constexpr (L == 1) {
    return v;
  } else {
    using H = Vec<T, sizeof(V) / 2>;
    const H low = load<H>(reinterpret_cast<const T*>(&v));
    const H high = load<H>(reinterpret_cast<const T*>(&v) + L / 2);
    if constexpr (L == 8) return lane_sum<T, H>(low) + lane_sum<T, H>(high);
    return lane_sum<T, H>(low + high);
  }
}

// The lane sums of four vectors.
template <class T, class V>
ZEAL_INLINE void lane_sums(const V& a, const V& b, const V& c, const V& d, T* to) {
  constexpr int L = sizeof(V) / sizeof(T);
  if constexpr (L == 8) {
    const V ab = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13) +
                 __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
    const V cd = __builtin_shufflevector(c, d, 0, 8, 1, 9, 4, 12, 5, 13) +
                 __builtin_shufflevector(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
    const V sum = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13) +
                  __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
    store(to, __builtin_shufflevector(sum, sum, 0, 1, 2, 3) +
                  __builtin_shufflevector(sum, sum, 4, 5, 6, 7));
  } else if constexpr (L == 4) {
    V r[4] = {a, b, c, d};
    simd::transpose(r);
    store(to, (r[0] + r[2]) + (r[1] + r[3]));
  } else {
    to[0] = lane_sum<T>(a);
    to[1] = lane_sum<T>(b);
    to[2] = lane_sum<T>(c);
    to[3] = lane_sum<T>(d);
  }
}

// C[MR, NR], element (i, j) at c[i * rsc + j * csc], from rows of A (lda apart) and columns of B (ldb apart), both contiguous; k >= L.
template <int MR, int NR, class T>
ZEAL_INLINE void dot_tile(int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t rsc, int64_t csc, bool accumulate) {
  using V = Vec<T, kLaneBytes>;
  constexpr int L = sizeof(V) / sizeof(T);
  V acc[MR][NR];
  clear(acc);
  int64_t p = 0;
  for (; p + L <= k; p += L) {
    V bv[NR];
#pragma GCC unroll 8
    for (int j = 0; j < NR; ++j) bv[j] = load<V>(b + j * ldb + p);
#pragma GCC unroll 8
    for (int i = 0; i < MR; ++i) {
      const V av = load<V>(a + i * lda + p);
#pragma GCC unroll 8
      for (int j = 0; j < NR; ++j) acc[i][j] += av * bv[j];
    }
  }
  if (p < k) {
#pragma GCC unroll 8
    for (int i = 0; i < MR; ++i) {
      const V av = last_lanes(load<V>(a + i * lda + k - L), k - p);
#pragma GCC unroll 8
      for (int j = 0; j < NR; ++j)
        acc[i][j] += av * last_lanes(load<V>(b + j * ldb + k - L), k - p);
    }
  }
  T sums[NR][MR];
#pragma GCC unroll 8
  for (int j = 0; j < NR; ++j) {
    if constexpr (MR == 4) {
      lane_sums(acc[0][j], acc[1][j], acc[2][j], acc[3][j], sums[j]);
    } else {
      for (int i = 0; i < MR; ++i) sums[j][i] = lane_sum<T>(acc[i][j]);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < MR; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < NR; ++j)
      c[i * rsc + j * csc] = accumulate ? c[i * rsc + j * csc] + sums[j][i] : sums[j][i];
}

// MR rows of A and `cols` columns of B, by up to three.
template <int MR, class T>
void dot_rows(int64_t cols, int64_t k, const T* a, int64_t lda, const T* b, int64_t ldb, T* c, int64_t rsc, int64_t csc, bool accumulate) {
  constexpr int NR = 3;
  for (int64_t left = (cols + NR - 1) / NR; cols > 0; --left) {
    const int64_t nr = (cols + left - 1) / left;
    if (nr == 3) dot_tile<MR, 3>(k, a, lda, b, ldb, c, rsc, csc, accumulate);
    if (nr == 2) dot_tile<MR, 2>(k, a, lda, b, ldb, c, rsc, csc, accumulate);
    if (nr == 1) dot_tile<MR, 1>(k, a, lda, b, ldb, c, rsc, csc, accumulate);
    b += nr * ldb;
    c += nr * csc;
    cols -= nr;
  }
}

template <class T>
void run_dot(GemmCall g, T* scratch) {
  if (g.rsb != 1) {
    simd::transpose_copy(g.k, g.n, static_cast<const T*>(g.b), g.rsb, scratch, g.k);
    g.b = scratch;
    g.rsb = 1;
    g.csb = g.k;
  }
  const T* a = static_cast<const T*>(g.a);
  const T* b = static_cast<const T*>(g.b);
  T* c = static_cast<T*>(g.c);
  // Tiles of two columns wait for their own sums: 7 columns are 3 and 4, 10 are 3, 3 and 4, where 4 columns meet three rows.
  const int64_t fours = g.m == 1 ? 0 : g.n % 3 <= g.n / 4 ? g.n % 3 : 0, rest = g.n - 4 * fours;
  int64_t i = 0;
  for (; i + 4 <= g.m; i += 4) dot_rows<4>(rest, g.k, a + i * g.rsa, g.rsa, b, g.csb, c + i * g.ldc, g.ldc, 1, g.accumulate);
  for (; i < g.m; ++i) dot_rows<1>(rest, g.k, a + i * g.rsa, g.rsa, b, g.csb, c + i * g.ldc, g.ldc, 1, g.accumulate);
  for (int64_t j = rest; j < g.n; j += 4) dot_rows<4>(g.m, g.k, b + j * g.csb, g.csb, a, g.rsa, c + j, 1, g.ldc, g.accumulate);
}

// ---- Packed path ----------------------------------------------------------------------------

// A tile of C is MR rows by NV vectors, a block MC rows by KC bytes of k by NC columns.
struct Blocking {
  int mr, nv;
  int64_t kc_bytes, mc, nc;
  int ahead;           // steps of k that the next rows of B are fetched ahead
  int64_t least_work;  // multiplications that pay for the packing
};
#if ZEAL_VECTOR_BYTES == 64
// A panel of A is packed into the first cache just before it meets all panels of B, which fill half
// of a second cache of 2 MiB. 8 rows by 3 vectors leave less over than 12 by 2, and a panel of A
// that is half as long in k for the same room.
constexpr Blocking kBlocking = {8, 3, 2048, 8, 576, 8, int64_t{1} << 20};
#else
// A panel of B stays in the first cache while a block of A comes by from the second.
constexpr Blocking kBlocking = {6, 2, 1280, 192, 2048, 0, int64_t{1} << 25};
#endif

template <class T>
struct Packed {
  using V = Vec<T, ZEAL_VECTOR_BYTES>;
  static constexpr int L = sizeof(V) / sizeof(T);
  static constexpr int MR = kBlocking.mr, NV = kBlocking.nv, NR = NV * L;
  static constexpr int64_t KC = kBlocking.kc_bytes / sizeof(T);
  static constexpr int64_t MC = kBlocking.mc, NC = kBlocking.nc;
  static_assert(MC % MR == 0 && NC % NR == 0);
  // Panels of A are written a vector at a time and need that much room behind them.
  static constexpr int64_t a_size = MC * KC + 64, b_size = NC * KC;

  // MR rows that are contiguous along k: the steps done. Vectors that reach past a step are
  // overwritten by the next one.
  static int64_t pack_rows_of_a(const T* a, int64_t rsa, int64_t k, T* to) {
    constexpr int W = kLaneBytes / sizeof(T), groups = (MR + W - 1) / W;
    int64_t p = 0;
    for (; p + W <= k; p += W) {
      Vec<T, kLaneBytes> r[groups][W];
#pragma GCC unroll 4
      for (int g = 0; g < groups; ++g)
        simd::load_columns(r[g], [&](int i) {
          const int row = g * W + i;
          return a + (row < MR ? row : MR - 1) * rsa + p;
        });
#pragma GCC unroll 8
      for (int i = 0; i < W; ++i)
#pragma GCC unroll 4
        for (int g = 0; g < groups; ++g) store(to + (p + i) * MR + g * W, r[g][i]);
    }
    return p;
  }

  // MR rows by k steps, k-major; rows that are not there are zero.
  static void pack_a(const T* a, int64_t rsa, int64_t csa, int64_t rows, int64_t k, T* to) {
    int64_t p = 0;
    if (rows == MR && csa == 1) p = pack_rows_of_a(a, rsa, k, to);
    if (rows == MR && rsa == 1)
      for (; p < k; ++p) std::memcpy(to + p * MR, a + p * csa, MR * sizeof(T));
    for (; p < k; ++p)
      for (int i = 0; i < MR; ++i) to[p * MR + i] = i < rows ? a[i * rsa + p * csa] : T(0);
  }

  // k steps by NR columns, k-major; columns that are not there are zero.
  static void pack_b(const T* b, int64_t rsb, int64_t csb, int64_t cols, int64_t k, T* to) {
    if (csb == 1 && cols == NR) return pack_rows<NR>(b, rsb, k, to);
    if (csb != 1 && rsb == 1) {
      simd::transpose_copy<T>(cols, k, b, csb, to, NR);
    } else {
      for (int64_t p = 0; p < k; ++p)
        for (int64_t j = 0; j < cols; ++j) to[p * NR + j] = b[p * rsb + j * csb];
    }
    for (int64_t p = 0; p < k && cols < NR; ++p)
      for (int64_t j = cols; j < NR; ++j) to[p * NR + j] = T(0);
  }

  // Up to MR rows of C by up to N vectors.
  template <int N>
  static void block(int64_t k, const T* a, const T* b, T* c, int64_t ldc, int64_t rows,
                    int64_t cols, bool accumulate) {
    V acc[MR][N];
    clear(acc);
    const bool whole = rows == MR && cols == N * L;
    for (int i = 0; i < MR && whole; ++i)
      for (int j = 0; j < N * L; j += 64 / sizeof(T)) __builtin_prefetch(c + i * ldc + j, 1);
    tile_products<V, MR, N, kBlocking.ahead>(acc, k, a, 1, MR, b, NR, (N - 1) * L);
    if (whole) return tile_store<V, MR, N>(acc, c, ldc, (N - 1) * L, accumulate);
    alignas(64) T edge[MR * N * L];
    tile_store<V, MR, N>(acc, edge, N * L, (N - 1) * L, false);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j)
        c[i * ldc + j] = accumulate ? c[i * ldc + j] + edge[i * N * L + j] : edge[i * N * L + j];
  }

  // As many vectors as the columns need.
  template <int N = NV>
  ZEAL_INLINE static void fitting_block(int64_t k, const T* a, const T* b, T* c, int64_t ldc,
                                        int64_t rows, int64_t cols, bool accumulate) {
    if constexpr (N > 1)
      if (cols <= (N - 1) * L)
        return fitting_block<N - 1>(k, a, b, c, ldc, rows, cols, accumulate);
    block<N>(k, a, b, c, ldc, rows, cols, accumulate);
  }

  static void blocks(const T* a, const T* b, T* c, int64_t ldc, int64_t m, int64_t n, int64_t k,
                     bool accumulate) {
    for (int64_t j = 0; j < n; j += NR)
      for (int64_t i = 0; i < m; i += MR)
        fitting_block(k, a + i * k, b + j * k, c + i * ldc + j, ldc, m - i < MR ? m - i : MR,
                      n - j < NR ? n - j : NR, accumulate);
  }

  // The size of even blocks of at most `most`, a multiple of `unit`.
  static int64_t even(int64_t n, int64_t most, int64_t unit) {
    const int64_t blocks = (n + most - 1) / most;
    return ((n + blocks - 1) / blocks + unit - 1) / unit * unit;
  }

  static void run(const GemmCall& g, T* scratch) {
    const T* a = static_cast<const T*>(g.a);
    const T* b = static_cast<const T*>(g.b);
    T* c = static_cast<T*>(g.c);
    T* panel_b = scratch;
    T* panel_a = scratch + b_size;
    // Of k alone: the blocks along k decide the order of additions.
    const int64_t step_k = even(g.k, KC, 1), step_m = even(g.m, MC, MR), step_n = even(g.n, NC, NR);
    for (int64_t jc = 0; jc < g.n; jc += step_n) {
      const int64_t nc = g.n - jc < step_n ? g.n - jc : step_n;
      for (int64_t pc = 0; pc < g.k; pc += step_k) {
        const int64_t kc = g.k - pc < step_k ? g.k - pc : step_k;
        for (int64_t j = 0; j < nc; j += NR)
          pack_b(b + pc * g.rsb + (jc + j) * g.csb, g.rsb, g.csb, nc - j < NR ? nc - j : NR, kc,
                 panel_b + j * kc);
        for (int64_t ic = 0; ic < g.m; ic += step_m) {
          const int64_t mc = g.m - ic < step_m ? g.m - ic : step_m;
          for (int64_t i = 0; i < mc; i += MR)
            pack_a(a + (ic + i) * g.rsa + pc * g.csa, g.rsa, g.csa, mc - i < MR ? mc - i : MR, kc,
                   panel_a + i * kc);
          blocks(panel_a, panel_b, c + ic * g.ldc + jc, g.ldc, mc, nc, kc,
                 g.accumulate || pc > 0);
        }
      }
    }
  }
};

// ---- Table ----------------------------------------------------------------------------------

template <class T>
int64_t scratch_bytes(GemmPath path, const GemmCall& g) {
  constexpr int64_t size = sizeof(T);
  switch (path) {
    case GemmPath::direct: return g.csb != 1 && g.n != 1 ? g.n * g.k * size : 0;
    case GemmPath::strips: return kStripK * 2 * ZEAL_VECTOR_BYTES;
    case GemmPath::blocks: return 0;
    case GemmPath::direct_ct: return g.csb != 1 ? g.n * g.k * size : 0;
    case GemmPath::dot: return g.rsb != 1 ? g.n * g.k * size : 0;
    case GemmPath::packed: return (Packed<T>::a_size + Packed<T>::b_size) * size;
    case GemmPath::pack_strips: return g.n * g.k * size;
    case GemmPath::packed_strips: return 0;
  }
  return 0;
}

template <class T>
void run(GemmPath path, const GemmCall& call, void* scratch) {
  T* room = static_cast<T*>(scratch);
  switch (path) {
    case GemmPath::direct: return run_direct<T>(call, room);
    case GemmPath::strips: return run_strips<T>(call, room);
    case GemmPath::blocks: return run_blocks<T>(call);
    case GemmPath::direct_ct: return run_direct_ct<T>(call, room);
    case GemmPath::dot: return run_dot<T>(call, room);
    case GemmPath::packed: return Packed<T>::run(call, room);
    case GemmPath::pack_strips: return pack_strips<T>(call, room);
    case GemmPath::packed_strips: return run_packed_strips<T>(call);
  }
}

template <class T>
constexpr GemmTable table() {
  return {scratch_bytes<T>, run<T>, kLaneBytes / static_cast<int>(sizeof(T)), Packed<T>::MR,
          Packed<T>::NR, kBlocking.least_work};
}

// ---- Integers: row by row, in the order of memory -------------------------------------------

template <class U>
int64_t int_scratch_bytes(GemmPath, const GemmCall& g) {
  return g.csb != 1 ? g.n * g.k * static_cast<int64_t>(sizeof(U)) : 0;
}

template <class U>
void int_run(GemmPath, const GemmCall& call, void* scratch) {
  GemmCall g = call;
  if (g.csb != 1) {
    const U* from = static_cast<const U*>(g.b);
    U* to = static_cast<U*>(scratch);
    for (int64_t j = 0; j < g.n; ++j)
      for (int64_t p = 0; p < g.k; ++p) to[p * g.n + j] = from[j * g.csb + p * g.rsb];
    g.b = to;
    g.rsb = g.n;
  }
  for (int64_t i = 0; i < g.m; ++i) {
    U* __restrict c = static_cast<U*>(g.c) + i * g.ldc;
    for (int64_t j = 0; j < g.n && !g.accumulate; ++j) c[j] = 0;
    for (int64_t p = 0; p < g.k; ++p) {
      const U s = static_cast<const U*>(g.a)[i * g.rsa + p * g.csa];
      const U* __restrict b = static_cast<const U*>(g.b) + p * g.rsb;
      for (int64_t j = 0; j < g.n; ++j) c[j] += s * b[j];
    }
  }
}

template <class U>
constexpr GemmTable int_table() {
  return {int_scratch_bytes<U>, int_run<U>, kLaneBytes / static_cast<int>(sizeof(U)), 1, 16, 0};
}

}  // namespace

const GemmKernels ZEAL_FOR_ISA(gemm_kernels) = {table<float>(), table<double>(),
                                                int_table<uint32_t>(), int_table<uint64_t>()};

}  // namespace zeal
