// TopKV2: the largest elements of the last axis.
#include <algorithm>
#include <vector>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "op/sizes.h"
#include "ops/array/element.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct TopKAttrs {
  bool sorted = true;
};

void infer_top_k(InferContext& c) {
  c.require_rank_at_least(0, 1, "input must be >= 1-D, got shape ", c.shape(0));
  c.require_rank(1, 0, "k must be scalar, got shape ", c.shape(1));
  int64_t k = c.value(1) ? int_at(*c.value(1), 0) : kUnknownDim;
  if (c.value(1) && k < 0) c.invalid("Need k >= 0, got ", k);
  for (int i = 0; i < 2; ++i) c.out(i) = c.shape(0);
  if (c.rank(0) < 1) return;
  int64_t n = c.dim(0, c.rank(0) - 1);
  if (n >= 0 && k > n) c.invalid(c.in_graph("input must have last dimension >= k = ", k, " but is ", n), "input must have at least k columns. Had ", n, ", needed ", k, ": ", c.show(0));
  for (int i = 0; i < 2; ++i) c.out(i)[c.rank(0) - 1] = k;
}

constexpr int64_t kFew = 8;  // up to here the order is kept by insertion

template <class T> bool is_nan(T v) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>) return is_nan(v.to_float());
  else return v != v;
}

// NaN before all numbers.
template <class T> bool comes_before(T a, T b) { return is_nan(a) ? !is_nan(b) : less(b, a); }

// A few: what beats the last of those kept moves up to its place, behind its equals.
template <class T> void few_of_row(const T* x, int64_t n, int64_t k, T* values, int32_t* indices) {
  for (int64_t i = 0; i < n; ++i) {
    if (i >= k && !comes_before(x[i], values[k - 1])) continue;
    int64_t at = std::min(i, k - 1);
    for (; at > 0 && comes_before(x[i], values[at - 1]); --at) values[at] = values[at - 1], indices[at] = indices[at - 1];
    values[at] = x[i], indices[at] = int32_t(i);
  }
}

// Larger first, equal ones in order.
template <class T> void top_of_row(const T* x, int64_t n, int64_t k, T* values, int32_t* indices, std::vector<int32_t>& order) {
  order.resize(n);
  for (int64_t i = 0; i < n; ++i) order[i] = int32_t(i);
  auto before = [&](int32_t a, int32_t b) {
    if (comes_before(x[a], x[b])) return true;
    return !comes_before(x[b], x[a]) && a < b;
  };
  std::partial_sort(order.begin(), order.begin() + k, order.end(), before);
  for (int64_t i = 0; i < k; ++i) values[i] = x[order[i]], indices[i] = order[i];
}

void top_k_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  int64_t n = in.dim(in.rank - 1), count = k.output(0).dim(in.rank - 1), rows = n ? in.numel / n : 0;
  if (!count || !rows) return;
  if (n > INT32_MAX) k.invalid("input is ", describe(in), "; its last axis is too long for int32 indices");
  with_real(in.dtype, [&]<class T>(T*) {
    parallel_for(rows, std::max<int64_t>(1, 8192 / n), [&](int64_t begin, int64_t end) {
      std::vector<int32_t> order;
      for (int64_t r = begin; r < end; ++r) {
        const T* row = in.as<T>() + r * n;
        T* values = k.output(0).as<T>() + r * count;
        int32_t* indices = k.output(1).as<int32_t>() + r * count;
        if (count <= kFew) few_of_row(row, n, count, values, indices);
        else top_of_row(row, n, count, values, indices, order);
      }
    });
  });
}

// The last element of a shape, an int64.
Tensor last_of(const Tensor& shape) {
  if (has_known_length(shape)) return cast(scalar_of(Sizes(shape)[int(shape->numel) - 1]), DType::kInt64);
  const Tensor at = call(OP(Size), {shape}) - scalar_like(call(OP(Size), {shape}), 1);
  return cast(call(OP(Gather), {shape, at}), DType::kInt64);
}
// [-1, k].
Tensor rows_of(const Tensor& k) {
  const Tensor parts[] = {make_scalar<int64_t>(-1), k};
  return call_list(OP(Pack), parts, 2, OP(Pack).defaults)[0];
}

// Adds dy at the places the values came from.
void grad_top_k(Grad& g) {
  const Tensor indices = g.out(1), shape = g.in_shape(0), minus_one = make_scalar<int32_t>(-1);
  if (!indices->numel) return g.set(0, fill(shape, scalar_like(g.dy(0), 0)));
  const Tensor zero = make_scalar<int64_t>(0);
  const int64_t flat[] = {-1};
  const Tensor picks = shape_of(indices), long_shape = cast(shape, DType::kInt64);
  // Rows of n elements, one after the other: the first of each, beside the places within it.
  const Tensor n = last_of(shape), k = last_of(picks), total = reduced(OP(Prod), long_shape, make_scalar<int32_t>(0), false);
  const Tensor starts = call(OP(Range), {zero, total, n});
  const Tensor places = cast(reshape(indices, rows_of(k)), DType::kInt64) + call(OP(ExpandDims), {starts, minus_one});
  const Tensor sums = call(OP(UnsortedSegmentSum), {reshape(g.dy(0), make_int32s(flat, 1)), reshape(places, make_int32s(flat, 1)), total});
  g.set(0, reshape(sums, shape));
}

}  // namespace

ZEAL_OP(TopKV2)
    .doc("The k largest elements along the last axis, and their indices.")
    .type("T", kRealNumbers)
    .attrs<TopKAttrs>().attr("sorted", &TopKAttrs::sorted)
    .input("input", "T").input("k", "int32").output("values", "T").output("indices", "int32")
    .infer(infer_top_k).cpu(kRealNumbers, top_k_kernel)
    .saves({InShape(0), Out(1)}).grad(grad_top_k);

}  // namespace zeal
