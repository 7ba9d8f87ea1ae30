// Shape inference helpers.
#include "op/infer.h"

#include <algorithm>

namespace zeal {

std::string InferContext::show(int i) const {
  std::string name = op.inputs[op.arg_of(i, nin)].name;
  if (op.arg_of(i, nin) == op.list_input) name += "[" + std::to_string(i - op.list_input) + "]";
  return name + " is " + describe(*in_[i]);
}

std::string InferContext::differing_in_graph(ShapeView a, ShapeView b) const {
  return is_building(in_, nin) ? closed(differing_shapes(a, b)) : "";
}

std::string InferContext::closed(std::string words) {
  if (!words.empty()) words += words.back() == '.' ? " " : "; ";
  return words;
}

void InferContext::no_axis(int i, int axis) const { invalid(show(i), " has no axis ", axis, "; its rank is too small"); }

void InferContext::refuse_rank(int i, const char* bound, int rank, const std::string& words) const {
  const int have = this->rank(i);
  invalid(in_graph("Shape must be ", bound, "rank ", rank, " but is rank ", have), closed(words), show(i), "; its rank must be ", bound, rank,
          ", got ", have);
}

void InferContext::refuse_axis(int64_t axis, int rank, const std::string& words) const {
  if (!words.empty()) invalid(closed(words), show(0), "; the axis must be in [", -rank, ", ", rank, ")");
  invalid("Expected axis in the range [", -rank, ", ", rank, "), but got ", axis, "; ", show(0));
}

Shape InferContext::shape_value(int i, bool partial) const {
  const TensorImpl* v = value(i);
  Shape s;
  if (!v) {
    const Symbol* symbol = symbol_of(*in_[i]);
    if (symbol && symbol->elements) return *symbol->elements;
    // The length of the vector still tells the rank.
    if (rank(i) != 1 || dim(i, 0) < 0) return Shape::unknown();
    if (dim(i, 0) > kMaxRank) invalid("a shape of ", dim(i, 0), " dimensions; at most ", kMaxRank, " are supported");
    for (int64_t k = 0; k < dim(i, 0); ++k) s.push(kUnknownDim);
    return s;
  }
  if (v->rank > 1) invalid(in_graph("Shape must be rank 1 but is rank ", int(v->rank)), partial ? "sizes input must be 1-D, not " : "the shape must be a vector, got shape ", v->shape(), "; ", show(i));
  if (v->numel > kMaxRank) invalid("a shape of ", v->numel, " dimensions; at most ", kMaxRank, " are supported");
  for (int64_t k = 0; k < v->numel; ++k) {
    int64_t d = int_at(*v, k);
    if (d < -1 && partial) invalid("Size ", k, " must be non-negative, not ", d, "; one size may be -1, for what is left");
    if (d < 0 && !partial) invalid("Dimension ", d, " must be >= 0: it is dimension ", k, " of the requested shape");
    s.push(d);
  }
  return s;
}

int InferContext::axis_count(int i) const {
  if (rank(i) < 1 || dim(i, 0) < 0) return kUnknownRank;
  if (dim(i, 0) > kMaxRank) invalid(show(i), "; a tensor has at most ", kMaxRank, " axes");
  return int(dim(i, 0));
}

void infer_same_shape(InferContext& c) { c.out() = c.shape(0); }
void infer_scalar(InferContext& c) { c.out().rank = 0; }

bool broadcast_into(Shape& a, ShapeView b) {
  if (a.rank < 0 || a.view() == b) return true;
  if (b.rank < 0) return a.rank = kUnknownRank, true;
  if (b.rank > a.rank) {
    int shift = b.rank - a.rank;
    std::memmove(a.dims + shift, a.dims, sizeof(int64_t) * a.rank);
    for (int i = 0; i < shift; ++i) a.dims[i] = b.dims[i];
    a.rank = b.rank;
    b = {b.rank - shift, b.dims + shift};
  }
  for (int i = 0; i < b.rank; ++i) {
    int64_t &x = a.dims[a.rank - b.rank + i], y = b.dims[i];
    if (x == y || y == 1) continue;
    if (x == 1) x = y;
    else if (x < 0) x = y < 0 ? kUnknownDim : y;
    else if (y >= 0) return false;
  }
  return true;
}

namespace {
// The first sizes of two shapes, aligned from the right, that do not broadcast.
std::string differing_dims(ShapeView a, ShapeView b) {
  for (int i = std::min(a.rank, b.rank); i > 0; --i) {
    const int64_t x = a[a.rank - i], y = b[b.rank - i];
    if (x != y && x >= 0 && y >= 0 && x != 1 && y != 1) return concat("Dimensions must be equal, but are ", x, " and ", y);
  }
  return "";
}
}  // namespace

void infer_broadcast(InferContext& c) {
  Shape& out = c.out() = c.shape(0);
  for (int i = 1; i < c.nin; ++i) {
    if (!broadcast_into(out, c.shape(i))) {
      std::string shapes = c.shape(0).str(), all = c.show(0), words;
      for (int k = 0; k < i && words.empty(); ++k) words = differing_dims(c.shape(k), c.shape(i));
      for (int k = 1; k < c.nin; ++k) shapes += " vs. " + c.shape(k).str(), all += ", " + c.show(k);
      c.invalid(c.in_graph(words), "Incompatible shapes: ", shapes, "; ", all, "; aligned from the right, sizes must be equal or 1");
    }
  }
}

}  // namespace zeal
