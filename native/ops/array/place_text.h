// How errors name a place in a tensor of indices: "[0,1]" for element 1 of a [2,3] tensor, nothing for a scalar.
#pragma once
#include <string>

#include "core/shape.h"

namespace zeal {

inline std::string place_text(ShapeView shape, int64_t element) {
  std::string at;
  for (int a = shape.rank - 1; a >= 0; --a) {
    at = std::to_string(element % shape[a]) + (at.empty() ? "" : ",") + at;
    element /= shape[a];
  }
  return at.empty() ? at : "[" + at + "]";
}

}  // namespace zeal
