// How texts of parts are put together.
#include "core/error.h"

#include <sstream>

namespace zeal {

void put_chars(std::ostream& out, const void* chars) { out << static_cast<const char*>(chars); }

std::string concat_parts(const TextPart* parts, int n) {
  std::ostringstream out;
  for (int i = 0; i < n; ++i) parts[i].put(out, parts[i].what);
  return out.str();
}

void fail_with(Code code, const TextPart* parts, int n) { throw Error(code, concat_parts(parts, n)); }

}  // namespace zeal
