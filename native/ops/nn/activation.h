// Functors of the activations and of their gradients.
#pragma once

#include "op/num.h"
#include "op/stamp.h"

namespace zeal::fn {

// NaN stays.
struct Relu {
  template <class T>
  static ZEAL_FN T call(T x) {
    return x < T(0) ? T(0) : x;
  }
};
struct ReluGrad {
  template <class T>
  static ZEAL_FN T call(T dy, T x) {
    return x > T(0) ? dy : T(0);
  }
};
struct Relu6 {
  template <class T>
  static ZEAL_FN T call(T x) {
    return x < T(0) ? T(0) : (x > T(6) ? T(6) : x);
  }
};
struct Relu6Grad {
  template <class T>
  static ZEAL_FN T call(T dy, T x) {
    return x > T(0) ? (x < T(6) ? dy : T(0)) : T(0);
  }
};
struct Elu {
  template <class T>
  static ZEAL_FN T call(T x) {
    return x < T(0) ? vm::expm1(x) : x;
  }
};
// From y = elu(x): elu'(x) = y + 1 below 0.
struct EluGrad {
  template <class T>
  static ZEAL_FN T call(T dy, T y) {
    return y < T(0) ? num::flow(dy, dy * (y + T(1))) : dy;
  }
};
// Klambauer et al., Self-Normalizing Neural Networks (2017), eq. 14.
template <class T>
inline constexpr T selu_scale = T(1.0507009873554804934193349852946);
template <class T>
inline constexpr T selu_scale_alpha = T(1.7580993408473768599402175208123);
struct Selu {
  template <class T>
  static ZEAL_FN T call(T x) {
    return x < T(0) ? selu_scale_alpha<T> * vm::expm1(x) : selu_scale<T> * x;
  }
};
struct SeluGrad {
  template <class T>
  static ZEAL_FN T call(T dy, T y) {
    return y < T(0) ? num::flow(dy, dy * (y + selu_scale_alpha<T>)) : dy * selu_scale<T>;
  }
};
struct Sigmoid {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::sigmoid(x);
  }
};
// From y = sigmoid(x): dy y (1 - y).
struct SigmoidGrad {
  template <class T>
  static ZEAL_FN T call(T y, T dy) {
    T c = num::conj(y);
    return num::flow(dy, dy * c * (num::one<T>() - c));
  }
};
struct Softplus {
  template <class T>
  static ZEAL_FN T call(T x) {
    return vm::softplus(x);
  }
};
struct SoftplusGrad {
  template <class T>
  static ZEAL_FN T call(T dy, T x) {
    return num::flow(dy, dy * vm::sigmoid(x));
  }
};
struct Softsign {
  template <class T>
  static ZEAL_FN T call(T x) {
    return x / (T(1) + vm::abs(x));
  }
};
struct SoftsignGrad {
  template <class T>
  static ZEAL_FN T call(T dy, T x) {
    T d = T(1) + vm::abs(x);
    return num::flow(dy, dy / d / d);  // d^2 could overflow
  }
};

}  // namespace zeal::fn

#define ZEAL_REALS float, double, zeal::i32, zeal::i64, zeal::u8, zeal::u32, zeal::u64
ZEAL_STAMP(Relu, 1, ZEAL_REALS)
ZEAL_STAMP(ReluGrad, 2, ZEAL_REALS)
ZEAL_STAMP(Relu6, 1, ZEAL_REALS)
ZEAL_STAMP(Relu6Grad, 2, ZEAL_REALS)
#undef ZEAL_REALS
ZEAL_STAMP(Elu, 1, float, double)
ZEAL_STAMP(EluGrad, 2, float, double)
ZEAL_STAMP(Selu, 1, float, double)
ZEAL_STAMP(SeluGrad, 2, float, double)
ZEAL_STAMP(Sigmoid, 1, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(SigmoidGrad, 2, float, double, zeal::c64, zeal::c128)
ZEAL_STAMP(Softplus, 1, float, double)
ZEAL_STAMP(SoftplusGrad, 2, float, double)
ZEAL_STAMP(Softsign, 1, float, double)
ZEAL_STAMP(SoftsignGrad, 2, float, double)
