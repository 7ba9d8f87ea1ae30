// Gates, memory and output of an LSTM's step, and their gradients; compiled once per instruction set (ZEAL_ISA).
#include "ops/nn/lstm_kernel.h"

#include "ops/nn/gates.h"

namespace zeal {
namespace {

template <bool hard, bool sees, class T>
void forward_rows(const LstmPlan& plan, int64_t rows, const T* z, const T* cs_prev, const Peepholes<T>& see, const LstmStep<T>& out) {
  const int64_t n = plan.units;
  const T bias = T(plan.forget_bias), clip = plan.cell_clip > 0 ? T(plan.cell_clip) : vm::inf_of(T());
  for (int64_t r = 0; r < rows; ++r) {
    const T *row = z + r * 4 * n, *zi = row + plan.i * n, *zc = row + plan.ci * n, *zf = row + plan.f * n, *zo = row + plan.o * n;
    const T *before = cs_prev + r * n, *wi = see.i, *wf = see.f, *wo = see.o;
    T *i = out.i + r * n, *cs = out.cs + r * n, *f = out.f + r * n, *o = out.o + r * n, *ci = out.ci + r * n, *co = out.co + r * n,
      *h = out.h + r * n;
#pragma GCC ivdep
    for (int64_t j = 0; j < n; ++j) {
      const T c = before[j], in = gate<hard>(sees ? zi[j] + wi[j] * c : zi[j]), keep = gate<hard>(sees ? zf[j] + bias + wf[j] * c : zf[j] + bias);
      const T fresh = vm::tanh(zc[j]), now = vm::clamp(fresh * in + keep * c, -clip, clip);
      const T show = gate<hard>(sees ? zo[j] + wo[j] * now : zo[j]), shown = vm::tanh(now);
      i[j] = in, cs[j] = now, f[j] = keep, o[j] = show, ci[j] = fresh, co[j] = shown, h[j] = show * shown;
    }
  }
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
void forward(const LstmPlan& plan, int64_t rows, const T* z, const T* cs_prev, const Peepholes<T>& see, const LstmStep<T>& out) {
  if (plan.hard) return forward_rows<true, false>(plan, rows, z, cs_prev, see, out);
  see.i ? forward_rows<false, true>(plan, rows, z, cs_prev, see, out) : forward_rows<false, false>(plan, rows, z, cs_prev, see, out);
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
