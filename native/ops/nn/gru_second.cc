// BlockGRUGradGrad: the gradient of a GRU's gradient.
//
// As of BlockLSTMGradGrad: what v, flowing into the gradient, gives for what flowed into the states is the tangent of the
// GRU along v, and for the inputs the tangent of the gradient. So the steps are done with numbers that carry tangents.
#include "op/vm/exp.h"
#include "ops/nn/gru_sequence.h"

namespace zeal {
namespace {

constexpr int kFlow = 6, kAlong = 7;  // the places of what flows into the states, and of v, among the inputs

// A number and its derivative along v.
template <class T>
struct Dual {
  T v, d;
};
template <class T> Dual<T> operator+(Dual<T> a, Dual<T> b) { return {a.v + b.v, a.d + b.d}; }
template <class T> Dual<T> operator-(Dual<T> a, Dual<T> b) { return {a.v - b.v, a.d - b.d}; }
template <class T> Dual<T> operator*(Dual<T> a, Dual<T> b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
template <class T> Dual<T> rest(Dual<T> a) { return {1 - a.v, -a.d}; }  // 1 - a
template <class T> Dual<T> tanh(Dual<T> a) {
  const T value = vm::tanh(a.v);
  return {value, (1 - value * value) * a.d};
}

// Values and tangents of an array.
template <class T>
struct Twin {
  T *v, *d;
  Dual<std::remove_const_t<T>> operator[](int64_t i) const { return {v[i], d[i]}; }
  void set(int64_t i, Dual<T> x) const { v[i] = x.v, d[i] = x.d; }
  void add(int64_t i, Dual<T> x) const { v[i] += x.v, d[i] += x.d; }
  Twin from(int64_t i) const { return {v + i, d + i}; }
  operator Twin<const T>() const requires(!std::is_const_v<T>) { return {v, d}; }
};

// The tangent of op(a) op(b), added to c's; with values, c += op(a) op(b).
template <class T>
void add_product(bool ta, bool tb, int64_t m, int64_t n, int64_t k, Twin<const T> a, int64_t lda, Twin<const T> b, int64_t ldb, T* value, T* tangent, int64_t ldc) {
  if (value) gemm<T>(ta, tb, m, n, k, a.v, lda, b.v, ldb, value, ldc, true);
  gemm<T>(ta, tb, m, n, k, a.d, lda, b.v, ldb, tangent, ldc, true);
  gemm<T>(ta, tb, m, n, k, a.v, lda, b.d, ldb, tangent, ldc, true);
}

template <class T>
class Second {
 public:
  explicit Second(Kernel& k)
      : k_(k), s_(k, k.in), along_(k, tangents_of(k)), x_{s_.x, along_.x}, first_{s_.h_prev, along_.h_prev}, w_{s_.w, along_.w},
        w_h_{s_.w_h, along_.w_h}, b_{s_.b, along_.b}, b_h_{s_.b_h, along_.b_h} {
    const Shape wide{s_.steps, s_.batch, s_.n}, whole{s_.steps, s_.batch, s_.units};
    sums_ = make(wide), dsums_ = make(wide), dstates_ = make(wide);
    z_ = make(whole), r_ = make(whole), c_ = make(whole), inner_ = make(whole), h_ = make(whole);
    carry_ = make(Shape{s_.batch, s_.units});
  }

  void run() {
    forward();
    backward();
    const int64_t rows = s_.rows(), n = s_.n, units = s_.units, both = s_.both();
    add_product<T>(false, true, rows, s_.inputs, n, dsums_, n, w_, n, nullptr, out(0), s_.inputs);
    add_product<T>(true, false, s_.inputs, n, rows, x_, s_.inputs, dsums_, n, nullptr, out(2), n);
    for (int64_t t = 0; t < s_.steps; ++t)
      add_product<T>(true, false, units, s_.reset_after ? n : both, s_.batch, before(t), units, flows(t), n, nullptr, out(3), n);
    if (!s_.reset_after) add_product<T>(true, false, units, units, rows, inner_, units, dsums_.from(both), n, nullptr, out(3) + both, n);
    for (int64_t e = 0; e < rows * n; ++e) out(4)[e % n] += dsums_.d[e];
    for (int64_t e = 0; s_.reset_after && e < rows * n; ++e) out(5)[e % n] += dstates_.d[e];
    std::copy_n(carry_.d, s_.size, out(1));
    std::copy_n(h_.d, rows * units, out(6));
  }

 private:
  static TensorImpl* const* tangents_of(Kernel& k) { return k.in + kAlong; }
  T* out(int i) const { return k_.output(i).template as<T>(); }
  Twin<T> make(ShapeView shape) {
    Twin<T> twin;
    for (T** part : {&twin.v, &twin.d}) {
      Tensor t = make_tensor(k_.input(0).dtype, shape);
      *part = t->template as<T>();
      std::fill_n(*part, t->numel, T(0));
      rooms_.push_back(std::move(t));
    }
    return twin;
  }
  Twin<const T> before(int64_t t) const { return t ? Twin<const T>(h_.from((t - 1) * s_.size)) : first_; }
  Twin<const T> flows(int64_t t) const { return (s_.reset_after ? dstates_ : dsums_).from(t * s_.batch * s_.n); }
  // fn(element of the state, place of its first sum in the step's row) for a step.
  template <class Fn>
  void each(Fn&& fn) const {
    for (int64_t row = 0; row < s_.batch; ++row)
      for (int64_t j = 0; j < s_.units; ++j) fn(row * s_.units + j, row * s_.n + j);
  }

  Dual<T> gate(Dual<T> sum) const {
    const T g = s_.hard ? vm::clamp(sum.v * T(0.2) + T(0.5), T(0), T(1)) : vm::sigmoid(sum.v);
    return {g, slope({g, 0}).v * sum.d};
  }
  Dual<T> slope(Dual<T> g) const {
    if (s_.hard) return {g.v > 0 && g.v < 1 ? T(0.2) : T(0), 0};
    return g * rest(g);
  }

  void forward() {
    const int64_t n = s_.n, units = s_.units, both = s_.both();
    for (int64_t e = 0; e < s_.rows() * n; ++e) sums_.set(e, s_.reset_after && e % n < both ? b_[e % n] + b_h_[e % n] : b_[e % n]);
    add_product<T>(false, false, s_.rows(), n, s_.inputs, x_, s_.inputs, w_, n, sums_.v, sums_.d, n);
    for (int64_t t = 0; t < s_.steps; ++t) {
      const Twin<T> sums = sums_.from(t * s_.batch * n), z = z_.from(t * s_.size), r = r_.from(t * s_.size), c = c_.from(t * s_.size);
      const Twin<T> inner = inner_.from(t * s_.size), h = h_.from(t * s_.size);
      const Twin<const T> old = before(t);
      add_product<T>(false, false, s_.batch, both, units, old, units, w_h_, n, sums.v, sums.d, n);
      each([&](int64_t e, int64_t at) {
        z.set(e, gate(sums[at])), r.set(e, gate(sums[at + units]));
        inner.set(e, s_.reset_after ? b_h_[both + e % units] : r[e] * old[e]);
      });
      if (s_.reset_after) add_product<T>(false, false, s_.batch, units, units, old, units, w_h_.from(both), n, inner.v, inner.d, units);
      else add_product<T>(false, false, s_.batch, units, units, Twin<const T>(inner), units, w_h_.from(both), n, sums.v + both, sums.d + both, n);
      each([&](int64_t e, int64_t at) {
        c.set(e, tanh(s_.reset_after ? sums[at + both] + r[e] * inner[e] : sums[at + both]));
        h.set(e, z[e] * old[e] + rest(z[e]) * c[e]);
      });
    }
  }

  void backward() {
    const T* flow = k_.input(kFlow).template as<T>();
    for (int64_t t = s_.steps - 1; t >= 0; --t) {
      const Twin<T> dsums = dsums_.from(t * s_.batch * s_.n), z = z_.from(t * s_.size), c = c_.from(t * s_.size);
      const Twin<const T> old = before(t);
      each([&](int64_t e, int64_t at) {
        const Dual<T> in = Dual<T>{flow[t * s_.size + e], 0} + carry_[e];
        dsums.set(at, in * (old[e] - c[e]) * slope(z[e])), dsums.set(at + s_.both(), in * rest(z[e]) * rest(c[e] * c[e]));
        carry_.set(e, in * z[e]);
      });
      s_.reset_after ? reset_after_back(t, dsums) : reset_before_back(t, dsums);
    }
  }
  void reset_after_back(int64_t t, Twin<T> dsums) {
    const Twin<T> dstates = dstates_.from(t * s_.batch * s_.n), r = r_.from(t * s_.size), inner = inner_.from(t * s_.size);
    each([&](int64_t e, int64_t at) {
      const Dual<T> to_c = dsums[at + s_.both()], to_r = to_c * inner[e] * slope(r[e]);
      dsums.set(at + s_.units, to_r);
      dstates.set(at, dsums[at]), dstates.set(at + s_.units, to_r), dstates.set(at + s_.both(), to_c * r[e]);
    });
    add_product<T>(false, true, s_.batch, s_.units, s_.n, Twin<const T>(dstates), s_.n, w_h_, s_.n, carry_.v, carry_.d, s_.units);
  }
  void reset_before_back(int64_t t, Twin<T> dsums) {
    const Twin<T> r = r_.from(t * s_.size), dinner = sums_.from(t * s_.batch * s_.n);  // sums are done with
    const Twin<const T> old = before(t);
    std::fill_n(dinner.v, s_.size, T(0)), std::fill_n(dinner.d, s_.size, T(0));
    add_product<T>(false, true, s_.batch, s_.units, s_.units, Twin<const T>(dsums.from(s_.both())), s_.n, w_h_.from(s_.both()), s_.n, dinner.v, dinner.d, s_.units);
    each([&](int64_t e, int64_t at) {
      dsums.set(at + s_.units, dinner[e] * old[e] * slope(r[e]));
      carry_.add(e, dinner[e] * r[e]);
    });
    add_product<T>(false, true, s_.batch, s_.units, s_.both(), Twin<const T>(dsums), s_.n, w_h_, s_.n, carry_.v, carry_.d, s_.units);
  }

  Kernel& k_;
  const GruSequence<T> s_, along_;  // `along_`: v in the place of the inputs
  const Twin<const T> x_, first_, w_, w_h_, b_, b_h_;
  std::vector<Tensor> rooms_;
  Twin<T> sums_, dsums_, dstates_, z_, r_, c_, inner_, h_, carry_;
};

void infer_second(InferContext& c) {
  if (c.nin != kAlong + 6) c.invalid("expected 6 tensors in along, got ", c.nin - kAlong);
  const Shape shape = check_gru_steps(c, kFlow, kFlow + 1);
  for (int i = 0; i < 6; ++i) {
    if (!are_compatible(c.shape(i), c.shape(kAlong + i)))
      c.invalid("tensor ", i, " of along must have the shape of ", kGruInputs[i], "; ", c.show(i), ", ", c.show(kAlong + i));
    c.out(i) = c.shape(i);
  }
  c.out(6) = shape;
}

template <class T>
void second_kernel(Kernel& k) {
  for (int i = 0; i < k.nout; ++i) std::fill_n(k.output(i).as<T>(), k.output(i).numel, T(0));
  if (k.output(6).numel) Second<T>(k).run();
}

OpDef& second_op(OpDef& op) {
  op.type("T", bit(DType::kFloat32) | bit(DType::kFloat64));
  for (const char* name : kGruInputs) op.input(name, "T");
  op.input("dh", "T").list_input_arg("along", "T");
  for (const char* name : {"x_grad", "h_prev_grad", "w_grad", "w_h_grad", "b_grad", "b_h_grad", "dh_grad"}) op.output(name, "T");
  return op.attrs<BlockGruAttrs>().attr("hard", &BlockGruAttrs::hard).attr("reset_after", &BlockGruAttrs::reset_after);
}

}  // namespace

ZEAL_OP(BlockGRUGradGrad).with(second_op)
    .doc("The gradients of BlockGRUGrad, of what flows into its outputs (along), for the inputs of BlockGRU and for dh.")
    .infer(infer_second).cpu(bit(DType::kFloat32), second_kernel<float>).cpu(bit(DType::kFloat64), second_kernel<double>);

}  // namespace zeal
