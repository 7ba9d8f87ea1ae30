// BlockLSTMGradGrad: the gradient of an LSTM's gradient.
//
// The gradient G(p, flow) of the inputs p is linear in what flows back, and its derivative by p is symmetric. So what v,
// flowing into G, gives for `flow` is the tangent of the LSTM along v, and for p the tangent of G: the steps backward are
// done with numbers that carry their tangents.
#include "op/infer.h"
#include "ops/nn/lstm.h"

namespace zeal {
namespace {

constexpr int kFlows = 16, kAlong = 18;  // the places of what flows back, and of v, among the inputs

// A number and its derivative along v.
template <class T>
struct Dual {
  T v, d;
};
template <class T> Dual<T> operator+(Dual<T> a, Dual<T> b) { return {a.v + b.v, a.d + b.d}; }
template <class T> Dual<T> operator*(Dual<T> a, Dual<T> b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
template <class T> Dual<T> but_square(Dual<T> a) { return {1 - a.v * a.v, -2 * a.v * a.d}; }

// Values and tangents of one thing, as two arrays; a null pointer stands for zeros.
template <class T>
struct Twin {
  const T *v, *d;
  Dual<T> operator[](int64_t i) const { return {v ? v[i] : T(0), d ? d[i] : T(0)}; }
  Twin from(int64_t i) const { return {v ? v + i : v, d ? d + i : d}; }
};
template <class T>
void store(Dual<T> x, T* v, T* d, int64_t i) { v[i] = x.v, d[i] = x.d; }

template <class T>
struct Second {
  const LstmSecondAttrs& f;
  Sequences<T> s, along;  // `along`: v in the place of the inputs
  LstmStep<const T> made;
  LstmStep<T> tangents;
  Twin<T> wi, wf, wo;
  T *z, *dz, *dz_tangent;

  Dual<T> slope(Dual<T> g) const {
    if (f.hard) return {g.v > 0 && g.v < 1 ? T(0.2) : T(0), 0};
    return {g.v * (1 - g.v), g.d * (1 - 2 * g.v)};
  }
  Twin<T> cs_before(int64_t t) const {
    return t ? Twin<T>{made.cs, tangents.cs}.from((t - 1) * s.size) : Twin<T>{s.cs_prev, along.cs_prev};
  }
  Twin<T> h_before(int64_t t) const {
    return t ? Twin<T>{made.h, tangents.h}.from((t - 1) * s.size) : Twin<T>{s.h_prev, along.h_prev};
  }

  // Tangents of the gates, memories and outputs of all steps.
  void forward() {
    const int64_t n = 4 * s.units, rows = s.steps * s.batch;
    for (int64_t row = 0; row < rows; ++row) std::copy_n(along.b, n, z + row * n);
    gemm<T>(false, false, rows, n, s.inputs, s.x, s.inputs, along.w, n, z, n, true);
    gemm<T>(false, false, rows, n, s.inputs, along.x, s.inputs, s.w, n, z, n, true);
    for (int64_t t = 0; t < s.steps; ++t) {
      const Twin<T> h = h_before(t);
      T* at_t = z + t * 4 * s.size;
      gemm<T>(false, false, s.batch, n, s.units, h.d, s.units, s.w_h, n, at_t, n, true);
      gemm<T>(false, false, s.batch, n, s.units, h.v, s.units, along.w_h, n, at_t, n, true);
      for (int64_t r = 0; r < s.batch; ++r)
        for (int64_t j = 0; j < s.units; ++j) forward_one(t * s.size + r * s.units + j, cs_before(t)[r * s.units + j], at_t + r * n + j, j);
    }
  }

  void forward_one(int64_t at, Dual<T> c, const T* sums, int64_t j) {
    const auto gate = [&](T value, int place, Dual<T> seen) { return Dual<T>{value, slope({value, 0}).v * (sums[place * s.units] + seen.d)}; };
    const Dual<T> i = gate(made.i[at], 0, wi[j] * c), keep = gate(made.f[at], f.f, wf[j] * c);
    const Dual<T> fresh{made.ci[at], (1 - made.ci[at] * made.ci[at]) * sums[f.ci * s.units]};
    const Dual<T> cs{made.cs[at], (fresh * i + keep * c).d};
    const Dual<T> o = gate(made.o[at], 3, wo[j] * cs), co{made.co[at], (1 - made.co[at] * made.co[at]) * cs.d};
    tangents.i[at] = i.d, tangents.cs[at] = cs.d, tangents.f[at] = keep.d, tangents.o[at] = o.d, tangents.ci[at] = fresh.d;
    tangents.co[at] = co.d, tangents.h[at] = (o * co).d;
  }

  // Gradients of the gates' sums, and what flows into the first state, with tangents.
  void backward(const T* dcs, const T* dh, LstmStep<T> carried, Peepholes<T> see_tangents) {
    const int64_t n = 4 * s.units;
    T *carry = carried.cs, *carry_d = carried.ci, *back = carried.h, *back_d = carried.co;
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      const int64_t here = t * s.size;
      for (int64_t r = 0; r < s.batch; ++r)
        for (int64_t j = 0; j < s.units; ++j) {
          const int64_t e = r * s.units + j, row = 4 * (here + r * s.units) + j;
          const Dual<T> flow{dh[here + e] + back[e], back_d[e]}, later{dcs[here + e] + carry[e], carry_d[e]};
          store(backward_one(here + e, cs_before(t)[e], flow, later, row, j, see_tangents), carry, carry_d, e);
        }
      const T *v = dz + 4 * here, *d = dz_tangent + 4 * here;
      gemm<T>(false, true, s.batch, s.units, n, v, n, s.w_h, n, back, s.units, false);
      gemm<T>(false, true, s.batch, s.units, n, d, n, s.w_h, n, back_d, s.units, false);
      gemm<T>(false, true, s.batch, s.units, n, v, n, along.w_h, n, back_d, s.units, true);
    }
  }

  Dual<T> backward_one(int64_t at, Dual<T> c, Dual<T> flow, Dual<T> later, int64_t row, int64_t j, Peepholes<T> see_tangents) {
    const auto twin = [&](const T* v, const T* d) { return Dual<T>{v[at], d[at]}; };
    const Dual<T> i = twin(made.i, tangents.i), keep = twin(made.f, tangents.f), o = twin(made.o, tangents.o);
    const Dual<T> fresh = twin(made.ci, tangents.ci), co = twin(made.co, tangents.co), cs = twin(made.cs, tangents.cs);
    const Dual<T> to_o = flow * co * slope(o), to_cs = later + flow * o * but_square(co) + to_o * wo[j];
    const Dual<T> to_i = to_cs * fresh * slope(i), to_f = to_cs * c * slope(keep);
    store(to_i, dz, dz_tangent, row), store(to_cs * i * but_square(fresh), dz, dz_tangent, row + f.ci * s.units);
    store(to_f, dz, dz_tangent, row + f.f * s.units), store(to_o, dz, dz_tangent, row + 3 * s.units);
    if (f.use_peephole) {
      const_cast<T*>(see_tangents.i)[j] += (to_i * c).d, const_cast<T*>(see_tangents.f)[j] += (to_f * c).d;
      const_cast<T*>(see_tangents.o)[j] += (to_o * cs).d;
    }
    return to_cs * keep + to_i * wi[j] + to_f * wf[j];
  }
};

void infer_second(InferContext& c) {
  if (c.nin != kAlong + 8) c.invalid("expected ", kAlong + 7, " tensors in parts, got ", c.nin - 1);
  const auto& f = c.attr<LstmSecondAttrs>();
  if ((f.ci != 1 || f.f != 2) && (f.ci != 2 || f.f != 1)) c.invalid("ci and f must be 1 and 2, or 2 and 1; got ", f.ci, " and ", f.f);
  check_lstm_steps(c, f.use_peephole);
  for (int i = 1; i < 9; ++i) {
    const int along = kAlong + i - 1;
    c.require_rank(along, c.rank(i) < 0 ? c.rank(along) : c.rank(i));
    for (int axis = 0; c.rank(i) == c.rank(along) && axis < c.rank(i); ++axis)
      if (c.dim(i, axis) >= 0 && c.dim(along, axis) >= 0 && c.dim(i, axis) != c.dim(along, axis))
        c.invalid("tensor ", along - 1, " of parts must have the shape of tensor ", i - 1, "; ", c.show(i), ", ", c.show(along));
  }
  for (int i = 0; i < 10; ++i) c.out(i) = c.shape(i < 8 ? i + 1 : i + 8);
}

template <class T>
void second_kernel(Kernel& k) {
  const auto& f = k.attr<LstmSecondAttrs>();
  const DType dtype = k.input(1).dtype;
  const Sequences<T> s(k);
  for (int n = 0; n < k.nout; ++n) std::fill_n(k.output(n).as<T>(), k.output(n).numel, T(0));
  if (!s.size) return;
  TensorImpl* const along_in[] = {k.in[0], k.in[18], k.in[19], k.in[20], k.in[21], k.in[22], k.in[23], k.in[24], k.in[25]};
  const Sequences<T> along(Kernel{k.op, k.attrs, along_in, 9, nullptr, 0, nullptr});
  const auto zeros = [&](ShapeView shape) {
    Tensor t = make_tensor(dtype, shape);
    std::fill_n(t->as<T>(), t->numel, T(0));
    return t;
  };
  const Shape wide{s.steps, s.batch, 4 * s.units}, whole{s.steps, s.batch, s.units};
  const Tensor z = zeros(wide), dz = zeros(wide), dz_tangent = zeros(wide);
  const Tensor i = zeros(whole), keep = zeros(whole), o = zeros(whole), ci = zeros(whole), co = zeros(whole);
  const Tensor carry = zeros(k.input(2).shape()), back = zeros(k.input(3).shape());
  const Twin<T> none{nullptr, nullptr};
  Second<T> second{f, s, along,
                   {k.input(9).as<T>(), k.input(10).as<T>(), k.input(11).as<T>(), k.input(12).as<T>(), k.input(13).as<T>(), k.input(14).as<T>(), k.input(15).as<T>()},
                   {i->as<T>(), k.output(8).as<T>(), keep->as<T>(), o->as<T>(), ci->as<T>(), co->as<T>(), k.output(9).as<T>()},
                   f.use_peephole ? Twin<T>{s.wci, along.wci} : none, f.use_peephole ? Twin<T>{s.wcf, along.wcf} : none,
                   f.use_peephole ? Twin<T>{s.wco, along.wco} : none, z->as<T>(), dz->as<T>(), dz_tangent->as<T>()};
  second.forward();
  second.backward(k.input(kFlows).as<T>(), k.input(kFlows + 1).as<T>(),
                  {nullptr, carry->as<T>(), nullptr, nullptr, k.output(1).as<T>(), k.output(2).as<T>(), back->as<T>()},
                  {k.output(4).as<T>(), k.output(5).as<T>(), k.output(6).as<T>()});
  s.products(dz_tangent->as<T>(), second.made.h, k.output(0).as<T>(), k.output(3).as<T>(), k.output(7).as<T>());
  along.products(dz->as<T>(), second.tangents.h, k.output(0).as<T>(), k.output(3).as<T>(), nullptr, true);
}

}  // namespace

ZEAL_OP(BlockLSTMGradGrad)
    .doc("The gradients of BlockLSTMGrad, BlockLSTMGradV2 and HardBlockLSTMGrad. parts: their inputs from x on, and what flows into their outputs.")
    .type("T", bit(DType::kFloat32) | bit(DType::kFloat64)).input("seq_len_max", "int64").list_input_arg("parts", "T")
    .output("x_grad", "T").output("cs_prev_grad", "T").output("h_prev_grad", "T").output("w_grad", "T").output("wci_grad", "T")
    .output("wcf_grad", "T").output("wco_grad", "T").output("b_grad", "T").output("cs_grad", "T").output("h_grad", "T").dispatch_on(1)
    .attrs<LstmSecondAttrs>().attr("ci", &LstmSecondAttrs::ci).attr("f", &LstmSecondAttrs::f)
    .attr("use_peephole", &LstmSecondAttrs::use_peephole).attr("hard", &LstmSecondAttrs::hard)
    .infer(infer_second)
    .cpu(bit(DType::kFloat32), second_kernel<float>).cpu(bit(DType::kFloat64), second_kernel<double>);

}  // namespace zeal
