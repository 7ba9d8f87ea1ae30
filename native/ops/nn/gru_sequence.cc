// BlockGRU and its gradient: a gated recurrent unit over whole sequences, as Keras's layers compute it.
#include "ops/nn/gru_sequence.h"

#include <algorithm>

#include "tape/tape.h"

namespace zeal {

// ---- Inference ------------------------------------------------------------------------------

Shape gru_shape(InferContext& c) {
  const int rank = c.rank(0);
  if (rank >= 0 && rank != 2 && rank != 3) c.invalid("x must be of rank 2 or 3: [time, batch, inputs], or a step; ", c.show(0));
  for (int i = 1; i < 6; ++i) c.require_rank(i, i < 4 ? 2 : 1, kGruInputs[i], " must be of rank ", i < 4 ? 2 : 1);
  const auto size = [&](int i, int axis) { return c.rank(i) < 0 ? kUnknownDim : c.dim(i, axis); };
  const int64_t batch = rank < 0 ? size(1, 0) : c.dim(0, rank - 2), inputs = rank < 0 ? kUnknownDim : c.dim(0, rank - 1);
  const int64_t units = size(1, 1) < 0 ? size(3, 0) : size(1, 1);
  if (std::max(units, inputs) > INT64_MAX / 8) c.invalid("so many units or inputs are too large; ", c.show(0), ", ", c.show(1));
  const auto require = [&](int i, int axis, int64_t want, const char* what) {
    if (want >= 0 && size(i, axis) >= 0 && size(i, axis) != want)
      c.invalid(kGruInputs[i], ".dim_size(", axis, ") != ", what, ": ", size(i, axis), " vs. ", want, "; ", c.show(i));
  };
  require(1, 0, batch, "batch_size"), require(2, 0, inputs, "input_size"), require(3, 0, units, "cell_size");
  for (int i = 2; units >= 0 && i < 6; ++i) require(i, i < 4 ? 1 : 0, 3 * units, "cell_size * 3");
  if (rank < 0) return Shape::unknown();
  return rank == 2 ? Shape{batch < 0 ? size(1, 0) : batch, units} : Shape{c.dim(0, 0), batch < 0 ? size(1, 0) : batch, units};
}

Shape check_gru_steps(InferContext& c, int first, int last) {
  const Shape shape = gru_shape(c);
  for (int i = first; i < last; ++i)
    if (!are_compatible(shape, c.shape(i))) c.invalid(c.op.inputs[i].name, " must have shape ", shape.view(), "; ", c.show(i));
  return shape;
}

namespace {

void infer_gru(InferContext& c) {
  const Shape shape = gru_shape(c);
  for (int i = 0; i < 5; ++i) c.out(i) = shape;
}

void infer_gru_grad(InferContext& c) {
  check_gru_steps(c, 6, 12);
  for (int i = 0; i < 6; ++i) c.out(i) = c.shape(i);
}

// ---- Kernels --------------------------------------------------------------------------------

// Products of states with the weights of the gates and of the candidate, or of what flows back with their transposes.
template <class T>
struct StateProducts {
  RepeatedProduct<T> gates, candidate;
  static StateProducts forward(const GruSequence<T>& s) {
    return {{s.steps, false, s.batch, s.both(), s.units, s.w_h, s.n}, {s.steps, false, s.batch, s.units, s.units, s.w_h + s.both(), s.n}};
  }
  // With reset_after, `gates` has all weights, and `candidate` nothing to do.
  static StateProducts back(const GruSequence<T>& s) {
    return {{s.steps, true, s.batch, s.units, s.reset_after ? s.n : s.both(), s.w_h, s.n},
            {s.reset_after ? 0 : s.steps, true, s.batch, s.units, s.units, s.w_h + s.both(), s.n}};
  }
};

template <class T>
GruStep<T> moved(const GruStep<T>& s, int64_t by) { return {s.z + by, s.r + by, s.c + by, s.inner + by, s.h + by}; }

// Rows of the biases, where sums begin.
template <class T>
void start_sums(const GruSequence<T>& s, T* sums) {
  if (!s.rows()) return;
  std::copy_n(s.b, s.n, sums);
  for (int64_t j = 0; s.reset_after && j < s.both(); ++j) sums[j] += s.b_h[j];
  for (int64_t row = 1; row < s.rows(); ++row) std::copy_n(sums, s.n, sums + row * s.n);
}

// Some rows of a step; all that is passed begins with them.
template <class T>
void run_step(const GruSequence<T>& s, const StateProducts<T>& of_h, int64_t rows, T* sums, const T* h, const GruStep<T>& made) {
  const GruLoops<T>& loops = gru_loops<T>();
  of_h.gates.run(rows, h, s.units, sums, s.n, true);
  if (s.reset_after) {
    for (int64_t row = 0; row < rows; ++row) std::copy_n(s.b_h + s.both(), s.units, made.inner + row * s.units);
    of_h.candidate.run(rows, h, s.units, made.inner, s.units, true);
    return each_rows(rows, s.units, [&](int64_t row, int64_t count) {
      loops.step(s.hard, sums + row * s.n, h + row * s.units, count, s.units, moved(made, row * s.units));
    });
  }
  each_rows(rows, s.units, [&](int64_t row, int64_t count) {
    loops.open(s.hard, sums + row * s.n, h + row * s.units, count, s.units, moved(made, row * s.units));
  });
  of_h.candidate.run(rows, made.inner, s.units, sums + s.both(), s.n, true);
  each_rows(rows, s.units, [&](int64_t row, int64_t count) {
    loops.close(sums + row * s.n, h + row * s.units, count, s.units, moved(made, row * s.units));
  });
}

template <class T>
void gru_kernel(Kernel& k) {
  const GruSequence<T> s(k, k.in);
  constexpr int64_t kSmallRoom = 1024;  // elements on the stack
  alignas(64) T small[kSmallRoom];
  const int64_t size = s.rows() * s.n;
  const Tensor room = size > kSmallRoom ? make_tensor(k.input(0).dtype, {1, &size}) : Tensor();
  T* sums = room ? room->as<T>() : small;
  start_sums(s, sums);
  gemm<T>(false, false, s.rows(), s.n, s.inputs, s.x, s.inputs, s.w, s.n, sums, s.n, true);
  const GruStep<T> made{k.output(0).as<T>(), k.output(1).as<T>(), k.output(2).as<T>(), k.output(3).as<T>(), k.output(4).as<T>()};
  const auto of_h = StateProducts<T>::forward(s);
  parallel_for(s.batch, of_h.gates.rows_of_thread(), [&](int64_t first, int64_t end) {
    const int64_t at = first * s.units;
    for (int64_t t = 0; t < s.steps; ++t)
      run_step(s, of_h, end - first, sums + (t * s.batch + first) * s.n, s.before(t, made.h) + at, moved(made, t * s.size + at));
  });
}

// What flows into the sums of some rows of a step, of inputs and of states; and in `carry` what flows into the step before.
template <class T>
void run_step_back(const GruSequence<T>& s, const StateProducts<T>& to_h, int64_t rows, const GruStep<const T>& made, const T* h, const T* dh, T* carry,
                   T* dsums, T* dstates, T* dinner) {
  const GruLoops<T>& loops = gru_loops<T>();
  const auto at = [&](int64_t row) { return row * s.units; };
  if (s.reset_after) {
    each_rows(rows, s.units, [&](int64_t row, int64_t count) {
      loops.back_step(s.hard, moved(made, at(row)), h + at(row), dh + at(row), count, s.units, carry + at(row), dsums + row * s.n, dstates + row * s.n);
    });
    return to_h.gates.run(rows, dstates, s.n, carry, s.units, true);
  }
  each_rows(rows, s.units, [&](int64_t row, int64_t count) {
    loops.back_open(s.hard, moved(made, at(row)), h + at(row), dh + at(row), count, s.units, carry + at(row), dsums + row * s.n);
  });
  to_h.candidate.run(rows, dsums + s.both(), s.n, dinner, s.units, false);
  each_rows(rows, s.units, [&](int64_t row, int64_t count) {
    loops.back_close(s.hard, moved(made, at(row)), h + at(row), dinner + at(row), count, s.units, carry + at(row), dsums + row * s.n);
  });
  to_h.gates.run(rows, dsums, s.n, carry, s.units, true);
}

// Products of the states before each step and what flows into `cols` sums of theirs.
template <class T>
void state_products(const GruSequence<T>& s, const T* h, const T* dstates, int64_t cols, T* dw_h) {
  gemm<T>(true, false, s.units, cols, s.steps ? s.batch : 0, s.h_prev, s.units, dstates, s.n, dw_h, s.n, false);
  if (s.steps > 1) gemm<T>(true, false, s.units, cols, s.rows() - s.batch, h, s.units, dstates + s.batch * s.n, s.n, dw_h, s.n, true);
}

template <class T>
void sum_rows(const GruSequence<T>& s, const T* rows, T* sums) {
  std::fill_n(sums, s.n, T(0));
  add_rows(s.rows(), s.n, rows, sums);
}

template <class T>
void gru_grad_kernel(Kernel& k) {
  const GruSequence<T> s(k, k.in);
  if (!s.size) {  // of steps that may be more than a loop could visit
    for (int i = 0; i < k.nout; ++i) std::fill_n(k.output(i).as<T>(), k.output(i).numel, T(0));
    return;
  }
  const GruStep<const T> made{k.input(6).as<T>(), k.input(7).as<T>(), k.input(8).as<T>(), k.input(9).as<T>(), k.input(10).as<T>()};
  const T* dh = k.input(11).as<T>();
  const DType dtype = k.input(0).dtype;
  const Tensor room = make_tensor(dtype, Shape{s.steps, s.batch, s.n}), more = make_tensor(dtype, s.reset_after ? room->shape() : k.input(1).shape());
  T *dsums = room->as<T>(), *dstates = s.reset_after ? more->as<T>() : dsums, *carry = k.output(1).as<T>(), *dw_h = k.output(3).as<T>();
  std::fill_n(carry, s.size, T(0));
  const auto to_h = StateProducts<T>::back(s);
  parallel_for(s.batch, to_h.gates.rows_of_thread(), [&](int64_t first, int64_t end) {
    const int64_t at = first * s.units;
    for (int64_t t = s.steps - 1; t >= 0; --t) {
      const int64_t sums = (t * s.batch + first) * s.n;
      run_step_back(s, to_h, end - first, moved(made, t * s.size + at), s.before(t, made.h) + at, dh + t * s.size + at, carry + at, dsums + sums,
                    dstates + sums, more->as<T>() + at);
    }
  });
  gemm<T>(false, true, s.rows(), s.inputs, s.n, dsums, s.n, s.w, s.n, k.output(0).as<T>(), s.inputs, false);
  gemm<T>(true, false, s.inputs, s.n, s.rows(), s.x, s.inputs, dsums, s.n, k.output(2).as<T>(), s.n, false);
  state_products(s, made.h, dstates, s.reset_after ? s.n : s.both(), dw_h);
  if (!s.reset_after) gemm<T>(true, false, s.units, s.units, s.rows(), made.inner, s.units, dsums + s.both(), s.n, dw_h + s.both(), s.n, false);
  sum_rows(s, dsums, k.output(4).as<T>());
  if (s.reset_after) sum_rows(s, dstates, k.output(5).as<T>());
  else std::fill_n(k.output(5).as<T>(), s.n, T(0));
}

// ---- Gradients ------------------------------------------------------------------------------

void grad_gru(Grad& g) {
  for (int i = 0; i < 4; ++i)
    if (g.has_dy(i)) fail(Code::kUnimplemented, "[", g.op().name, "] gradients of the gates (z, r, c, inner) are not built; those of h are");
  Tensor in[12];
  for (int i = 0; i < 6; ++i) in[i] = g.in(i);
  for (int i = 0; i < 5; ++i) in[6 + i] = g.out(i);
  in[11] = g.dy(4);
  Outputs dx = call_list(OP(BlockGRUGrad), in, 12, g.attrs());
  for (int i = 0; i < 6; ++i)
    if (g.wants(i)) g.set(i, dx[i]);
}

// What the second derivative gives belongs to the inputs: gates and states are functions of these.
void grad_gru_grad(Grad& g) {
  Tensor in[13];
  for (int i = 0; i < 6; ++i) in[i] = g.in(i), in[7 + i] = g.dy(i);
  in[6] = g.in(11);
  Outputs dx = call_list(OP(BlockGRUGradGrad), in, 13, g.attrs());
  for (int i = 0; i < 6; ++i)
    if (g.wants(i)) g.set(i, dx[i]);
  if (g.wants(11)) g.set(11, dx[6]);
}

// ---- Ops ------------------------------------------------------------------------------------

OpDef& gru_inputs(OpDef& op) {
  op.type("T", bit(DType::kFloat32) | bit(DType::kFloat64));
  for (const char* name : kGruInputs) op.input(name, "T");
  return op.attrs<BlockGruAttrs>().attr("hard", &BlockGruAttrs::hard).attr("reset_after", &BlockGruAttrs::reset_after);
}

OpDef& gru_grad_op(OpDef& op) {
  for (const char* name : {"z", "r", "c", "inner", "h", "dh"}) op.input(name, "T");
  for (const char* name : {"x_grad", "h_prev_grad", "w_grad", "w_h_grad", "b_grad", "b_h_grad"}) op.output(name, "T");
  return op;
}

}  // namespace

ZEAL_OP(BlockGRU).with(gru_inputs)
    .doc("A GRU over sequences [time, batch, inputs], or a step of it, as Keras's layers compute it: gates z and r, hard sigmoids or soft ones, "
         "candidate c, h = z * h_prev + (1 - z) * c. reset_after: whether r multiplies the state's product, with a bias of its own (inner), or the state.")
    .output("z", "T").output("r", "T").output("c", "T").output("inner", "T").output("h", "T")
    .infer(infer_gru).cpu(bit(DType::kFloat32), gru_kernel<float>).cpu(bit(DType::kFloat64), gru_kernel<double>)
    .saves({In(0), In(1), In(2), In(3), In(4), In(5), Out(0), Out(1), Out(2), Out(3), Out(4)}).grad(grad_gru);
ZEAL_OP(BlockGRUGrad).with(gru_inputs).with(gru_grad_op)
    .doc("The gradients of BlockGRU, of what flows into its states.")
    .infer(infer_gru_grad).cpu(bit(DType::kFloat32), gru_grad_kernel<float>).cpu(bit(DType::kFloat64), gru_grad_kernel<double>)
    .saves({In(0), In(1), In(2), In(3), In(4), In(5), In(11)}).grad(grad_gru_grad);

}  // namespace zeal
