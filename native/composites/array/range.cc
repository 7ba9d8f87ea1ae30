// Grids of coordinates.
#include "composites/composite.h"
#include "composites/reshaping.h"

namespace zeal {
namespace {

// Each vector along an axis of its own; `xy`: the first two change places.
Outputs meshgrid(TensorList vectors, bool xy) {
  const int n = vectors.size;
  const auto axis_of = [swapped = xy && n > 1](int i) { return swapped && i < 2 ? 1 - i : i; };
  Sizes column, sizes;
  for (int i = 0; i < n; ++i) column.push(1), sizes.push(size_of(vectors[axis_of(i)]));
  const Tensor shape = sizes.vector();
  Outputs grids;
  grids.resize(n);
  for (int i = 0; i < n; ++i) {
    const int axis = axis_of(i);
    column.set(axis, -1);
    grids[i] = broadcast_to(reshape(vectors[i], column.vector()), shape);
    column.set(axis, 1);
  }
  return grids;
}
ZEAL_COMPOSITE(meshgrid, "vectors, xy");

}  // namespace
}  // namespace zeal
