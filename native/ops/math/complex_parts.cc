// Ops between complex numbers and their parts (functors: complex_parts.h).
#include "op/functions.h"
#include "op/infer.h"
#include "tape/tape.h"

namespace zeal {
namespace {

constexpr DTypeSet kParts = bit(DType::kFloat32) | bit(DType::kFloat64);

struct PartAttrs {
  DType Tout = DType::kFloat32;
};
struct ComplexAttrs {
  DType Tout = DType::kComplex64;
};

Tensor complex_of(const Tensor& re, const Tensor& im) { return call(OP(Complex), {re, im}); }
Tensor real_of(const Tensor& z) { return call(OP(Real), {z}); }
Tensor imag_of(const Tensor& z) { return call(OP(Imag), {z}); }

// The dtype follows from the input's, whatever Tout says.
template <DType single, DType twice> void infer_part(InferContext& c) {
  infer_broadcast(c);
  bool wide = c.dtype(0) == DType::kComplex128 || c.dtype(0) == DType::kFloat64;
  c.out_dtype() = wide ? twice : single;
}
constexpr InferFn infer_real = infer_part<DType::kFloat32, DType::kFloat64>;
constexpr InferFn infer_complex = infer_part<DType::kComplex64, DType::kComplex128>;

void grad_complex_abs(Grad& g) {
  Tensor dy = complex_of(g.dy(), scalar_like(g.dy(), 0));
  g.set(0, dy * call(OP(Sign), {g.in(0)}));
}

void grad_angle(Grad& g) {
  Tensor swapped = complex_of(imag_of(g.in(0)), real_of(g.in(0)));
  Tensor dy = complex_of(g.dy(), scalar_like(g.dy(), 0));
  g.set(0, -over(dy, swapped));
}

void grad_complex(Grad& g) {
  if (g.wants(0)) g.set(0, real_of(g.dy()));
  if (g.wants(1)) g.set(1, imag_of(g.dy()));
}

}  // namespace

ZEAL_OP(Real)
    .doc("The real part.")
    .type("T", kComplexTypes).attrs<PartAttrs>().type_arg("Tout", &PartAttrs::Tout, kParts)
    .input("input", "T").output("output", "Tout").elementwise().infer(infer_real)
    .grad([](Grad& g) { g.set(0, complex_of(g.dy(), scalar_like(g.dy(), 0))); });

ZEAL_OP(Imag)
    .doc("The imaginary part.")
    .type("T", kComplexTypes).attrs<PartAttrs>().type_arg("Tout", &PartAttrs::Tout, kParts)
    .input("input", "T").output("output", "Tout").elementwise().infer(infer_real)
    .grad([](Grad& g) { g.set(0, complex_of(scalar_like(g.dy(), 0), g.dy())); });

ZEAL_OP(ComplexAbs)
    .node("Abs")
    .doc("|x| of complex numbers.")
    .type("T", kComplexTypes).attrs<PartAttrs>().type_arg("Tout", &PartAttrs::Tout, kParts)
    .input("x", "T").output("y", "Tout").elementwise().infer(infer_real)
    .saves({In(0)}).grad(grad_complex_abs);

ZEAL_OP(Angle)
    .doc("The angle of complex numbers in [-pi, pi].")
    .type("T", kComplexTypes).attrs<PartAttrs>().type_arg("Tout", &PartAttrs::Tout, kParts)
    .input("input", "T").output("output", "Tout").elementwise().infer(infer_real)
    .saves({In(0)}).grad(grad_angle);

ZEAL_OP(Conj)
    .doc("The complex conjugate.")
    .type("T", kComplexTypes).input("input", "T").output("output", "T").elementwise()
    .grad([](Grad& g) { g.set(0, conj(g.dy())); });

ZEAL_OP(Complex)
    .doc("real + i imag.")
    .example("tf.complex([1.0], [2.0])", "[1.+2.j]")
    .type("T", kParts).attrs<ComplexAttrs>().type_arg("Tout", &ComplexAttrs::Tout, kComplexTypes)
    .input("real", "T").input("imag", "T").output("out", "Tout").elementwise().infer(infer_complex).grad(grad_complex);

}  // namespace zeal
