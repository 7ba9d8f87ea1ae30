// Shapes: small inline vectors of dimension sizes, fully or partly known.
#pragma once
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iosfwd>
#include <string>

namespace zeal {

inline constexpr int kMaxRank = 32;
inline constexpr int kUnknownRank = -1;
inline constexpr int64_t kUnknownDim = -1;

// A borrowed view of dimension sizes. rank -1: nothing is known; a dim of -1: that size is unknown.
struct ShapeView {
  int rank;
  const int64_t* dims;

  int64_t operator[](int i) const { return dims[i]; }
  bool known_rank() const { return rank >= 0; }
  bool fully_known() const { return least() >= 0; }
  // The smallest size, at most 1: negative where something is unknown, 0 where nothing is in it.
  int64_t least() const {
    int64_t least = rank < 0 ? -1 : 1;
    for (int i = 0; i < rank; ++i) least = dims[i] < least ? dims[i] : least;
    return least;
  }
  bool operator==(const ShapeView& o) const {
    if (rank != o.rank) return false;
    for (int i = 0; i < rank; ++i)
      if (dims[i] != o.dims[i]) return false;
    return true;
  }
  // "[2,3]", "[?,3]", "<unknown>": the spelling of all messages, but for those that TensorFlow
  // makes in Python.
  std::string str() const;
  // "(2, 3)", "(?, 3)", "<unknown>".
  std::string tuple() const;
};
std::ostream& operator<<(std::ostream& out, ShapeView s);
// Whether both may be the shape of one tensor.
inline bool are_compatible(ShapeView a, ShapeView b) {
  if (a.rank < 0 || b.rank < 0) return true;
  bool fit = a.rank == b.rank;
  for (int i = 0; fit && i < a.rank; ++i) fit = a[i] == b[i] || a[i] < 0 || b[i] < 0;
  return fit;
}

// For a shape of known rank that has no room for one more dimension.
[[noreturn, gnu::cold]] void refuse_rank();

// An owned shape. Copies touch only the dims in use.
struct Shape {
  int rank = 0;
  int64_t dims[kMaxRank];

  Shape() {}
  explicit Shape(ShapeView v) { *this = v; }
  Shape(std::initializer_list<int64_t> list) {
    for (int64_t d : list) dims[rank++] = d;
  }
  Shape(const Shape& o) { *this = o.view(); }
  Shape& operator=(const Shape& o) { return *this = o.view(); }
  Shape& operator=(ShapeView v) {
    rank = v.rank;
    for (int i = 0; i < rank; ++i) dims[i] = v.dims[i];
    return *this;
  }
  static Shape unknown() {
    Shape s;
    s.rank = kUnknownRank;
    return s;
  }
  ShapeView view() const { return {rank, dims}; }
  operator ShapeView() const { return view(); }
  int64_t& operator[](int i) { return dims[i]; }
  int64_t operator[](int i) const { return dims[i]; }
  // Appends a dimension; throws kInvalidArgument beyond kMaxRank.
  void push(int64_t d) {
    if (uint32_t(rank) >= uint32_t(kMaxRank)) [[unlikely]] refuse_rank();
    dims[rank++] = d;
  }
  std::string str() const { return view().str(); }
};

// Adds to `known` what `more` says of the same shape; false where they are not compatible.
inline bool narrow(Shape& known, ShapeView more) {
  if (!are_compatible(known, more)) return false;
  if (known.rank < 0) known = more;
  for (int i = 0; more.rank >= 0 && i < known.rank; ++i)
    if (known[i] < 0) known[i] = more[i];
  return true;
}

// Number of elements of a fully known shape; -1 when it overflows int64.
int64_t num_elements(ShapeView s);

}  // namespace zeal
