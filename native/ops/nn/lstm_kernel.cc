// Gates, memory and output of an LSTM's step, and their gradients; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/lstm_kernel.h"

#include "ops/nn/gates.h"

namespace zeal {
namespace {

template <class T>
LstmStep<T> moved(const LstmStep<T>& s, int64_t by) {
  return {s.i + by, s.cs + by, s.f + by, s.o + by, s.ci + by, s.co + by, s.h + by};
}

// Of count units of a row, from unit `at` on.
template <bool hard, bool sees, class T>
void forward_part(const LstmPlan& plan, const T* z, const T* b, const T* before, const Peepholes<T>& see, int64_t at, int64_t count, const LstmStep<T>& out) {
  const int64_t n = plan.units;
  const T bias = T(plan.forget_bias), clip = plan.cell_clip > 0 ? T(plan.cell_clip) : vm::inf_of(T());
  const T *zi = z + plan.i * n + at, *zc = z + plan.ci * n + at, *zf = z + plan.f * n + at, *zo = z + plan.o * n + at;
  const T *bi = b + plan.i * n + at, *bc = b + plan.ci * n + at, *bf = b + plan.f * n + at, *bo = b + plan.o * n + at;
  const T *wi = sees ? see.i + at : nullptr, *wf = sees ? see.f + at : nullptr, *wo = sees ? see.o + at : nullptr;
  T *i = out.i, *cs = out.cs, *f = out.f, *o = out.o, *ci = out.ci, *co = out.co, *h = out.h;
#pragma GCC ivdep
  for (int64_t j = 0; j < count; ++j) {
    const T c = before[j], si = zi[j] + bi[j], sf = zf[j] + bf[j] + bias, so = zo[j] + bo[j];
    const T in = gate<hard>(sees ? si + wi[j] * c : si), keep = gate<hard>(sees ? sf + wf[j] * c : sf);
    const T fresh = vm::tanh(zc[j] + bc[j]), now = vm::clamp(fresh * in + keep * c, -clip, clip);
    const T show = gate<hard>(sees ? so + wo[j] * now : so), shown = vm::tanh(now);
    i[j] = in, cs[j] = now, f[j] = keep, o[j] = show, ci[j] = fresh, co[j] = shown, h[j] = show * shown;
  }
}

template <bool hard, bool sees, class T>
void forward_rows(const LstmPlan& plan, int64_t rows, const T* z, const T* b, const T* cs_prev, const Peepholes<T>& see, const LstmStep<T>& out) {
  const int64_t n = plan.units;
  for (int64_t r = 0; r < rows; ++r, z += 4 * n, cs_prev += n)
    each_part<T>(n, [&](int64_t at, int64_t count) {
      forward_part<hard, sees>(plan, z, b, cs_prev + at, see, at, count, moved(out, r * n + at));
    });
}

template <bool hard, bool sees, class T>
void backward_rows(const LstmPlan& plan, int64_t rows, const LstmStep<const T>& step, const T* cs_prev, const Peepholes<T>& see,
                   const T* dcs, const T* dh, const T* dh_carry, T* carry, T* dz) {
  const int64_t n = plan.units;
  for (int64_t r = 0; r < rows; ++r) {
    T *row = dz + r * 4 * n, *di = row + plan.i * n, *dci = row + plan.ci * n, *df = row + plan.f * n, *dout = row + plan.o * n;
    const T *i = step.i + r * n, *f = step.f + r * n, *o = step.o + r * n, *ci = step.ci + r * n, *co = step.co + r * n;
    const T *before = cs_prev + r * n, *of_cs = dcs + r * n, *of_h = dh + r * n, *later = dh_carry + r * n, *wi = see.i, *wf = see.f, *wo = see.o;
    T* back = carry + r * n;
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) {
      const T flow = of_h[j] + later[j], shown = co[j], in = i[j], keep = f[j], fresh = ci[j], c = before[j];
      const T to_o = flow * shown * slope<hard>(o[j]);
      T to_cs = of_cs[j] + back[j] + flow * o[j] * (T(1) - shown * shown);
      if constexpr (sees) to_cs += to_o * wo[j];
      const T to_i = to_cs * fresh * slope<hard>(in), to_f = to_cs * c * slope<hard>(keep);
      di[j] = to_i, dci[j] = to_cs * in * (T(1) - fresh * fresh), df[j] = to_f, dout[j] = to_o;
      back[j] = sees ? to_cs * keep + to_i * wi[j] + to_f * wf[j] : to_cs * keep;
    }
  }
}

template <class T>
void forward(const LstmPlan& plan, int64_t rows, const T* z, const T* b, const T* cs_prev, const Peepholes<T>& see, const LstmStep<T>& out) {
  if (plan.hard) return forward_rows<true, false>(plan, rows, z, b, cs_prev, see, out);
  see.i ? forward_rows<false, true>(plan, rows, z, b, cs_prev, see, out) : forward_rows<false, false>(plan, rows, z, b, cs_prev, see, out);
}

template <class T>
void backward(const LstmPlan& plan, int64_t rows, const LstmStep<const T>& step, const T* cs_prev, const Peepholes<T>& see, const T* dcs,
              const T* dh, const T* dh_carry, T* carry, T* dz) {
  const auto rule = plan.hard ? backward_rows<true, false, T> : see.i ? backward_rows<false, true, T> : backward_rows<false, false, T>;
  rule(plan, rows, step, cs_prev, see, dcs, dh, dh_carry, carry, dz);
}

}  // namespace

const LstmKernels ZEAL_FOR_ISA(lstm_kernels) = {{forward<float>, backward<float>}, {forward<double>, backward<double>}};

}  // namespace zeal
