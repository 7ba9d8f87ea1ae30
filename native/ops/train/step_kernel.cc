// Training steps, element by element. Compiled once per instruction set: no std containers.
// Light: bound by memory, divisions and square roots, so not compiled for AVX-512.
// Each functor takes the op's numbers once and then changes an element of the variable `w` and of its slots by the
// gradient `g`. The formulas are those of TensorFlow's ops, term by term and without fused multiply-adds, so that a
// hundred steps end in its bits; `...Rows` are those whose sparse ops round in another order than the dense ones.
#include "ops/train/step_kernel.h"

#include "op/vmath.h"

namespace zeal {
namespace {

// x without the part of it that is at most `by`, the proximal operator of by * |x|. NaN stays.
template <class T> ZEAL_FN T shrink(T x, T by) {
  const T left = vm::abs(x) - by;
  return vm::copysign(left < T(0) ? T(0) : left, x);
}
template <class T> ZEAL_FN T sign(T x) { return x > T(0) ? T(1) : x < T(0) ? T(-1) : x; }
template <class T> ZEAL_FN T at_least_0(T x) { return x < T(0) ? T(0) : x; }

template <class T> struct Descent {
  T rate;
  explicit Descent(const T* p) : rate(p[0]) {}
  void operator()(T g, T& w) const { w -= rate * g; }
};

template <class T> struct ProximalDescent {
  T rate, l1, l2;
  explicit ProximalDescent(const T* p) : rate(p[0]), l1(at_least_0(p[1]) * p[0]), l2(T(1) + p[2] * p[0]) {}
  void operator()(T g, T& w) const { w = shrink(w - g * rate, l1) / l2; }
};

template <class T, bool nesterov> struct Momentum {
  T rate, momentum;
  explicit Momentum(const T* p) : rate(p[0]), momentum(p[1]) {}
  void operator()(T g, T& w, T& accum) const {
    accum = accum * momentum + g;
    if constexpr (nesterov) w -= g * rate + accum * momentum * rate;
    else w -= accum * rate;
  }
};
template <class T> using Heavy = Momentum<T, false>;
template <class T> using Nesterov = Momentum<T, true>;
template <class T> struct NesterovRows : Momentum<T, true> {
  using Momentum<T, true>::Momentum;
  void operator()(T g, T& w, T& accum) const {
    accum = accum * this->momentum + g;
    w -= this->rate * g + this->rate * this->momentum * accum;
  }
};

template <class T, bool nesterov> struct KerasMomentum {
  T rate, momentum;
  explicit KerasMomentum(const T* p) : rate(p[0]), momentum(p[1]) {}
  void operator()(T g, T& w, T& accum) const {
    accum = accum * momentum - g * rate;
    if constexpr (nesterov) w += accum * momentum - g * rate;
    else w += accum;
  }
};
template <class T> using KerasHeavy = KerasMomentum<T, false>;
template <class T> using KerasNesterov = KerasMomentum<T, true>;

template <class T, bool grows> struct AdagradStep {
  T rate;
  explicit AdagradStep(const T* p) : rate(p[0]) {}
  void operator()(T g, T& w, T& accum) const {
    if constexpr (grows) accum += g * g;
    w -= g * rate * (T(1) / vm::sqrt(accum));
  }
};
template <class T> using Adagrad = AdagradStep<T, true>;
template <class T> using AdagradFrozen = AdagradStep<T, false>;

template <class T, bool grows> struct AdagradV2Step {
  T rate, epsilon;
  explicit AdagradV2Step(const T* p) : rate(p[0]), epsilon(p[1]) {}
  void operator()(T g, T& w, T& accum) const {
    if constexpr (grows) accum += g * g;
    w -= g * rate / (vm::sqrt(accum) + epsilon);
  }
};
template <class T> using AdagradV2 = AdagradV2Step<T, true>;
template <class T> using AdagradV2Frozen = AdagradV2Step<T, false>;

// Dual averaging: the new value follows from the sums alone.
template <class T> struct AdagradDA {
  T rate, l1, l2;
  explicit AdagradDA(const T* p) : rate(p[0]), l1(at_least_0(p[1]) * p[3]), l2(p[2] * p[3] * p[0]) {}
  void operator()(T g, T& w, T& sum, T& squares) const {
    sum += g;
    squares += g * g;
    w = -rate * shrink(sum, l1) / (l2 + vm::sqrt(squares));
  }
};

template <class T> struct AdagradDARows {
  T l1, l2, step, scale;
  explicit AdagradDARows(const T* p) : l1(at_least_0(p[1])), l2(p[2]), step(p[3]), scale(p[3] * p[0]) {}
  void operator()(T g, T& w, T& sum, T& squares) const {
    sum += g;
    squares += g * g;
    w = -shrink(sum / step, l1) / (l2 + vm::sqrt(squares) / scale);
  }
};

template <class T> struct ProximalAdagrad {
  T rate, l1, l2;
  explicit ProximalAdagrad(const T* p) : rate(p[0]), l1(at_least_0(p[1])), l2(p[2]) {}
  void operator()(T g, T& w, T& accum) const {
    accum += g * g;
    const T own = rate * (T(1) / vm::sqrt(accum));
    w = shrink(w - g * own, own * l1) / (T(1) + l2 * own);
  }
};

template <class T> struct Adadelta {
  T rate, rho, epsilon;
  explicit Adadelta(const T* p) : rate(p[0]), rho(p[1]), epsilon(p[2]) {}
  void operator()(T g, T& w, T& accum, T& updates) const {
    accum = accum * rho + g * g * (T(1) - rho);
    const T update = vm::sqrt(updates + epsilon) * (T(1) / vm::sqrt(accum + epsilon)) * g;
    w -= update * rate;
    updates = updates * rho + update * update * (T(1) - rho);
  }
};

template <class T> struct RMSProp {
  T rate, rest, momentum, epsilon;
  explicit RMSProp(const T* p) : rate(p[0]), rest(T(1) - p[1]), momentum(p[2]), epsilon(p[3]) {}
  void operator()(T g, T& w, T& squares, T& mom) const {
    squares += (g * g - squares) * rest;
    mom = mom * momentum + g * rate / vm::sqrt(squares + epsilon);
    w -= mom;
  }
};

template <class T> struct CenteredRMSProp {
  T rate, rest, momentum, epsilon;
  explicit CenteredRMSProp(const T* p) : rate(p[0]), rest(T(1) - p[1]), momentum(p[2]), epsilon(p[3]) {}
  void operator()(T g, T& w, T& mean, T& squares, T& mom) const {
    squares += (g * g - squares) * rest;
    mean += (g - mean) * rest;
    mom = mom * momentum + g * rate / vm::sqrt((squares - mean * mean) + epsilon);
    w -= mom;
  }
};

template <class T> struct RMSPropRows {
  T rate, rho, momentum, epsilon;
  explicit RMSPropRows(const T* p) : rate(p[0]), rho(p[1]), momentum(p[2]), epsilon(p[3]) {}
  void operator()(T g, T& w, T& squares, T& mom) const {
    squares = squares * rho + g * g * (T(1) - rho);
    mom = mom * momentum + T(1) / vm::sqrt(squares + epsilon) * rate * g;
    w -= mom;
  }
};

template <class T> struct CenteredRMSPropRows {
  T rate, rho, momentum, epsilon;
  explicit CenteredRMSPropRows(const T* p) : rate(p[0]), rho(p[1]), momentum(p[2]), epsilon(p[3]) {}
  void operator()(T g, T& w, T& mean, T& squares, T& mom) const {
    squares = squares * rho + g * g * (T(1) - rho);
    mean = mean * rho + g * (T(1) - rho);
    mom = mom * momentum + T(1) / vm::sqrt((squares + epsilon) - mean * mean) * rate * g;
    w -= mom;
  }
};

template <class T> struct Moments {
  T beta1, rest1, rest2, rate, epsilon;
  explicit Moments(const T* p)
      : beta1(p[3]), rest1(T(1) - p[3]), rest2(T(1) - p[4]), rate(p[2] * vm::sqrt(T(1) - p[1]) / (T(1) - p[0])), epsilon(p[5]) {}
  void update(T g, T& m, T& v) const {
    m += (g - m) * rest1;
    v += (g * g - v) * rest2;
  }
};
template <class T> struct Adam : Moments<T> {
  using Moments<T>::Moments;
  void operator()(T g, T& w, T& m, T& v) const {
    this->update(g, m, v);
    w -= (m * this->rate) / (vm::sqrt(v) + this->epsilon);
  }
};
template <class T> struct AdamNesterov : Moments<T> {
  using Moments<T>::Moments;
  void operator()(T g, T& w, T& m, T& v) const {
    this->update(g, m, v);
    w -= ((g * this->rest1 + this->beta1 * m) * this->rate) / (vm::sqrt(v) + this->epsilon);
  }
};
template <class T> struct AdamWithAmsgrad : Moments<T> {
  using Moments<T>::Moments;
  void operator()(T g, T& w, T& m, T& v, T& largest) const {
    this->update(g, m, v);
    largest = largest < v ? v : largest;
    w -= (m * this->rate) / (vm::sqrt(largest) + this->epsilon);
  }
};

// Of a gradient by rows; the others get 0, so that their means fade.
template <class T> struct MomentsOfRows : Moments<T> {
  T beta2;
  explicit MomentsOfRows(const T* p) : Moments<T>(p), beta2(p[4]) {}
  void update(T g, T& m, T& v) const {
    m = m * this->beta1 + g * this->rest1;
    v = v * beta2 + g * g * this->rest2;
  }
};
template <class T> struct AdamRows : MomentsOfRows<T> {
  using MomentsOfRows<T>::MomentsOfRows;
  void operator()(T g, T& w, T& m, T& v) const {
    this->update(g, m, v);
    w -= this->rate * m / (vm::sqrt(v) + this->epsilon);
  }
};
template <class T> struct AmsgradRows : MomentsOfRows<T> {
  using MomentsOfRows<T>::MomentsOfRows;
  void operator()(T g, T& w, T& m, T& v, T& largest) const {
    this->update(g, m, v);
    largest = largest < v ? v : largest;
    w -= this->rate * m / (vm::sqrt(largest) + this->epsilon);
  }
};

template <class T> struct AdaMax {
  T rest1, beta2, rate, epsilon;
  explicit AdaMax(const T* p) : rest1(T(1) - p[2]), beta2(p[3]), rate(p[1] / (T(1) - p[0])), epsilon(p[4]) {}
  void operator()(T g, T& w, T& m, T& v) const {
    m += (g - m) * rest1;
    const T kept = beta2 * v, now = vm::abs(g);
    v = kept < now ? now : kept;
    w -= rate * (m / (v + epsilon));
  }
};

// `root`: the power of the learning rate is -1/2, as it nearly always is.
template <class T, bool root> struct FtrlStep {
  T rate, l1, l2, shrinkage, power;
  FtrlStep(T rate, T l1, T l2, T shrinkage, T power) : rate(rate), l1(l1), l2(T(2) * l2), shrinkage(T(2) * shrinkage), power(-power) {}
  T raised(T x) const {
    if constexpr (root) return vm::sqrt(x);
    else return vm::pow(x, power);
  }
  void operator()(T g, T& w, T& accum, T& linear) const {
    const T sum = accum + g * g, scale = raised(sum);
    linear += (g + shrinkage * w) - (scale - raised(accum)) / rate * w;
    const T kept = (l1 * sign(linear) - linear) / (scale / rate + l2);
    w = vm::abs(linear) <= l1 ? T(0) : kept;
    accum = sum;
  }
};

template <class T> struct AddSign {
  T rate, alpha, decay, beta;
  explicit AddSign(const T* p) : rate(p[0]), alpha(p[1]), decay(p[2]), beta(p[3]) {}
  void operator()(T g, T& w, T& m) const {
    m = m * beta + g * (T(1) - beta);
    w -= rate * (alpha + decay * (sign(g) * sign(m))) * g;
  }
};
template <class T> struct PowerSign {
  T rate, power, beta;
  explicit PowerSign(const T* p) : rate(p[0]), power(p[1] * p[2]), beta(p[3]) {}
  void operator()(T g, T& w, T& m) const {
    m = m * beta + g * (T(1) - beta);
    w -= rate * vm::exp(power * (sign(g) * sign(m))) * g;
  }
};

template <class T, class Step> void run(const Step& step, T* const* state, const T* gradient, int64_t n) {
  const T* __restrict__ g = gradient;
  T* __restrict__ w = state[0];
  if constexpr (requires(T x) { step(x, x); }) {
    for (int64_t i = 0; i < n; ++i) step(g[i], w[i]);
  } else if constexpr (requires(T x) { step(x, x, x); }) {
    T* __restrict__ a = state[1];
    for (int64_t i = 0; i < n; ++i) step(g[i], w[i], a[i]);
  } else if constexpr (requires(T x) { step(x, x, x, x); }) {
    T *__restrict__ a = state[1], *__restrict__ b = state[2];
    for (int64_t i = 0; i < n; ++i) step(g[i], w[i], a[i], b[i]);
  } else {
    T *__restrict__ a = state[1], *__restrict__ b = state[2], *__restrict__ c = state[3];
    for (int64_t i = 0; i < n; ++i) step(g[i], w[i], a[i], b[i], c[i]);
  }
}

template <template <class> class Step, class T> void steps(T* const* state, const T* gradient, const T* numbers, int64_t n) {
  run(Step<T>(numbers), state, gradient, n);
}

template <class T> void ftrl_steps(T* const* state, const T* gradient, T rate, T l1, T l2, T shrinkage, T power, int64_t n) {
  if (power == T(-0.5)) run(FtrlStep<T, true>(rate, l1, l2, shrinkage, power), state, gradient, n);
  else run(FtrlStep<T, false>(rate, l1, l2, shrinkage, power), state, gradient, n);
}
template <class T> void ftrl(T* const* state, const T* gradient, const T* p, int64_t n) {
  ftrl_steps(state, gradient, p[0], p[1], p[2], T(0), p[3], n);
}
template <class T> void ftrl_v2(T* const* state, const T* gradient, const T* p, int64_t n) {
  ftrl_steps(state, gradient, p[0], p[1], p[2], p[3], p[4], n);
}

}  // namespace

// In the order of Rule.
#define ZEAL_STEPS(T)                                                                                               \
  {                                                                                                                 \
    steps<Descent, T>, steps<ProximalDescent, T>, steps<Heavy, T>, steps<Nesterov, T>, steps<NesterovRows, T>,       \
        steps<KerasHeavy, T>, steps<KerasNesterov, T>, steps<Adagrad, T>, steps<AdagradFrozen, T>,                   \
        steps<AdagradV2, T>, steps<AdagradV2Frozen, T>, steps<AdagradDA, T>, steps<AdagradDARows, T>,                \
        steps<ProximalAdagrad, T>, steps<Adadelta, T>, steps<RMSProp, T>, steps<RMSPropRows, T>,                     \
        steps<CenteredRMSProp, T>, steps<CenteredRMSPropRows, T>, steps<Adam, T>, steps<AdamRows, T>,                \
        steps<AdamNesterov, T>, steps<AdamWithAmsgrad, T>, steps<AmsgradRows, T>, steps<AdaMax, T>, ftrl<T>,         \
        ftrl_v2<T>, steps<AddSign, T>, steps<PowerSign, T>                                                           \
  }

const StepKernels ZEAL_FOR_ISA(step_kernels) = {ZEAL_STEPS(float), ZEAL_STEPS(double)};

}  // namespace zeal
