// Shape text and element counts.
#include "core/shape.h"

#include "core/error.h"

namespace zeal {

void refuse_rank() {
  fail(Code::kInvalidArgument, "the result would have more than ", kMaxRank, " dimensions, the most that a tensor has");
}

std::string ShapeView::str() const {
  if (rank < 0) return "<unknown>";
  std::string out = "(";
  for (int i = 0; i < rank; ++i) {
    if (i) out += ", ";
    out += dims[i] < 0 ? "?" : std::to_string(dims[i]);
  }
  return out + (rank == 1 ? ",)" : ")");
}

int64_t num_elements(ShapeView s) {
  int64_t n = 1;
  bool overflow = false, zero = false;
  for (int i = 0; i < s.rank; ++i) {
    zero |= s.dims[i] == 0;
    overflow |= __builtin_mul_overflow(n, s.dims[i], &n);
  }
  if (zero) return 0;
  return overflow ? -1 : n;
}

}  // namespace zeal
