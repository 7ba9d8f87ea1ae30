// Conv2D and Conv3D with their gradients: shapes, cuts over threads, the ops.
#include <algorithm>
#include <numeric>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/in_wide.h"
#include "ops/array/strided.h"
#include "ops/linalg/gemm.h"
#include "ops/nn/conv_kernel.h"
#include "ops/nn/window.h"
#include "tape/tape.h"

namespace zeal {
namespace {

const int64_t kOnes[] = {1, 1, 1, 1, 1};

struct Conv2DAttrs {
  ShortInts strides, explicit_paddings, dilations = short_ints(kOnes, 4);
  ShortString padding, data_format = short_string("NHWC");
  bool use_cudnn_on_gpu = true;
};
// Attributes of Conv3D, which has no given paddings; laid out as those of Conv2D, so that code is shared.
struct Conv3DAttrs {
  ShortInts strides, explicit_paddings, dilations = short_ints(kOnes, 5);
  ShortString padding, data_format = short_string("NDHWC");
  bool use_cudnn_on_gpu = true;
};
static_assert(sizeof(Conv2DAttrs) <= sizeof(Attrs) && sizeof(Conv3DAttrs) == sizeof(Conv2DAttrs));

// ---- Shapes ---------------------------------------------------------------------------------

// What a convolution is, sizes of spatial axes first to last. Unknown sizes are kUnknownDim.
struct Problem {
  ImageFormat format;
  int64_t batch, c, n;
  Window windows[3];
  int64_t in[3];
};

// Names begin with Conv2D or Conv3D.
int spatial_rank(const OpDef& op) { return op.name[4] - '0'; }

void read_paddings(const InferContext& c, const Conv2DAttrs& f, ImageFormat format, Padding padding, Window* windows) {
  const IntList& list = f.explicit_paddings.list();
  if (padding != Padding::given) {
    if (list.n) c.invalid("explicit_paddings attribute must be empty if the padding attribute is not EXPLICIT");
    return;
  }
  if (list.n != 2 * format.rank) c.invalid("explicit_paddings attribute must contain ", 2 * format.rank, " values, but got: ", list.n);
  for (int i = 0; i < list.n; ++i) {
    if (list.values[i] < 0) c.invalid("All elements of explicit_paddings must be nonnegative");
    if (list.values[i] > INT32_MAX) c.invalid("a padding of ", list.values[i], " is too large");
  }
  for (int axis : {0, format.channels()})
    if (list.values[2 * axis] || list.values[2 * axis + 1])
      c.invalid("Nonzero explicit padding in the batch or depth dimensions is not supported");
  for (int i = 0; i < format.spatial(); ++i)
    windows[i].before = list.values[2 * format.axis(i)], windows[i].after = list.values[2 * format.axis(i) + 1];
}

[[noreturn, gnu::cold]] void bad_depth(const InferContext& c, int64_t have, int64_t want) {
  if (want > 0 && have % want == 0)
    fail(Code::kUnimplemented, "[", c.op.name, "] The ", c.op.name, " op currently does not support grouped convolutions on the CPU. A grouped "
         "convolution was attempted to be run because the input depth of ", have, " does not match the filter input depth of ", want,
         "; tf.split the input and tf.concat the results");
  c.invalid(c.in_graph("Depth of input (", have, ") is not a multiple of input depth of filter (", want, ")"),
            "input depth must be evenly divisible by filter depth: ", have, " vs ", want, "; the filter's axis ",
            spatial_rank(c.op), " must be the number of the input's channels");
}

// Of an input and a filter of these shapes; ranks may be unknown, then so is the output's shape but for its rank.
Problem problem_of(const InferContext& c, ShapeView input, ShapeView filter) {
  const auto& f = c.attr<Conv2DAttrs>();
  const int spatial = spatial_rank(c.op), rank = spatial + 2;
  Problem p{image_format(c.op, f.data_format.text(), rank), kUnknownDim, kUnknownDim, kUnknownDim, {}, {}};
  const Padding padding = padding_of(c.op, f.padding.text(), spatial == 2);
  read_steps(c, f.strides.list(), p.format, false, p.windows);
  read_steps(c, f.dilations.list(), p.format, true, p.windows);
  read_paddings(c, f, p.format, padding, p.windows);
  const auto require = [&](ShapeView s, const char* name) {
    if (s.rank >= 0 && s.rank != rank)
      c.invalid(c.in_graph("Shape must be rank ", rank, " but is rank ", s.rank), name, " must be ", rank, "-dimensional: ", s);
  };
  require(input, "input"), require(filter, "filter");
  for (int i = 0; i < spatial; ++i) {
    p.in[i] = input.rank < 0 ? kUnknownDim : input[p.format.axis(i)];
    p.windows[i].size = filter.rank < 0 ? kUnknownDim : filter[i];
    p.windows[i].fit(c.op, &c, p.in[i], padding);
  }
  if (input.rank >= 0) p.batch = input[0], p.c = input[p.format.channels()];
  if (filter.rank >= 0) {
    p.n = filter[rank - 1];
    if (p.c >= 0 && filter[spatial] >= 0 && p.c != filter[spatial]) bad_depth(c, p.c, filter[spatial]);
    if (p.c < 0) p.c = filter[spatial];
  }
  return p;
}

Shape output_shape(const Problem& p) {
  Shape s;
  s.rank = p.format.rank;
  s[0] = p.batch, s[p.format.channels()] = p.n;
  for (int i = 0; i < p.format.spatial(); ++i) s[p.format.axis(i)] = p.windows[i].out;
  return s;
}

// The output that flows back must be the one of that input and filter.
void check_backprop(const InferContext& c, const Problem& p, ShapeView dy) {
  const int rank = p.format.rank;
  if (dy.rank >= 0 && dy.rank != rank)
    c.invalid(c.in_graph("Shape must be rank ", rank, " but is rank ", dy.rank), "out_backprop must be ", rank, "-dimensional: ", dy);
  if (dy.rank < 0) return;
  const auto differ = [](int64_t a, int64_t b) { return a >= 0 && b >= 0 && a != b; };
  if (differ(dy[0], p.batch)) c.invalid("input and out_backprop must have the same batch size: ", p.batch, " vs ", dy[0]);
  if (differ(dy[p.format.channels()], p.n))
    c.invalid("filter and out_backprop must have the same out_depth: ", p.n, " vs ", dy[p.format.channels()]);
  for (int i = 0; i < p.format.spatial(); ++i) {
    const int64_t have = dy[p.format.axis(i)];
    const Window& w = p.windows[i];
    if (differ(have, w.out))
      c.invalid("Size of out_backprop doesn't match computed: actual = ", have, ", computed = ", w.out, " spatial_dim: ", p.format.axis(i),
                " input: ", p.in[i], " filter: ", w.size, " output: ", have, " stride: ", w.stride, " dilation: ", w.dilation);
  }
}

const Problem& known_problem(const InferContext& c, ShapeView input, ShapeView filter) {
  static constinit thread_local LastFound<Problem, 2> last;
  return looked_up(last).get(c, {input, filter}, [&] { return problem_of(c, input, filter); });
}

void infer_conv_bias(InferContext& c) {
  const Problem& p = known_problem(c, c.shape(0), c.shape(1));
  c.require_rank(2, 1, "Biases must be 1D: ", c.shape(2));
  if (c.rank(2) == 1 && p.n >= 0 && c.dim(2, 0) >= 0 && c.dim(2, 0) != p.n)
    c.invalid("Must provide as many biases as the last dimension of the filter: ", c.shape(2), " vs. ", c.shape(1), "; ", c.show(1), ", ", c.show(2));
  c.out() = output_shape(p);
}
void infer_conv(InferContext& c) { c.out() = output_shape(known_problem(c, c.shape(0), c.shape(1))); }

// input_sizes [4], filter, out_backprop. As in TensorFlow, input_sizes may leave out batch and channels.
Shape input_of(const InferContext& c) {
  const Shape s = read_sizes(c, 0, spatial_rank(c.op) + 2);
  if (s.rank == 2 && spatial_rank(c.op) == 2) {
    const ImageFormat format = image_format(c.op, c.attr<Conv2DAttrs>().data_format.text(), 4);
    Shape whole{c.rank(2) == 4 ? c.dim(2, 0) : kUnknownDim, 0, 0, 0};
    whole[format.channels()] = c.rank(1) == 4 ? c.dim(1, 2) : kUnknownDim;
    for (int i = 0; i < 2; ++i) whole[format.axis(i)] = s[i];
    return whole;
  }
  return s;
}

void infer_backprop_input(InferContext& c) {
  const Shape input = input_of(c);
  if (!is_checked_later(c)) check_backprop(c, problem_of(c, input, c.shape(1)), c.shape(2));
  c.out() = input;
  if (c.out()[0] < 0 && c.rank(2) == c.out().rank) c.out()[0] = c.dim(2, 0);
  require_sizes(c, 0);
}

void infer_backprop_filter(InferContext& c) {
  const Shape filter = read_sizes(c, 1, spatial_rank(c.op) + 2);
  if (!is_checked_later(c)) check_backprop(c, problem_of(c, c.shape(0), filter), c.shape(2));
  c.out() = filter;
  require_sizes(c, 1);
}

// ---- Kernels --------------------------------------------------------------------------------

// The problem of a call that runs: shapes have been checked. It stays until this thread asks for another.
const Problem& problem_of(const Kernel& k, ShapeView input, ShapeView filter) {
  OutSpec none;
  return known_problem(InferContext(k.op, k.attrs, k.in, k.nin, &none, 1), input, filter);
}

// Axes of the window as depth, height and width.
ConvShape forward_shape(const Problem& p) {
  const auto axis = [&](int from_last) {
    const int i = p.format.spatial() - from_last;
    if (i < 0) return ConvAxis{1, 1, 1, 0, 1, 1};
    const Window& w = p.windows[i];
    return ConvAxis{p.in[i], w.out, w.stride, -w.before, w.size == 1 ? 1 : w.dilation, w.size};
  };
  return {p.batch, axis(3), axis(2), axis(1), p.c, p.n};
}

bool is_product(const ConvShape& s) {
  const auto plain = [](const ConvAxis& a) { return a.taps == 1 && a.stride == 1 && a.first == 0 && a.in == a.out; };
  return plain(s.d) && plain(s.h) && plain(s.w);
}
// One tap, which reads an input pixel for each of the output: a product of some of the pixels.
bool is_product_of_some(const ConvShape& s) {
  const auto plain = [](const ConvAxis& a) { return a.taps == 1 && a.first == 0 && (a.out - 1) * a.stride < a.in; };
  return plain(s.d) && plain(s.h) && plain(s.w);
}
int64_t pixels(const ConvShape& s) { return s.batch * s.d.out * s.h.out * s.w.out; }

template <class T>
const ConvTable& table() {
  static const ConvKernels& best = ZEAL_PICK_ISA(conv_kernels);
  if constexpr (sizeof(T) == 4) return best.f32;
  else return best.f64;
}

// Threads that share so many multiplications.
int64_t pieces_for(double work) {
  if (runs_serially()) return 1;
  return std::max<int64_t>(1, int64_t(std::min(work / (1 << 19), double(num_threads()))));
}

// Scratch for each piece. What hostile paddings and strides would need is refused here.
template <class T>
Tensor room_for(const OpDef& op, int64_t pieces, int64_t elements) {
  if (elements > (int64_t{1} << 31) / int64_t(sizeof(T)))
    fail(Code::kResourceExhausted, "[", op.name, "] rows with their zeros take ", elements, " elements; paddings or strides are too large");
  const int64_t size[] = {pieces * ((elements + 15) / 16 * 16)};
  return make_tensor(sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64, {1, size});
}

// fn(row of some pixels, first of these pixels among all, pixels to the next), for the rows of the output.
template <class Fn>
void each_row_of_some(const ConvShape& s, Fn&& fn) {
  parallel_for(s.rows(), std::max<int64_t>(1, 32768 / (s.w.out * s.c)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t plane = r / s.h.out, h = r % s.h.out * s.h.stride, b = plane / s.d.out, d = plane % s.d.out * s.d.stride;
      fn(r, ((b * s.d.in + d) * s.h.in + h) * s.w.in);
    }
  });
}

// The pixels that a product of some takes, one after the other.
template <class T>
Tensor some_pixels(const ConvShape& s, const T* x) {
  const int64_t size[] = {pixels(s) * s.c};
  Tensor some = make_tensor(sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64, {1, size});
  each_row_of_some(s, [&](int64_t r, int64_t first) {
    T* to = some->as<T>() + r * s.w.out * s.c;
    for (int64_t i = 0; i < s.w.out; ++i) std::copy_n(x + (first + i * s.w.stride) * s.c, s.c, to + i * s.c);
  });
  return some;
}

// The reverse; other pixels are zero.
template <class T>
void put_pixels(const ConvShape& s, const T* some, T* x) {
  std::fill_n(x, s.batch * s.d.in * s.h.in * s.w.in * s.c, T(0));
  each_row_of_some(s, [&](int64_t r, int64_t first) {
    const T* from = some + r * s.w.out * s.c;
    for (int64_t i = 0; i < s.w.out; ++i) std::copy_n(from + i * s.c, s.c, x + (first + i * s.w.stride) * s.c);
  });
}

// Runs piece(i, rows from, to, panels from, to) on threads: cuts rows first, then columns, or columns alone.
template <class Fn>
void cut_output(const ConvShape& s, int64_t panels, int64_t pieces, bool only_columns, Fn&& piece) {
  const int64_t rows = s.rows(), by_rows = only_columns ? 1 : std::min(pieces, rows), by_panels = std::min(pieces / by_rows, panels);
  parallel_for(by_rows * by_panels, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t r = i / by_panels, p = i % by_panels;
      piece(i, rows * r / by_rows, rows * (r + 1) / by_rows, panels * p / by_panels, panels * (p + 1) / by_panels);
    }
  });
}

constexpr int64_t kSmallRoom = 4096;  // elements on the stack

// Small weights [k, n] that are whole vectors serve as they are.
template <class T>
bool lie_in_panels(const ConvTable& loops, const ConvShape& s, const WeightStrides& at) {
  const int64_t bytes = s.k() * s.n * int64_t(sizeof(T));
  return at.n == 1 && at.c == s.n && at.w == s.c * s.n && at.h == s.w.taps * at.w && at.d == s.h.taps * at.h && s.n % loops.lanes == 0 &&
         bytes <= 16 << 10;
}

template <class T>
void convolve(const OpDef& op, const ConvShape& s, const T* x, const T* weights, const WeightStrides& at, T* y, const PixelStrides& pixel,
              const ConvFinish& finish = {}) {
  const ConvTable& loops = table<T>();
  const int64_t panels = (s.n + loops.columns - 1) / loops.columns;
  const int64_t pieces = pieces_for(double(pixels(s)) * double(s.k()) * double(s.n));
  const int64_t room = (loops.forward_room(s) + 15) / 16 * 16;
  Weights in_panels{weights, loops.columns, s.n};
  const bool lie = lie_in_panels<T>(loops, s, at);
  if (pieces == 1 && lie && room <= kSmallRoom) {
    alignas(64) T small[kSmallRoom];
    return loops.forward(s, x, in_panels, 0, s.rows(), 0, panels, pixel, y, small, finish);
  }
  const Tensor rooms = room_for<T>(op, pieces, room);
  if (loops.is_one_block(s))  // each panel is used once
    return cut_output(s, panels, pieces, true, [&](int64_t i, int64_t r0, int64_t r1, int64_t p0, int64_t p1) {
      loops.forward(s, x, {weights, 0, 0, &at}, r0, r1, p0, p1, pixel, y, rooms->as<T>() + i * room, finish);
    });
  Tensor packed;
  if (!lie) {
    packed = room_for<T>(op, 1, loops.packed_size(s));
    parallel_for(panels, (panels + pieces - 1) / pieces, [&](int64_t begin, int64_t end) { loops.pack(s, weights, at, begin, end, packed->data); });
    in_panels = {packed->data, loops.columns * s.k(), loops.columns};
  }
  cut_output(s, panels, pieces, false, [&](int64_t i, int64_t r0, int64_t r1, int64_t p0, int64_t p1) {
    loops.forward(s, x, in_panels, r0, r1, p0, p1, pixel, y, rooms->as<T>() + i * room, finish);
  });
}

// Products are finished behind gemm, which knows nothing of channels.
template <class T>
void product(const ConvShape& s, const T* x, const T* w, T* y, const ConvFinish& finish) {
  gemm<T>(false, false, pixels(s), s.n, s.c, x, s.c, w, s.n, y, s.n, false);
  if (!finish.bias) return;
  parallel_for(pixels(s), std::max<int64_t>(1, 32768 / s.n), [&](int64_t begin, int64_t end) {
    table<T>().finish(end - begin, s.n, finish, y + begin * s.n);
  });
}

template <class T>
void forward(const OpDef& op, const Problem& p, const T* x, const T* w, T* y, const ConvFinish& finish) {
  const ConvShape s = forward_shape(p);
  if (is_product(s)) return product(s, x, w, y, finish);
  if (is_product_of_some(s)) {
    const Tensor some = some_pixels(s, x);
    return product(s, some->as<T>(), w, y, finish);
  }
  const int64_t row = s.w.out * s.n, plane = s.h.out * row;
  const int64_t tap = s.c * s.n;
  convolve<T>(op, s, x, w, {s.h.taps * s.w.taps * tap, s.w.taps * tap, tap, s.n, 1}, y, {s.d.out * plane, plane, row, s.n}, finish);
}

// The taps through which positions r, r + stride, ... of the input got into the output, as an axis of a convolution of
// the output's gradient; `last` is the first of them there, the others `apart` taps before it.
struct Phase {
  ConvAxis axis;
  int64_t last, apart;
};
Phase phase_of(const ConvAxis& a, int64_t r) {
  const int64_t common = std::gcd(a.stride, a.step), apart = a.stride / common, count = (a.in - r + a.stride - 1) / a.stride;
  const int64_t at = r - a.first;
  Phase p{{a.out, count, 1, 0, a.step / common, 0}, 0, apart};
  for (int64_t t = 0; t < std::min(a.taps, apart); ++t) {
    if ((at - t * a.step) % a.stride != 0) continue;
    p.axis.taps = (a.taps - 1 - t) / apart + 1;
    p.last = t + (p.axis.taps - 1) * apart;
    p.axis.first = (at - p.last * a.step) / a.stride;
    break;
  }
  if (p.axis.taps == 1) p.axis.step = 1;
  return p;
}

template <class T>
void backward_data(const OpDef& op, const Problem& p, const T* dy, const T* w, T* dx) {
  const ConvShape s = forward_shape(p);
  if (is_product(s)) return gemm<T>(false, true, pixels(s), s.c, s.n, dy, s.n, w, s.n, dx, s.c, false);
  if (is_product_of_some(s)) {
    const int64_t size[] = {pixels(s) * s.c};
    const Tensor some = make_tensor(sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64, {1, size});
    gemm<T>(false, true, pixels(s), s.c, s.n, dy, s.n, w, s.n, some->as<T>(), s.c, false);
    return put_pixels(s, some->as<T>(), dx);
  }
  const int64_t row = s.w.in * s.c, plane = s.h.in * row, image = s.d.in * plane, tap = s.c * s.n;
  const int64_t tap_h = s.w.taps * tap, tap_d = s.h.taps * tap_h;
  const auto misses = [](const ConvAxis& a) { return a.stride > a.taps || (a.step > 1 && a.stride > 1); };
  if (misses(s.d) || misses(s.h) || misses(s.w)) std::fill_n(dx, s.batch * image, T(0));
  for (int64_t d = 0; d < std::min(s.d.stride, s.d.in); ++d)
    for (int64_t h = 0; h < std::min(s.h.stride, s.h.in); ++h)
      for (int64_t x = 0; x < std::min(s.w.stride, s.w.in); ++x) {
        const Phase pd = phase_of(s.d, d), ph = phase_of(s.h, h), pw = phase_of(s.w, x);
        const ConvShape t{s.batch, pd.axis, ph.axis, pw.axis, s.n, s.c};
        if (t.k() == 0) continue;
        convolve<T>(op, t, dy, w + pd.last * tap_d + ph.last * tap_h + pw.last * tap,
                    {-pd.apart * tap_d, -ph.apart * tap_h, -pw.apart * tap, 1, s.n}, dx + d * plane + h * row + x * s.c,
                    {image, s.d.stride * plane, s.h.stride * row, s.w.stride * s.c});
      }
}

template <class T>
void backward_weights(const OpDef& op, const Problem& p, const T* x, const T* dy, T* dw) {
  const ConvShape s = forward_shape(p);
  if (is_product(s)) return gemm<T>(true, false, s.c, s.n, pixels(s), x, s.c, dy, s.n, dw, s.n, false);
  if (is_product_of_some(s)) {
    const Tensor some = some_pixels(s, x);
    return gemm<T>(true, false, s.c, s.n, pixels(s), some->as<T>(), s.c, dy, s.n, dw, s.n, false);
  }
  const ConvTable& loops = table<T>();
  const int64_t tiles = loops.weight_tiles(s), room = (loops.weights_room(s) + 15) / 16 * 16;
  const int64_t pieces = std::min(tiles, pieces_for(double(pixels(s)) * double(s.k()) * double(s.n)));
  const Tensor rooms = room_for<T>(op, pieces, room);
  std::fill_n(dw, s.k() * s.n, T(0));
  parallel_for(pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      loops.weights(s, x, dy, tiles * i / pieces, tiles * (i + 1) / pieces, dw, rooms->as<T>() + i * room);
  });
}

// An operand with its channels last, whatever the op's format.
Tensor last(const Problem& p, const TensorImpl& t) {
  return p.format.channels_first ? channels_last(t) : Tensor::share(const_cast<TensorImpl*>(&t));
}
// Runs fn(to) for a result of an image's shape, which it fills with channels last.
template <class Fn>
void fill_image(Kernel& k, const Problem& p, Fn&& fn) {
  if (!p.format.channels_first) return fn(k.output());
  const TensorImpl& out = k.output();
  int64_t dims[kMaxRank] = {out.dim(0)};
  for (int i = 2; i < out.rank; ++i) dims[i - 1] = out.dim(i);
  dims[out.rank - 1] = out.dim(1);
  const Tensor wide = make_tensor(out.dtype, {out.rank, dims});
  fn(*wide);
  k.out[0] = channels_first(*wide);
}

template <class T>
void run_conv(Kernel& k, const ConvFinish& finish) {
  const Problem& p = problem_of(k, k.input(0).shape(), k.input(1).shape());
  if (k.output().numel == 0) return;
  const bool empty = k.input(0).numel == 0 || k.input(1).numel == 0;
  if (empty && !finish.bias) return zero_elements(k.output());
  const Tensor x = last(p, k.input(0));
  fill_image(k, p, [&](TensorImpl& y) {
    if (!empty) return forward<T>(k.op, p, x->as<T>(), k.input(1).as<T>(), y.as<T>(), finish);
    zero_elements(y);
    table<T>().finish(y.numel / p.n, p.n, finish, y.data);
  });
}
template <class T>
void conv_kernel(Kernel& k) { run_conv<T>(k, {}); }
template <class T, bool relu>
void conv_bias_kernel(Kernel& k) { run_conv<T>(k, {k.input(2).data, relu}); }

template <class T>
void backprop_input_kernel(Kernel& k) {
  const Problem& p = problem_of(k, k.output().shape(), k.input(1).shape());
  if (k.output().numel == 0) return;
  if (k.input(1).numel == 0 || k.input(2).numel == 0) return zero_elements(k.output());
  const Tensor dy = last(p, k.input(2));
  fill_image(k, p, [&](TensorImpl& dx) { backward_data<T>(k.op, p, dy->as<T>(), k.input(1).as<T>(), dx.as<T>()); });
}

template <class T>
void backprop_filter_kernel(Kernel& k) {
  const Problem& p = problem_of(k, k.input(0).shape(), k.output().shape());
  if (k.output().numel == 0) return;
  if (k.input(0).numel == 0 || k.input(2).numel == 0) return zero_elements(k.output());
  const Tensor x = last(p, k.input(0)), dy = last(p, k.input(2));
  backward_weights<T>(k.op, p, x->as<T>(), dy->as<T>(), k.output().as<T>());
}

// ---- Ops ------------------------------------------------------------------------------------

// The three ops of a family, which are each other's gradients.
struct Family {
  const OpDef &conv, &input, &filter;
};
Family family_of(const OpDef& op) {
  if (spatial_rank(op) == 2) return {OP(Conv2D), OP(Conv2DBackpropInput), OP(Conv2DBackpropFilter)};
  return {OP(Conv3D), OP(Conv3DBackpropInputV2), OP(Conv3DBackpropFilterV2)};
}

void set_conv_gradients(Grad& g, const Tensor& dy) {
  const Family f = family_of(g.op());
  if (g.wants(0)) g.set(0, call(f.input, {cast(g.in_shape(0), DType::kInt32), g.in(1), dy}, g.attrs()));
  if (g.wants(1)) g.set(1, call(f.filter, {g.in(0), cast(g.in_shape(1), DType::kInt32), dy}, g.attrs()));
}
void grad_conv(Grad& g) { set_conv_gradients(g, g.dy()); }

// As of the three ops one after another.
template <bool relu>
void grad_conv_bias(Grad& g) {
  const Tensor dy = relu ? call(OP(ReluGrad), {g.dy(), g.out()}) : g.dy();
  const char* format = intern_string(g.attr<Conv2DAttrs>().data_format.text());
  if (g.wants(2)) g.set(2, call(OP(BiasAddGrad), {dy}, Attrs::of(format)));
  set_conv_gradients(g, dy);
}
void grad_backprop_input(Grad& g) {
  const Family f = family_of(g.op());
  const Tensor dy = g.dy();
  if (g.wants(1)) g.set(1, call(f.filter, {dy, cast(g.in_shape(1), DType::kInt32), g.in(2)}, g.attrs()));
  if (g.wants(2)) g.set(2, call(f.conv, {dy, g.in(1)}, g.attrs()));
}
void grad_backprop_filter(Grad& g) {
  const Family f = family_of(g.op());
  const Tensor dy = g.dy();
  if (g.wants(0)) g.set(0, call(f.input, {cast(g.in_shape(0), DType::kInt32), dy, g.in(2)}, g.attrs()));
  if (g.wants(2)) g.set(2, call(f.conv, {g.in(0), dy}, g.attrs()));
}

OpDef& conv2d_attrs(OpDef& op) {
  short_attr(op.attrs<Conv2DAttrs>(), "strides", &Conv2DAttrs::strides, true);
  op.attr("use_cudnn_on_gpu", &Conv2DAttrs::use_cudnn_on_gpu);
  short_attr(op, "padding", &Conv2DAttrs::padding, true);
  short_attr(op, "explicit_paddings", &Conv2DAttrs::explicit_paddings);
  short_attr(op, "data_format", &Conv2DAttrs::data_format);
  return short_attr(op, "dilations", &Conv2DAttrs::dilations);
}
OpDef& conv3d_attrs(OpDef& op) {
  short_attr(op.attrs<Conv3DAttrs>(), "strides", &Conv3DAttrs::strides, true);
  short_attr(op, "padding", &Conv3DAttrs::padding, true);
  short_attr(op, "data_format", &Conv3DAttrs::data_format);
  return short_attr(op, "dilations", &Conv3DAttrs::dilations);
}

OpDef& conv_op(OpDef& op) {
  return op.type("T", kFloating).input("input", "T").input("filter", "T").output("output", "T").inputs_apart()
      .infer(infer_conv)
      .cpu(bit(DType::kFloat32), conv_kernel<float>).cpu(bit(DType::kFloat64), conv_kernel<double>)
      .cpu(kHalfTypes, in_float<conv_kernel<float>>)
      .saves({In(0).grad_of(1), In(1).grad_of(0), InShape(0).grad_of(0), InShape(1).grad_of(1)}).grad(grad_conv);
}
// In the types that are computed in: float16 is rounded between the ops that these join.
OpDef& conv_bias_op(OpDef& op) {
  return op.type("T", bit(DType::kFloat32) | bit(DType::kFloat64)).input("input", "T").input("filter", "T").input("bias", "T")
      .output("output", "T").inputs_apart().infer(infer_conv_bias).with(conv2d_attrs);
}
OpDef& backprop_input_op(OpDef& op, const char* sizes) {
  return op.type("T", kFloating).with([&](OpDef& o) -> OpDef& { return *sizes == 'T' ? o.type("Tshape", kIndex) : o; })
      .input("input_sizes", sizes).input("filter", "T").input("out_backprop", "T").output("output", "T").dispatch_on(1)
      .infer(infer_backprop_input)
      .cpu(bit(DType::kFloat32), backprop_input_kernel<float>).cpu(bit(DType::kFloat64), backprop_input_kernel<double>)
      .cpu(kHalfTypes, in_float<backprop_input_kernel<float>>)
      .saves({In(1).grad_of(2), In(2).grad_of(1), InShape(1).grad_of(1)}).grad(grad_backprop_input);
}
OpDef& backprop_filter_op(OpDef& op) {
  return op.type("T", kFloating)
      .input("input", "T").input("filter_sizes", "int32").input("out_backprop", "T").output("output", "T")
      .infer(infer_backprop_filter)
      .cpu(bit(DType::kFloat32), backprop_filter_kernel<float>).cpu(bit(DType::kFloat64), backprop_filter_kernel<double>)
      .cpu(kHalfTypes, in_float<backprop_filter_kernel<float>>)
      .saves({In(0).grad_of(2), In(2).grad_of(0), InShape(0).grad_of(0)}).grad(grad_backprop_filter);
}

}  // namespace

ZEAL_OP(Conv2D)
    .with(conv_op).with(conv2d_attrs)
    .doc("Products of a filter with every window of the images of a batch.");

ZEAL_OP(Conv2DBias)
    .with(conv_bias_op)
    .cpu(bit(DType::kFloat32), conv_bias_kernel<float, false>).cpu(bit(DType::kFloat64), conv_bias_kernel<double, false>)
    .saves({In(0).grad_of(1), In(1).grad_of(0), InShape(0).grad_of(0), InShape(1).grad_of(1)}).grad(grad_conv_bias<false>)
    .doc("BiasAdd of Conv2D in one: what layers call.");

ZEAL_OP(Conv2DBiasRelu)
    .with(conv_bias_op)
    .cpu(bit(DType::kFloat32), conv_bias_kernel<float, true>).cpu(bit(DType::kFloat64), conv_bias_kernel<double, true>)
    .saves({In(0).grad_of(1), In(1).grad_of(0), InShape(0).grad_of(0), InShape(1).grad_of(1), Out(0)}).grad(grad_conv_bias<true>)
    .doc("Relu of BiasAdd of Conv2D in one: what layers call.");

ZEAL_OP(Conv2DBackpropInput)
    .with(backprop_input_op, "int32").with(conv2d_attrs)
    .doc("The gradient of Conv2D for its input, of sizes input_sizes.");

ZEAL_OP(Conv2DBackpropFilter)
    .with(backprop_filter_op).with(conv2d_attrs)
    .doc("The gradient of Conv2D for its filter, of sizes filter_sizes.");

ZEAL_OP(Conv3D)
    .with(conv_op).with(conv3d_attrs)
    .doc("Products of a filter with every window of the volumes of a batch.");

ZEAL_OP(Conv3DBackpropInputV2)
    .with(backprop_input_op, "Tshape").with(conv3d_attrs)
    .doc("The gradient of Conv3D for its input, of sizes input_sizes.");

ZEAL_OP(Conv3DBackpropFilterV2)
    .with(backprop_filter_op).with(conv3d_attrs)
    .doc("The gradient of Conv3D for its filter, of sizes filter_sizes.");

}  // namespace zeal
