// Windows that slide over images.
#include "ops/nn/window.h"

#include <algorithm>
#include <cstring>

#include "op/functions.h"

namespace zeal {

namespace {
constexpr int64_t kLargest = INT32_MAX;  // of strides, dilations and paddings

template <class... Words>
[[noreturn, gnu::cold]] void invalid(const OpDef& op, const Words&... words) {
  fail(Code::kInvalidArgument, "[", op.name, "] ", words...);
}
}  // namespace

bool is_checked_later(const InferContext& c) { return !c.in_graph("later").empty(); }

ImageFormat image_format(const OpDef& op, const char* word, int rank) {
  const char *last = rank == 5 ? "NDHWC" : "NHWC", *first = rank == 5 ? "NCDHW" : "NCHW";
  if (!std::strcmp(word, last)) return {rank, false};
  if (!std::strcmp(word, first)) return {rank, true};
  invalid(op, "Value for attr 'data_format' of \"", word, "\" is not in the list of allowed values: \"", last, "\", \"", first, "\"");
}

Padding padding_of(const OpDef& op, const char* word, bool may_be_given) {
  if (!std::strcmp(word, "SAME")) return Padding::same;
  if (!std::strcmp(word, "VALID")) return Padding::valid;
  if (may_be_given && !std::strcmp(word, "EXPLICIT")) return Padding::given;
  invalid(op, "Value for attr 'padding' of \"", word, "\" is not in the list of allowed values: \"SAME\", \"VALID\"",
          may_be_given ? ", \"EXPLICIT\"" : "");
}

// TensorFlow's graphs refuse what gives no output, its ops run it.
[[gnu::cold, gnu::noinline]] void Window::check_room(const OpDef& op, const InferContext* c, int64_t in) const {
  const int64_t room = in + before + after - reach();
  const std::string words = c ? c->in_graph("Negative dimension size caused by subtracting ", reach(), " from ", in + before + after) : "";
  if (room + stride < 0 || !words.empty())
    invalid(op, words, "Computed output size would be negative: ", room + stride, " [input_size: ", in, ", effective_filter_size: ", reach(),
            ", stride: ", stride, "]; the window must fit the input; padding=\"SAME\" adds zeros around it");
}

void Window::fit(const OpDef& op, const InferContext* c, int64_t in, Padding padding) {
  if (in < 0 || size < 0) return;
  int64_t window = 0;
  if (in > INT64_MAX / 4) invalid(op, "an input of ", in, " rows or columns is too large");
  if (size == 0) invalid(op, "a window of size 0 covers nothing; sizes of windows and filters must be positive");
  if (__builtin_mul_overflow(size - 1, dilation, &window) || window > INT64_MAX / 4)
    invalid(op, "a window of ", size, " with dilation ", dilation, " is too large");
  if (padding == Padding::same) {
    out = (in + stride - 1) / stride;
    const int64_t all = std::max<int64_t>(0, (out - 1) * stride + reach() - in);
    before = all / 2, after = all - all / 2;
    return;
  }
  if (padding == Padding::valid) before = after = 0;
  const int64_t room = in + before + after - reach();
  if (room < 0) [[unlikely]] check_room(op, c, in);
  out = (room + stride) / stride;
}

void read_steps(const InferContext& c, const IntList& list, ImageFormat format, bool dilations, Window* windows) {
  const auto words = [&](const char* a, const char* b) { return dilations ? a : b; };
  if (list.n != format.rank)
    c.invalid(c.in_graph(c.op.name, words(" requires the dilation attribute to contain ", " requires the stride attribute to contain "),
                         format.rank, " values, but got: ", list.n),
              words("Sliding window dilations field must specify ", "Sliding window strides field must specify "), format.rank, " dimensions, got ", list.n);
  const auto outside = {list.values[0], list.values[format.channels()]};
  if (std::any_of(outside.begin(), outside.end(), [](int64_t n) { return n != 1; }))
    c.invalid("Current implementation does not yet support ", words("dilations", "strides"), " in the batch and depth dimensions.");
  for (int i = 0; i < format.spatial(); ++i) {
    const int64_t n = list.values[format.axis(i)];
    if (n <= 0)
      c.invalid(c.in_graph(words("Dilation rate must be >= 1, but got ", "Stride must be > 0, but got "), n),
                words("Dilated rates should be larger than 0.", "Row and column strides should be larger than 0."), " Got ", n);
    if (n > kLargest) c.invalid(words("a dilation of ", "a stride of "), n, " is too large");
    (dilations ? windows[i].dilation : windows[i].stride) = n;
  }
}

void read_pool_windows(const InferContext& c, const IntList& sizes, const IntList& strides, ImageFormat format, Window* windows) {
  for (const auto& [list, name] : {std::pair{&sizes, "ksize"}, std::pair{&strides, "strides"}})
    if (list->n != format.rank)
      c.invalid(c.in_graph("Attr '", name, "' of '", c.op.name, "' Op passed list of length ", list->n, " less than minimum ", format.rank),
                "Length for attr '", name, "' of ", list->n, " must be at least minimum ", format.rank);
  if (sizes.values[0] != 1 || strides.values[0] != 1)
    fail(Code::kUnimplemented, "[", c.op.name, "] Pooling is not yet supported on the batch dimension.");
  if (sizes.values[format.channels()] != 1 || strides.values[format.channels()] != 1)
    fail(Code::kUnimplemented, "[", c.op.name, "] Non-spatial pooling is not yet supported: ksize and strides must be 1 for the channels");
  for (int i = 0; i < format.spatial(); ++i) {
    Window& w = windows[i];
    w.size = sizes.values[format.axis(i)], w.stride = strides.values[format.axis(i)];
    if (w.size <= 0) c.invalid("Sliding window ksize for dimension ", format.axis(i), " was ", w.size == 0 ? "zero" : "negative", ".");
    if (w.stride <= 0) c.invalid("Stride must be > 0, but got ", w.stride);
    if (w.size > INT32_MAX || w.stride > INT32_MAX) c.invalid("a window of ", w.size, " with stride ", w.stride, " is too large");
  }
}

Shape read_sizes(const InferContext& c, int i, int rank) {
  Shape s = c.shape_value(i, true);
  if (s.rank >= 0) return s;
  s.rank = rank;
  std::fill_n(s.dims, rank, kUnknownDim);
  return s;
}

void require_sizes(InferContext& c, int sizes) {
  for (int i = 0; i < c.nin; ++i)
    if (c.input(i).symbolic()) return;
  for (int i = 0; i < c.out().rank; ++i)
    if (c.out()[i] < 0) c.invalid("Dimension ", c.out()[i], " must be >= 0: it is dimension ", i, " of ", c.op.inputs[size_t(sizes)].name);
}

namespace {
Tensor transposed(const TensorImpl& x, bool to_last) {
  int64_t order[kMaxRank];
  for (int i = 0; i < x.rank; ++i) order[i] = i;
  if (to_last) std::rotate(order + 1, order + 2, order + x.rank);
  else std::rotate(order + 1, order + x.rank - 1, order + x.rank);
  const Tensor perm = make_int32s(order, x.rank);
  TensorImpl* in[] = {const_cast<TensorImpl*>(&x), perm.get()};
  Outputs out;
  run_kernel(OP(Transpose), in, 2, OP(Transpose).defaults, out);
  return std::move(out[0]);
}
}  // namespace

Tensor channels_last(const TensorImpl& x) { return transposed(x, true); }
Tensor channels_first(const TensorImpl& x) { return transposed(x, false); }

}  // namespace zeal
