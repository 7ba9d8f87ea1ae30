// Sizes that may be known only to the run.
#include "op/sizes.h"

#include "core/symbolic.h"

namespace zeal {
namespace {

// Element i of a vector, as a scalar.
Tensor element(const Tensor& vector, int i) { return call(OP(Gather), {vector, make_scalar<int32_t>(i)}); }

Size combined(const OpDef& op, const Size& a, const Size& b) {
  Tensor x = scalar_of(a), y = scalar_of(b);
  if (x->dtype != y->dtype) (x->dtype == DType::kInt64 ? y : x) = cast(x->dtype == DType::kInt64 ? y : x, DType::kInt64);
  return Size(call(op, {x, y}));
}

}  // namespace

Size operator*(const Size& a, const Size& b) {
  if (a.is_known() && b.is_known()) return a.known * b.known;
  if (a.is_known() && a.known == 1) return b;
  if (b.is_known() && b.known == 1) return a;
  return combined(OP(Mul), a, b);
}

Size operator+(const Size& a, const Size& b) {
  if (a.is_known() && b.is_known()) return a.known + b.known;
  return combined(OP(AddV2), a, b);
}

Size operator-(const Size& a, const Size& b) {
  if (a.is_known() && b.is_known()) return a.known - b.known;
  return combined(OP(Sub), a, b);
}

Tensor scalar_of(const Size& s) {
  if (!s.is_known()) return s.later;
  if (s.known == int32_t(s.known)) return make_scalar<int32_t>(int32_t(s.known));
  return make_scalar<int64_t>(s.known);
}

Tensor vector(std::initializer_list<Size> sizes) {
  Sizes all;
  for (const Size& s : sizes) all.push(s);
  return all.vector();
}

Size size_of(const Tensor& t) { return t->numel >= 0 ? Size(t->numel) : Size(call(OP(Size), {t})); }

Size length_of(const Tensor& shape) { return size_of(shape); }

Size size_at(const Tensor& shape, const Size& i) {
  if (has_known_length(shape) && i.is_known()) return Sizes(shape)[int(i.known)];
  return Size(call(OP(Gather), {shape, scalar_of(i)}));
}

Tensor part_of_shape(const Tensor& shape, const Size& from, const Size& to) {
  if (has_known_length(shape) && from.is_known() && to.is_known()) {
    const Sizes all(shape);
    Sizes part;
    for (int64_t i = from.known; i < to.known; ++i) part.push(all[int(i)]);
    return part.vector();
  }
  Tensor begin = vector({from}), count = vector({to - from});
  if (begin->dtype != count->dtype) begin = cast(begin, DType::kInt64), count = cast(count, DType::kInt64);
  return call(OP(Slice), {shape, begin, count});
}

Size product_between(const Tensor& shape, const Size& from, const Size& to) {
  if (!has_known_length(shape) || !from.is_known() || !to.is_known())
    return Size(reduced(OP(Prod), part_of_shape(shape, from, to), make_scalar<int32_t>(0), false));
  const Sizes all(shape);
  Size product = 1;
  for (int64_t i = from.known; i < to.known; ++i) product *= all[int(i)];
  return product;
}

Tensor ones_from(const Tensor& shape, const Size& from) { return ones_like(part_of_shape(shape, from, length_of(shape))); }

Sizes::Sizes(const Tensor& vector) : n_(int(vector->numel)) {
  const TensorImpl* known = known_value(*vector);
  const Symbol* symbol = symbol_of(*vector);
  for (int i = 0; i < n_; ++i) {
    if (known) known_[i] = int_at(*known, i);
    else if (symbol && symbol->elements && (*symbol->elements)[i] >= 0) known_[i] = (*symbol->elements)[i];
    else set(i, Size(element(vector, i)));
  }
}

void Sizes::set(int i, const Size& s) {
  if (s.is_known()) {
    if (later_) later_[i] = Tensor();
    known_[i] = s.known;
    return;
  }
  if (!later_) later_ = std::make_unique<Tensor[]>(kMaxRank);
  later_[i] = s.later;
  known_[i] = kUnknownDim;
}

Tensor Sizes::vector() const {
  if (!later_) return make_integers(known_, n_);
  std::vector<Tensor> parts;
  bool wide = false;
  for (int i = 0; i < n_; ++i) {
    parts.push_back(scalar_of((*this)[i]));
    wide |= parts.back()->dtype == DType::kInt64;
  }
  for (Tensor& t : parts)
    if (wide) t = cast(t, DType::kInt64);
  return call_list(OP(Pack), parts.data(), n_, OP(Pack).defaults)[0];
}

}  // namespace zeal
