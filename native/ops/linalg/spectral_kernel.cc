// Loops that decompose single matrices of moderate size; compiled once per instruction set (ZEAL_ISA).
// Light: rows of small matrices, so not compiled for AVX-512.
//
// All work on rows, which the compiler vectorises. Matrices are scaled by a power of two where squares would leave the
// range of their type.
#include "ops/linalg/spectral_kernel.h"

#include "op/num.h"
#include "op/vmath.h"

namespace zeal {
namespace {

template <class T>
struct Parts {
  using Real = T;
};
template <class T>
struct Parts<Complex<T>> {
  using Real = T;
};
template <class T>
using RealOf = typename Parts<T>::Real;

template <class T>
ZEAL_FN T conjugate(T x) {
  return x;
}
template <class T>
ZEAL_FN Complex<T> conjugate(Complex<T> x) {
  return {x.re, -x.im};
}
ZEAL_FN float re(float x) { return x; }
ZEAL_FN double re(double x) { return x; }
template <class T>
ZEAL_FN T re(Complex<T> x) {
  return x.re;
}
ZEAL_FN float im(float) { return 0; }
ZEAL_FN double im(double) { return 0; }
template <class T>
ZEAL_FN T im(Complex<T> x) {
  return x.im;
}
template <class T>
ZEAL_FN T scaled(T x, T by) {
  return x * by;
}
template <class T>
ZEAL_FN Complex<T> scaled(Complex<T> x, T by) {
  return {x.re * by, x.im * by};
}
template <class T>
ZEAL_FN T square(T x) {
  return x * x;
}
template <class T>
ZEAL_FN T square(Complex<T> x) {
  return x.re * x.re + x.im * x.im;
}
template <class R>
constexpr R epsilon_of() {
  return sizeof(R) == 4 ? R(5.9604645e-08) : R(1.1102230246251565e-16);
}

// to[i] += factor * from[i]
template <class T>
ZEAL_FN void add(T* __restrict to, const T* __restrict from, T factor, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = to[i] + factor * from[i];
}
// The sum of conj(x[i]) y[i], in four chains.
template <class T>
ZEAL_FN T dot(const T* x, const T* y, int64_t n) {
  constexpr int64_t kChains = 8;
  T sums[kChains] = {};
  int64_t i = 0;
  for (; i + kChains <= n; i += kChains)
    for (int64_t c = 0; c < kChains; ++c) sums[c] = sums[c] + conjugate(x[i + c]) * y[i + c];
  for (int64_t c = 0; i < n; ++i, ++c) sums[c] = sums[c] + conjugate(x[i]) * y[i];
  for (int64_t half = kChains / 2; half; half /= 2)
    for (int64_t c = 0; c < half; ++c) sums[c] = sums[c] + sums[c + half];
  return sums[0];
}
template <class T>
ZEAL_FN RealOf<T> sum_of_squares(const T* x, int64_t n) {
  return re(dot(x, x, n));
}

// The power of two that brings the largest part of the matrix near 1, or 1 where none is needed. 0: not all are finite.
template <class T>
RealOf<T> scale_of(const T* a, int64_t rows, int64_t ld, bool lower) {
  using R = RealOf<T>;
  R most = 0, check = 0;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0, end = lower ? i + 1 : ld; j < end; ++j) {
      const R x = __builtin_fabs(re(a[i * ld + j])), y = __builtin_fabs(im(a[i * ld + j]));
      most = x > most ? x : most, most = y > most ? y : most;
      check += (x - x) + (y - y);  // NaN where one is not finite
    }
  if (!(check == 0)) return 0;
  constexpr R kSmall = sizeof(R) == 4 ? R(1e-8) : R(1e-70), kLarge = sizeof(R) == 4 ? R(1e8) : R(1e70);
  if (most == 0 || (most > kSmall && most < kLarge)) return 1;
  constexpr int kMostPower = sizeof(R) == 4 ? 120 : 1000;  // that R has, whose inverse keeps its digits
  const int power = -__builtin_ilogb(double(most));
  return R(__builtin_scalbn(1.0, power < kMostPower ? power : kMostPower));
}

// --- Householder's reflections ---

// H = 1 - tau v v^H with H^H x = beta e1, beta real: x[0] becomes beta, the others v's, whose first is 1. `step`: their
// distance. As LAPACK's larfg.
template <class T>
T reflect(T* x, int64_t n, int64_t step) {
  using R = RealOf<T>;
  constexpr double kNothing = sizeof(R) == 4 ? 1e-68 : 1e-280;  // below, squares and inverses leave the range of R
  double rest = 0;
  for (int64_t i = 1; i < n; ++i) rest += square(double(re(x[i * step]))) + square(double(im(x[i * step])));
  const T alpha = x[0];
  const double all = rest + square(double(re(alpha))) + square(double(im(alpha)));
  if (all < kNothing || (rest == 0 && im(alpha) == 0)) {
    for (int64_t i = 1; i < n; ++i) x[i * step] = T{};
    x[0] = T{re(alpha)};
    return T{};
  }
  const R norm = R(__builtin_sqrt(all)), beta = re(alpha) < 0 ? norm : -norm;
  const T over = T{R(1)} / (alpha - T{beta});
  for (int64_t i = 1; i < n; ++i) x[i * step] = x[i * step] * over;
  x[0] = T{beta};
  return scaled(T{beta} - alpha, R(1) / beta);
}

// b[rows, n] -= tau v (v^H b), v a column with distances `step` whose first is taken for 1.
template <class T>
void apply_reflection(const T* v, int64_t step, T tau, T* b, int64_t rows, int64_t n, int64_t ld, T* w) {
  for (int64_t j = 0; j < n; ++j) w[j] = b[j];
  for (int64_t i = 1; i < rows; ++i) add(w, b + i * ld, conjugate(v[i * step]), n);
  add(b, w, -tau, n);
  for (int64_t i = 1; i < rows; ++i) add(b + i * ld, w, -(tau * v[i * step]), n);
}

// Rows and columns of the identity.
template <class T>
void set_identity(T* q, int64_t m, int64_t n) {
  for (int64_t i = 0; i < m * n; ++i) q[i] = T{};
  for (int64_t i = 0; i < m && i < n; ++i) q[i * n + i] = T{RealOf<T>(1)};
}

// w[m, n] becomes R and the reflections below its diagonal.
template <class T>
void reduce_columns(T* w, int64_t m, int64_t n, T* taus, T* row) {
  for (int64_t k = 0; k < m && k < n; ++k) {
    T* at = w + k * n + k;
    taus[k] = reflect(at, m - k, n);
    if (!(taus[k] == T{})) apply_reflection(at, n, conjugate(taus[k]), at + 1, m - k, n - k - 1, n, row);
  }
}

// q[m, width] becomes what the reflections of w[m, n] make of the identity.
template <class T>
void expand_reflections(const T* w, int64_t m, int64_t n, const T* taus, T* q, int64_t width, T* row) {
  set_identity(q, m, width);
  for (int64_t k = (m < n ? m : n) - 1; k >= 0; --k)
    if (!(taus[k] == T{}) && k < width) apply_reflection(w + k * n + k, n, taus[k], q + k * width + k, m - k, width - k, width, row);
}

template <class T>
void qr(const void* matrix, int64_t m, int64_t n, void* q, void* r, int64_t width, void* room) {
  using R = RealOf<T>;
  const T* a = static_cast<const T*>(matrix);
  const int64_t least = m < n ? m : n;
  T *w = static_cast<T*>(room), *taus = w + m * n, *row = taus + least, *out = static_cast<T*>(r);
  const R found = scale_of(a, m, n, false), scale = found == 0 ? 1 : found;
  for (int64_t i = 0; i < m * n; ++i) w[i] = scaled(a[i], scale);
  reduce_columns(w, m, n, taus, row);
  for (int64_t i = 0; i < width; ++i)
    for (int64_t j = 0; j < n; ++j) out[i * n + j] = j < i ? T{} : scaled(w[i * n + j], 1 / scale);
  expand_reflections(w, m, n, taus, static_cast<T*>(q), width, row);
}

// --- Self-adjoint matrices: Householder's tridiagonal form, then implicit QL steps ---

// w[n, n], both triangles, becomes the reflections below its subdiagonal; d and e the tridiagonal matrix.
template <class T>
void tridiagonalise(T* w, int64_t n, double* d, double* e, T* taus, T* v, T* p) {
  using R = RealOf<T>;
  for (int64_t k = 0; k + 1 < n; ++k) {
    const int64_t rest = n - k - 1;
    T* column = w + (k + 1) * n + k;
    const T tau = taus[k] = reflect(column, rest, n);
    d[k] = re(w[k * n + k]);
    e[k] = re(column[0]);
    if (tau == T{}) continue;
    T* b = w + (k + 1) * n + k + 1;  // becomes H^H b H
    v[0] = T{R(1)};
    for (int64_t i = 1; i < rest; ++i) v[i] = column[i * n];
    for (int64_t j = 0; j < rest; ++j) p[j] = T{};
    for (int64_t i = 0; i < rest; ++i)
      for (int64_t j = 0; j < rest; ++j) p[j] = p[j] + v[i] * conjugate(b[i * n + j]);
    for (int64_t j = 0; j < rest; ++j) p[j] = tau * p[j];
    const T half = scaled(tau * dot(p, v, rest), R(-0.5));
    for (int64_t j = 0; j < rest; ++j) p[j] = p[j] + half * v[j];
    for (int64_t i = 0; i < rest; ++i) {
      const T vi = v[i], pi = p[i];
      T* __restrict row = b + i * n;
      for (int64_t j = 0; j < rest; ++j) row[j] = row[j] - (vi * conjugate(p[j]) + pi * conjugate(v[j]));
    }
  }
  d[n - 1] = re(w[n * n - 1]);
}

// x' = c x - s y, y' = s x + c y
template <class T>
ZEAL_FN void rotate(T* __restrict x, T* __restrict y, RealOf<T> c, RealOf<T> s, int64_t n) {
  if constexpr (num::is_complex<T>) return rotate(&x->re, &y->re, c, s, 2 * n);
  else
    for (int64_t i = 0; i < n; ++i) {
      const T before = x[i];
      x[i] = c * before - s * y[i];
      y[i] = s * before + c * y[i];
    }
}

// d becomes the eigenvalues of the tridiagonal matrix; the rows of z turn with them, unless it is null.
template <class T>
bool ql_steps(double* d, double* e, int64_t n, T* z) {
  using R = RealOf<T>;
  constexpr int kMostSteps = 60;
  e[n - 1] = 0;
  double most = 0;
  for (int64_t i = 0; i < n; ++i) {
    const double size = __builtin_fabs(d[i]) + __builtin_fabs(e[i]);
    most = size > most ? size : most;
  }
  const double nothing = epsilon_of<R>() * most;
  for (int64_t l = 0; l < n; ++l)
    for (int step = 0;; ++step) {
      int64_t m = l;
      for (; m + 1 < n; ++m)
        if (__builtin_fabs(e[m]) <= nothing) break;
      if (m == l) break;
      if (step == kMostSteps) return false;
      double g = (d[l + 1] - d[l]) / (2 * e[l]), r = __builtin_sqrt(g * g + 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      double s = 1, c = 1, p = 0;
      int64_t i = m - 1;
      for (; i >= l; --i) {
        const double f = s * e[i], b = c * e[i];
        e[i + 1] = r = __builtin_sqrt(f * f + g * g);
        if (r == 0) {  // it fell apart
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r, c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        d[i + 1] = g + (p = s * r);
        g = c * r - b;
        if (z) rotate(z + i * n, z + (i + 1) * n, R(c), R(s), n);
      }
      if (r == 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  return true;
}

// The numbers of d in order.
template <class Less>
void sort_numbers(int64_t* order, int64_t n, Less&& before) {
  for (int64_t i = 0; i < n; ++i) {
    int64_t j = i;
    for (; j > 0 && before(i, order[j - 1]); --j) order[j] = order[j - 1];
    order[j] = i;
  }
}

template <class T>
bool eigh(const void* matrix, int64_t n, void* values, void* vectors, void* room) {
  using R = RealOf<T>;
  const T* a = static_cast<const T*>(matrix);
  const R scale = scale_of(a, n, n, true);
  if (scale == 0) return false;
  if (n == 0) return true;
  double* d = static_cast<double*>(room);
  double* e = d + n;
  int64_t* order = reinterpret_cast<int64_t*>(e + n);
  T *w = reinterpret_cast<T*>(order + n), *taus = w + n * n, *v = taus + n, *p = v + n, *z = p + n;
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < i; ++j) w[j * n + i] = conjugate(w[i * n + j] = scaled(a[i * n + j], scale));
    w[i * n + i] = T{re(a[i * n + i]) * scale};
  }
  tridiagonalise(w, n, d, e, taus, v, p);
  T* out = static_cast<T*>(vectors);
  if (out) {  // z: the adjoint of the reflections' product, whose rows turn
    set_identity(out, n, n);
    for (int64_t k = n - 2; k >= 0; --k)
      if (!(taus[k] == T{})) apply_reflection(w + (k + 1) * n + k, n, taus[k], out + (k + 1) * (n + 1), n - k - 1, n - k - 1, n, v);
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < n; ++j) z[j * n + i] = out[i * n + j];
  }
  if (!ql_steps(d, e, n, out ? z : nullptr)) return false;
  sort_numbers(order, n, [&](int64_t i, int64_t j) { return d[i] < d[j]; });
  for (int64_t j = 0; j < n; ++j) static_cast<T*>(values)[j] = T{R(d[order[j]] / scale)};
  if (out)
    for (int64_t j = 0; j < n; ++j)
      for (int64_t i = 0; i < n; ++i) out[i * n + j] = z[order[j] * n + i];
  return true;
}

// --- Singular values: Jacobi's rotations from one side, which make the rows of w orthogonal ---

// The rows x and y of w[rows, m], and those of v[rows, rows] unless null. False where they are orthogonal already.
template <class T>
ZEAL_FN bool orthogonalise(T* x, T* y, RealOf<T>& xx, RealOf<T>& yy, int64_t m, T* vx, T* vy, int64_t n) {
  using R = RealOf<T>;
  const T xy = dot(x, y, m);
  const double along = __builtin_fabs(double(re(xy))), across = __builtin_fabs(double(im(xy)));
  const double larger = along > across ? along : across;
  if (!(larger > 0)) return false;
  // Rows that are but rounding come near 0, where squares have lost their digits: the phase's modulus must be 1.
  const double a = double(re(xy)) / larger, b = double(im(xy)) / larger, modulus = __builtin_sqrt(a * a + b * b), size = larger * modulus;
  if (!(size > 2.0 * epsilon_of<R>() * __builtin_sqrt(double(xx) * double(yy)))) return false;
  if constexpr (num::is_complex<T>) {  // y's phase is turned until the product is real
    const T phase{R(a / modulus), R(-b / modulus)};
    for (int64_t i = 0; i < m; ++i) y[i] = y[i] * phase;
    if (vx)
      for (int64_t i = 0; i < n; ++i) vy[i] = vy[i] * phase;
  }
  const double product = !num::is_complex<T> && re(xy) < 0 ? -size : size;
  const double zeta = (double(yy) - double(xx)) / (2 * product), root = __builtin_sqrt(1 + zeta * zeta);
  const double t = zeta < 0 ? -1 / (root - zeta) : 1 / (root + zeta), cosine = 1 / __builtin_sqrt(1 + t * t);
  const R c = R(cosine), s = R(cosine * t);
  rotate(x, y, c, s, m);
  if (vx) rotate(vx, vy, c, s, n);
  const auto moved = [m](R before, double by, const T* row) {  // what cancels is added up anew
    return before + by > 0.25 * before ? R(before + by) : sum_of_squares(row, m);
  };
  xx = moved(xx, -t * product, x);
  yy = moved(yy, t * product, y);
  return true;
}

// w[n, m] and v[n, n], or null. How often: until a sweep over all pairs turns none.
template <class T>
void orthogonalise_rows(T* w, int64_t n, int64_t m, T* v, RealOf<T>* norms) {
  constexpr int kMostSweeps = 40;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    for (int64_t i = 0; i < n; ++i) norms[i] = sum_of_squares(w + i * m, m);
    bool turned = false;
    for (int64_t i = 0; i + 1 < n; ++i)
      for (int64_t j = i + 1; j < n; ++j)
        turned |= orthogonalise(w + i * m, w + j * m, norms[i], norms[j], m, v ? v + i * n : nullptr, v ? v + j * n : nullptr, n);
    if (!turned) break;
  }
  for (int64_t i = 0; i < n; ++i) norms[i] = vm::sqrt(sum_of_squares(w + i * m, m));
}

// to[size, width] becomes the rows of x, as columns by their order, the first `known` of them; the others complete a
// basis: the last columns of Q of those.
template <class T>
void put_columns(const T* x, int64_t size, const int64_t* order, const RealOf<T>* norms, int64_t known, T* to, int64_t width, T* room) {
  using R = RealOf<T>;
  if (known < width) {
    T *taus = room + size * known, *row = taus + known;
    for (int64_t j = 0; j < known; ++j)
      for (int64_t i = 0; i < size; ++i) room[i * known + j] = scaled(x[order[j] * size + i], norms ? R(1) / norms[order[j]] : R(1));
    reduce_columns(room, size, known, taus, row);
    expand_reflections(room, size, known, taus, to, width, row);
  }
  for (int64_t j = 0; j < known; ++j)
    for (int64_t i = 0; i < size; ++i) to[i * width + j] = scaled(x[order[j] * size + i], norms ? R(1) / norms[order[j]] : R(1));
}

template <class T>
bool svd(const void* matrix, int64_t m, int64_t n, void* values, void* left, int64_t left_width, void* right, int64_t right_width, void* room) {
  using R = RealOf<T>;
  const T* a = static_cast<const T*>(matrix);
  const R scale = scale_of(a, m, n, false);
  if (scale == 0) return false;
  const bool wide = m < n;  // then its adjoint is decomposed, whose columns are the rows of w
  const int64_t least = wide ? m : n, most = wide ? n : m;
  int64_t* order = static_cast<int64_t*>(room);
  R* norms = reinterpret_cast<R*>(order + least);
  T* w = reinterpret_cast<T*>(norms + least + least % 2);
  T *v = left ? w + least * most : nullptr, *rest = w + least * most + (left ? least * least : 0);
  for (int64_t i = 0; i < least; ++i)
    for (int64_t j = 0; j < most; ++j) w[i * most + j] = scaled(wide ? conjugate(a[i * n + j]) : a[j * n + i], scale);
  if (v) set_identity(v, least, least);
  orthogonalise_rows(w, least, most, v, norms);
  sort_numbers(order, least, [&](int64_t i, int64_t j) { return norms[i] > norms[j]; });
  for (int64_t j = 0; j < least; ++j) static_cast<T*>(values)[j] = T{norms[order[j]] / scale};
  if (!left) return true;
  constexpr R kNothing = sizeof(R) == 4 ? R(1e-15) : R(1e-140);  // whose squares have lost their digits
  int64_t known = 0;
  while (known < least && norms[order[known]] > kNothing) ++known;
  T *long_side = static_cast<T*>(wide ? right : left), *short_side = static_cast<T*>(wide ? left : right);
  put_columns(w, most, order, norms, known, long_side, wide ? right_width : left_width, rest);
  put_columns<T>(v, least, order, nullptr, least, short_side, wide ? left_width : right_width, rest);
  return true;
}

template <class T>
constexpr SpectralLoops loops() {
  return {qr<T>, eigh<T>, svd<T>};
}

}  // namespace

const SpectralKernels ZEAL_FOR_ISA(spectral_kernels) = {loops<float>(), loops<double>(), loops<c64>(), loops<c128>()};

}  // namespace zeal
