// Reduction loops; compiled once per instruction set (ZEAL_ISA).
#include "ops/math/reduce_kernel.h"

#include "ops/math/reduce_lanes.h"

namespace zeal {
namespace {

// Each reduction: the value that changes nothing, what is done to an element first, and the join of
// two values; `join` and `map` take scalars and vectors alike. Integers are unsigned where they
// wrap (sum, prod).
struct Sum {
  static constexpr bool idempotent = false;  // an element may count twice
  template <class T> static constexpr T none = T(0);
  template <class V> ZEAL_INLINE static V map(V x) { return x; }
  template <class V> ZEAL_INLINE static V join(V a, V b) { return a + b; }
};
struct Prod : Sum {
  template <class T> static constexpr T none = T(1);
  template <class V> ZEAL_INLINE static V join(V a, V b) { return a * b; }
};
struct SumSquares : Sum {
  template <class V> ZEAL_INLINE static V map(V x) { return x * x; }
};
struct Max : Sum {
  static constexpr bool idempotent = true;
  template <class T> static constexpr T none = Limits<T>::low;
  template <class V> ZEAL_INLINE static V join(V a, V b) { return (b > a) | (b != b) ? b : a; }
};
struct Min : Sum {
  static constexpr bool idempotent = true;
  template <class T> static constexpr T none = Limits<T>::high;
  template <class V> ZEAL_INLINE static V join(V a, V b) { return (b < a) | (b != b) ? b : a; }
};
struct Any : Sum {
  static constexpr bool idempotent = true;
  template <class V> ZEAL_INLINE static V join(V a, V b) { return a | b; }
};
struct All : Sum {
  static constexpr bool idempotent = true;
  template <class T> static constexpr T none = T(1);
  template <class V> ZEAL_INLINE static V join(V a, V b) { return a & b; }
};

// In loops over what is less than a vector, which would otherwise be vectorised once more: a third of the code.
#define ZEAL_FEW asm volatile("")

// ---- Rows -----------------------------------------------------------------------------------

template <class R, class T, class V>
ZEAL_INLINE T join_lanes(const V& v) {
  return simd::join_lanes<T>(v, [](const auto& a, const auto& b) { return R::join(a, b); });
}

// Fewer elements than a vector: two shorter ones, which overlap.
template <class R, class T, int Bytes>
ZEAL_INLINE T short_row(const T* x, int64_t n) {
  constexpr int64_t L = Bytes / sizeof(T);
  if constexpr (L < 2) {
    return n ? R::map(x[0]) : R::template none<T>;
  } else {
    if (n < L) return short_row<R, T, Bytes / 2>(x, n);
    using V = typename simd::AnyVec<T, Bytes>::type;
    return join_lanes<R, T>(R::join(R::map(load<V>(x)), R::map(load<V>(x + n - L))));
  }
}

// At most kBlock elements: four vectors side by side, the rest one by one into a scalar.
constexpr int64_t kBlock = 1024;

template <class R, class T>
ZEAL_INLINE T block(const T* x, int64_t n) {
  using V = Wide<T>;
  constexpr int64_t L = kLanes<T>;
  T rest = R::template none<T>;
  int64_t i = 0;
  if constexpr (R::idempotent)
    if (n < L) return short_row<R, T, ZEAL_VECTOR_BYTES / 2>(x, n);
  if (n >= L) {
    V a0 = all_lanes<T>(rest), a1 = a0, a2 = a0, a3 = a0;
    for (; i + 4 * L <= n; i += 4 * L) {
      a0 = R::join(a0, R::map(load<V>(x + i)));
      a1 = R::join(a1, R::map(load<V>(x + i + L)));
      a2 = R::join(a2, R::map(load<V>(x + i + 2 * L)));
      a3 = R::join(a3, R::map(load<V>(x + i + 3 * L)));
    }
    for (; i + L <= n; i += L) a0 = R::join(a0, R::map(load<V>(x + i)));
    rest = join_lanes<R, T>(R::join(R::join(a0, a1), R::join(a2, a3)));
  }
  for (; i < n; ++i) {
    ZEAL_FEW;
    rest = R::join(rest, R::map(x[i]));
  }
  return rest;
}

// The greatest power of two times unit that is below n.
ZEAL_INLINE int64_t split_point(int64_t n, int64_t unit) {
  int64_t half = unit;
  while (2 * half < n) half *= 2;
  return half;
}

template <class R, class T>
T row(const T* x, int64_t n) {
  if (n <= kBlock) return block<R>(x, n);
  const int64_t half = split_point(n, kBlock);
  const T left = row<R>(x, half);
  return R::join(left, row<R>(x + half, n - half));
}

template <class R, class T>
void rows(const void* x, int64_t count, int64_t n, void* out) {
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(out);
  if (n <= kBlock) {
    for (int64_t i = 0; i < count; ++i) to[i] = block<R>(from + i * n, n);
  } else {
    for (int64_t i = 0; i < count; ++i) to[i] = row<R>(from + i * n, n);
  }
}

template <class R, class T>
T join_parts(const T* parts, int64_t count) {
  if (count == 1) return parts[0];
  const int64_t half = split_point(count, 1);
  const T left = join_parts<R>(parts, half);
  return R::join(left, join_parts<R>(parts + half, count - half));
}

template <class R, class T>
void combine(void* parts, int64_t count, void* out) {
  *static_cast<T*>(out) = join_parts<R>(static_cast<const T*>(parts), count);
}

// ---- Columns --------------------------------------------------------------------------------

constexpr int64_t kStripBytes = 4096;   // columns handled at a time
constexpr int64_t kGroupedBytes = 128;  // up to here rows are grouped into longer ones
constexpr int64_t kRowRun = 32;         // rows added one after the other

template <class R, class T>
ZEAL_INLINE void join_into(T* to, const T* from, int64_t width) {
  constexpr int64_t L = kLanes<T>;
  int64_t j = 0;
  for (; j + L <= width; j += L)
    store(to + j, R::join(load<Wide<T>>(to + j), load<Wide<T>>(from + j)));
  for (; j < width; ++j) {
    ZEAL_FEW;
    to[j] = R::join(to[j], from[j]);
  }
}

// `width` <= a strip. Vectors NV at a time stay in registers over a run of rows.
template <class R, class T, int NV>
ZEAL_INLINE void run_of_rows(const T* x, int64_t n, int64_t stride, T* out) {
  using V = Wide<T>;
  constexpr int64_t L = kLanes<T>;
  V acc[NV];
#pragma GCC unroll 8
  for (int j = 0; j < NV; ++j) acc[j] = R::map(load<V>(x + j * L));
  for (int64_t r = 1; r < n; ++r)
#pragma GCC unroll 8
    for (int j = 0; j < NV; ++j) acc[j] = R::join(acc[j], R::map(load<V>(x + r * stride + j * L)));
#pragma GCC unroll 8
  for (int j = 0; j < NV; ++j) store(out + j * L, acc[j]);
}

// out = (keep ? out : nothing) joined with four rows, or one row, at columns [j, j + lanes of V).
template <class R, class V, int Rows, class T>
ZEAL_INLINE void join_rows(const T* x, int64_t stride, bool keep, T* out) {
  V v = R::map(load<V>(x));
  if constexpr (Rows == 4)
    v = R::join(R::join(v, R::map(load<V>(x + stride))),
                R::join(R::map(load<V>(x + 2 * stride)), R::map(load<V>(x + 3 * stride))));
  store(out, keep ? R::join(load<V>(out), v) : v);
}

template <class R, int Rows, class T>
void add_rows(const T* x, int64_t stride, int64_t width, bool keep, T* out) {
  constexpr int64_t L = kLanes<T>;
  int64_t j = 0;
  for (; j + L <= width; j += L) join_rows<R, Wide<T>, Rows>(x + j, stride, keep, out + j);
  for (; j < width; ++j) {
    ZEAL_FEW;
    join_rows<R, T, Rows>(x + j, stride, keep, out + j);
  }
}

// The same for longer rows: four are read as streams.
template <class R, class T>
ZEAL_INLINE void stream_of_rows(const T* x, int64_t n, int64_t stride, int64_t width, T* out) {
  int64_t r = 0;
  for (; r + 4 <= n; r += 4) add_rows<R, 4>(x + r * stride, stride, width, r > 0, out);
  for (; r < n; ++r) add_rows<R, 1>(x + r * stride, stride, width, r > 0, out);
}

template <class R, class T>
void strip(const T* x, int64_t n, int64_t stride, int64_t width, T* out) {
  if (n > kRowRun) {
    T other[kStripBytes / sizeof(T)];
    const int64_t half = split_point(n, kRowRun);
    strip<R>(x, half, stride, width, out);
    strip<R>(x + half * stride, n - half, stride, width, other);
    join_into<R>(out, other, width);
    return;
  }
  if (width * static_cast<int64_t>(sizeof(T)) > kNarrowBytes)
    return stream_of_rows<R>(x, n, stride, width, out);
  constexpr int64_t L = kLanes<T>;
  int64_t j = 0;
  for (; j + 4 * L <= width; j += 4 * L) run_of_rows<R, T, 4>(x + j, n, stride, out + j);
  for (; j + L <= width; j += L) run_of_rows<R, T, 1>(x + j, n, stride, out + j);
  for (; j < width; ++j) {
    T sum = R::map(x[j]);
    for (int64_t r = 1; r < n; ++r) {
      ZEAL_FEW;
      sum = R::join(sum, R::map(x[r * stride + j]));
    }
    out[j] = sum;
  }
}

// Short contiguous rows: `group` of them count as one long row, whose parts are joined at the end.
template <class R, class T>
void grouped(const T* x, int64_t n, int64_t width, int64_t group, T* out) {
  T part[kNarrowBytes / sizeof(T)];
  const int64_t groups = n / group, rest = n % group;
  strip<R>(x, groups, group * width, group * width, part);
  for (int64_t half = group / 2; half >= 1; half /= 2)
    join_into<R>(part, part + half * width, half * width);
  for (int64_t j = 0; j < width; ++j) out[j] = part[j];
  if (rest == 0) return;
  strip<R>(x + groups * group * width, rest, width, width, part);
  join_into<R>(out, part, width);
}

template <class R, class T>
void cols(const void* x, int64_t n, int64_t stride, int64_t width, void* out) {
  constexpr int64_t full = kStripBytes / sizeof(T), size = sizeof(T);
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(out);
  if (stride == width && width * size <= kGroupedBytes && n >= 8) {
    int64_t group = 2;
    while (2 * group * width * size <= kNarrowBytes && 4 * group <= n) group *= 2;
    return grouped<R>(from, n, width, group, to);
  }
  for (int64_t j = 0; j < width; j += full)
    strip<R>(from + j, n, stride, width - j < full ? width - j : full, to + j);
}

// ---- Table ----------------------------------------------------------------------------------

template <class R, class T>
constexpr ReduceLoops loops() {
  return {rows<R, T>, combine<R, T>, cols<R, T>};
}

// Integers are bound by memory: AVX-512 takes the loops of AVX2.
#if ZEAL_ISA == 2
#define ZEAL_NUMBERS(R) { loops<R, float>(), loops<R, double>() }
#define ZEAL_ORDERED(R) ZEAL_NUMBERS(R)
#define ZEAL_BOOLEAN(R) {}
#else
#define ZEAL_NUMBERS(R) \
  { loops<R, float>(), loops<R, double>(), loops<R, uint32_t>(), loops<R, uint64_t>(), loops<R, uint8_t>() }
#define ZEAL_ORDERED(R) \
  { loops<R, float>(), loops<R, double>(), loops<R, int32_t>(), loops<R, int64_t>(), loops<R, uint8_t>() }
#define ZEAL_BOOLEAN(R) { {}, {}, {}, {}, loops<R, uint8_t>() }
#endif

}  // namespace

const ReduceKernels ZEAL_FOR_ISA(reduce_kernels) = {
    {
        ZEAL_NUMBERS(Sum),
        ZEAL_NUMBERS(Prod),
        ZEAL_ORDERED(Max),
        ZEAL_ORDERED(Min),
        {loops<SumSquares, float>(), loops<SumSquares, double>(), {}, {}, {}},
        ZEAL_BOOLEAN(Any),
        ZEAL_BOOLEAN(All),
    },
};

}  // namespace zeal
