// CheckNumerics: the input, once it is found free of infinities and NaN.
#include <algorithm>

#include "op/infer.h"
#include "op/watch.h"
#include "tape/tape.h"

namespace zeal {
namespace {

struct CheckAttrs {
  const char* message = "";
};

struct Found {
  bool inf = false, nan = false;
};

// Of elements whose exponent has the bits `full`: infinity has no others, but for the sign.
template <class T> Found look(const TensorImpl& t, T full) {
  Found found;
  constexpr T kSign = T(1) << (8 * sizeof(T) - 1);
  std::for_each_n(t.as<T>(), t.numel, [&](T bits) {
    if ((bits & full) != full) return;
    (T(bits & ~kSign) == full ? found.inf : found.nan) = true;
  });
  return found;
}

Found look(const TensorImpl& t) {
  switch (t.dtype) {
    case DType::kFloat16: return look<uint16_t>(t, 0x7C00);
    case DType::kBFloat16: return look<uint16_t>(t, 0x7F80);
    case DType::kFloat32: return look<uint32_t>(t, 0x7F800000);
    default: return look<uint64_t>(t, 0x7FF0000000000000);
  }
}

void check_kernel(Kernel& k) {
  if (has_not_finite(k.input(0))) {
    const Found found = look(k.input(0));
    const char* what = found.inf && found.nan ? "Inf and NaN" : found.inf ? "Inf" : "NaN";
    fail(Code::kInvalidArgument, k.attr<CheckAttrs>().message, " : Tensor had ", what, " values; [", k.op.name, "] tensor is ", describe(k.input(0)));
  }
  k.out[0] = make_view(*k.in[0], k.input(0).shape());
}

}  // namespace

ZEAL_OP(CheckNumerics)
    .doc("The input, which must be free of infinities and NaN.")
    .type("T", kFloating).attrs<CheckAttrs>().attr("message", &CheckAttrs::message, true)
    .input("tensor", "T").output("output", "T")
    .infer(infer_same_shape).made_by_kernel().shares(0).cpu(kFloating, check_kernel)
    .grad([](Grad& g) {
      CheckAttrs attrs;
      attrs.message = intern_string(concat("Not a number (NaN) or infinity (Inf) values detected in gradient. ", g.attr<CheckAttrs>().message));
      g.set(0, call(g.op(), {g.dy()}, Attrs::of(attrs)));
    });

}  // namespace zeal
