// Roll: elements moved along axes; those that fall off the end return at the front.
#include <algorithm>

#include "core/parallel.h"
#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void require_vector(InferContext& c, int i) {
  if (c.rank(i) > 1)
    c.invalid(c.in_graph("Shape must be at most rank 1 but is rank ", c.rank(i)), c.op.inputs[i].name,
              " must be a scalar or a 1-D vector. Found: ", c.shape(i), "; ", c.show(i));
}

void infer_roll(InferContext& c) {
  c.require_rank_at_least(0, 1, "input must be 1-D or higher");
  require_vector(c, 1);
  require_vector(c, 2);
  const bool known = c.rank(1) >= 0 && c.rank(2) >= 0;
  if (known && (c.rank(1) != c.rank(2) || (c.rank(1) && c.dim(1, 0) >= 0 && c.dim(2, 0) >= 0 && c.dim(1, 0) != c.dim(2, 0))))
    c.invalid(c.differing_in_graph(c.shape(1), c.shape(2)), "shift and axis must have the same size; ", c.show(1), ", ", c.show(2));
  if (const TensorImpl* axes = c.rank(0) < 0 ? nullptr : c.value(2))
    for (int64_t i = 0; i < axes->numel; ++i) c.axis(int_at(*axes, i), c.rank(0), "axis ", int_at(*axes, i), " is out of range");
  infer_same_shape(c);
}

// Axes that are rolled, by so many places in [0, size), the outermost first.
struct Rolls {
  int64_t by[kMaxRank] = {};
  int last = 0;  // the innermost that is

  explicit Rolls(const Kernel& k) {
    const TensorImpl& in = k.input(0);
    for (int64_t i = 0; i < k.input(2).numel; ++i) {
      const int64_t given = int_at(k.input(2), i), at = given < 0 ? given + in.rank : given, n = in.dim(int(at));
      by[at] = (by[at] + int_at(k.input(1), i) % n + n) % n;
    }
    for (int a = 0; a < in.rank; ++a)
      if (by[a]) last = a;
  }
};

// The row, of those that the axes before the last rolled one count, that comes to be row `to`.
int64_t source_row(const TensorImpl& in, const Rolls& rolls, int64_t to) {
  int64_t from = to, stride = 1;
  for (int a = rolls.last - 1; a >= 0; stride *= in.dim(a--)) {
    if (!rolls.by[a]) continue;
    const int64_t n = in.dim(a), i = to / stride % n;
    from += ((i < rolls.by[a] ? i + n : i) - rolls.by[a] - i) * stride;
  }
  return from;
}

void roll_kernel(Kernel& k) {
  const TensorImpl& in = k.input(0);
  if (!in.numel) return;
  const Rolls rolls(k);
  const int64_t row = product(in.shape(), rolls.last, in.rank), tail = row / in.dim(rolls.last) * rolls.by[rolls.last];
  parallel_for(in.numel / row, std::max<int64_t>(1, 16384 / row), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t from = source_row(in, rolls, r) * row;
      copy_elements(k.output(), r * row + tail, in, from, row - tail);
      copy_elements(k.output(), r * row, in, from + row - tail, tail);
    }
  });
}

}  // namespace

ZEAL_OP(Roll)
    .doc("Rolls the elements of a tensor along axes; those that fall off the end return at the front.")
    .example("tf.roll([1, 2, 3], 1, 0)", "[3 1 2]")
    .type("T", kAnyType).type("Tshift", kIndex).type("Taxis", kIndex)
    .input("input", "T").input("shift", "Tshift").input("axis", "Taxis").output("output", "T")
    .api("roll, manip.roll(input, shift, axis, name=None)")
    .infer(infer_roll).cpu(kAnyType, roll_kernel)
    .saves({In(1), In(2)}).grad([](Grad& g) { g.set(0, call(OP(Roll), {g.dy(), -g.in(1), g.in(2)})); });

}  // namespace zeal
