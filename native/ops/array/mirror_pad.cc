// MirrorPad and its gradient op: a border that reflects the tensor.
#include <string_view>

#include "op/functions.h"
#include "op/infer.h"
#include "ops/array/element.h"
#include "ops/array/pad.h"
#include "ops/array/strided.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct MirrorAttrs {
  const char* mode = intern_string("REFLECT");
};

// 1 when the edge itself is not repeated.
int64_t skip(const Attrs& a, const OpDef& op) {
  std::string_view mode = a.as<MirrorAttrs>().mode;
  if (mode == "REFLECT") return 1;
  if (mode == "SYMMETRIC") return 0;
  fail(Code::kInvalidArgument, "[", op.name, "] mode must be REFLECT or SYMMETRIC, got ", mode);
}

void check_reach(InferContext& c, int axis, int64_t before, int64_t after) {
  int64_t limit = c.dim(0, axis) - skip(c.attrs, c.op);
  if (before > limit || after > limit)
    c.invalid(skip(c.attrs, c.op) ? "paddings must be less than the dimension size: "
                                  : "paddings must be no greater than the dimension size: ",
              before, ", ", after, skip(c.attrs, c.op) ? " not less than " : " greater than ", c.dim(0, axis), "; axis ", axis,
              " has room for at most ", limit, " on either side; ", c.show(0));
}

void infer_mirror(InferContext& c) {
  skip(c.attrs, c.op);
  infer_padded(c, check_reach);
}

// Position in the padded axis that position `at` of it reflects; itself in the middle.
int64_t reflect(int64_t at, int64_t before, int64_t dim, int64_t skip) {
  if (at < before) return 2 * before - 1 + skip - at;
  if (at >= before + dim) return 2 * (before + dim) - 1 - skip - at;
  return at;
}

// The middle first; then axis by axis, each reflecting what lies there by then.
void mirror_kernel(Kernel& k) {
  const TensorImpl &in = k.input(0), &pads = k.input(1);
  TensorImpl& out = k.output();
  copy_center(out, in, pads, true);
  for (int a = out.rank - 1; a >= 0; --a) {
    int64_t outer = product(out.shape(), 0, a), inner = product(out.shape(), a + 1, out.rank), n = out.dim(a);
    int64_t before = int_at(pads, 2 * a);
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t i = 0; i < n; ++i) {
        int64_t from = reflect(i, before, in.dim(a), skip(k.attrs, k.op));
        if (from != i) copy_elements(out, (o * n + i) * inner, out, (o * n + from) * inner, inner);
      }
  }
}

// --- MirrorPadGrad ---
void infer_mirror_grad(InferContext& c) {
  c.require_rank(1, 2);
  c.out() = c.shape(0);
  const TensorImpl* pads = c.value(1);
  if (pads && c.rank(0) >= 0 && pads->numel != 2 * c.rank(0)) c.invalid(c.show(0), ", ", c.show(1), "; paddings must be a row of 2 for each axis");
  for (int i = 0; i < c.rank(0); ++i) {
    if (pads && c.dim(0, i) >= 0) {
      int64_t before = int_at(*pads, 2 * i), after = int_at(*pads, 2 * i + 1), size = c.dim(0, i);
      bool within = before >= 0 && after >= 0 && before <= size && after <= size;
      int64_t d = within ? size - before - after : 0, limit = d - skip(c.attrs, c.op);
      if (!within || before > limit || after > limit)
        c.invalid("paddings ", before, " and ", after, " do not fit axis ", i, ": ", c.show(0));
      c.out()[i] = d;
    } else {
      c.out()[i] = kUnknownDim;
    }
  }
}

// Folds the border along axis a back onto the middle.
template <class T> void fold(TensorImpl& t, int a, int64_t before, int64_t dim, int64_t skip) {
  int64_t outer = product(t.shape(), 0, a), inner = product(t.shape(), a + 1, t.rank), n = t.dim(a);
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < n; ++i) {
      int64_t to = reflect(i, before, dim, skip);
      if (to == i) continue;
      T *into = t.as<T>() + (o * n + to) * inner, *from = t.as<T>() + (o * n + i) * inner;
      for (int64_t j = 0; j < inner; ++j) into[j] = plus(into[j], from[j]);
    }
}

void mirror_grad_kernel(Kernel& k) {
  const TensorImpl& pads = k.input(1);
  Tensor sum = make_tensor(k.input(0).dtype, k.input(0).shape());
  copy_elements(*sum, 0, k.input(0), 0, sum->numel);
  for (int a = 0; a < sum->rank; ++a)
    with_number(sum->dtype, [&]<class T>(T*) {
      fold<T>(*sum, a, int_at(pads, 2 * a), k.output().dim(a), skip(k.attrs, k.op));
    });
  copy_center(*sum, k.output(), pads, false);
}

}  // namespace

ZEAL_OP(MirrorPad)
    .doc("A border that reflects the tensor; REFLECT leaves out the edge itself, SYMMETRIC repeats it.")
    .type("T", kAnyType).type("Tpaddings", kIndex)
    .attrs<MirrorAttrs>().attr("mode", &MirrorAttrs::mode, /*required=*/true)
    .input("input", "T").input("paddings", "Tpaddings").output("output", "T")
    .infer(infer_mirror).cpu(kAnyType, mirror_kernel)
    .saves({In(1)})
    .grad([](Grad& g) { g.set(0, call(OP(MirrorPadGrad), {g.dy(), g.in(1)}, Attrs::of(g.attr<MirrorAttrs>()))); });

ZEAL_OP(MirrorPadGrad)
    .doc("Adds each element of a reflected border to the one it reflects: the gradient of MirrorPad.")
    .type("T", kNumbers).type("Tpaddings", kIndex)
    .attrs<MirrorAttrs>().attr("mode", &MirrorAttrs::mode, /*required=*/true)
    .input("input", "T").input("paddings", "Tpaddings").output("output", "T")
    .infer(infer_mirror_grad).cpu(kNumbers, mirror_grad_kernel)
    .saves({In(1)})
    .grad([](Grad& g) { g.set(0, call(OP(MirrorPad), {g.dy(), g.in(1)}, Attrs::of(g.attr<MirrorAttrs>()))); });

}  // namespace zeal
