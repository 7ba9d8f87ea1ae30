// Shape text and element counts.
#include "core/shape.h"

#include <ostream>

#include "core/error.h"

namespace zeal {

void refuse_rank() {
  fail(Code::kInvalidArgument, "the result would have more than ", kMaxRank, " dimensions, the most that a tensor has");
}

namespace {
std::string joined(ShapeView s, const char* comma) {
  std::string out;
  for (int i = 0; i < s.rank; ++i) out += (i ? comma : "") + (s[i] < 0 ? "?" : std::to_string(s[i]));
  return out;
}
}  // namespace

std::string ShapeView::str() const { return rank < 0 ? "<unknown>" : "[" + joined(*this, ",") + "]"; }
std::string ShapeView::tuple() const {
  return rank < 0 ? "<unknown>" : "(" + joined(*this, ", ") + (rank == 1 ? ",)" : ")");
}
std::ostream& operator<<(std::ostream& out, ShapeView s) { return out << s.str(); }

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
