// Convolutions that read their input in place; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/conv_kernel.h"

#include "op/simd_some.h"

namespace zeal {
namespace {

using simd::load;
using simd::store;

// The compiler is to keep this pointer in a register of its own.
#define ZEAL_KEEP_POINTER(p) asm("" : "+r"(p))

// A tile is MR pixels by NV vectors of channels, its sums in registers.
#if ZEAL_VECTOR_BYTES == 64
constexpr int MR = 8, NV = 3;
#else
constexpr int MR = 6, NV = 2;
#endif
#if ZEAL_VECTOR_BYTES == 64
constexpr int64_t kStepBytes = 2048;          // of a pixel's values that meet one block of weights
constexpr int64_t kPanelBytes = 640 << 10;    // of weights that stay in the second cache, whole panels, at least one
#else
constexpr int64_t kStepBytes = 1280;  // a panel stays in the first cache
constexpr int64_t kPanelBytes = 0;
#endif
constexpr int64_t kValuesBytes = 320 << 10;   // of pixels' values that panel after panel reads, from the second cache
constexpr int64_t kRowsBytes = 1 << 20;       // of input rows that are copied at once
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

  // acc += A B over k steps: row i of A begins i * rsa on and goes csa a step; rows of B are ldb apart. One pointer for
  // three rows of A: with one for all, GCC keeps an offset for each, more than there are registers.
  template <int R, int N>
  ZEAL_INLINE static void products(V (&acc)[R][N], int64_t k, const T* a, int64_t rsa, int64_t csa, const T* b, int64_t ldb) {
    constexpr int G = (R + 2) / 3;
    const T* rows[G];
#pragma GCC unroll 8
    for (int g = 0; g < G; ++g) {
      rows[g] = a + 3 * g * rsa;
      ZEAL_KEEP_POINTER(rows[g]);
    }
    for (; k > 0; --k, b += ldb) {
      V bv[N];
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) bv[j] = load<V>(b + j * L);
#pragma GCC unroll 16
      for (int i = 0; i < R; ++i) {
        const T s = rows[i / 3][i % 3 * rsa];
#pragma GCC unroll 8
        for (int j = 0; j < N; ++j) acc[i][j] += bv[j] * s;
      }
#pragma GCC unroll 8
      for (int g = 0; g < G; ++g) rows[g] += csa;
    }
  }

  // The same for R pixels of which each begins `step` values behind the one before, of three times `step` values: a value is read
  // once for the three pixels whose taps meet it. One vector of channels has few products for each value that is read.
  template <int R>
  ZEAL_INLINE static void three_taps(V (&acc)[R][1], int64_t step, const T* a, const T* b, int64_t ldb) {
    constexpr int G = (R + 4) / 3;
    const T* pixels[G] = {a};
#pragma GCC unroll 8
    for (int g = 1; g < G; ++g) {
      pixels[g] = pixels[g - 1] + 3 * step;
      ZEAL_KEEP_POINTER(pixels[g]);
    }
    const int64_t tap = step * ldb;
    for (int64_t left = step; left > 0; --left, b += ldb) {
      const V taps[3] = {load<V>(b), load<V>(b + tap), load<V>(b + 2 * tap)};
#pragma GCC unroll 24
      for (int i = 0; i < R + 2; ++i) {
        const T s = pixels[i / 3][i % 3 * step];
#pragma GCC unroll 3
        for (int t = 0; t < 3; ++t)
          if (i >= t && i - t < R) acc[i - t][0] += taps[t] * s;
      }
#pragma GCC unroll 8
      for (int g = 0; g < G; ++g) ++pixels[g];
    }
  }

  template <int R, int N>
  ZEAL_INLINE static void clear(V (&acc)[R][N]) {
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i)
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) acc[i][j] = V{};
  }

  template <int R, int N>
  ZEAL_INLINE static void put(V (&acc)[R][N], T* c, int64_t ldc, int64_t cols, bool add) {
    const bool whole = cols == N * L;
#pragma GCC unroll 16
    for (int i = 0; i < R; ++i) {
      T* row = c + i * ldc;
#pragma GCC unroll 8
      for (int j = 0; j < N; ++j) {
        if (j + 1 == N && !whole) {
          const int64_t some = cols - j * L;
          simd::store_some(row + j * L, add ? simd::load_some<V>(row + j * L, some) + acc[i][j] : acc[i][j], some);
        } else store(row + j * L, add ? load<V>(row + j * L) + acc[i][j] : acc[i][j]);
      }
    }
  }

  // fn.template operator()<rows, vectors>() for rows <= MR and as many vectors as the columns need.
  template <int R, class Fn>
  ZEAL_INLINE static void with_rows(int64_t rows, Fn&& fn) {
    if constexpr (R > 1)
      if (rows < R) return with_rows<R - 1>(rows, fn);
    fn.template operator()<R>();
  }
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
    for (int64_t p = begin; p < end; ++p)
      pack_panel(s, static_cast<const T*>(weights), at, p, 0, s.k(), static_cast<T*>(packed) + p * NR * s.k());
  }

  // Rows [k0, k1) of panel p.
  static void pack_panel(const ConvShape& s, const T* weights, const WeightStrides& at, int64_t p, int64_t k0, int64_t k1, T* to) {
    const int64_t cols = least(NR, s.n - p * NR);
    for (int64_t k = k0, take; k < k1; k += take, to += take * NR) {
      const int64_t tap = k / s.c, c = k % s.c, row = tap / s.w.taps;
      take = least(s.c - c, k1 - k);
      const T* from = weights + row / s.h.taps * at.d + row % s.h.taps * at.h + tap % s.w.taps * at.w + c * at.c;
      pack_tap(take, from + p * NR * at.n, at.c, at.n, cols, to);
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

  // Rows of the output whose inputs stay in the second cache, in even cuts of a plane.
  static int64_t rows_at_once(const ConvShape& s) {
    if (all_rows_fit(s)) return s.h.out;
    const int64_t room = kRowsBytes / int64_t(sizeof(T)) / most(1, s.d.taps * width(s.w) * s.c);
    const int64_t rows = least(rows_in_cache(s), (room - (s.h.taps - 1) * s.h.step - 1) / s.h.stride + 1);
    return rows < 1 ? 1 : ceil_div(s.h.out, ceil_div(s.h.out, rows));
  }
  // What the divisions say of most shapes.
  static bool all_rows_fit(const ConvShape& s) {
    const double read = double(s.h.out - 1) * double(s.h.stride) + double(s.h.taps - 1) * double(s.h.step) + 1;
    const double row = double(s.d.taps) * double(most(1, width(s.w))) * double(s.c);
    return double(s.h.out) * double(step_of(s) * s.w.out) <= double(kValuesBytes / int64_t(sizeof(T))) &&
           read * row <= double(kRowsBytes / int64_t(sizeof(T)));
  }
  static bool is_image(const ConvShape& s) { return s.d.in == 1 && s.d.out == 1 && s.d.taps == 1 && s.d.first == 0; }
  static int64_t rows_in_cache(const ConvShape& s) { return kValuesBytes / int64_t(sizeof(T)) / (step_of(s) * s.w.out); }
  static int64_t rows_of_input(const ConvShape& s) {
    return least(s.h.in, (rows_at_once(s) - 1) * s.h.stride + (s.h.taps - 1) * s.h.step + 1);
  }
  static int64_t plane_room(const ConvShape& s) { return s.d.taps * rows_of_input(s) * width(s.w) * s.c; }
  // Whole planes of which the same is true.
  static int64_t planes_at_once(const ConvShape& s) {
    if (s.batch * s.d.out == 1) return 1;
    if (rows_at_once(s) < s.h.out) return 1;
    return most(1, least(rows_in_cache(s) / s.h.out, kRowsBytes / int64_t(sizeof(T)) / most(1, plane_room(s))));
  }
  static int64_t rows_room(const ConvShape& s) {
    return leaves(s.w) ? least(planes_at_once(s), s.batch * s.d.out) * plane_room(s) + L : 0;  // L: see fill_zeros
  }

  // Rows of the input as the taps of a few rows of the output meet them: as they lie, or copied with zeros beside them.
  struct Rows {
    const ConvShape& s;
    const T* origin;       // what tap x = 0 of the first pixel reads, were it in the first row
    int64_t plane, pitch;  // from plane to plane, from row to row
    bool copied;           // planes are those of the taps then
    int64_t z;             // the output's plane

    // What tap (tz, ty, tx) of the first pixel of the output's row y reads; null where all pixels read outside.
    ZEAL_INLINE const T* at(int64_t y, int64_t tz, int64_t ty, int64_t tx) const {
      const int64_t d = z * s.d.stride + s.d.first + tz * s.d.step, h = y * s.h.stride + s.h.first + ty * s.h.step;
      if (uint64_t(d) >= uint64_t(s.d.in) || uint64_t(h) >= uint64_t(s.h.in)) return nullptr;
      if (copied && s.w.step != 1 && misses(tx)) return nullptr;
      return origin + (copied ? tz : d) * plane + h * pitch + tx * s.w.step * s.c;
    }
    bool misses(int64_t tx) const {
      const int64_t w = s.w.first + tx * s.w.step;
      return w < low(s.w) || w + span(s.w) >= high(s.w);
    }
  };

  // Rows [y0, y1) of the output's planes [first, last); more than one plane only if they are whole.
  struct Block {
    int64_t first, last, y0, y1;
  };

  // The input's rows [from, to) that the block's rows of the output read.
  static int64_t first_row(const ConvShape& s, const Block& block) { return most(0, block.y0 * s.h.stride + s.h.first); }
  static int64_t rows_read(const ConvShape& s, const Block& block) {
    const int64_t end = (block.y1 - 1) * s.h.stride + s.h.first + (s.h.taps - 1) * s.h.step + 1;
    return most(0, least(s.h.in, end) - first_row(s, block));
  }
  static int64_t image_of(const ConvShape& s, int64_t plane) { return s.d.out == 1 ? plane : plane / s.d.out; }

  static int64_t place_in_room(const ConvShape& s, const Block& block, int64_t plane) {
    return plane == block.first ? 0 : (plane - block.first) * plane_room(s);
  }

  // Those of a plane of the block; `room` has what was copied.
  static Rows rows_of(const ConvShape& s, const T* x, const Block& block, int64_t plane, const T* room) {
    const int64_t b = image_of(s, plane), z = plane - b * s.d.out;
    if (!leaves(s.w)) {
      const int64_t pitch = s.w.in * s.c;
      return {s, x + b * s.d.in * s.h.in * pitch + s.w.first * s.c, s.h.in * pitch, pitch, false, z};
    }
    const int64_t pitch = width(s.w) * s.c;
    const T* copied = room + place_in_room(s, block, plane);
    return {s, copied + (s.w.first - low(s.w)) * s.c - first_row(s, block) * pitch, rows_read(s, block) * pitch, pitch, true, z};
  }

  // Copies rows of the input that taps would leave.
  static void copy_rows(const ConvShape& s, const T* x, const Block& block, T* room) {
    if (!leaves(s.w)) return;
    const int64_t from = first_row(s, block), count = rows_read(s, block);
    for (int64_t plane = block.first; plane < block.last; ++plane) {
      const int64_t b = image_of(s, plane), z = plane - b * s.d.out;
      T* to = room + place_in_room(s, block, plane);
      for (int64_t tz = 0; tz < s.d.taps; ++tz, to += count * width(s.w) * s.c) {
        const int64_t d = z * s.d.stride + s.d.first + tz * s.d.step;
        if (d >= 0 && d < s.d.in) copy_plane(s, x + ((b * s.d.in + d) * s.h.in + from) * s.w.in * s.c, count, to);
      }
    }
  }

  static void copy_plane(const ConvShape& s, const T* x, int64_t rows, T* to) {
    const int64_t all = width(s.w), before = least(all, most(0, -low(s.w))), skip = most(0, low(s.w));
    const int64_t have = most(0, least(all - before, s.w.in - skip)) * s.c, left = before * s.c, right = all * s.c - left - have;
    const int64_t from_row = s.w.in * s.c, to_row = all * s.c;
    x += skip * s.c;
    fill_zeros(to, left);
    for (to += left; rows > 0; --rows, x += from_row, to += to_row) {
      copy(x, have, to);
      fill_zeros(to + have, rows > 1 ? right + left : right);
    }
  }
  // Short rows are cheaper without a call. Whole vectors, so some behind the end become zero as well: values are put there later.
  ZEAL_INLINE static void fill_zeros(T* to, int64_t n) {
    if (n > 8 * L) return static_cast<void>(std::memset(to, 0, n * sizeof(T)));
    for (; n > 0; n -= L, to += L) {
      store(to, V{});
      ZEAL_KEEP_POINTER(to);  // GCC would make a `rep stos` of the loop
    }
  }
  ZEAL_INLINE static void copy(const T* from, int64_t n, T* to) {
    if (n > 32 * L || n < L) return static_cast<void>(std::memcpy(to, from, n * sizeof(T)));
    for (int64_t i = 0; i + L <= n; i += L) store(to + i, load<V>(from + i));
    store(to + n - L, load<V>(from + n - L));
  }

  // fn(block) for the rows [begin, end) of the output, in blocks that stay in the second cache, of at most `rows` rows.
  template <class Fn>
  static void each_block(const ConvShape& s, int64_t begin, int64_t end, int64_t rows, int64_t planes, Fn&& fn) {
    while (begin < end) {
      const int64_t plane = begin < s.h.out ? 0 : begin / s.h.out, y0 = begin - plane * s.h.out, left = end - begin;
      const int64_t whole = y0 == 0 && rows >= s.h.out && left >= s.h.out ? planes == 1 ? 1 : least(planes, left / s.h.out) : 0;
      const Block block{plane, plane + most(1, whole), y0, whole ? s.h.out : least(least(y0 + rows, s.h.out), y0 + left)};
      fn(block);
      begin += (block.last - block.first) * (block.y1 - block.y0);
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

  // Where the values of a window go on: behind `at` values of the run of tap (z, y, x).
  struct Place {
    int64_t z, y, x, at;
  };
  static Place place_of(const ConvShape& s, int64_t k) {
    const int64_t length = run_length(s), runs = runs_in_row(s), run = k / length, row = run / runs;
    return {row / s.h.taps, row % s.h.taps, run % runs, k % length};
  }

  // The values from p on, of [k, k1), of a pixel of row y, in parts; those outside the input are left out.
  static int parts_of(const Rows& rows, int64_t y, Place p, int64_t k, int64_t k1, Part* parts) {
    const ConvShape& s = rows.s;
    const int64_t length = run_length(s), runs = runs_in_row(s);
    int n = 0;
    while (k < k1) {
      const int64_t take = least(length - p.at, k1 - k);
      if (const T* values = rows.at(y, p.z, p.y, p.x)) parts[n++] = {values + p.at, k, take};
      k += take, p.at = 0;
      if (++p.x < runs) continue;
      p.x = 0;
      if (++p.y == s.h.taps) p.y = 0, ++p.z;
    }
    return n;
  }
  // The same for the whole window of an image, whose taps along w are one run: so the small calls.
  static bool is_whole_window(const ConvShape& s, int64_t k0, int64_t k1) { return k0 == 0 && k1 == s.k() && s.w.step == 1 && is_image(s); }
  ZEAL_INLINE static int window_of(const Rows& rows, int64_t y, int64_t length, Part* parts) {
    const ConvAxis h = rows.s.h;  // a copy: the compiler would read it again behind each part that is written
    const int64_t step = h.step * rows.pitch;
    int64_t at = y * h.stride + h.first, offset = at * rows.pitch;
    int n = 0;
    for (int64_t k = 0, end = h.taps * length; k < end; k += length, at += h.step, offset += step)
      if (uint64_t(at) < uint64_t(h.in)) parts[n++] = {rows.origin + offset, k, length};
    return n;
  }
  // Values of a pixel that meet one block of weights: of at most kMaxParts runs, so that rows' parts have room.
  static int64_t step_of(const ConvShape& s) {
    const int64_t most_values = least(KC, (kMaxParts - 1) * run_length(s));
    if (s.k() <= most_values) return s.k();
    return ceil_div(s.k(), ceil_div(s.k(), most_values));
  }

  // One row of the output, and what its pixels read of a block of weights.
  struct Line {
    const Part* parts;
    int n;
    T* to;
    bool add;
  };
  static constexpr int kMaxLines = 64;

  // R pixels of each line, `skip` values and `to` elements of the output on, and N vectors of channels. The values of pixels are
  // `step` apart.
  template <int R, int N>
  static void tile(const Line* lines, int count, int64_t skip, int64_t step, const T* weights, int64_t ldb, int64_t to, int64_t ldc,
                   int64_t cols) {
    for (const Line* end = lines + count; lines < end; ++lines) {
      T* c = lines->to + to;
      V acc[R][N];
      clear(acc);
      for (int i = 0; i < R; ++i)
        for (int j = 0; j < N * L; j += 64 / int(sizeof(T))) __builtin_prefetch(c + i * ldc + j, 1);
      for (const Part *part = lines->parts, *last = part + lines->n; part < last; ++part) {
        const T *values = part->values + skip, *b = weights + part->k * ldb;
        int64_t left = part->length;
        ZEAL_KEEP_POINTER(values);
        if constexpr (N == 1 && ZEAL_VECTOR_BYTES > 16)  // kernels of old processors are to be small
          for (; left >= 3 * step; left -= 3 * step, values += 3 * step, b += 3 * step * ldb) three_taps<R>(acc, step, values, b, ldb);
        if (left > 0) products<R, N>(acc, left, values, step, 1, b, ldb);
      }
      put<R, N>(acc, c, ldc, cols, lines->add);
    }
  }

  // Its pixels in even cuts of at most MR, each with the panels [first, last). One vector of channels takes more pixels.
  static void row(const ConvShape& s, const Line& line, const T* weights, int64_t panel, int64_t ldb, int64_t first, int64_t last, int64_t ldc) {
    const bool narrow = last - first == 1 && s.n - first * NR <= L;
    const int64_t cuts = narrow ? (s.w.out + 2 * MR - 1) / (2 * MR) : (s.w.out + MR - 1) / MR, step = s.w.stride * s.c;
    const int64_t size = cuts == 1 ? s.w.out : int64_t(uint64_t(s.w.out) / uint64_t(cuts));
    int64_t more = s.w.out - size * cuts;
    for (int64_t p0 = 0, p1; p0 < s.w.out; p0 = p1) {
      p1 = p0 + size + (more-- > 0);
      if (narrow) {
        with_rows<2 * MR>(p1 - p0, [&]<int R>() {
          tile<R, 1>(&line, 1, p0 * step, step, weights, ldb, p0 * ldc + first * NR, ldc, s.n - first * NR);
        });
        continue;
      }
      for (int64_t p = first; p < last; ++p) {
        const int64_t cols = least(NR, s.n - p * NR);
        with_tile(p1 - p0, cols, [&]<int R, int N>() {
          tile<R, N>(&line, 1, p0 * step, step, weights + (p - first) * panel, ldb, p0 * ldc + p * NR, ldc, cols);
        });
      }
    }
  }

  // What a call of `forward` is about.
  struct Forward {
    const ConvShape& s;
    const Weights& weights;
    int64_t first, last;  // panels
    int64_t ldc;
    T* panel;  // room for a piece of one
  };

  // Over the values [k0, k1) of their pixels.
  static void run_lines(const Forward& f, const Line* lines, int count, int64_t k0, int64_t k1) {
    const T* weights = static_cast<const T*>(f.weights.data);
    if (f.weights.loose) {
      for (int64_t p = f.first; p < f.last; ++p) {
        pack_panel(f.s, weights, *f.weights.loose, p, k0, k1, f.panel);
        for (int i = 0; i < count; ++i) row(f.s, lines[i], f.panel - k0 * NR, 0, NR, p, p + 1, f.ldc);
      }
      return;
    }
    if (f.s.n <= L && f.s.w.out <= 2 * MR)  // a tile is a row of one vector of channels
      return with_rows<2 * MR>(f.s.w.out, [&]<int R>() {
        tile<R, 1>(lines, count, 0, f.s.w.stride * f.s.c, weights, f.weights.row, 0, f.ldc, f.s.n);
      });
    const int64_t panels = most(1, kPanelBytes / int64_t(sizeof(T)) / (NR * least(KC, f.s.k())));
    for (int64_t p = f.first; p < f.last; p += panels)
      for (int i = 0; i < count; ++i)
        row(f.s, lines[i], weights + p * f.weights.panel, f.weights.panel, f.weights.row, p, least(p + panels, f.last), f.ldc);
  }

  // All panels, over the values [k0, k1) of the pixels of a block.
  static void forward_step(const Forward& f, const T* x, const Block& block, int64_t k0, int64_t k1, const PixelStrides& at, T* y,
                           const T* room) {
    Part parts[kMaxLines * 4];
    Line lines[kMaxLines];
    static_assert(kMaxLines * 4 >= 2 * kMaxParts);
    const Place from = k0 ? place_of(f.s, k0) : Place{0, 0, 0, 0};
    const bool whole = is_whole_window(f.s, k0, k1);
    const int64_t length = run_length(f.s);
    int count = 0;
    Part* next = parts;
    for (int64_t plane = block.first; plane < block.last; ++plane) {
      const Rows rows = rows_of(f.s, x, block, plane, room);
      T* to = y + image_of(f.s, plane) * at.batch + rows.z * at.d;
      for (int64_t line = block.y0; line < block.y1; ++line) {
        const int n = whole ? window_of(rows, line, length, next) : parts_of(rows, line, from, k0, k1, next);
        if (n > 0 || k0 == 0) lines[count++] = {next, n, to + line * at.h, k0 > 0};
        next += n;
        if (count == kMaxLines || next + kMaxParts > parts + kMaxLines * 4) run_lines(f, lines, count, k0, k1), count = 0, next = parts;
      }
    }
    run_lines(f, lines, count, k0, k1);
  }

  template <bool relu>
  static void finish_pixels(int64_t pixels, int64_t step, int64_t n, const T* bias, T* y) {
    const auto done = [](V v) { return relu ? V(v < V{} ? V{} : v) : v; };
    for (; pixels > 0; --pixels, y += step) {
      int64_t j = 0;
      for (; j + L <= n; j += L) store(y + j, done(load<V>(y + j) + load<V>(bias + j)));
      if (j < n) simd::store_some(y + j, done(simd::load_some<V>(y + j, n - j) + simd::load_some<V>(bias + j, n - j)), n - j);
    }
  }
  static void finish_pixels(int64_t pixels, int64_t step, int64_t n, bool relu, const T* bias, T* y) {
    (relu ? finish_pixels<true> : finish_pixels<false>)(pixels, step, n, bias, y);
  }
  static void finish(int64_t pixels, int64_t n, const ConvFinish& f, void* y) {
    finish_pixels(pixels, n, n, f.relu, static_cast<const T*>(f.bias), static_cast<T*>(y));
  }
  // The columns [from, to) of a block.
  static void finish_block(const ConvShape& s, const Block& block, int64_t from, int64_t to, const PixelStrides& at, const ConvFinish& f, T* y) {
    for (int64_t plane = block.first; plane < block.last; ++plane) {
      const int64_t b = image_of(s, plane);
      T* row = y + b * at.batch + (plane - b * s.d.out) * at.d + from;
      for (int64_t line = block.y0; line < block.y1; ++line)
        finish_pixels(s.w.out, at.w, to - from, f.relu, static_cast<const T*>(f.bias) + from, row + line * at.h);
    }
  }

  static int64_t panel_room(const ConvShape& s) { return least(KC, s.k()) * NR; }
  static int64_t forward_room(const ConvShape& s) { return (is_one_block(s) ? panel_room(s) : 0) + rows_room(s); }
  static bool is_one_block(const ConvShape& s) { return s.rows() <= kMaxLines && s.batch * s.d.out <= planes_at_once(s); }

  static void forward(const ConvShape& s, const void* x, const Weights& weights, int64_t begin, int64_t end, int64_t first, int64_t last,
                      const PixelStrides& at, void* y, void* rooms, const ConvFinish& finish) {
    T* room = static_cast<T*>(rooms) + (weights.loose ? panel_room(s) : 0);
    const Forward f{s, weights, first, last, at.w, static_cast<T*>(rooms)};
    const int64_t step = step_of(s), k = s.k();
    each_block(s, begin, end, rows_at_once(s), planes_at_once(s), [&](const Block& block) {
      copy_rows(s, static_cast<const T*>(x), block, room);
      for (int64_t k0 = 0; k0 < k; k0 += step)
        forward_step(f, static_cast<const T*>(x), block, k0, least(k0 + step, k), at, static_cast<T*>(y), room);
      if (finish.bias) finish_block(s, block, first * NR, least(last * NR, s.n), at, finish, static_cast<T*>(y));
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
    T* packed = static_cast<T*>(room);
    T* copied = packed + rows_of_block(s) * s.w.out * ceil_div(s.n, NR) * NR;
    each_block(s, 0, s.rows(), rows_of_block(s), 1, [&](const Block& block) {
      copy_rows(s, static_cast<const T*>(x), block, copied);
      const Rows rows = rows_of(s, static_cast<const T*>(x), block, block.first, copied);
      const int64_t line = block.first * s.h.out + block.y0, count = block.y1 - block.y0;
      pack_dy(static_cast<const T*>(dy) + line * s.w.out * s.n, count * s.w.out, s.n, packed);
      weights_of_rows(s, rows, packed, block.y0, block.y1, begin, end, static_cast<T*>(dw));
    });
  }

  static constexpr ConvTable table() {
    return {NR, L, packed_size, pack, forward_room, weights_room, forward, finish, is_one_block, weight_tiles, weights};
  }
};

}  // namespace

const ConvKernels ZEAL_FOR_ISA(conv_kernels) = {Conv<float>::table(), Conv<double>::table()};

}  // namespace zeal
