// Repeat and RepeatGrad: entries along an axis, each so many times; and sums over such runs.
#include <algorithm>
#include <vector>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct RepeatAttrs {
  int64_t axis = 0;
};

constexpr int64_t kGrain = 16384;  // entries of the longer side that a thread should have

template <class Fn> void with_counts(const TensorImpl& counts, Fn&& fn) {
  if (counts.dtype == DType::kInt32) fn(counts.as<int32_t>());
  else fn(counts.as<int64_t>());
}

// How many entries all runs have; unknown in graphs.
int64_t total(InferContext& c) {
  const TensorImpl* counts = c.value(1);
  if (!counts) return kUnknownDim;
  int64_t sum = 0;
  with_counts(*counts, [&](const auto* n) {
    for (int64_t i = 0; i < counts->numel; ++i) {
      if (n[i] < 0) c.invalid("repeats[", i, "] is ", int64_t(n[i]), "; it must not be negative");
      if (__builtin_add_overflow(sum, int64_t(n[i]), &sum)) c.invalid("the sum of repeats is too large");
    }
  });
  return sum;
}

// `from` and `to`: the axis's length before and after, where they are known.
void infer_along(InferContext& c, int64_t from, int64_t to, const char* meaning) {
  c.require_rank(1, 1);
  if (c.rank(0) < 0) {
    c.out() = Shape::unknown();
    return;
  }
  c.require_rank_at_least(0, 1);
  const int axis = c.axis(c.attr<RepeatAttrs>().axis, c.rank(0));
  const int64_t have = c.dim(0, axis);
  if (have >= 0 && from >= 0 && have != from)
    c.invalid(c.show(0), ", ", c.show(1), "; axis ", axis, " must have ", from, " entries, ", meaning);
  c.out() = Shape(c.shape(0));
  c.out()[axis] = to;
}

int64_t count_of(InferContext& c) { return c.rank(1) == 1 ? c.dim(1, 0) : kUnknownDim; }
void infer_repeat(InferContext& c) {
  c.require_rank(1, 1);
  infer_along(c, count_of(c), total(c), "one for each of repeats");
}
void infer_repeat_grad(InferContext& c) {
  c.require_rank(1, 1);
  infer_along(c, total(c), count_of(c), "the sum of repeats");
}

// Where each run begins along the axis, and where the last one ends.
std::vector<int64_t> places(const TensorImpl& counts) {
  std::vector<int64_t> at(size_t(counts.numel) + 1);
  with_counts(counts, [&](const auto* n) {
    for (int64_t i = 0; i < counts.numel; ++i) at[i + 1] = at[i] + n[i];
  });
  return at;
}

// Calls row(short, long, count) for each entry: its offset on the short side, its run's on the long one.
template <class Row> void each_run(const Kernel& k, const TensorImpl& longer, Row&& row) {
  const std::vector<int64_t> at = places(k.input(1));
  const int64_t n = k.input(1).numel, axis = k.attr<RepeatAttrs>().axis;
  const int place = int(axis < 0 ? axis + longer.rank : axis);
  const int64_t outer = product(longer.shape(), 0, place), inner = product(longer.shape(), place + 1, longer.rank);
  const int64_t cost = std::max<int64_t>(1, longer.numel / std::max<int64_t>(1, n * outer));
  parallel_for(outer * n, std::max<int64_t>(1, kGrain / cost), [&](int64_t begin, int64_t end) {
    for (int64_t o = begin / n; o * n < end; ++o)
      for (int64_t i = std::max(begin, o * n) - o * n; i < std::min(end - o * n, n); ++i)
        row((o * n + i) * inner, (o * at[n] + at[i]) * inner, at[i + 1] - at[i], inner);
  });
}

// Short runs are the usual ones, and too short for a vectorised loop or a call.
template <class T> void fill_run(T* to, int64_t count, const T& value) {
  if (count > 8) return void(std::fill_n(to, count, value));
  const T one = value;
#pragma GCC unroll 1
  for (int64_t r = 0; r < count; ++r) to[r] = one;
}

void repeat_kernel(Kernel& k) {
  if (!k.output().numel) return;
  with_storage(k.output().dtype, [&]<class T>(T*) {
    const T* from = k.input(0).as<T>();
    T* to = k.output().as<T>();
    each_run(k, k.output(), [=](int64_t one, int64_t many, int64_t count, int64_t inner) {
      if (inner == 1) return fill_run(to + many, count, from[one]);
      for (int64_t r = 0; r < count; ++r) std::copy_n(from + one, inner, to + many + r * inner);
    });
  });
}

void repeat_grad_kernel(Kernel& k) {
  if (!k.output().numel) return;
  with_number(k.output().dtype, [&]<class T>(T*) {
    const T* from = k.input(0).as<T>();
    T* to = k.output().as<T>();
    each_run(k, k.input(0), [=](int64_t one, int64_t many, int64_t count, int64_t inner) {
      std::fill_n(to + one, inner, T{});
      for (int64_t r = 0; r < count; ++r)
        for (int64_t i = 0; i < inner; ++i) to[one + i] = plus(to[one + i], from[many + r * inner + i]);
    });
  });
}

}  // namespace

// Neither is an op of TensorFlow's, whose tf.repeat is made of several.
ZEAL_OP(Repeat)
    .doc("The entries of input along an axis, entry i repeats[i] times.")
    .type("T", kAnyType).type("Trepeats", kIndex)
    .attrs<RepeatAttrs>().attr("axis", &RepeatAttrs::axis)
    .input("input", "T").input("repeats", "Trepeats").output("output", "T")
    .infer(infer_repeat).cpu(kAnyType, repeat_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(RepeatGrad), {g.dy(), g.in(1)}, g.attrs())); });

ZEAL_OP(RepeatGrad)
    .doc("Sums over runs along an axis: entry i is the sum of the next repeats[i] ones.")
    .type("T", kNumbers).type("Trepeats", kIndex)
    .attrs<RepeatAttrs>().attr("axis", &RepeatAttrs::axis)
    .input("dy", "T").input("repeats", "Trepeats").output("output", "T")
    .infer(infer_repeat_grad).cpu(kNumbers, repeat_grad_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(Repeat), {g.dy(), g.in(1)}, g.attrs())); });

}  // namespace zeal
