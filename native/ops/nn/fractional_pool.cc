// FractionalMaxPool, FractionalAvgPool and their gradients: windows whose lengths are drawn. B. Graham, 2014.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "op/functions.h"
#include "op/infer.h"
#include "op/num.h"
#include "op/short_attrs.h"
#include "ops/array/strided.h"
#include "ops/random/box_muller.h"
#include "ops/random/streams.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct FractionalAttrs {
  ShortFloats pooling_ratio;
  bool pseudo_random = false, overlapping = false, deterministic = false;
  int64_t seed = 0, seed2 = 0;
};
struct FractionalGradAttrs {
  bool overlapping = false;
};

// ---- Shapes ---------------------------------------------------------------------------------

void check_ratio(const InferContext& c, const FractionalAttrs& f) {
  const ShortFloats& ratio = f.pooling_ratio;
  if (ratio.count() != 4) c.invalid("pooling_ratio field must specify 4 dimensions, got ", ratio.count());
  if (ratio[0] != 1 || ratio[3] != 1)
    fail(Code::kUnimplemented, "[", c.op.name, "] ", c.op.name == "FractionalMaxPool" ? "Fractional max" : "Fractional average",
         " pooling is not yet supported on the batch nor channel dimension.");
  for (int i : {1, 2})
    if (!(ratio[i] >= 1) || std::isinf(ratio[i])) c.invalid("pooling_ratio[", i, "] is ", ratio[i], "; it must be 1 or more");
  if (!f.deterministic && (f.seed || f.seed2)) c.invalid("Both seed and seed2 should be 0 if deterministic is false.");
}

// In TensorFlow's floats, which may be above a large n, and above all integers.
int64_t shrunk(int64_t n, float ratio) {
  const float out = std::floor(float(n) / ratio);
  return out < float(n) ? int64_t(out) : n;
}

void infer_fractional(InferContext& c) {
  const auto& f = c.attr<FractionalAttrs>();
  check_ratio(c, f);
  c.require_rank(0, 4, "tensor_in must be 4-dimensional");
  Shape& out = c.out(0);
  out.rank = 4;
  for (int i = 0; i < 4; ++i) {
    const int64_t n = c.rank(0) < 0 ? kUnknownDim : c.dim(0, i);
    if (n > INT64_MAX / 16) c.invalid(n, " along axis ", i, " are too many");
    out[i] = n < 0 ? kUnknownDim : shrunk(n, f.pooling_ratio[i]);
    if ((i == 1 || i == 2) && out[i] == 0)
      c.invalid("pooling_ratio[", i, "] is ", f.pooling_ratio[i], ", which leaves nothing of ", n, " rows or columns");
  }
  for (int i : {1, 2}) {
    c.out(i).push(out[i] < 0 ? kUnknownDim : out[i] + 1);
    c.out_dtype(i) = DType::kInt64;
  }
}

// orig_input, orig_output, out_backprop, row and column sequences.
void infer_max_grad(InferContext& c) {
  for (int i = 0; i < 3; ++i) c.require_rank(i, 4, c.op.inputs[i].name, " must be 4-dimensional");
  if (!are_compatible(c.shape(1), c.shape(2)))
    c.invalid("out_backprop must have the output's shape ", c.shape(1), ", got ", c.shape(2));
  for (int i : {3, 4}) c.require_rank(i, 1, c.op.inputs[i].name, " must be 1-dimensional");
  c.out() = c.shape(0);
}
void infer_average_grad(InferContext& c) {
  c.require_rank(0, 1, "original input tensor shape must be 1-dimensional");
  c.require_rank(1, 4, "out_backprop must be 4-dimensional");
  for (int i : {2, 3}) c.require_rank(i, 1, c.op.inputs[i].name, " must be 1-dimensional");
  Shape s = c.shape_value(0);
  if (s.rank >= 0 && s.rank != 4) c.invalid("original input tensor shape must be 1-dimensional and 4 elements, got ", s.rank);
  if (s.rank < 0) s.rank = 4, std::fill_n(s.dims, 4, kUnknownDim);
  c.out() = s;
}

// ---- Sequences ------------------------------------------------------------------------------

// Lengths k and k + 1 in a random order: Fisher-Yates by words modulo what is left.
std::vector<int64_t> shuffled_lengths(int64_t in, int64_t out, const Philox& stream) {
  std::vector<int64_t> lengths(size_t(out), in / out);
  for (int64_t i = 0; i < in % out; ++i) ++lengths[size_t(i)];
  PhiloxReader words(stream);
  for (int64_t i = 0; i + 1 < out; ++i) std::swap(lengths[size_t(i)], lengths[size_t(i + words.word() % uint32_t(out - i))]);
  return lengths;
}

// The paper's ceil(alpha * (i + u)), with one u below what would make a window too long.
std::vector<int64_t> pseudo_random_lengths(int64_t in, int64_t out, const Philox& stream) {
  const double alpha = double(in) / double(out);
  const int64_t k = in / out;
  const double most = std::min(double(k + 2) / alpha - 1, double(in + 1 - k) / alpha - double(out - 1));
  uint32_t words[4];
  philox_words(stream, words);
  const double u = unit_double(words[0], words[1]) * most;
  std::vector<int64_t> lengths;
  int64_t before = 1;
  for (int64_t i = 1; i <= out; ++i) {
    const int64_t end = i == out ? in + 1 : int64_t(std::ceil(alpha * (double(i) + u)));
    lengths.push_back(end - before);
    before = end;
  }
  return lengths;
}

// Takes its words from the stream also where lengths divide and none is needed, as TensorFlow does.
void write_sequence(int64_t in, int64_t out, bool pseudo_random, Philox& stream, TensorImpl& to) {
  std::vector<int64_t> lengths;
  if (in % out == 0) lengths.assign(size_t(out), in / out);
  else lengths = pseudo_random ? pseudo_random_lengths(in, out, stream) : shuffled_lengths(in, out, stream);
  philox_skip(stream, pseudo_random ? 1 : uint64_t((out + 3) / 4));
  int64_t at = 0;
  for (int64_t i = 0; i <= out; ++i) {
    to.as<int64_t>()[i] = at;
    if (i < out) at += lengths[size_t(i)];
  }
}

// ---- Kernels --------------------------------------------------------------------------------

// fn(image, offset of the window's output, rows from, to, columns from, to) for each window.
template <class Fn>
void each_window(int64_t batch, int64_t h, int64_t w, int64_t c, const TensorImpl& rows, const TensorImpl& columns, bool overlapping,
                 const Fn& fn) {
  const int64_t *r = rows.as<int64_t>(), *q = columns.as<int64_t>();
  int64_t at = 0;
  if (c == 0) return;  // however many windows
  for (int64_t b = 0; b < batch; ++b)
    for (int64_t y = 0; y + 1 < rows.numel; ++y)
      for (int64_t x = 0; x + 1 < columns.numel; ++x, at += c)
        fn(b, at, r[y], std::min(h, r[y + 1] + overlapping), q[x], std::min(w, q[x + 1] + overlapping));
}

template <class T>
void find_max(const TensorImpl& x, int64_t b, int64_t y0, int64_t y1, int64_t x0, int64_t x1, int64_t channel, int64_t& where) {
  const int64_t w = x.dim(2), c = x.dim(3);
  where = ((b * x.dim(1) + y0) * w + x0) * c + channel;
  for (int64_t i = y0; i < y1; ++i)
    for (int64_t j = x0; j < x1; ++j) {
      const int64_t at = ((b * x.dim(1) + i) * w + j) * c + channel;
      if (x.as<T>()[at] > x.as<T>()[where]) where = at;
    }
}

template <class T, bool average>
void fractional_kernel(Kernel& k) {
  const auto& f = k.attr<FractionalAttrs>();
  const TensorImpl& x = k.input(0);
  Philox stream = stream_of_seeds(f.seed, f.seed2);
  write_sequence(x.dim(1), k.output().dim(1), f.pseudo_random, stream, k.output(1));
  write_sequence(x.dim(2), k.output().dim(2), f.pseudo_random, stream, k.output(2));
  const int64_t w = x.dim(2), c = x.dim(3);
  T* out = k.output().as<T>();
  each_window(x.dim(0), x.dim(1), w, c, k.output(1), k.output(2), f.overlapping,
              [&](int64_t b, int64_t at, int64_t y0, int64_t y1, int64_t x0, int64_t x1) {
    for (int64_t channel = 0; channel < c; ++channel) {
      if constexpr (average) {
        T sum = 0;
        for (int64_t i = y0; i < y1; ++i)
          for (int64_t j = x0; j < x1; ++j) sum = num::add(sum, x.as<T>()[((b * x.dim(1) + i) * w + j) * c + channel]);
        out[at + channel] = T(sum / T((y1 - y0) * (x1 - x0)));
      } else {
        int64_t where;
        find_max<T>(x, b, y0, y1, x0, x1, channel, where);
        out[at + channel] = x.as<T>()[where];
      }
    }
  });
}

// A sequence of `n` windows within `in` positions.
void check_sequence(const Kernel& k, int input, int64_t n, int64_t in) {
  const TensorImpl& s = k.input(input);
  const char* const name = k.op.inputs[size_t(input)].name;
  if (s.numel != n + 1) k.invalid(name, " must have ", n + 1, " entries, got ", s.numel);
  for (int64_t i = 0; i <= n; ++i) {
    const int64_t here = s.as<int64_t>()[i], before = i ? s.as<int64_t>()[i - 1] : -1;
    if (here <= before || here > in) k.invalid(name, "[", i, "] is ", here, "; entries must grow, from 0 to at most ", in);
  }
}

template <class T>
void max_grad_kernel(Kernel& k) {
  const TensorImpl &x = k.input(0), &dy = k.input(2);
  if (x.dim(0) != dy.dim(0) || x.dim(3) != dy.dim(3)) k.invalid("out_backprop is ", dy.shape(), ", which no pooling of ", x.shape(), " gives");
  check_sequence(k, 3, dy.dim(1), x.dim(1)), check_sequence(k, 4, dy.dim(2), x.dim(2));
  zero_elements(k.output());
  T* dx = k.output().as<T>();
  each_window(x.dim(0), x.dim(1), x.dim(2), x.dim(3), k.input(3), k.input(4), k.attr<FractionalGradAttrs>().overlapping,
              [&](int64_t b, int64_t at, int64_t y0, int64_t y1, int64_t x0, int64_t x1) {
    for (int64_t channel = 0; channel < x.dim(3); ++channel) {
      int64_t where;
      find_max<T>(x, b, y0, y1, x0, x1, channel, where);
      dx[where] = num::add(dx[where], dy.as<T>()[at + channel]);
    }
  });
}

template <class T>
void average_grad_kernel(Kernel& k) {
  TensorImpl& out = k.output();
  const TensorImpl& dy = k.input(1);
  if (out.dim(0) != dy.dim(0) || out.dim(3) != dy.dim(3)) k.invalid("out_backprop is ", dy.shape(), ", which no pooling of ", out.shape(), " gives");
  check_sequence(k, 2, dy.dim(1), out.dim(1)), check_sequence(k, 3, dy.dim(2), out.dim(2));
  std::vector<double> dx(size_t(out.numel), 0.0);
  const int64_t w = out.dim(2), c = out.dim(3);
  each_window(out.dim(0), out.dim(1), w, c, k.input(2), k.input(3), k.attr<FractionalGradAttrs>().overlapping,
              [&](int64_t b, int64_t at, int64_t y0, int64_t y1, int64_t x0, int64_t x1) {
    const double count = double((y1 - y0) * (x1 - x0));
    for (int64_t i = y0; i < y1; ++i)
      for (int64_t j = x0; j < x1; ++j)
        for (int64_t channel = 0; channel < c; ++channel)
          dx[size_t(((b * out.dim(1) + i) * w + j) * c + channel)] += double(dy.as<T>()[at + channel]) / count;
  });
  std::transform(dx.begin(), dx.end(), out.as<T>(), [](double value) { return T(value); });
}

// ---- Ops ------------------------------------------------------------------------------------

Attrs grad_attrs(const Grad& g) { return Attrs::of(FractionalGradAttrs{g.attr<FractionalAttrs>().overlapping}); }
void grad_max(Grad& g) {
  g.set(0, call(OP(FractionalMaxPoolGrad), {g.in(0), g.out(0), g.dy(), g.out(1), g.out(2)}, grad_attrs(g)));
}
void grad_average(Grad& g) {
  g.set(0, call(OP(FractionalAvgPoolGrad), {cast(g.in_shape(0), DType::kInt64), g.dy(), g.out(1), g.out(2)}, grad_attrs(g)));
}

constexpr DTypeSet kTypes = bit(DType::kFloat32) | bit(DType::kFloat64) | bit(DType::kInt32) | bit(DType::kInt64);

template <template <class> class Run>
OpDef& kernels(OpDef& op) {
  return op.cpu(bit(DType::kFloat32), Run<float>::kernel).cpu(bit(DType::kFloat64), Run<double>::kernel)
      .cpu(bit(DType::kInt32), Run<int32_t>::kernel).cpu(bit(DType::kInt64), Run<int64_t>::kernel);
}
template <class T> struct Max { static constexpr KernelFn kernel = fractional_kernel<T, false>; };
template <class T> struct Average { static constexpr KernelFn kernel = fractional_kernel<T, true>; };
template <class T> struct MaxGrad { static constexpr KernelFn kernel = max_grad_kernel<T>; };
template <class T> struct AverageGrad { static constexpr KernelFn kernel = average_grad_kernel<T>; };

OpDef& fractional_op(OpDef& op) {
  op.type("T", kTypes).input("value", "T").output("output", "T").output("row_pooling_sequence", "int64")
      .output("col_pooling_sequence", "int64").attrs<FractionalAttrs>();
  return short_attr(op, "pooling_ratio", &FractionalAttrs::pooling_ratio, true)
      .attr("pseudo_random", &FractionalAttrs::pseudo_random).attr("overlapping", &FractionalAttrs::overlapping)
      .attr("deterministic", &FractionalAttrs::deterministic)
      .attr("seed", &FractionalAttrs::seed).attr("seed2", &FractionalAttrs::seed2)
      .infer(infer_fractional).stateful();
}

}  // namespace

ZEAL_OP(FractionalMaxPool)
    .doc("The largest element of each window of the images of a batch; windows are drawn so that sizes shrink by pooling_ratio.")
    .example("tf.nn.fractional_max_pool(tf.reshape(tf.range(4.0), [1, 2, 2, 1]), [1.0, 2.0, 1.0, 1.0])[0]", "[[[[2.] [3.]]]]")
    .api("nn.fractional_max_pool(value, pooling_ratio, pseudo_random=False, overlapping=False, deterministic=False, seed=0, seed2=0, name=None)")
    .with(fractional_op).with(kernels<Max>).saves({In(0), Out(0), Out(1), Out(2)}).grad(grad_max);

ZEAL_OP(FractionalAvgPool)
    .doc("The mean of each window of the images of a batch; windows are drawn so that sizes shrink by pooling_ratio.")
    .example("tf.nn.fractional_avg_pool(tf.reshape(tf.range(4.0), [1, 2, 2, 1]), [1.0, 2.0, 1.0, 1.0])[0]", "[[[[1.] [2.]]]]")
    .api("nn.fractional_avg_pool(value, pooling_ratio, pseudo_random=False, overlapping=False, deterministic=False, seed=0, seed2=0, name=None)")
    .with(fractional_op).with(kernels<Average>).saves({InShape(0), Out(1), Out(2)}).grad(grad_average);

ZEAL_OP(FractionalMaxPoolGrad)
    .doc("The gradient of FractionalMaxPool: what flows back goes to the first largest element of each window.")
    .type("T", kTypes).input("orig_input", "T").input("orig_output", "T").input("out_backprop", "T")
    .input("row_pooling_sequence", "int64").input("col_pooling_sequence", "int64").output("output", "T")
    .attrs<FractionalGradAttrs>().attr("overlapping", &FractionalGradAttrs::overlapping)
    .infer(infer_max_grad).with(kernels<MaxGrad>);

ZEAL_OP(FractionalAvgPoolGrad)
    .doc("The gradient of FractionalAvgPool for an input of shape orig_input_tensor_shape.")
    .type("T", kTypes).input("orig_input_tensor_shape", "int64").input("out_backprop", "T")
    .input("row_pooling_sequence", "int64").input("col_pooling_sequence", "int64").output("output", "T").dispatch_on(1)
    .attrs<FractionalGradAttrs>().attr("overlapping", &FractionalGradAttrs::overlapping)
    .infer(infer_average_grad).with(kernels<AverageGrad>);

}  // namespace zeal
