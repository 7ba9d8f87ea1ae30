// Convolutions that read their input in place; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/conv_kernel.h"

#include "op/simd.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

// A tile is MR pixels by NV vectors of channels, its sums in registers.
#if ZEAL_VECTOR_BYTES == 64
constexpr int MR = 8, NV = 3;
#else
constexpr int MR = 6, NV = 2;
#endif
constexpr int64_t kStepBytes = 2048;          // of a pixel's values that meet one block of weights
constexpr int64_t kPanelBytes = 640 << 10;    // of weights that stay in the second cache
constexpr int64_t kRowsBytes = 192 << 10;     // of input rows that are copied beside zeros at once
constexpr int64_t kPixels = 256;              // that the gradient of the weights adds up in registers

template <class T>
struct Conv {
  using V = simd::Vec<T, ZEAL_VECTOR_BYTES>;
  static constexpr int L = ZEAL_VECTOR_BYTES / sizeof(T);
  static constexpr int NR = NV * L;
  static constexpr int64_t KC = kStepBytes / sizeof(T);

  static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
  static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
  static int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

  // ---- Tiles ----------------------------------------------------------------------------------

  // acc += A B over k steps: row i of A begins i * rsa on and goes csa a step; rows of B are ldb apart.
  template <int R, int N>
  ZEAL_INLINE static void products(V (&acc)[R][N], int64_t k, const T* a, int64_t rsa, int64_t csa, const T* b, int64_t ldb) {
    for (; k > 0; --k, a += csa, b += ldb) {
      V bv[N];
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) bv[j] = load<V>(b + j * L);
#pragma GCC unroll 16
      for (int i = 0; i < R; ++i) {
        const T s = a[i * rsa];
#pragma GCC unroll 8
        for (int j = 0; j < N; ++j) acc[i][j] += bv[j] * s;
      }
    }
  }

  template <int R, int N>
  ZEAL_INLINE static void clear(V (&acc)[R][N]) {
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) acc[i][j] = V{};
  }

  // The first `count` elements of v; a ragged row ends inside its last vector.
  ZEAL_INLINE static void store_some(T* to, const V& v, int64_t count, bool add) {
    T part[L];
    store(part, v);
    for (int64_t j = 0; j < count; ++j) to[j] = add ? to[j] + part[j] : part[j];
  }

  template <int R, int N>
  ZEAL_INLINE static void put(V (&acc)[R][N], T* c, int64_t ldc, int64_t cols, bool add) {
    const bool whole = cols == N * L;
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i) {
      T* row = c + i * ldc;
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) {
        if (j + 1 == N && !whole) store_some(row + j * L, acc[i][j], cols - j * L, add);
        else store(row + j * L, add ? load<V>(row + j * L) + acc[i][j] : acc[i][j]);
      }
    }
  }

  // fn.template operator()<rows, vectors>() for rows <= MR and as many vectors as the columns need.
  template <int R = MR, int N = NV, class Fn>
  ZEAL_INLINE static void with_tile(int64_t rows, int64_t cols, Fn&& fn) {
    if constexpr (N > 1)
      if (cols <= (N - 1) * L) return with_tile<R, N - 1>(rows, cols, fn);
    if constexpr (R > 1)
      if (rows < R) return with_tile<R - 1, N>(rows, cols, fn);
    fn.template operator()<R, N>();
  }

  // ---- Weights --------------------------------------------------------------------------------

  static int64_t packed_size(const ConvShape& s) { return ceil_div(s.n, NR) * NR * s.k(); }

  // Panels of NR columns, each [k, NR]; columns that are not there are zero.
  static void pack(const ConvShape& s, const void* weights, const WeightStrides& at, int64_t begin, int64_t end, void* packed) {
    for (int64_t p = begin; p < end; ++p) {
      T* to = static_cast<T*>(packed) + p * NR * s.k();
      const int64_t cols = least(NR, s.n - p * NR);
      const T* from = static_cast<const T*>(weights) + p * NR * at.n;
      for (int64_t z = 0; z < s.d.taps; ++z)
        for (int64_t y = 0; y < s.h.taps; ++y)
          for (int64_t x = 0; x < s.w.taps; ++x, to += s.c * NR)
            pack_tap(s.c, from + z * at.d + y * at.h + x * at.w, at.c, at.n, cols, to);
    }
  }

  static void pack_tap(int64_t c, const T* from, int64_t sc, int64_t sn, int64_t cols, T* to) {
    if (sn == 1 && cols == NR) {
      for (int64_t i = 0; i < c; ++i, from += sc, to += NR)
#pragma GCC unroll 4
        for (int j = 0; j < NV; ++j) store(to + j * L, load<V>(from + j * L));
      return;
    }
    if (sc == 1 && sn != 1) simd::transpose_copy<T>(cols, c, from, sn, to, NR);
    else
      for (int64_t i = 0; i < c; ++i)
        for (int64_t j = 0; j < cols; ++j) to[i * NR + j] = from[i * sc + j * sn];
    for (int64_t i = 0; i < c && cols < NR; ++i)
      for (int64_t j = cols; j < NR; ++j) to[i * NR + j] = T(0);
  }

  // ---- Rows of the input ----------------------------------------------------------------------

  // The columns [low, high) that taps read; some of them may lie outside. Of dilated windows, taps that only ever read
  // outside are left out, so that a huge dilation costs no memory.
  static int64_t span(const ConvAxis& a) { return (a.out - 1) * a.stride; }
  static int64_t end(const ConvAxis& a) { return a.first + span(a) + (a.taps - 1) * a.step + 1; }
  static bool leaves(const ConvAxis& a) { return a.first < 0 || end(a) > a.in; }
  static int64_t low(const ConvAxis& a) { return a.step == 1 ? a.first : most(a.first, -span(a)); }
  static int64_t high(const ConvAxis& a) { return a.step == 1 ? end(a) : least(end(a), a.in + span(a)); }
  static int64_t width(const ConvAxis& a) { return most(0, high(a) - low(a)); }

  // Rows of the output whose inputs are copied at once.
  static int64_t rows_at_once(const ConvShape& s) {
    if (!leaves(s.w)) return s.h.out;
    const int64_t room = kRowsBytes / int64_t(sizeof(T)) / most(1, s.d.taps * width(s.w) * s.c);
    const int64_t rows = (room - (s.h.taps - 1) * s.h.step - 1) / s.h.stride + 1;
    return rows < 1 ? 1 : least(rows, s.h.out);
  }
  static int64_t rows_of_input(const ConvShape& s) {
    return least(s.h.in, (rows_at_once(s) - 1) * s.h.stride + (s.h.taps - 1) * s.h.step + 1);
  }
  static int64_t rows_room(const ConvShape& s) {
    return leaves(s.w) ? s.d.taps * rows_of_input(s) * width(s.w) * s.c : 0;
  }

  // Rows of the input as the taps of a few rows of the output meet them.
  struct Rows {
    const ConvShape& s;
    const T* x;       // of the image
    const T* copied;  // null: read in place
    int64_t z, from, count;

    // What tap (tz, ty, tx) of the first pixel of the output's row y reads; null where all pixels read outside.
    const T* at(int64_t y, int64_t tz, int64_t ty, int64_t tx) const {
      const int64_t d = z * s.d.stride + s.d.first + tz * s.d.step, h = y * s.h.stride + s.h.first + ty * s.h.step;
      if (d < 0 || d >= s.d.in || h < 0 || h >= s.h.in) return nullptr;
      const int64_t w = s.w.first + tx * s.w.step;
      if (!copied) return x + ((d * s.h.in + h) * s.w.in + w) * s.c;
      if (w < low(s.w) || w + span(s.w) >= high(s.w)) return nullptr;
      return copied + ((tz * count + h - from) * width(s.w) + w - low(s.w)) * s.c;
    }
  };

  // For rows [y0, y1) of the output's plane z; with zeros beside them where taps leave the input.
  static Rows rows_for(const ConvShape& s, const T* x, int64_t z, int64_t y0, int64_t y1, T* room) {
    Rows r{s, x, nullptr, z, 0, 0};
    if (!leaves(s.w)) return r;
    r.copied = room;
    r.from = most(0, y0 * s.h.stride + s.h.first);
    const int64_t to = least(s.h.in, (y1 - 1) * s.h.stride + s.h.first + (s.h.taps - 1) * s.h.step + 1);
    r.count = most(0, to - r.from);
    for (int64_t tz = 0; tz < s.d.taps; ++tz) {
      const int64_t d = z * s.d.stride + s.d.first + tz * s.d.step;
      if (d < 0 || d >= s.d.in) continue;
      for (int64_t i = 0; i < r.count; ++i)
        copy_row(s, x + (d * s.h.in + r.from + i) * s.w.in * s.c, room + (tz * r.count + i) * width(s.w) * s.c);
    }
    return r;
  }

  static void copy_row(const ConvShape& s, const T* x, T* to) {
    const int64_t all = width(s.w), before = least(all, most(0, -low(s.w))), skip = most(0, low(s.w));
    const int64_t have = most(0, least(all - before, s.w.in - skip)), after = all - before - have;
    std::memset(to, 0, before * s.c * sizeof(T));
    if (have) std::memcpy(to + before * s.c, x + skip * s.c, have * s.c * sizeof(T));
    std::memset(to + (before + have) * s.c, 0, after * s.c * sizeof(T));
  }

  // fn(image, z, y0, y1) for the rows [begin, end) of the output, in pieces of one plane and at most `rows` rows.
  template <class Fn>
  static void each_rows(const ConvShape& s, int64_t begin, int64_t end, int64_t rows, Fn&& fn) {
    while (begin < end) {
      const int64_t plane = begin / s.h.out, y0 = begin % s.h.out;
      const int64_t y1 = least(least(y0 + rows, s.h.out), y0 + end - begin);
      fn(plane / s.d.out, plane % s.d.out, y0, y1);
      begin += y1 - y0;
    }
  }

  // Taps along w that follow each other in the input are one run of values.
  static int64_t run_length(const ConvShape& s) { return s.w.step == 1 ? s.w.taps * s.c : s.c; }
  static int64_t runs_in_row(const ConvShape& s) { return s.w.step == 1 ? 1 : s.w.taps; }

  // ---- Forward --------------------------------------------------------------------------------

  // A part of a run: `length` values that meet rows of the weights.
  struct Part {
    const T* values;
    int64_t k, length;
  };
  static constexpr int kMaxParts = 32;

  // The values [k0, k1) of a pixel of row y, in parts; those outside the input are left out.
  static int parts_of(const Rows& rows, int64_t y, int64_t k0, int64_t k1, Part* parts, int64_t& done) {
    const ConvShape& s = rows.s;
    const int64_t length = run_length(s), runs = runs_in_row(s);
    int n = 0;
    while (k0 < k1 && n < kMaxParts) {
      const int64_t run = k0 / length, at = k0 % length, row = run / runs;
      const int64_t take = least(length - at, k1 - k0);
      if (const T* values = rows.at(y, row / s.h.taps, row % s.h.taps, run % runs)) parts[n++] = {values + at, k0, take};
      k0 += take;
    }
    done = k0;
    return n;
  }

  template <int R, int N>
  static void tile(const Part* parts, int n, int64_t skip, int64_t step, const T* weights, T* c, int64_t ldc, int64_t cols, bool add) {
    V acc[R][N];
    clear(acc);
    for (int i = 0; i < n; ++i)
      products<R, N>(acc, parts[i].length, parts[i].values + skip, step, 1, weights + parts[i].k * NR, NR);
    put<R, N>(acc, c, ldc, cols, add);
  }

  // One row of the output: its pixels in even cuts of at most MR, each with all panels.
  static void row(const ConvShape& s, const Part* parts, int n, const T* packed, int64_t first, int64_t last, T* y, int64_t ldc, bool add) {
    const int64_t cuts = ceil_div(s.w.out, MR), step = s.w.stride * s.c;
    for (int64_t cut = 0; cut < cuts; ++cut) {
      const int64_t p0 = s.w.out * cut / cuts, p1 = s.w.out * (cut + 1) / cuts;
      for (int64_t p = first; p < last; ++p) {
        const int64_t cols = least(NR, s.n - p * NR);
        with_tile(p1 - p0, cols, [&]<int R, int N>() {
          tile<R, N>(parts, n, p0 * step, step, packed + p * NR * s.k(), y + p0 * ldc + p * NR, ldc, cols, add);
        });
      }
    }
  }

  static void forward_rows(const ConvShape& s, const Rows& rows, const T* packed, int64_t y0, int64_t y1, int64_t first,
                           int64_t last, const PixelStrides& at, T* out) {
    const int64_t panels = most(1, kPanelBytes / int64_t(sizeof(T)) / (NR * least(KC, s.k())));
    const int64_t blocks = ceil_div(s.k(), KC), step = ceil_div(s.k(), blocks);
    for (int64_t p = first; p < last; p += panels)
      for (int64_t k0 = 0; k0 < s.k(); k0 += step)
        for (int64_t y = y0; y < y1; ++y) {
          Part parts[kMaxParts];
          const int64_t k1 = least(k0 + step, s.k());
          bool add = k0 > 0;
          for (int64_t k = k0; k < k1; add = true) {
            const int n = parts_of(rows, y, k, k1, parts, k);
            if (n > 0 || !add) row(s, parts, n, packed, p, least(p + panels, last), out + y * at.h, at.w, add);
          }
        }
  }

  static void forward(const ConvShape& s, const void* x, const void* packed, int64_t begin, int64_t end, int64_t first,
                      int64_t last, const PixelStrides& at, void* y, void* room) {
    const int64_t image = s.d.in * s.h.in * s.w.in * s.c;
    each_rows(s, begin, end, rows_at_once(s), [&](int64_t b, int64_t z, int64_t y0, int64_t y1) {
      const Rows rows = rows_for(s, static_cast<const T*>(x) + b * image, z, y0, y1, static_cast<T*>(room));
      forward_rows(s, rows, static_cast<const T*>(packed), y0, y1, first, last, at, static_cast<T*>(y) + b * at.batch + z * at.d);
    });
  }

  // ---- Gradient of the weights ----------------------------------------------------------------

  // Its rows are the values of a pixel, run by run in cuts of at most MR; its sums go over pixels.
  static int64_t tiles_in_run(const ConvShape& s) { return ceil_div(run_length(s), MR); }
  static int64_t weight_tiles(const ConvShape& s) { return s.k() / run_length(s) * tiles_in_run(s); }

  static int64_t rows_of_block(const ConvShape& s) { return most(1, least(rows_at_once(s), kPixels / s.w.out)); }
  static int64_t weights_room(const ConvShape& s) {
    return (rows_room(s) + 15) / 16 * 16 + rows_of_block(s) * s.w.out * ceil_div(s.n, NR) * NR;
  }

  // Panels [pixels, NR] of dy.
  static void pack_dy(const T* dy, int64_t pixels, int64_t n, T* to) {
    for (int64_t j = 0; j < n; j += NR) pack_tap(pixels, dy + j, n, 1, least(NR, n - j), to + j * pixels);
  }

  static void weights_of_rows(const ConvShape& s, const Rows& rows, const T* dy, int64_t y0, int64_t y1, int64_t begin,
                              int64_t end, T* dw) {
    const int64_t length = run_length(s), runs = runs_in_row(s), tiles = tiles_in_run(s);
    const int64_t pixels = (y1 - y0) * s.w.out;
    for (int64_t j = 0; j < s.n; j += NR)
      for (int64_t t = begin; t < end; ++t) {
        const int64_t run = t / tiles, cut = t % tiles, line = run / runs;
        const int64_t m0 = length * cut / tiles, m1 = length * (cut + 1) / tiles, cols = least(NR, s.n - j);
        with_tile(m1 - m0, cols, [&]<int R, int N>() {
          V acc[R][N];
          clear(acc);
          for (int64_t y = y0; y < y1; ++y)
            if (const T* values = rows.at(y, line / s.h.taps, line % s.h.taps, run % runs))
              products<R, N>(acc, s.w.out, values + m0, 1, s.w.stride * s.c, dy + j * pixels + (y - y0) * s.w.out * NR, NR);
          put<R, N>(acc, dw + (run * length + m0) * s.n + j, s.n, cols, true);
        });
      }
  }

  static void weights(const ConvShape& s, const void* x, const void* dy, int64_t begin, int64_t end, void* dw, void* room) {
    const int64_t image = s.d.in * s.h.in * s.w.in * s.c;
    T* packed = static_cast<T*>(room);
    T* copied = packed + rows_of_block(s) * s.w.out * ceil_div(s.n, NR) * NR;
    each_rows(s, 0, s.rows(), rows_of_block(s), [&](int64_t b, int64_t z, int64_t y0, int64_t y1) {
      const Rows rows = rows_for(s, static_cast<const T*>(x) + b * image, z, y0, y1, copied);
      const int64_t line = (b * s.d.out + z) * s.h.out + y0;
      pack_dy(static_cast<const T*>(dy) + line * s.w.out * s.n, (y1 - y0) * s.w.out, s.n, packed);
      weights_of_rows(s, rows, packed, y0, y1, begin, end, static_cast<T*>(dw));
    });
  }

  static constexpr ConvTable table() {
    return {NR, packed_size, pack, rows_room, weights_room, forward, weight_tiles, weights};
  }
};

}  // namespace

const ConvKernels ZEAL_FOR_ISA(conv_kernels) = {Conv<float>::table(), Conv<double>::table()};

}  // namespace zeal
