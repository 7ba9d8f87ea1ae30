// Loops for the indices of extremes; compiled once per instruction set (ZEAL_ISA).
#include "ops/math/arg_reduce_kernel.h"

#include "ops/math/reduce_lanes.h"

namespace zeal {
namespace {

struct Greater {
  template <class T> static constexpr T worst = Limits<T>::low;
  template <class V> ZEAL_INLINE static auto better(V a, V b) { return a > b; }
};
struct Less {
  template <class T> static constexpr T worst = Limits<T>::high;
  template <class V> ZEAL_INLINE static auto better(V a, V b) { return a < b; }
};

constexpr int64_t kArgStrip = 512;  // columns handled at a time

// Of lanes without NaN.
template <class C, class T, class V>
ZEAL_INLINE T best_lane(const V& v) {
  return simd::join_lanes<T>(v, [](const auto& a, const auto& b) { return C::better(a, b) ? a : b; });
}

// Fewer elements than two vectors: two shorter ones, which overlap.
template <class C, class T, int Bytes>
ZEAL_INLINE T short_extreme(const T* x, int64_t n) {
  constexpr int64_t L = Bytes / sizeof(T);
  T best = C::template worst<T>;
  if constexpr (L < 2) {
    return n && C::better(x[0], best) ? x[0] : best;
  } else {
    if (n < L) return short_extreme<C, T, Bytes / 2>(x, n);
    using V = typename simd::AnyVec<T, Bytes>::type;
    const V p = load<V>(x), q = load<V>(x + n - L);
    V v;
    for (int j = 0; j < L; ++j) v[j] = best;  // of which NaN is not better, nor the other way round
    v = C::better(p, v) ? p : v;
    v = C::better(q, v) ? q : v;
    return best_lane<C, T>(v);
  }
}

template <class C, class T>
T extreme(const T* x, int64_t n) {
  using V = Wide<T>;
  constexpr int64_t L = kLanes<T>;
  if (n < 2 * L) return short_extreme<C, T, ZEAL_VECTOR_BYTES>(x, n);
  T best = C::template worst<T>;
  int64_t i = 0;
  V a = all_lanes<T>(best), b = a;
  for (; i + 2 * L <= n; i += 2 * L) {
    const V p = load<V>(x + i), q = load<V>(x + i + L);
    a = C::better(p, a) ? p : a;
    b = C::better(q, b) ? q : b;
  }
  a = C::better(b, a) ? b : a;
  best = best_lane<C, T>(a);
  for (; i < n; ++i) best = C::better(x[i], best) ? x[i] : best;
  return best;
}

// An index as wide as the element, so that one mask chooses both.
template <class T>
struct IndexFor {
  using Type = int64_t;
};
template <>
struct IndexFor<float> {
  using Type = int32_t;
};
template <>
struct IndexFor<int32_t> {
  using Type = int32_t;
};

template <class T>
inline constexpr bool index_fits = sizeof(typename IndexFor<T>::Type) == sizeof(T);

// The first of fewer elements than two vectors that equals `value`, n where none does.
template <class T, int Bytes>
ZEAL_INLINE int64_t short_first_equal(const T* x, int64_t n, T value) {
  constexpr int L = Bytes / sizeof(T);
  if constexpr (L < 2) {
    return n && x[0] == value ? 0 : n;
  } else {
    if (n < L) return short_first_equal<T, Bytes / 2>(x, n, value);
    using V = typename simd::AnyVec<T, Bytes>::type;
    using Index = typename IndexFor<T>::Type;
    using I = typename simd::AnyVec<Index, Bytes>::type;
    V wanted;
    I at, none;
    for (int i = 0; i < L; ++i) wanted[i] = value, at[i] = i, none[i] = Index(n);
    const I first = load<V>(x) == wanted ? at : none;
    const I second = load<V>(x + n - L) == wanted ? at + Index(n - L) : none;
    return simd::join_lanes<Index>(first < second ? first : second, [](const auto& a, const auto& b) { return a < b ? a : b; });
  }
}

template <class T>
int64_t first_equal(const T* x, int64_t n, T value) {
  if constexpr (index_fits<T>)
    if (n < 2 * kLanes<T>) {
      const int64_t at = short_first_equal<T, ZEAL_VECTOR_BYTES>(x, n, value);
      return at < n ? at : 0;
    }
  constexpr int64_t step = 64;
  int64_t i = 0;
  for (; i + step <= n; i += step) {
    int found = 0;
    for (int64_t j = 0; j < step; ++j) found |= x[i + j] == value;
    if (found) break;
  }
  for (; i < n; ++i)
    if (x[i] == value) return i;
  return 0;  // nothing but NaN
}

template <class C, class T>
int64_t arg_row(const T* x, int64_t n) {
  constexpr int64_t piece = 4096;  // looked through twice while in the first cache
  int64_t best_at = 0, best_n = n < piece ? n : piece;
  T best = extreme<C>(x, best_n);
  for (int64_t i = piece; i < n; i += piece) {
    const int64_t m = n - i < piece ? n - i : piece;
    const T value = extreme<C>(x + i, m);
    if (C::better(value, best)) {
      best = value;
      best_at = i;
      best_n = m;
    }
  }
  return best_at + first_equal(x + best_at, best_n, best);
}

template <class C, class T>
void arg_rows(const void* x, int64_t count, int64_t n, int64_t* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = arg_row<C>(static_cast<const T*>(x) + i * n, n);
}

// Rows are read as streams; the best of each column stay in the first cache.
template <class C, class T>
void arg_strip(const T* x, int64_t n, int64_t stride, int64_t width, int64_t* out) {
  using Index = typename IndexFor<T>::Type;
  constexpr int64_t L = index_fits<T> ? kLanes<T> : 1;
  T best[kArgStrip];
  Index index[kArgStrip];
  for (int64_t j = 0; j < width; ++j) best[j] = C::template worst<T>, index[j] = 0;
  for (int64_t r = 0; r < n; ++r, x += stride) {
    int64_t j = 0;
    if constexpr (L > 1) {
      const auto at = all_lanes<Index>(static_cast<Index>(r));
      for (; j + L <= width; j += L) {
        const auto v = load<Wide<T>>(x + j), b = load<Wide<T>>(best + j);
        const auto better = C::better(v, b);
        store(best + j, better ? v : b);
        store(index + j, better ? at : load<Wide<Index>>(index + j));
      }
    }
    for (; j < width; ++j)
      if (C::better(x[j], best[j])) best[j] = x[j], index[j] = static_cast<Index>(r);
  }
  for (int64_t j = 0; j < width; ++j) out[j] = index[j];
}

// Few columns: vectors of them stay in registers; the last vector overlaps the one before it.
template <class C, class T, int Bytes>
ZEAL_INLINE void arg_narrow(const T* x, int64_t n, int64_t stride, int64_t width, int64_t* out) {
  constexpr int L = Bytes / sizeof(T);
  if constexpr (L < 2) {
    arg_strip<C>(x, n, stride, width, out);
  } else if (width < L) {
    arg_narrow<C, T, Bytes / 2>(x, n, stride, width, out);
  } else {
    using V = typename simd::AnyVec<T, Bytes>::type;
    using I = typename simd::AnyVec<typename IndexFor<T>::Type, Bytes>::type;
    for (int64_t j = 0;; j = j + 2 * L < width ? j + L : width - L) {
      V best;
      for (int i = 0; i < L; ++i) best[i] = C::template worst<T>;
      I index = {}, at = {};
      for (int64_t r = 0; r < n; ++r, at += 1) {
        const V v = load<V>(x + r * stride + j);
        const auto better = C::better(v, best);
        best = better ? v : best;
        index = better ? at : index;
      }
      for (int i = 0; i < L; ++i) out[j + i] = index[i];
      if (j == width - L) return;
    }
  }
}

template <class C, class T>
void arg_cols(const void* x, int64_t n, int64_t stride, int64_t width, int64_t* out) {
  const T* from = static_cast<const T*>(x);
  if constexpr (index_fits<T>)
    if (width * int64_t(sizeof(T)) <= kNarrowBytes && n <= INT32_MAX)
      return arg_narrow<C, T, ZEAL_VECTOR_BYTES>(from, n, stride, width, out);
  for (int64_t j = 0; j < width; j += kArgStrip)
    arg_strip<C>(from + j, n, stride, width - j < kArgStrip ? width - j : kArgStrip, out + j);
}

template <class C, class T>
int64_t pick(const void* x, const int64_t* index, int64_t count) {
  const T* from = static_cast<const T*>(x);
  int64_t best_at = index[0];
  T best = C::template worst<T>;
  for (int64_t i = 0; i < count; ++i)
    if (C::better(from[index[i]], best)) {
      best_at = index[i];
      best = from[best_at];
    }
  return best_at;
}

template <class C, class T>
constexpr ArgLoops arg_loops() {
  return {arg_rows<C, T>, arg_cols<C, T>, pick<C, T>};
}

#define ZEAL_ARGS(C)                                                                              \
  {                                                                                               \
    arg_loops<C, float>(), arg_loops<C, double>(), arg_loops<C, int32_t>(),                       \
        arg_loops<C, int64_t>(), arg_loops<C, uint8_t>()                                          \
  }

}  // namespace

const ArgKernels ZEAL_FOR_ISA(arg_reduce_kernels) = {ZEAL_ARGS(Greater), ZEAL_ARGS(Less)};

}  // namespace zeal
