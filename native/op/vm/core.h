// Bits, selects, rounding and polynomials: what the branch-free math functions are made of.
//
// Contract of vm/*.h: scalar templates for float and double without branches, calls or tables, which
// the compiler vectorises in a loop. They need -fno-math-errno -fno-trapping-math and
// -ffp-contract=fast, and must not be compiled with -ffast-math (NaN, signed zeros and error terms
// matter). Freestanding: the same text is compiled by NVRTC. Everything is always_inline, so that no
// copy compiled for one instruction set can be linked into another.
#pragma once

#if defined(__CUDACC__) || defined(__CUDACC_RTC__)
#define ZEAL_CUDA 1
#define ZEAL_FN __device__ __forceinline__
#define ZEAL_BUILTIN(name) ::name
#else
#define ZEAL_FN inline __attribute__((always_inline))
#define ZEAL_BUILTIN(name) __builtin_##name
#endif
// Before a loop whose output may be an input, element by element: vectorise without looking.
#if defined(ZEAL_CUDA)
#define ZEAL_IVDEP
#elif defined(__clang__)
#define ZEAL_IVDEP _Pragma("clang loop vectorize(assume_safety)")
#else
#define ZEAL_IVDEP _Pragma("GCC ivdep")
#endif
#if defined(ZEAL_CUDA) || defined(__FMA__) || defined(__aarch64__)
#define ZEAL_FMA 1
#endif

namespace zeal::vm {

// Constants and integer twins of a floating type. ln2_hi has enough trailing zeros that n * ln2_hi is
// exact for every exponent n; pio2_1.. are pieces of pi/2.
template <class T>
struct Fp;

template <>
struct Fp<float> {
  using U = unsigned;
  static constexpr int mant = 23;
  static constexpr U bias = 127, one = 0x3f800000u, sqrt_half = 0x3f3504f3u;
  static constexpr U mant_mask = 0x007fffffu, sign = 0x80000000u, int_magic = 0x4b000000u;
  static constexpr U split_mask = 0xfffff000u;
  static constexpr float magic = 12582912.f, two_mant = 8388608.f;
  static constexpr float min_normal = 1.17549435e-38f, denormal_scale = 33554432.f, denormal_bits = 25.f;
  static constexpr float log2e = 1.44269504f, ln2 = 0.693147181f;
  static constexpr float ln2_hi = 0.693115234375f, ln2_lo = 3.19461833e-05f;
  static constexpr float exp_lo = -104.f, exp_hi = 89.f, tiny = 1e-10f;
  static constexpr float pi = 3.14159274f, pi_lo = -8.74227766e-08f;
  static constexpr float pio2 = 1.57079637f, pio2_lo = -4.37113883e-08f, pio4 = 0.785398163f;
  static constexpr float two_over_pi = 0.636619772f;
};

template <>
struct Fp<double> {
  using U = unsigned long long;
  static constexpr int mant = 52;
  static constexpr U bias = 1023, one = 0x3ff0000000000000ull, sqrt_half = 0x3fe6a09e667f3bcdull;
  static constexpr U mant_mask = 0x000fffffffffffffull, sign = 0x8000000000000000ull;
  static constexpr U int_magic = 0x4330000000000000ull, split_mask = 0xfffffffff8000000ull;
  static constexpr double magic = 6755399441055744., two_mant = 4503599627370496.;
  static constexpr double min_normal = 2.2250738585072014e-308, denormal_scale = 18014398509481984.;
  static constexpr double denormal_bits = 54.;
  static constexpr double log2e = 1.4426950408889634, ln2 = 0.69314718055994529;
  static constexpr double ln2_hi = 0.69314718060195446, ln2_lo = -4.2009150726810846e-11;
  static constexpr double exp_lo = -746., exp_hi = 710., tiny = 1e-20;
  static constexpr double pi = 3.1415926535897931, pi_lo = 1.2246467991473532e-16;
  static constexpr double pio2 = 1.5707963267948966, pio2_lo = 6.123233995736766e-17;
  static constexpr double pio4 = 0.78539816339744828, two_over_pi = 0.63661977236758138;
};

#if ZEAL_CUDA
ZEAL_FN unsigned bits(float x) { return __float_as_uint(x); }
ZEAL_FN unsigned long long bits(double x) { return (unsigned long long)__double_as_longlong(x); }
ZEAL_FN float from_bits(unsigned u) { return __uint_as_float(u); }
ZEAL_FN double from_bits(unsigned long long u) { return __longlong_as_double((long long)u); }
#else
ZEAL_FN unsigned bits(float x) { return __builtin_bit_cast(unsigned, x); }
ZEAL_FN unsigned long long bits(double x) { return __builtin_bit_cast(unsigned long long, x); }
ZEAL_FN float from_bits(unsigned u) { return __builtin_bit_cast(float, u); }
ZEAL_FN double from_bits(unsigned long long u) { return __builtin_bit_cast(double, u); }
#endif

ZEAL_FN float inf_of(float) { return from_bits(0x7f800000u); }
ZEAL_FN double inf_of(double) { return from_bits(0x7ff0000000000000ull); }
ZEAL_FN float nan_of(float) { return from_bits(0x7fc00000u); }
ZEAL_FN double nan_of(double) { return from_bits(0x7ff8000000000000ull); }

ZEAL_FN float abs(float x) { return ZEAL_BUILTIN(fabsf)(x); }
ZEAL_FN double abs(double x) { return ZEAL_BUILTIN(fabs)(x); }
ZEAL_FN float copysign(float x, float y) { return ZEAL_BUILTIN(copysignf)(x, y); }
ZEAL_FN double copysign(double x, double y) { return ZEAL_BUILTIN(copysign)(x, y); }
ZEAL_FN float sqrt(float x) { return ZEAL_BUILTIN(sqrtf)(x); }
ZEAL_FN double sqrt(double x) { return ZEAL_BUILTIN(sqrt)(x); }

template <class T>
ZEAL_FN T rsqrt(T x) {
  return T(1) / vm::sqrt(x);
}

// NaN in either operand comes out.
template <class T>
ZEAL_FN T max(T a, T b) {
  return a > b || a != a ? a : b;
}
template <class T>
ZEAL_FN T min(T a, T b) {
  return a < b || a != a ? a : b;
}
// Only NaN in x comes out.
template <class T>
ZEAL_FN T clamp(T x, T lo, T hi) {
  x = x > hi ? hi : x;
  return x < lo ? lo : x;
}

// a * b + c; rounded once where the instruction set can, twice elsewhere.
template <class T>
ZEAL_FN T mul_add(T a, T b, T c) {
  return a * b + c;
}

// c0 + c1 x + c2 x^2 + ...
template <class T>
ZEAL_FN T poly(T, T c0) {
  return c0;
}
template <class T, class... Cs>
ZEAL_FN T poly(T x, T c0, Cs... cs) {
  return mul_add(x, poly(x, T(cs)...), c0);
}

// c0 + c2 z + c4 z^2 + ...
template <class T>
ZEAL_FN T evens(T, T c0) {
  return c0;
}
template <class T>
ZEAL_FN T evens(T, T c0, T) {
  return c0;
}
template <class T, class... Cs>
ZEAL_FN T evens(T z, T c0, T, Cs... cs) {
  return mul_add(z, evens(z, T(cs)...), c0);
}
// poly in two chains of half the latency, for long polynomials: one iteration of a loop then does not
// fill the reorder buffer waiting. c0 is added last, so that only its rounding shows.
template <class T, class... Cs>
ZEAL_FN T long_poly(T x, T c0, T c1, Cs... cs) {
  T z = x * x;
  return mul_add(x, mul_add(x, evens(z, T(cs)...), evens(z, c1, T(cs)...)), c0);
}

// a * b = hi + lo exactly, barring overflow.
template <class T>
struct Pair {
  T hi, lo;
};
template <class T>
ZEAL_FN T high_half(T x) {  // x without the lower half of its mantissa
  return from_bits(bits(x) & Fp<T>::split_mask);
}
ZEAL_FN Pair<double> two_prod(double a, double b) {
  double p = a * b;
#if ZEAL_FMA
  return {p, ZEAL_BUILTIN(fma)(a, b, -p)};
#else
  double ah = high_half(a), bh = high_half(b), al = a - ah, bl = b - bh;
  return {p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
#endif
}
// a + b = hi + lo exactly, for |a| >= |b|.
template <class T>
ZEAL_FN Pair<T> fast_two_sum(T a, T b) {
  T s = a + b;
  return {s, b - (s - a)};
}

// Nearest integer, ties to even, for |x| < 2^(mant - 1) (NaN comes out).
template <class T>
ZEAL_FN T rint_small(T x) {
  return (x + Fp<T>::magic) - Fp<T>::magic;
}
// 2^n for an integer n in [1 - bias, bias].
template <class T>
ZEAL_FN T pow2(T n) {
  return from_bits((bits(n + Fp<T>::magic) + Fp<T>::bias) << Fp<T>::mant);
}
// y * 2^n, also where 2^n itself would overflow or the result is a denormal.
template <class T>
ZEAL_FN T scale(T y, T n) {
  T half = rint_small(n * T(0.5));
  return y * pow2(half) * pow2(n - half);
}

}  // namespace zeal::vm
