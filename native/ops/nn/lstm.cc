// BlockLSTM, BlockLSTMV2, HardBlockLSTM and their gradients: an LSTM over whole sequences.
#include "ops/nn/lstm.h"

#include <algorithm>
#include <cstring>

#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

const char* const kNames[] = {"seq_len_max", "x", "cs_prev", "h_prev", "w", "wci", "wcf", "wco", "b"};
const char* const kMade[] = {"i", "cs", "f", "o", "ci", "co", "h", "cs_grad", "h_grad"};
const int kRanks[] = {0, 3, 2, 2, 2, 1, 1, 1, 1};

// Input i has `want` along an axis, unless one of them is unknown.
void require_size(InferContext& c, int i, int axis, int64_t want, const char* what) {
  if (c.rank(i) < 0 || want < 0 || c.dim(i, axis) < 0 || c.dim(i, axis) == want) return;
  c.invalid(kNames[i], ".dim_size(", axis, ") != ", what, ": ", c.dim(i, axis), " vs. ", want, "; ", c.show(i));
}

}  // namespace

// The first two sizes of x and the number of units, each -1 where unknown.
Shape lstm_sizes(InferContext& c, bool use_peephole) {
  for (int i = 0; i < 9; ++i) c.require_rank(i, kRanks[i], kNames[i], " must be of rank ", kRanks[i]);
  const auto size = [&](int i, int axis) { return c.rank(i) < 0 ? kUnknownDim : c.dim(i, axis); };
  const int64_t batch = size(1, 1), inputs = size(1, 2);
  int64_t units = size(2, 1);
  if (units < 0) units = size(8, 0) < 0 ? size(3, 1) : size(8, 0) / 4;
  if (std::max(units, inputs) > INT64_MAX / 8) c.invalid("so many units or inputs are too large; ", c.show(1), ", ", c.show(2));
  for (int i : {2, 3}) require_size(c, i, 0, batch, "batch_size"), require_size(c, i, 1, units, "cell_size");
  if (units >= 0) require_size(c, 4, 1, units * 4, "cell_size * 4"), require_size(c, 8, 0, units * 4, "cell_size * 4");
  if (units >= 0 && inputs >= 0) require_size(c, 4, 0, inputs + units, "input_size + cell_size");
  for (int i = 5; use_peephole && i < 8; ++i) require_size(c, i, 0, units, "cell_size");
  return Shape{size(1, 0), batch, units};
}

void check_lstm_steps(InferContext& c, bool use_peephole) {
  const Shape shape = lstm_sizes(c, use_peephole);
  for (int i = 9; i < 18; ++i) {
    c.require_rank(i, 3, kMade[i - 9], " must be of rank 3");
    for (int axis = 0; c.rank(i) == 3 && axis < 3; ++axis)
      if (shape[axis] >= 0 && c.dim(i, axis) >= 0 && c.dim(i, axis) != shape[axis])
        c.invalid(kMade[i - 9], " must have shape ", shape, ": [time, batch, cell_size]; ", c.show(i));
  }
}

namespace {

struct LstmAttrs {
  float forget_bias = 1, cell_clip = 3;
  bool use_peephole = false;
};
struct LstmV2Attrs {
  float cell_clip = 0;
  bool use_peephole = false;
};
struct LstmGradAttrs {
  bool use_peephole = false;
};

bool is_hard(const OpDef& op) { return op.name.starts_with("Hard"); }
bool is_second(const OpDef& op) { return op.name.ends_with("V2"); }

// The first version has the new memory before the forget gate.
LstmPlan plan_of(const OpDef& op, int64_t units) {
  const bool first = !is_hard(op) && !is_second(op);
  return first ? LstmPlan{units, 0, 1, 2, 3, false} : LstmPlan{units, 0, 2, 1, 3, is_hard(op)};
}

// ---- Inference ------------------------------------------------------------------------------

void infer_lstm(InferContext& c) {
  const bool sees = is_second(c.op) ? c.attr<LstmV2Attrs>().use_peephole : c.attr<LstmAttrs>().use_peephole;
  const Shape shape = lstm_sizes(c, sees);
  for (int i = 0; i < 7; ++i) c.out(i) = shape;
}

void infer_lstm_grad(InferContext& c) {
  if (c.nin != 18) c.invalid("expected 9 tensors behind b (i, cs, f, o, ci, co, h, cs_grad, h_grad), got ", c.nin - 9);
  check_lstm_steps(c, c.attr<LstmGradAttrs>().use_peephole);
  for (int i = 0; i < 8; ++i) c.out(i) = c.shape(i + 1);
}

// ---- Kernels --------------------------------------------------------------------------------

LstmPlan forward_plan(const Kernel& k, int64_t units) {
  LstmPlan plan = plan_of(k.op, units);
  if (is_second(k.op)) plan.cell_clip = k.attr<LstmV2Attrs>().cell_clip;
  else if (!is_hard(k.op)) plan.forget_bias = k.attr<LstmAttrs>().forget_bias, plan.cell_clip = k.attr<LstmAttrs>().cell_clip;
  return plan;
}

template <class T>
void lstm_kernel(Kernel& k) {
  const Sequences<T> s(k);
  const LstmPlan plan = forward_plan(k, s.units);
  const auto see = s.peepholes(is_second(k.op) ? k.attr<LstmV2Attrs>().use_peephole : k.attr<LstmAttrs>().use_peephole);
  const int64_t n = 4 * s.units;
  const Tensor sums = make_tensor(k.input(1).dtype, Shape{s.steps, s.batch, n});
  T* z = sums->as<T>();
  gemm<T>(false, false, s.steps * s.batch, n, s.inputs, s.x, s.inputs, s.w, n, z, n, false);
  const LstmStep<T> made{k.output(0).as<T>(), k.output(1).as<T>(), k.output(2).as<T>(), k.output(3).as<T>(),
                         k.output(4).as<T>(), k.output(5).as<T>(), k.output(6).as<T>()};
  const RepeatedProduct<T> of_h(s.steps, false, s.batch, n, s.units, s.w_h, n);
  parallel_for(s.batch, of_h.rows_of_thread(), [&](int64_t first, int64_t end) {
    for (int64_t t = 0; t < s.steps; ++t) {
      const T *h = s.h_before(t, made.h), *cs = s.cs_before(t, made.cs);
      T* at_t = z + t * 4 * s.size;
      of_h.run(end - first, h + first * s.units, s.units, at_t + first * n, n, true);
      each_rows(end - first, s.units, [&](int64_t row, int64_t count) {
        const int64_t at = (first + row) * s.units;
        lstm_loops<T>().forward(plan, count, at_t + 4 * at, s.b, cs + at, see, moved(made, t * s.size + at));
      });
    }
  });
  for (int i = 0; i < 7; ++i) s.clear_rest(k.output(i), s.size);
}

// Sums of the rows of products of a gate's gradient and the memory that the gate saw.
template <class T>
void add_peephole(const Sequences<T>& s, const T* dz, int place, const T* seen, T* out) {
  for (int64_t r = 0; r < s.batch; ++r)
    for (int64_t j = 0; j < s.units; ++j) out[j] += dz[(r * 4 + place) * s.units + j] * seen[r * s.units + j];
}

template <class T>
void add_peepholes(Kernel& k, const Sequences<T>& s, const LstmPlan& plan, const T* dz, const T* cs_made) {
  for (int64_t t = s.steps - 1; t >= 0; --t) {
    const T *cs = s.cs_before(t, cs_made), *at_t = dz + t * 4 * s.size;
    add_peephole(s, at_t, plan.i, cs, k.output(4).as<T>());
    add_peephole(s, at_t, plan.f, cs, k.output(5).as<T>());
    add_peephole(s, at_t, plan.o, cs_made + t * s.size, k.output(6).as<T>());
  }
}

template <class T>
void lstm_grad_kernel(Kernel& k) {
  const Sequences<T> s(k);
  const LstmPlan plan = plan_of(k.op, s.units);
  const bool use_peephole = k.attr<LstmGradAttrs>().use_peephole;
  const auto see = s.peepholes(use_peephole);
  const LstmStep<const T> made{k.input(9).as<T>(), k.input(10).as<T>(), k.input(11).as<T>(), k.input(12).as<T>(),
                               k.input(13).as<T>(), k.input(14).as<T>(), k.input(15).as<T>()};
  const T *dcs = k.input(16).as<T>(), *dh = k.input(17).as<T>();
  T *carry = k.output(1).as<T>(), *dh_carry = k.output(2).as<T>();
  for (int i = 0; i < k.nout; ++i)
    if (!s.size || (i && i != 3)) std::fill_n(k.output(i).as<T>(), k.output(i).numel, T(0));
  if (!s.size) return;  // of steps that may be more than a loop could visit
  const int64_t n = 4 * s.units;
  const Tensor flows = make_tensor(k.input(1).dtype, Shape{s.steps, s.batch, n});
  T* dz = flows->as<T>();
  const RepeatedProduct<T> to_h(s.steps, true, s.batch, s.units, n, s.w_h, n);
  parallel_for(s.batch, to_h.rows_of_thread(), [&](int64_t first, int64_t end) {
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      const T* cs = s.cs_before(t, made.cs);
      each_rows(end - first, s.units, [&](int64_t row, int64_t count) {
        const int64_t at = (first + row) * s.units, here = t * s.size + at;
        lstm_loops<T>().backward(plan, count, moved(made, here), cs + at, see, dcs + here, dh + here, dh_carry + at, carry + at, dz + 4 * here);
      });
      to_h.run(end - first, dz + (t * s.batch + first) * n, n, dh_carry + first * s.units, s.units, false);
    }
  });
  if (use_peephole) add_peepholes(k, s, plan, dz, made.cs);
  s.products(dz, made.h, k.output(0).as<T>(), k.output(3).as<T>(), k.output(7).as<T>());
  s.clear_rest(k.output(0), s.batch * s.inputs);
}

// A step as a sequence of one.
template <class T>
void lstm_cell_kernel(Kernel& k) {
  const TensorImpl& x = k.input(0);
  const Tensor one = make_scalar<int64_t>(1), sequence = make_view(const_cast<TensorImpl&>(x), Shape{1, x.dim(0), x.dim(1)});
  TensorImpl* in[9] = {one.get(), sequence.get()};
  std::copy_n(k.in + 1, 7, in + 2);
  Kernel whole{k.op, k.attrs, in, 9, k.out, k.nout, k.spec};
  lstm_kernel<T>(whole);
}

void infer_lstm_cell(InferContext& c) {
  for (int i = 0; i < 8; ++i) c.require_rank(i, i ? kRanks[i + 1] : 2, kNames[i + 1], " must be of rank ", i ? kRanks[i + 1] : 2);
  const auto size = [&](int i, int axis) { return c.rank(i) < 0 ? kUnknownDim : c.dim(i, axis); };
  const int64_t batch = size(0, 0), inputs = size(0, 1), units = size(1, 1) < 0 ? size(2, 1) : size(1, 1);
  if (std::max(units, inputs) > INT64_MAX / 8) c.invalid("so many units or inputs are too large; ", c.show(0), ", ", c.show(1));
  const auto require = [&](int i, int axis, int64_t want, const char* what) {
    if (want >= 0 && size(i, axis) >= 0 && size(i, axis) != want)
      c.invalid(kNames[i + 1], ".dim_size(", axis, ") != ", what, ": ", size(i, axis), " vs. ", want, "; ", c.show(i));
  };
  for (int i : {1, 2}) require(i, 0, batch, "batch_size"), require(i, 1, units, "cell_size");
  if (units >= 0) require(3, 1, 4 * units, "cell_size * 4"), require(7, 0, 4 * units, "cell_size * 4");
  if (units >= 0 && inputs >= 0) require(3, 0, inputs + units, "input_size + cell_size");
  for (int i = 4; c.attr<LstmAttrs>().use_peephole && i < 7; ++i) require(i, 0, units, "cell_size");
  for (int i = 0; i < 7; ++i) c.out(i) = Shape{batch, units};
}

// ---- Gradients ------------------------------------------------------------------------------

void refuse_gates(Grad& g) {
  for (int i : {0, 2, 3, 4, 5})
    if (g.has_dy(i)) fail(Code::kUnimplemented, "[", g.op().name, "] gradients of the gates (i, f, o, ci, co) are not built; those of cs and h are");
}

// Gradients flow from memories and outputs alone, as in TensorFlow.
void grad_lstm(Grad& g) {
  refuse_gates(g);
  Tensor in[18];
  for (int i = 0; i < 9; ++i) in[i] = g.in(i);
  for (int i = 0; i < 7; ++i) in[9 + i] = g.out(i);
  in[16] = g.dy(1), in[17] = g.dy(6);
  const bool second = is_second(g.op());
  const LstmGradAttrs attrs{second ? g.attr<LstmV2Attrs>().use_peephole : g.attr<LstmAttrs>().use_peephole};
  const OpDef& op = is_hard(g.op()) ? OP(HardBlockLSTMGrad) : second ? OP(BlockLSTMGradV2) : OP(BlockLSTMGrad);
  Outputs dx = call_list(op, in, 18, Attrs::of(attrs));
  for (int i = 0; i < 8; ++i)
    if (g.wants(i + 1)) g.set(i + 1, dx[i]);
}

// That of a sequence of one step.
void grad_lstm_cell(Grad& g) {
  refuse_gates(g);
  const auto sequence = [](const Tensor& t) { return call(OP(ExpandDims), {t, make_scalar<int32_t>(0)}); };
  Tensor in[18] = {make_scalar<int64_t>(1), sequence(g.in(0))};
  for (int i = 1; i < 8; ++i) in[1 + i] = g.in(i);
  for (int i = 0; i < 7; ++i) in[9 + i] = sequence(g.out(i));
  in[16] = sequence(g.dy(1)), in[17] = sequence(g.dy(6));
  Outputs dx = call_list(OP(BlockLSTMGrad), in, 18, Attrs::of(LstmGradAttrs{g.attr<LstmAttrs>().use_peephole}));
  if (g.wants(0)) g.set(0, reshape(dx[0], g.in_shape(0)));
  for (int i = 1; i < 8; ++i)
    if (g.wants(i)) g.set(i, dx[i]);
}

// What the second derivative gives belongs to the inputs: gates are functions of these.
void grad_lstm_grad(Grad& g) {
  Tensor in[26];
  for (int i = 0; i < 18; ++i) in[i] = g.saved(i);
  for (int i = 0; i < 8; ++i) in[18 + i] = g.dy(i);
  const LstmPlan plan = plan_of(g.op(), 0);
  const LstmSecondAttrs attrs{plan.ci, plan.f, g.attr<LstmGradAttrs>().use_peephole, plan.hard};
  Outputs dx = call_list(OP(BlockLSTMGradGrad), in, 26, Attrs::of(attrs));
  for (int i = 0; i < 8; ++i)
    if (g.wants(i + 1)) g.set(i + 1, dx[i]);
  for (int i : {8, 9})
    if (g.wants(i + 8)) g.set(i + 8, dx[i]);
}

// ---- Ops ------------------------------------------------------------------------------------

constexpr DTypeSet kWide = bit(DType::kFloat32) | bit(DType::kFloat64);

OpDef& lstm_inputs(OpDef& op) {
  op.type("T", kWide).input("seq_len_max", "int64");
  for (int i = 1; i < 9; ++i) op.input(kNames[i], "T");
  return op.dispatch_on(1);
}

OpDef& lstm_op(OpDef& op) {
  for (int i = 0; i < 7; ++i) op.output(kMade[i], "T");
  return op.infer(infer_lstm).cpu(bit(DType::kFloat32), lstm_kernel<float>).cpu(bit(DType::kFloat64), lstm_kernel<double>)
      .saves({In(0), In(1), In(2), In(3), In(4), In(5), In(6), In(7), In(8), Out(0), Out(1), Out(2), Out(3), Out(4), Out(5), Out(6)})
      .grad(grad_lstm);
}

// What TensorFlow declares as 9 more inputs is a list here: its members follow one another in graphs as those do.
OpDef& lstm_grad_op(OpDef& op) {
  op.with(lstm_inputs).list_input_arg("made", "T").saves_all = true;
  for (const char* name : {"x_grad", "cs_prev_grad", "h_prev_grad", "w_grad", "wci_grad", "wcf_grad", "wco_grad", "b_grad"}) op.output(name, "T");
  return op.attrs<LstmGradAttrs>().attr("use_peephole", &LstmGradAttrs::use_peephole, true)
      .infer(infer_lstm_grad).cpu(bit(DType::kFloat32), lstm_grad_kernel<float>).cpu(bit(DType::kFloat64), lstm_grad_kernel<double>)
      .grad(grad_lstm_grad);
}

}  // namespace

ZEAL_OP(LSTMBlockCell)
    .doc("A step of BlockLSTM: gates, memory cs and output h.")
    .type("T", kWide).input("x", "T").input("cs_prev", "T").input("h_prev", "T").input("w", "T").input("wci", "T").input("wcf", "T").input("wco", "T").input("b", "T")
    .output("i", "T").output("cs", "T").output("f", "T").output("o", "T").output("ci", "T").output("co", "T").output("h", "T")
    .attrs<LstmAttrs>().attr("forget_bias", &LstmAttrs::forget_bias).attr("cell_clip", &LstmAttrs::cell_clip)
    .attr("use_peephole", &LstmAttrs::use_peephole)
    .infer(infer_lstm_cell).cpu(bit(DType::kFloat32), lstm_cell_kernel<float>).cpu(bit(DType::kFloat64), lstm_cell_kernel<double>)
    .saves({In(0), In(1), In(2), In(3), In(4), In(5), In(6), In(7), Out(0), Out(1), Out(2), Out(3), Out(4), Out(5), Out(6), InShape(0)})
    .grad(grad_lstm_cell);
ZEAL_OP(BlockLSTM).with(lstm_inputs).with(lstm_op)
    .doc("An LSTM over sequences [time, batch, inputs]: gates, memories cs and outputs h of every step; the gates' order in w is i, ci, f, o.")
    .attrs<LstmAttrs>().attr("forget_bias", &LstmAttrs::forget_bias).attr("cell_clip", &LstmAttrs::cell_clip)
    .attr("use_peephole", &LstmAttrs::use_peephole);
ZEAL_OP(BlockLSTMV2).with(lstm_inputs).with(lstm_op)
    .doc("BlockLSTM without a bias of the forget gate, whose gates stand in w in the order i, f, ci, o.")
    .attrs<LstmV2Attrs>().attr("cell_clip", &LstmV2Attrs::cell_clip).attr("use_peephole", &LstmV2Attrs::use_peephole);
ZEAL_OP(HardBlockLSTM).with(lstm_inputs).with(lstm_op)
    .doc("BlockLSTMV2 whose gates are hard sigmoids, without peepholes and clip: what Keras's layers compute by default.");
ZEAL_OP(BlockLSTMGrad).with(lstm_grad_op).doc("The gradients of BlockLSTM, of what flows into its memories and outputs.");
ZEAL_OP(BlockLSTMGradV2).with(lstm_grad_op).doc("The gradients of BlockLSTMV2, of what flows into its memories and outputs.");
ZEAL_OP(HardBlockLSTMGrad).with(lstm_grad_op).doc("The gradients of HardBlockLSTM, of what flows into its memories and outputs.");

}  // namespace zeal
