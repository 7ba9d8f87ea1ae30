// Sizes: a shape in a gradient rule or a composite, each size known or left to the run. Where all are known, as they
// are while ops run at once, this is arithmetic on integers; in graphs what is unknown becomes ops.
#pragma once
#include <memory>

#include "op/functions.h"

namespace zeal {

// One size: a number, or a scalar tensor that only the run will tell.
struct Size {
  int64_t known = kUnknownDim;
  Tensor later;

  Size(int64_t n) : known(n) {}
  explicit Size(Tensor t) : later(std::move(t)) {}
  bool is_known() const { return !later; }
  inline Size& operator*=(const Size& o);
};
Size operator*(const Size& a, const Size& b);
Size operator+(const Size& a, const Size& b);
Size operator-(const Size& a, const Size& b);
inline Size& Size::operator*=(const Size& o) { return *this = *this * o; }
// A scalar: int32, or int64 where it needs it.
Tensor scalar_of(const Size& s);

class Sizes {
 public:
  Sizes() {}
  // Of a vector whose length is known: a shape, or a list of counts.
  explicit Sizes(const Tensor& vector);

  int count() const { return n_; }
  bool known(int i) const { return !later_ || !later_[i]; }
  Size operator[](int i) const { return known(i) ? Size(known_[i]) : Size(later_[i]); }
  // kUnknownDim for those that are not known.
  ShapeView view() const { return {n_, known_}; }
  void push(const Size& s) { ++n_, set(n_ - 1, s); }
  void push(int64_t n) { known_[n_++] = n; }
  void set(int i, const Size& s);
  // As a vector: int32, or int64 where a size needs it.
  Tensor vector() const;

 private:
  int n_ = 0;
  int64_t known_[kMaxRank];
  std::unique_ptr<Tensor[]> later_;  // of those that are not known; null while all are
};

// Element i of a shape, and the product of those from `from` to before `to`.
Size size_at(const Tensor& shape, const Size& i);
Size product_between(const Tensor& shape, const Size& from, const Size& to);
// How many axes a shape has.
Size length_of(const Tensor& shape);
// The sizes from `from` to before `to`.
Tensor part_of_shape(const Tensor& shape, const Size& from, const Size& to);
// A vector of ones, as long as a shape from axis `from` on.
Tensor ones_from(const Tensor& shape, const Size& from);
// A vector of these.
Tensor vector(std::initializer_list<Size> sizes);
// Elements of a tensor.
Size size_of(const Tensor& t);

// Whether rules can take a shape vector apart: its length is known.
inline bool has_known_length(const Tensor& vector) { return vector->numel >= 0; }

}  // namespace zeal
