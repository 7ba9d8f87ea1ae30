// Repeat and RepeatGrad: entries along an axis, each so many times; and sums over such runs.
#include <algorithm>
#include <numeric>
#include <type_traits>
#include <utility>
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
constexpr int64_t kBlock = 4096;   // runs that are looked up together

template <class Fn> void with_counts(const TensorImpl& counts, Fn&& fn) {
  if (counts.dtype == DType::kInt32) fn(counts.as<int32_t>());
  else fn(counts.as<int64_t>());
}

// Whether no sum of these counts can overflow.
template <class N> bool is_small(const N* n, int64_t count) {
  const auto [low, high] = std::accumulate(n, n + count, std::pair<N, N>{}, [](auto p, N v) {
    return std::pair<N, N>{std::min(p.first, v), std::max(p.second, v)};
  });
  return low >= 0 && high <= INT64_MAX / std::max<int64_t>(1, count);
}

template <class N> int64_t sum(const N* n, int64_t count) { return std::accumulate(n, n + count, int64_t(0)); }

template <class N> int64_t checked_sum(InferContext& c, const N* n, int64_t count) {
  if (is_small(n, count)) return sum(n, count);
  int64_t total = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (n[i] < 0) c.invalid("repeats[", i, "] is ", int64_t(n[i]), "; it must not be negative");
    if (__builtin_add_overflow(total, int64_t(n[i]), &total)) c.invalid("the sum of repeats is too large");
  }
  return total;
}

// How many entries all runs have; unknown in graphs.
int64_t total(InferContext& c) {
  int64_t found = kUnknownDim;
  if (const TensorImpl* counts = c.value(1))
    with_counts(*counts, [&](const auto* n) { found = checked_sum(c, n, counts->numel); });
  return found;
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
  const int64_t each = total(c);
  if (count_of(c) != 1) return infer_along(c, count_of(c), each, "one for each of repeats");
  infer_along(c, kUnknownDim, kUnknownDim, "");  // one count for all entries
  if (c.rank(0) < 0 || each < 0) return;
  const int axis = c.axis(c.attr<RepeatAttrs>().axis, c.rank(0));
  const int64_t have = c.dim(0, axis);
  if (have >= 0 && __builtin_mul_overflow(have, each, &c.out()[axis])) c.invalid("the sum of repeats is too large");
}
void infer_repeat_grad(InferContext& c) {
  c.require_rank(1, 1);
  infer_along(c, total(c), count_of(c), "the sum of repeats");
}

// Where each block of runs begins along the longer axis, and where the last one ends.
template <class N> std::vector<int64_t> block_places(const N* n, int64_t count) {
  std::vector<int64_t> at(1);
  for (int64_t i = 0; i < count; i += kBlock) at.push_back(at.back() + sum(n + i, std::min(kBlock, count - i)));
  return at;
}

// Neighbouring runs: elements of the short and of the long side, counts, and elements to an entry.
struct Runs {
  int64_t one, many, end;  // offsets; `end` is that of `many`
  const int64_t* counts;
  int64_t n, inner;
};

// The counts [from, from + n) as int64, in `buffer` unless they are.
const int64_t* long_counts(const TensorImpl& counts, int64_t from, int64_t n, int64_t* buffer) {
  if (counts.dtype == DType::kInt64) return counts.as<int64_t>() + from;
  return std::copy_n(counts.as<int32_t>() + from, n, buffer) - n;
}

// Calls block(runs) for all runs in blocks.
template <class Block> void each_block(const Kernel& k, const TensorImpl& longer, Block&& block) {
  const int64_t n = k.input(1).numel, axis = k.attr<RepeatAttrs>().axis;
  const int place = int(axis < 0 ? axis + longer.rank : axis);
  const int64_t outer = product(longer.shape(), 0, place), inner = product(longer.shape(), place + 1, longer.rank);
  std::vector<int64_t> at;
  with_counts(k.input(1), [&](const auto* counts) { at = block_places(counts, n); });
  const int64_t blocks = int64_t(at.size()) - 1, units = outer * blocks;
  const int64_t cost = std::max<int64_t>(1, longer.numel / std::max<int64_t>(1, units));
  parallel_for(units, std::max<int64_t>(1, kGrain / cost), [&](int64_t begin, int64_t end) {
    int64_t buffer[kBlock];
    for (int64_t u = begin; u < end; ++u) {
      const int64_t o = u / blocks, b = u % blocks, first = b * kBlock, start = o * at[blocks], m = std::min(kBlock, n - first);
      block(Runs{(o * n + first) * inner, (start + at[b]) * inner, (start + at[b + 1]) * inner,
                 long_counts(k.input(1), first, m, buffer), m, inner});
    }
  });
}

constexpr int64_t kGroup = 4;  // elements that one store may write

bool are_single(const int64_t* n) { return ((n[0] ^ 1) | (n[1] ^ 1) | (n[2] ^ 1) | (n[3] ^ 1)) == 0; }

// One run, whose end may be written past up to `end`: whole groups cost short runs of changing length no branch.
template <class T> void fill_run(T* to, const T* end, int64_t n, const T& value) {
  if (!std::is_trivially_copyable_v<T> || end - to < n + kGroup) return void(std::fill_n(to, n, value));
  const T group[kGroup] = {value, value, value, value};
  for (int64_t r = 0; r == 0 || r < n; r += kGroup) std::copy_n(group, kGroup, to + r);
}

// Runs of single elements. Where nothing is repeated, a group is read before it is written: a load right after a
// store to the same place in another page waits for it.
template <class T> void fill_runs(const T* from, T* to, const T* end, const int64_t* counts, int64_t n) {
  for (int64_t i = 0; i < n;) {
    if (i + kGroup <= n && are_single(counts + i)) {
      std::copy_n(from + i, kGroup, to);
      i += kGroup, to += kGroup;
    } else {
      fill_run(to, end, counts[i], from[i]);
      to += counts[i++];
    }
  }
}

// Every entry as often.
void repeat_evenly(Kernel& k) {
  const TensorImpl& in = k.input(0);
  const int64_t axis = k.attr<RepeatAttrs>().axis;
  const int place = int(axis < 0 ? axis + in.rank : axis);
  const int64_t entries = product(in.shape(), 0, place + 1), inner = product(in.shape(), place + 1, in.rank);
  const int64_t count = k.output().numel / in.numel;
  with_storage(in.dtype, [&]<class T>(T*) {
    parallel_for(entries, std::max<int64_t>(1, kGrain / (count * inner)), [&](int64_t begin, int64_t end) {
      const T* from = in.as<T>() + begin * inner;
      T* to = k.output().as<T>() + begin * inner * count;
      if (inner == 1 && count == 2) {
        for (int64_t i = 0; i < end - begin; ++i) to[2 * i] = to[2 * i + 1] = from[i];
      } else if (inner == 1) {
        for (int64_t i = 0; i < end - begin; ++i) to = std::fill_n(to, count, from[i]);
      } else {
        for (int64_t i = 0; i < end - begin; ++i, from += inner)
          for (int64_t r = 0; r < count; ++r) to = std::copy_n(from, inner, to);
      }
    });
  });
}

void repeat_kernel(Kernel& k) {
  if (!k.output().numel) return;
  if (k.input(1).numel == 1) return repeat_evenly(k);
  with_storage(k.output().dtype, [&]<class T>(T*) {
    const T* from = k.input(0).as<T>();
    T* to = k.output().as<T>();
    each_block(k, k.output(), [=](const Runs& runs) {
      if (runs.inner == 1) return fill_runs(from + runs.one, to + runs.many, to + runs.end, runs.counts, runs.n);
      T* next = to + runs.many;
      for (int64_t i = 0; i < runs.n; ++i)
        for (int64_t r = 0; r < runs.counts[i]; ++r)
          next = std::copy_n(from + runs.one + i * runs.inner, runs.inner, next);
    });
  });
}

void repeat_grad_kernel(Kernel& k) {
  if (!k.output().numel) return;
  with_number(k.output().dtype, [&]<class T>(T*) {
    const T* from = k.input(0).as<T>();
    T* to = k.output().as<T>();
    each_block(k, k.input(0), [=](const Runs& runs) {
      const T* next = from + runs.many;
      T* sum = std::fill_n(to + runs.one, runs.n * runs.inner, T{}) - runs.n * runs.inner;
      for (int64_t i = 0; i < runs.n; ++i, sum += runs.inner)
        for (int64_t r = 0; r < runs.counts[i]; ++r, next += runs.inner)
          for (int64_t e = 0; e < runs.inner; ++e) sum[e] = plus(sum[e], next[e]);
    });
  });
}

// Sums want a count for each entry.
void grad_repeat(Grad& g) {
  Tensor counts = g.in(1);
  if (counts->rank == 1 && counts->dim(0) == 1) {
    const int64_t axis = g.attr<RepeatAttrs>().axis, one = 1;
    if (axis < 0 && g.dy()->rank < 0) fail(Code::kInternal, "[Repeat] one count of a tensor of unknown rank wants an axis from the front");
    const Tensor at = make_scalar<int32_t>(int32_t(axis < 0 ? axis + g.dy()->rank : axis));
    counts = broadcast_to(counts, reshape(gather(g.in_shape(0), at, 0), make_int32s(&one, 1)));
  }
  g.set(0, call(OP(RepeatGrad), {g.dy(), counts}, g.attrs()));
}

}  // namespace

// Neither is an op of TensorFlow's, whose tf.repeat is made of several.
ZEAL_OP(Repeat)
    .doc("The entries of input along an axis, entry i repeats[i] times; one count is that of all.")
    .type("T", kAnyType).type("Trepeats", kIndex)
    .attrs<RepeatAttrs>().attr("axis", &RepeatAttrs::axis)
    .input("input", "T").input("repeats", "Trepeats").output("output", "T")
    .infer(infer_repeat).cpu(kAnyType, repeat_kernel)
    .saves({In(1), InShape(0)}).grad(grad_repeat);

ZEAL_OP(RepeatGrad)
    .doc("Sums over runs along an axis: entry i is the sum of the next repeats[i] ones.")
    .type("T", kNumbers).type("Trepeats", kIndex)
    .attrs<RepeatAttrs>().attr("axis", &RepeatAttrs::axis)
    .input("dy", "T").input("repeats", "Trepeats").output("output", "T")
    .infer(infer_repeat_grad).cpu(kNumbers, repeat_grad_kernel)
    .saves({In(1)}).grad([](Grad& g) { g.set(0, call(OP(Repeat), {g.dy(), g.in(1)}, g.attrs())); });

}  // namespace zeal
