// Attributes of the reductions.
#pragma once

namespace zeal {

struct ReduceAttrs {
  bool keep_dims = false;
};

}  // namespace zeal
