// StridedLayout: operands that broadcast to one shape, walked with as few axes as their strides allow.
#pragma once
#include "core/tensor.h"

namespace zeal {

// Of up to `most` operands. Axes along which one repeats have stride 0; neighbouring axes are merged.
template <int most> struct StridedLayout {
  int nargs = 0;
  int rank = 0;
  int64_t dims[kMaxRank];
  long strides[most][kMaxRank];  // in bytes
  char* ptrs[most];

  // An operand, aligned to `shape` from the right; its strides are those of all axes until merge().
  void add(const TensorImpl& t, ShapeView shape) {
    long stride = long(dtype_size(t.dtype));
    for (int i = shape.rank - 1, j = t.rank - 1; i >= 0; --i, --j) {
      bool repeats = j < 0 || t.dim(j) == 1;
      strides[nargs][i] = repeats ? 0 : stride;
      if (j >= 0) stride *= t.dim(j);
    }
    ptrs[nargs++] = t.data;
  }

  // Once all operands are there: drops axes of one element and merges the others.
  void merge(ShapeView shape) {
    for (int i = 0; i < shape.rank; ++i)
      if (shape[i] != 1) {
        for (int a = 0; a < nargs; ++a) strides[a][rank] = strides[a][i];
        dims[rank++] = shape[i];
      }
    if (rank == 0) {
      dims[rank++] = 1;
      for (int a = 0; a < nargs; ++a) strides[a][0] = 0;
    }
    collapse();
  }

 private:
  void collapse() {
    int w = 0;
    for (int i = 1; i < rank; ++i) {
      bool joins = true;
      for (int a = 0; a < nargs && joins; ++a) joins = strides[a][w] == strides[a][i] * dims[i];
      if (!joins) ++w;
      dims[w] = joins ? dims[w] * dims[i] : dims[i];
      for (int a = 0; a < nargs; ++a) strides[a][w] = strides[a][i];
    }
    rank = w + 1;
  }
};

}  // namespace zeal
