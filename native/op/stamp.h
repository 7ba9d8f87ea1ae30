// ZEAL_STAMP(Functor, arity, types...): from a scalar functor to registered inner loops.
//
// It expands to nothing unless ZEAL_ISA is defined, which op/stamp.cc does not do itself: the build
// compiles that file once per family header and instruction set. All is in an anonymous namespace,
// so nothing compiled for one instruction set can be called from another's code. Integers are bound by
// memory and complex numbers by scalar code: AVX-512 takes their loops of AVX2.
//
// A functor is a struct in zeal::fn with a static `call` taking arity values of one type; the result
// may be of another. `using First = bool` gives the first argument a type of its own. A functor
// whose branch-free form does not cover every argument also has `fast` and `hard`: blocks of
// elements without a hard one run through `fast`, which vectorises, the others through `call`.
// `using Swapped = G` says that F(x, y) is G(y, x), which saves a loop (F itself if it commutes).
// `kNoScalarLoops` leaves out the loops with one operand a single value: they run on a filled tile.
// `static bool by_value(out, n, x, y)` may take over for single values y that have a shorter way.
#pragma once

#ifndef ZEAL_ISA
#define ZEAL_STAMP(functor, arity, ...)
#define ZEAL_STAMP_AS(name, functor, arity, ...)
#else

#include "op/loop.h"
#include "op/num.h"

#define ZEAL_STAMP_AS(name, functor, arity, ...)                                                                \
  static constinit auto stamped_##name = zeal::stamped<zeal::fn::functor, arity, __VA_ARGS__>(#name);           \
  [[maybe_unused]] static const bool linked_##name = zeal::link_loops(stamped_##name.entries, stamped_##name.count);
#define ZEAL_STAMP(functor, arity, ...) ZEAL_STAMP_AS(functor, functor, arity, __VA_ARGS__)

namespace zeal {

// Links the entries with a loop into the list. It is in op/loop.cc: what runs as the module is loaded must be
// compiled for every machine.
bool link_loops(LoopEntry* entries, int n) noexcept;

namespace {

template <class T>
inline constexpr signed char dtype_of = -1;
template <>
inline constexpr signed char dtype_of<float> = 1;
template <>
inline constexpr signed char dtype_of<double> = 2;
template <>
inline constexpr signed char dtype_of<i32> = 3;
template <>
inline constexpr signed char dtype_of<u8> = 4;
template <>
inline constexpr signed char dtype_of<i16> = 5;
template <>
inline constexpr signed char dtype_of<i8> = 6;
template <>
inline constexpr signed char dtype_of<c64> = 8;
template <>
inline constexpr signed char dtype_of<i64> = 9;
template <>
inline constexpr signed char dtype_of<bool> = 10;
template <>
inline constexpr signed char dtype_of<BF16Bits> = 14;
template <>
inline constexpr signed char dtype_of<u16> = 17;
template <>
inline constexpr signed char dtype_of<c128> = 18;
template <>
inline constexpr signed char dtype_of<F16Bits> = 19;
template <>
inline constexpr signed char dtype_of<u32> = 22;
template <>
inline constexpr signed char dtype_of<u64> = 23;

template <class F, class T>
struct FirstOf {
  using Type = T;
};
template <class F, class T>
  requires requires { typename F::First; }
struct FirstOf<F, T> {
  using Type = typename F::First;
};
template <class F, class... Ts>
concept HasFast = requires(Ts... xs) { F::hard(xs...); };

template <class F>
concept HasSwapped = requires { typename F::Swapped; };

template <class F, class T>
inline constexpr bool has_scalar_loops = !num::is_complex<T> && !requires { F::kNoScalarLoops; };

constexpr long block = 512;  // elements looked at for hard ones
constexpr long tile = 128;   // elements gathered from strided operands

// The contiguous loops, with a step of 0 or 1 per operand known to the compiler.
template <class F, int SA, class R, class A>
__attribute__((noinline)) void apply(R* out, long n, const A* a) {
  if constexpr (HasFast<F, A>) {
    for (; n > 0; out += block, a += SA * block, n -= block) {
      long m = n < block ? n : block;
      int hard = 0;
      for (long i = 0; i < m; ++i) hard |= F::hard(a[SA * i]);
      if (hard)
        for (long i = 0; i < m; ++i) out[i] = F::call(a[SA * i]);
      else
        ZEAL_IVDEP
        for (long i = 0; i < m; ++i) out[i] = F::fast(a[SA * i]);
    }
  } else {
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(a[SA * i]);
  }
}
template <class F, int SA, int SB, class R, class A, class B>
__attribute__((noinline)) void apply(R* out, long n, const A* a, const B* b) {
  if constexpr (HasFast<F, A, B>) {
    for (; n > 0; out += block, a += SA * block, b += SB * block, n -= block) {
      long m = n < block ? n : block;
      int hard = 0;
      for (long i = 0; i < m; ++i) hard |= F::hard(a[SA * i], b[SB * i]);
      if (hard)
        for (long i = 0; i < m; ++i) out[i] = F::call(a[SA * i], b[SB * i]);
      else
        ZEAL_IVDEP
        for (long i = 0; i < m; ++i) out[i] = F::fast(a[SA * i], b[SB * i]);
    }
  } else if constexpr (SA == 0) {
    const A x = *a;
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(x, b[SB * i]);
  } else if constexpr (SB == 0) {
    const B y = *b;
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(a[SA * i], y);
  } else {
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(a[i], b[i]);
  }
}
template <class F, int SB, class R, class A, class B>
__attribute__((noinline)) void apply3(R* out, long n, const A* a, const B* b, const B* c) {
  if constexpr (SB == 0) {
    const B y = *b, z = *c;
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(a[i], y, z);
  } else {
    ZEAL_IVDEP
    for (long i = 0; i < n; ++i) out[i] = F::call(a[i], b[i], c[i]);
  }
}

// m elements of a strided operand, in order; in place where it is contiguous.
template <class T>
struct Gathered {
  T buffer[tile];
  __attribute__((noinline)) const T* take(const char* from, long stride, long first, long m) {
    from += first * stride;
    if (stride == long(sizeof(T))) return reinterpret_cast<const T*>(from);
    if (stride != 0 || first == 0)
      for (long i = 0; i < m; ++i) buffer[i] = *reinterpret_cast<const T*>(from + i * stride);
    return buffer;
  }
};
// Where the loop writes such a tile, and its way to a strided output.
template <class T>
struct Scattered {
  T buffer[tile];
  T* place(char* to, long stride) { return stride == long(sizeof(T)) ? reinterpret_cast<T*>(to) : buffer; }
  __attribute__((noinline)) void put(char* to, long stride, long m) {
    if (stride == long(sizeof(T))) return;
    for (long i = 0; i < m; ++i) *reinterpret_cast<T*>(to + i * stride) = buffer[i];
  }
};

template <class F, class T>
void loop1(char* const* p, const long* s, long n) {
  using A = typename FirstOf<F, T>::Type;
  using R = decltype(F::call(A()));
  if (n == 1 || (s[0] == long(sizeof(A)) && s[1] == long(sizeof(R))))
    return apply<F, 1>(reinterpret_cast<R*>(p[1]), n, reinterpret_cast<const A*>(p[0]));
  Gathered<A> a;
  Scattered<R> out;
  for (long i = 0; i < n; i += tile) {
    long m = n - i < tile ? n - i : tile;
    char* to = p[1] + i * s[1];
    apply<F, 1>(out.place(to, s[1]), m, a.take(p[0], s[0], i, m));
    out.put(to, s[1], m);
  }
}

template <class F, class T>
void loop2(char* const* p, const long* s, long n) {  // a branch for each layout; most fall away as they are compiled
  using R = decltype(F::call(T(), T()));
  constexpr long size = sizeof(T);
  auto x = reinterpret_cast<const T*>(p[0]), y = reinterpret_cast<const T*>(p[1]);
  if (n == 1 || s[2] == long(sizeof(R))) {
    auto z = reinterpret_cast<R*>(p[2]);
    if (n == 1 || (s[0] == size && s[1] == size)) return apply<F, 1, 1>(z, n, x, y);
    if constexpr (requires { F::by_value(z, n, x, *y); })
      if (s[0] == size && s[1] == 0 && F::by_value(z, n, x, *y)) return;
    if constexpr (has_scalar_loops<F, T>) {
      if (s[0] == size && s[1] == 0) return apply<F, 1, 0>(z, n, x, y);
      if (s[0] == 0 && s[1] == size) {
        if constexpr (HasSwapped<F>) return apply<typename F::Swapped, 1, 0>(z, n, y, x);
        else return apply<F, 0, 1>(z, n, x, y);
      }
    }
  }
  Gathered<T> a, b;
  Scattered<R> out;
  for (long i = 0; i < n; i += tile) {
    long m = n - i < tile ? n - i : tile;
    char* to = p[2] + i * s[2];
    apply<F, 1, 1>(out.place(to, s[2]), m, a.take(p[0], s[0], i, m), b.take(p[1], s[1], i, m));
    out.put(to, s[2], m);
  }
}

template <class F, class T>
void loop3(char* const* p, const long* s, long n) {
  using A = typename FirstOf<F, T>::Type;
  constexpr long size = sizeof(T);
  auto x = reinterpret_cast<const A*>(p[0]);
  auto y = reinterpret_cast<const T*>(p[1]), z = reinterpret_cast<const T*>(p[2]);
  if (n == 1 || (s[0] == long(sizeof(A)) && s[3] == size)) {
    auto out = reinterpret_cast<T*>(p[3]);
    if (n == 1 || (s[1] == size && s[2] == size)) return apply3<F, 1>(out, n, x, y, z);
    if (s[1] == 0 && s[2] == 0) return apply3<F, 0>(out, n, x, y, z);
  }
  Gathered<A> a;
  Gathered<T> b, c;
  Scattered<T> out;
  for (long i = 0; i < n; i += tile) {
    long m = n - i < tile ? n - i : tile;
    char* to = p[3] + i * s[3];
    apply3<F, 1>(out.place(to, s[3]), m, a.take(p[0], s[0], i, m), b.take(p[1], s[1], i, m), c.take(p[2], s[2], i, m));
    out.put(to, s[3], m);
  }
}

template <class F, int arity, class T>
constexpr LoopEntry entry_of(const char* name) {
  if constexpr (ZEAL_ISA == 2 && !num::is_float<T>)
    return {};
  else if constexpr (arity == 1)
    return {name, ZEAL_ISA, dtype_of<T>, dtype_of<decltype(F::call(typename FirstOf<F, T>::Type()))>, 1, loop1<F, T>, nullptr};
  else if constexpr (arity == 2)
    return {name, ZEAL_ISA, dtype_of<T>, dtype_of<decltype(F::call(T(), T()))>, 2, loop2<F, T>, nullptr,
            requires(T* out) { F::by_value(out, 1L, out, *out); }};
  else
    return {name, ZEAL_ISA, dtype_of<T>, dtype_of<T>, 3, loop3<F, T>, nullptr};
}

// A functor's loops. They are known as they are compiled, see link_loops.
template <int n>
struct Stamped {
  static constexpr int count = n;
  LoopEntry entries[n];
};
template <class F, int arity, class... Ts>
constexpr Stamped<sizeof...(Ts)> stamped(const char* name) {
  static_assert(((dtype_of<Ts> > 0) && ...), "a type without a dtype");
  return {{entry_of<F, arity, Ts>(name)...}};
}

}  // namespace
}  // namespace zeal
#endif
