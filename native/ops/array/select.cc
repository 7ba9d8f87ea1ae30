// Select and SelectV2: elements of one tensor or of another (functor: select.h).
#include <string>

#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

void select_strings(char* const* p, const long* s, long n) {
  for (long i = 0; i < n; ++i) {
    int from = *reinterpret_cast<const bool*>(p[0] + i * s[0]) ? 1 : 2;
    *reinterpret_cast<std::string*>(p[3] + i * s[3]) = *reinterpret_cast<const std::string*>(p[from] + i * s[from]);
  }
}
LoopEntry select_strings_entry = {"SelectV2", 0, 7, 7, 3, select_strings, nullptr};
[[maybe_unused]] const bool linked = (select_strings_entry.next = loop_list, loop_list = &select_strings_entry, true);

void check_rows(InferContext& c) {
  if (c.rank(1) == 0) c.invalid("'then' must be at least a vector, but saw shape: []; ", c.show(0), ", ", c.show(1));
  if (c.dim(0, 0) >= 0 && c.dim(1, 0) >= 0 && c.dim(0, 0) != c.dim(1, 0))
    c.invalid("Number of batches of 'then' must match size of 'cond', but saw: ", c.dim(1, 0), " vs. ", c.dim(0, 0), "; ", c.show(0),
              ", ", c.show(1));
}

void check_elements(InferContext& c) {
  for (int i = 1; i <= 2; ++i)
    if (!are_compatible(c.shape(0), c.shape(i)))
      c.invalid(c.differing_in_graph(c.shape(0), c.shape(i)), "Inputs to operation Select of type Select must have the same size and shape.  Input 0: ",
                c.shape(0), " != input ", i, ": ", c.shape(i), "; ", c.show(0), ", ", c.show(i),
                "; condition must be a scalar, have the shape of t and e, or be a vector of their first size");
}

// The condition has the shape of t and e, or is a scalar, or a vector that chooses rows.
void infer_select(InferContext& c) {
  c.out() = c.shape(1);
  if (c.shape(0) == c.shape(1) && c.shape(1) == c.shape(2)) [[likely]] return;
  if (c.rank(0) == 1 && c.rank(1) >= 0 && c.rank(1) != 1)
    check_rows(c);
  else if (c.rank(0) > 1 || (c.rank(0) == 1 && c.rank(1) == 1))
    check_elements(c);
  if (!narrow(c.out(), c.shape(2)))
    c.invalid(c.differing_in_graph(c.shape(1), c.shape(2)), "'then' and 'else' must have the same size.  but received: ", c.shape(1), " vs. ", c.shape(2), "; ", c.show(1), ", ",
              c.show(2));
}

void infer_select_v2(InferContext& c) {
  Shape& out = c.out() = c.shape(0);
  if (c.shape(0) == c.shape(1) && c.shape(1) == c.shape(2)) return;
  if (!broadcast_into(out, c.shape(1)) || !broadcast_into(out, c.shape(2)))
    c.invalid("condition ", c.shape(0), ", then ", c.shape(1), ", and else ", c.shape(2), " must be broadcastable; ", c.show(0), ", ",
              c.show(1), ", ", c.show(2));
}

void select_kernel(Kernel& k) {
  Tensor cond = Tensor::share(k.in[0]);
  const TensorImpl& t = k.input(1);
  if (cond->rank == 1 && t.rank > 1) {
    Shape rows;
    rows.push(cond->dim(0));
    for (int i = 1; i < t.rank; ++i) rows.push(1);
    cond = make_view(*cond, rows);
  }
  TensorImpl* in[] = {cond.get(), k.in[1], k.in[2]};
  Outputs out;
  run_kernel(OP(SelectV2), in, 3, k.attrs, out);
  k.out[0] = out[0];
}

void grad_select(Grad& g) {
  Tensor zeros = zeros_like(g.dy());
  if (g.wants(1)) g.set(1, call(OP(Select), {g.in(0), g.dy(), zeros}));
  if (g.wants(2)) g.set(2, call(OP(Select), {g.in(0), zeros, g.dy()}));
}

void grad_select_v2(Grad& g) {
  Tensor zero = scalar_like(g.dy(), 0);
  if (g.wants(1)) g.set(1, select(g.in(0), g.dy(), zero));
  if (g.wants(2)) g.set(2, select(g.in(0), zero, g.dy()));
}

}  // namespace

ZEAL_OP(Select)
    .doc("t where condition is true, else e; a vector condition chooses rows.")
    .type("T", kAnyType)
    .input("condition", "bool").input("t", "T").input("e", "T").output("output", "T")
    .infer(infer_select).dispatch_on(1).cpu(kAnyType, select_kernel)
    .element_loop([](const Attrs&, DType in) { return OP(SelectV2).loops[int(in)]; })
    .saves({In(0)}).grad(grad_select);

ZEAL_OP(SelectV2)
    .doc("t where condition is true, else e; all three broadcast.")
    .type("T", kAnyType)
    .input("condition", "bool").input("t", "T").input("e", "T").output("output", "T")
    .elementwise().infer(infer_select_v2).dispatch_on(1)
    .saves({In(0)}).grad(grad_select_v2);

}  // namespace zeal
