// The dtypes that TensorFlow prefers where nothing but the value could settle one.
#pragma once
#include <string_view>

#include "core/dtype.h"

namespace zeal::bind {

// By the type attribute's name; kInvalid where the value decides.
inline DType preferred_type(std::string_view attr) {
  using enum DType;
  for (const char* name : {"Tidx", "Tshape", "Tdim", "Tmultiples", "Tpaddings", "Tblock_shape", "Tcrops", "Tperm", "Tnumsegments", "index_type"})
    if (attr == name) return kInt32;
  return attr == "TI" || attr == "Tindex" ? kInt64 : kInvalid;
}

}  // namespace zeal::bind
